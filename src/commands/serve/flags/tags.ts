/** Which styles of tags are read, by `popcon serve` and by `popcon check-config --line`. */
import { DEFAULT_DIALECT, TAG_STYLES, type TagStyle } from '../../../statsd/dialect.ts';
import { type Flag, switchFlag } from './flag.ts';

export const TAGS: readonly Flag[] = (Object.keys(TAG_STYLES) as TagStyle[]).flatMap((style) =>
  switchFlag(
    `statsd.parse-${style}-tags`,
    `read ${style} tags: \`${TAG_STYLES[style]}\``,
    (on, { dialect }) => ({ dialect: { ...dialect, tagStyles: { ...dialect.tagStyles, [style]: on } } }),
    DEFAULT_DIALECT.tagStyles[style],
  ),
);
