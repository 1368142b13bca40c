// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of mapping rules look like those of JavaScript
/**
 * Lines and mapping files that are nearly right, the same ones for the same seed. Names carry the round, so that one
 * process can be given many. What differs on purpose (tests/statsd/differences.ts) is left out where it is easily
 * told: patterns have one length, wildcards of unordered rules need no backtracking.
 */

export interface Round {
  /** The mapping file. */
  readonly text: string;
  readonly lines: readonly string[];
}

const FIELDS = ['a', 'b', 'c', '*', '*', 'a-b', '1x'];
const NAMES = ['a', 'b', 'c', 'a-b', '1x', 'q', 'é', 'x y', 'A_1'];
const REGEXES = ['a', 'b', '(.*)', '(a|b)', '(\\w+)', '(?P<n>.)\\.', '[ab]+', 'x?', '(c)?', '^', '*'];
const TEMPLATES = ['$1', '${1}', '$2', '${2}', '$3', 'x', '$0', '$5'];
const VALUES = ['1', '2', '0.5', '10', '1e3', '1_0', '0x1p2', '-1', '+3', 'x', '', '1o'];
const TYPES = ['c', 'c', 'c', 'c', 'g', 'ms', 'h', 'd', 's', 'q', ''];
const SECTIONS = [
  '@0.1',
  '@0.5',
  '@0',
  '@x',
  '#k:v',
  '#k:v,l:w',
  '#k',
  '#k:v,,l:w',
  '#:v',
  '#k:v|c:id',
  'c',
  'c:',
  'T1656581400',
  'T',
  'zz',
  '',
];
const NAME_TAGS = [',k=v', '#k=v', '[k=v]', '[k=v,l=w]', ',k', '#k=', ',k=v,', '[', ']', '[]', ',1.x=y'];
const NOISE = [':', '|', '::', '||', ' ', '|#', '@', ',', '=', '#'];

export class Generator {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  makeRound(round: number, lineCount: number): Round {
    const ordered = round % 4 !== 0;
    const globs = Array.from({ length: this.#upTo(6) }, () => this.#many(FIELDS, 3, 3));
    const chosen = ordered
      ? globs
      : globs.filter((glob, i) => !globs.some((other, j) => j < i && meet(glob, other)));
    const rules = [
      ...chosen.map((fields, i) => this.#rule(`r${round}.${fields.join('.')}`, `m${round}_${i}`)),
      ...Array.from({ length: this.#below(3) }, (_, i) => ({
        ...this.#rule([...new Set(this.#many(REGEXES, 1, 4))].join(''), `m${round}_x${i}`),
        match_type: 'regex',
      })),
      // Counters only: of gauges and observers the number is compared, as dropped.
      { match: '.*', match_type: 'regex', name: 'rest', action: 'drop', match_metric_type: 'gauge' },
      { match: '.*', match_type: 'regex', name: 'rest', action: 'drop', match_metric_type: 'observer' },
    ];
    const lines = Array.from({ length: lineCount }, () => this.#line(round));
    return {
      text: JSON.stringify({ defaults: { glob_disable_ordering: !ordered }, mappings: rules }),
      lines,
    };
  }

  #rule(match: string, name: string): object {
    const labels = Object.fromEntries(
      Array.from({ length: this.#below(3) }, (_, i) => [`l${i}`, this.#many(TEMPLATES, 1, 3).join('-')]),
    );
    return {
      match,
      name: this.#chance(0.2) ? `${name}_${this.#pick(['$1', '${2}', '${1}_$2'])}` : name,
      labels: this.#chance(0.3) ? { ...labels, kk: 'rule' } : labels,
      match_metric_type: 'counter',
      ...(this.#chance(0.1) && { action: 'drop' }),
      ...(this.#chance(0.2) && { honor_labels: true }),
      ...(this.#chance(0.2) && { scale: this.#pick([0.5, 2, -1, 0]) }),
    };
  }

  #line(round: number): string {
    const name = `r${round}.${this.#many(NAMES, 3, 3).join('.')}${this.#chance(0.3) ? this.#pick(NAME_TAGS) : ''}`;
    const samples = Array.from({ length: this.#chance(0.2) ? 2 : 1 }, () => {
      const sections = Array.from({ length: this.#chance(0.4) ? this.#upTo(2) : 0 }, () =>
        this.#pick(SECTIONS),
      );
      const values = this.#chance(0.1) ? `${this.#pick(VALUES)}:${this.#pick(VALUES)}` : this.#pick(VALUES);
      return [values, this.#pick(TYPES), ...sections].join('|');
    });
    const line = `${name}:${samples.join(':')}`;
    if (!this.#chance(0.15)) return line;
    const at = this.#below(line.length);
    return line.slice(0, at) + this.#pick(NOISE) + line.slice(at + this.#below(3));
  }

  #many<T>(list: readonly T[], min: number, max: number): T[] {
    return Array.from({ length: min + this.#below(max - min + 1) }, () => this.#pick(list));
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)] as T;
  }

  #chance(probability: number): boolean {
    return this.#next() < probability;
  }

  #upTo(max: number): number {
    return 1 + this.#below(max);
  }

  #below(end: number): number {
    return Math.floor(this.#next() * end);
  }

  /** mulberry32 */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
}

/** Whether some name falls to both patterns. */
function meet(a: readonly string[], b: readonly string[]): boolean {
  return a.every((field, i) => field === '*' || b[i] === '*' || field === b[i]);
}
