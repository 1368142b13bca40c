/** Which styles of tags are read, by `popcon serve` and by `popcon check-config --line`. */
import { type Flag, type ServeArguments, switchFlag } from './flag.ts';

export const TAGS: readonly Flag[] = [
  ...tagStyle('dogstatsd', 'dogstatsdTags'),
  ...tagStyle('influxdb', 'influxdbTags'),
  ...tagStyle('librato', 'libratoTags'),
  ...tagStyle('signalfx', 'signalfxTags'),
];

function tagStyle(
  style: string,
  key: 'dogstatsdTags' | 'influxdbTags' | 'libratoTags' | 'signalfxTags',
): readonly Flag[] {
  const set = ({ options }: ServeArguments, on: boolean) => {
    options.dialect = { ...options.dialect, [key]: on };
  };
  return switchFlag(`statsd.parse-${style}-tags`, `read ${style} tags`, set, true);
}
