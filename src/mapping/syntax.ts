/** A mapping file's text comes in, its defaults and rules go out as they are written, each with its place. */
import type { SampleType } from '../statsd/sample.ts';
import { explainHeldMapping, findHeldMapping, findMisplacedRuleKeys } from './mistaken-file.ts';
import { checkObserverKeys, OBSERVER_FIELDS, type ObserverKeys } from './observer-options.ts';
import { readBoolean, readChoice, readDuration, readNumber, readString, readText } from './scalars.ts';
import type { Fields, ReadValue, Text, ValueNode, YamlReader } from './yaml-reader.ts';

export type MatchType = 'glob' | 'regex';

export interface RuleSyntax extends ObserverKeys {
  readonly match?: Text;
  readonly name?: Text;
  readonly labels?: readonly LabelSyntax[];
  readonly honor_labels?: boolean;
  readonly match_type?: MatchType;
  readonly match_metric_type?: SampleType;
  readonly action?: 'map' | 'drop';
  readonly scale?: number;
  readonly help?: string;
  readonly ttl?: string;
}

export interface LabelSyntax {
  readonly name: Text;
  readonly value: Text;
}

export interface DefaultsSyntax extends ObserverKeys {
  readonly match_type?: MatchType;
  readonly glob_disable_ordering?: boolean;
  readonly ttl?: string;
}

export interface MappingSyntax {
  readonly defaults: DefaultsSyntax;
  readonly rules: readonly (RuleSyntax & { readonly at: ValueNode })[];
}

const readMatchType = readChoice<MatchType>({ glob: 'glob', regex: 'regex', '': 'glob' });

const readLabels: ReadValue<LabelSyntax[]> = (reader, node) =>
  reader.entries(node, '`labels`').map(([name, value]) => ({
    name,
    value: readText(reader, value) ?? { value: '', place: value.place },
  }));

const DEFAULTS_FIELDS: Fields<DefaultsSyntax> = {
  match_type: readMatchType,
  glob_disable_ordering: readBoolean,
  ttl: readDuration,
  ...OBSERVER_FIELDS,
};

const RULE_FIELDS: Fields<RuleSyntax> = {
  match: readText,
  name: readText,
  labels: readLabels,
  honor_labels: readBoolean,
  match_type: readMatchType,
  match_metric_type: readChoice<SampleType>({
    counter: 'counter',
    gauge: 'gauge',
    observer: 'observer',
    timer: 'observer',
  }),
  action: readChoice<'map' | 'drop'>({ map: 'map', drop: 'drop', '': 'map' }),
  scale: readNumber,
  help: readString,
  ttl: readDuration,
  ...OBSERVER_FIELDS,
};

/** Reads the whole file; what is wrong with it collects in the reader. */
export function readMapping(reader: YamlReader): MappingSyntax {
  const nothing: MappingSyntax = { defaults: {}, rules: [] };
  if (reader.problems.length > 0) return nothing;
  const held = findHeldMapping(reader);
  if (held !== undefined) {
    reader.report(held.place, explainHeldMapping(held));
    return nothing;
  }
  // Keys of a rule at the top level make every other complaint about that rule misleading.
  const misplaced = findMisplacedRuleKeys(reader, Object.keys(RULE_FIELDS));
  for (const { key, message } of misplaced) reader.report(key.place, message);
  if (misplaced.length > 0) return nothing;

  const { defaults = {}, mappings = [] } = reader.readFields<{
    defaults: DefaultsSyntax;
    mappings: (RuleSyntax & { at: ValueNode })[];
  }>(reader.root, 'a mapping file', {
    defaults: (_, node) => reader.readFields<DefaultsSyntax>(node, '`defaults`', DEFAULTS_FIELDS),
    mappings: (_, node) => reader.readList(node, '`mappings`', readRule),
  });
  for (const rule of mappings) checkObserverKeys(rule, defaults, reader, rule.at);
  return { defaults, rules: mappings };
}

const readRule: ReadValue<RuleSyntax & { at: ValueNode }> = (reader, node) => ({
  ...reader.readFields<RuleSyntax>(node, 'a rule', RULE_FIELDS),
  at: node,
});
