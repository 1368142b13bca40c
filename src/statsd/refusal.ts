/**
 * The reasons for which a line, or one of its samples, is refused: a fixed set, so that it can be a metric's label.
 * The first group is statsd_exporter's, with dashes for its underscores; the second guards its known ways to break.
 */

/** Each reason with its meaning, as `check-config` and docs/protocol.md give it. */
export const REFUSALS = {
  'malformed-line': 'not `name:value|type`, an empty name, or bytes that are not UTF-8',
  'mixed-tagging-styles': 'tags both in the name and after `|#`',
  'not-enough-parts-after-colon': 'no `|type` after the value',
  'invalid-extended-aggregate-type': 'several values before the type, which only `ms`, `h` and `d` can have',
  'malformed-component': 'an empty section between `|` and `|`, no type, or too many sections',
  'malformed-value': 'the value is not a number',
  'invalid-sample-factor':
    'a section that is none of `@factor`, `#tags`, `c:container`, `e:environment`, `card:cardinality`, `T` time stamp',
  'malformed-container-id': 'a container section without an id: `|c:`',
  'illegal-event': 'an unknown type; known are `c`, `g`, `ms`, `h` and `d`',
  'not-finite': 'a value that is infinite or not a number, or becomes so by its sampling factor',
  'sample-factor-out-of-range':
    'a sampling factor that is negative, not finite or below the allowed smallest',
  'line-too-long': 'a line longer than the allowed longest',
  'name-too-long': 'a metric name longer than the allowed longest',
  'too-many-labels': 'more tags than allowed',
  'label-too-long': 'a tag whose name or value is longer than the allowed longest',
  'too-many-values': 'more values in one line than allowed',
} as const;

export type RefusalReason = keyof typeof REFUSALS;
