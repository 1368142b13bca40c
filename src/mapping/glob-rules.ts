/** The glob rules of a mapping, a tree for each type of sample. */
import { SAMPLE_TYPES, type SampleType } from '../statsd/sample.ts';
import { GlobTree } from './glob.ts';
import type { RuleOrigin } from './mapping.ts';
import { type Match, matchByRule, type Rule } from './rule.ts';

export class GlobRules {
  readonly #trees: Readonly<Record<SampleType, GlobTree<Rule>>>;

  constructor(isOrdered: boolean) {
    this.#trees = {
      counter: new GlobTree(isOrdered),
      gauge: new GlobTree(isOrdered),
      observer: new GlobTree(isOrdered),
    };
  }

  /** Adds a rule, to be called in the order of the file. */
  add(rule: Rule, order: number): void {
    for (const type of rule.types ?? SAMPLE_TYPES) this.#trees[type].add(rule.origin.match, order, rule);
  }

  /** The first rule because of which one that is added now would never match. */
  findCovering({ origin: { match }, types = SAMPLE_TYPES }: Rule): RuleOrigin | undefined {
    const covering = types.map((type) => this.#trees[type].findCovering(match)?.value.origin);
    return covering.includes(undefined) ? undefined : covering[0];
  }

  find(type: SampleType, name: string): Match | undefined {
    const fields = name.split('.');
    const entry = this.#trees[type].find(fields);
    if (entry === undefined) return undefined;
    // `$0` is the whole name, `$1` the field of the first wildcard.
    return matchByRule(entry.value, [name, ...entry.wildcards.map((field) => fields[field])]);
  }
}
