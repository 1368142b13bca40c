/** A mapping file's text comes in, its defaults and rules go out as they are written, each with its place. */
import type { SampleType } from '../statsd/sample.ts';
import { explainHeldMapping, findHeldMapping } from './held-mapping.ts';
import { findMisindentedKeys } from './misindentation.ts';
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

export interface LocatedRule extends RuleSyntax {
  readonly at: ValueNode;
  /** Some of its values were reported already and are missing here. */
  readonly faulty: boolean;
}

export interface MappingSyntax {
  readonly defaults: DefaultsSyntax;
  readonly rules: readonly LocatedRule[];
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
  if (refuseAtSight(reader)) return { defaults: {}, rules: [] };
  const { defaults = {}, mappings = [] } = reader.readFields<{
    defaults: DefaultsSyntax;
    mappings: LocatedRule[];
  }>(reader.root, 'a mapping file', {
    defaults: (_, node) => reader.readFields<DefaultsSyntax>(node, '`defaults`', DEFAULTS_FIELDS),
    mappings: (_, node) => reader.readList(node, '`mappings`', readRule),
  });
  for (const rule of mappings) checkObserverKeys(rule, defaults, reader, rule.at);
  return { defaults, rules: mappings };
}

/** Reports what makes every further complaint misleading: another kind of file, broken YAML, keys in no rule. */
function refuseAtSight(reader: YamlReader): boolean {
  const isSound = reader.syntaxProblems.length === 0;
  if (isSound && !reader.isNull(reader.root) && !reader.isMap(reader.root)) {
    reader.report(
      reader.root.place,
      'a mapping file is a map with `mappings:`, below which stands the list of rules',
    );
    return true;
  }
  const held = isSound ? findHeldMapping(reader) : undefined;
  if (held !== undefined) {
    reader.report(held.place, explainHeldMapping(held));
    return true;
  }
  const outside = isSound
    ? reader.entries(reader.root, 'a mapping file').filter(([key]) => Object.hasOwn(RULE_FIELDS, key.value))
    : [];
  if (isSound && outside.length === 0) return false;
  const misindented = findMisindentedKeys(reader.source, Object.keys(RULE_FIELDS));
  for (const { place, message } of misindented) reader.report(place, message);
  if (misindented.length > 0) return true;
  for (const { message, ...place } of reader.syntaxProblems) reader.report(place, message);
  for (const [key] of outside) {
    reader.report(
      key.place,
      `\`${key.value}:\` belongs to a rule: rules are the items of a list under \`mappings:\``,
    );
  }
  return true;
}

const readRule: ReadValue<LocatedRule> = (reader, at) => {
  if (!reader.isMap(at)) {
    reader.report(at.place, 'a rule is a map of `key: value`, the first of them `- match:`');
    return undefined;
  }
  const problemsBefore = reader.problems.length;
  const rule = reader.readFields<RuleSyntax>(at, 'a rule', RULE_FIELDS, (_, found) =>
    found.labels?.length === 0 ? 'a label is indented, to stand under `labels:`' : undefined,
  );
  return { ...rule, at, faulty: reader.problems.length > problemsBefore };
};
