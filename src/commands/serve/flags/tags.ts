/** Which styles of tags are read, by `popcon serve` and by `popcon check-config --line`. */
import type { Flag } from './flag.ts';

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
  return [true, false].map((on) => ({
    flags: `--${on ? '' : 'no-'}statsd.parse-${style}-tags`,
    help: on ? `read ${style} tags (on)` : 'do not',
    apply: ({ options }) => {
      options.dialect = { ...options.dialect, [key]: on };
    },
  }));
}
