// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of mapping rules look like those of JavaScript
/**
 * Every place where a line or a mapping file gives something else than with statsd_exporter 0.31.0, on purpose.
 * docs/protocol.md and docs/mapping.md list them for users, `title` for `title`; differences.test.ts holds ours to
 * `ours`, and the end-to-end test holds the real program to `theirs`.
 */

/** What becomes of a line. */
export interface LineDifference {
  readonly title: string;
  readonly line: string;
  /** Mapping file in force; without: none. */
  readonly mapping?: string;
  /**
   * `exits`: the process ends; `metrics fail`: `/metrics` answers with an error; otherwise the samples of `/metrics`
   * and, after `!`, the reasons counted in sample and event errors.
   */
  readonly theirs: 'exits' | 'metrics fail' | readonly string[];
  /** Series and values, and refusals after `!`. */
  readonly ours: readonly string[];
}

/** Whether a mapping file is taken. */
export interface FileDifference {
  readonly title: string;
  readonly mapping: string;
  readonly theirs: 'taken' | 'refused';
  readonly ours: 'taken' | 'refused';
}

const rule = (match: string, name: string, more = '') =>
  `mappings: [{match: "${match}", name: "${name}"${more}}]`;

/** docs/protocol.md */
export const LINES: readonly LineDifference[] = [
  {
    title: 'Brackets the wrong way round',
    line: 'foo]a=b[:1|c',
    theirs: 'exits',
    ours: ['foo_a_b_ 1', '?tags 1'],
  },
  {
    title: 'A timer with a tag named quantile',
    line: 't:2|ms|#quantile:v',
    theirs: 'exits',
    ours: ['!not-a-counter'],
  },
  {
    title: 'A name of tags alone',
    line: '#a=b:1|c',
    theirs: 'metrics fail',
    ours: ['!empty-metric-name'],
  },
  {
    title: 'Reserved label names',
    line: 'a:1|c|#__name__:b,ok:1',
    theirs: 'metrics fail',
    ours: ['a{ok="1"} 1', '?tags 1'],
  },
  { title: 'NaN and infinity', line: 'a:nan|c', theirs: ['a NaN'], ours: ['!not-finite'] },
  { title: 'NaN and infinity', line: 'a:inf|c', theirs: ['a +Inf'], ours: ['!not-finite'] },
  {
    title: 'Sampling factors out of range',
    line: 'a:1|c|@1e-8',
    theirs: ['a 100000000'],
    ours: ['!sample-factor-out-of-range'],
  },
  {
    title: 'Sampling factors out of range',
    line: 'a:1|c|@nan',
    theirs: ['a NaN'],
    ours: ['!sample-factor-out-of-range'],
  },
  {
    title: 'Sampling factors out of range',
    line: 'a:1|c|@inf',
    theirs: ['a 0'],
    ours: ['!sample-factor-out-of-range'],
  },
  {
    title: 'Sampling factors out of range',
    line: 'a:1|c|@1e400',
    theirs: ['!invalid_sample_factor', 'a 0'],
    ours: ['!sample-factor-out-of-range'],
  },
  {
    title: 'Sampling factors out of range',
    line: 'a:-1|c|@-1',
    theirs: ['a 1'],
    ours: ['!sample-factor-out-of-range'],
  },
  {
    title: 'Sampling factors out of range',
    line: 'a:1|h|@1e-5',
    theirs: ['a_count 99999', 'a_sum 99999'],
    ours: ['!sample-factor-out-of-range'],
  },
  {
    title: 'Sampling factors above one on timers',
    line: 'a:1|h|@2',
    theirs: [],
    ours: ['!not-a-counter'],
  },
  {
    title: 'A counter named as a timer before it',
    line: 'xx:1|ms\nxx:2|c',
    theirs: ['xx_count 1', 'xx_sum 0.001'],
    ours: ['!not-a-counter', 'xx 2'],
  },
  { title: 'CR LF in datagrams', line: 'a:1|c\r', theirs: ['!illegal_event'], ours: ['a 1'] },
  {
    title: 'Containers and pods',
    line: 'a:1|c|#x:y|c:id',
    theirs: ['a{container_id="id",x="y"} 1'],
    ours: ['a{x="y"} 1'],
  },
  {
    title: 'Containers and pods',
    line: 'a:1|c|c:id',
    theirs: ['!malformed_component', '!malformed_container_id'],
    ours: ['a 1'],
  },
  {
    title: 'Containers and pods',
    line: 'a:1|c|e:it-x',
    theirs: ['!invalid_sample_factor', '!malformed_component'],
    ours: ['a 1'],
  },
  {
    title: 'Containers and pods',
    line: 'a:1|c|#x:y|card:low',
    theirs: ['!malformed_container_id'],
    ours: ['a{x="y"} 1'],
  },
  {
    title: 'One line’s labels on another sample',
    mapping: rule('a.*', 'n', ', match_metric_type: counter, labels: {pkg: "$1"}'),
    line: 'a.x,k=v:1|c:2|g',
    theirs: ['a_x{k="v",pkg="x"} 2', 'n{k="v",pkg="x"} 1'],
    ours: ['n{k="v",pkg="x"} 1', '!not-a-counter'],
  },
  {
    title: 'The collector’s own names',
    line: 'popcon.x:1|c',
    theirs: ['popcon_x 1'],
    ours: ['!reserved-metric-name'],
  },
  {
    title: 'Prometheus’ own names',
    line: 'up:1|c',
    theirs: ['up 1'],
    ours: ['!prometheus-metric-name'],
  },
];

/** docs/mapping.md */
export const LOOK_UPS: readonly LineDifference[] = [
  {
    title: 'A rule that begins as a longer one before it',
    mapping: 'mappings: [{match: foo.*.bar, name: longer}, {match: foo.*, name: shorter}]',
    line: 'foo.x:1|c',
    theirs: ['foo_x 1'],
    ours: ['shorter 1'],
  },
  {
    title: 'The same match twice',
    mapping: 'mappings: [{match: a.*, name: first}, {match: a.b, name: second}, {match: a.*, name: third}]',
    line: 'a.b:1|c',
    theirs: ['second 1'],
    ours: ['first 1'],
  },
  {
    title: 'Backtracking without order',
    mapping:
      'defaults: {glob_disable_ordering: true}\n' +
      'mappings: [{match: a.*.c, name: one}, {match: a.b.d, name: two}, {match: a.*.*, name: three}]',
    line: 'a.b.c:1|c',
    theirs: ['a_b_c 1'],
    ours: ['one 1'],
  },
  {
    title: 'A star in a name that is sent',
    mapping: rule('a.*.*', 'n', ', labels: {xx: "$1", yy: "$2"}'),
    line: 'a.*.c:1|c',
    theirs: ['n{xx="c",yy=""} 1'],
    ours: ['n{xx="*",yy="c"} 1'],
  },
  {
    title: 'References in templates',
    mapping: rule('a.*', 'n', ', labels: {xx: "100%-$1"}'),
    line: 'a.q:1|c',
    theirs: ['n{xx="100%s%!(EXTRA string=q)"} 1'],
    ours: ['n{xx="100%-q"} 1'],
  },
  {
    title: 'References in templates',
    mapping: rule('a.*.*.*.*.*.*.*.*.*.*', 'n', ', labels: {xx: "$1-$10"}'),
    line: 'a.1.2.3.4.5.6.7.8.9.X:1|c',
    theirs: ['n{xx="1-X0"} 1'],
    ours: ['n{xx="1-X"} 1'],
  },
  {
    title: 'References in templates',
    mapping: rule('a.*', 'n', ', labels: {xx: "$1 $1x"}'),
    line: 'a.q:1|c',
    theirs: ['n{xx="q %!s(MISSING)x"} 1'],
    ours: ['n{xx="q "} 1'],
  },
  {
    title: 'A scale that makes a value infinite',
    mapping: rule('a', 'n', ', scale: 1e300'),
    line: 'a:1e300|c',
    theirs: ['n +Inf'],
    ours: ['!not-finite'],
  },
];

/** docs/mapping.md */
export const FILES: readonly FileDifference[] = [
  {
    title: 'A merge after the key it would set',
    mapping:
      'mappings: [{match: a, name: n, labels: &l {xx: merged}}, {match: b, name: n, labels: {xx: own, <<: *l}}]',
    theirs: 'refused',
    ours: 'taken',
  },
  {
    title: 'Reserved names in rules',
    mapping: rule('a', 'n', ', labels: {__name__: m}'),
    theirs: 'taken',
    ours: 'refused',
  },
  {
    title: 'Reserved names in rules',
    mapping: rule('a', 'popcon_n'),
    theirs: 'taken',
    ours: 'refused',
  },
  {
    title: 'A scale that makes a value infinite',
    mapping: rule('a', 'n', ', scale: .inf'),
    theirs: 'taken',
    ours: 'refused',
  },
  {
    title: 'Two groups of one name in a regex',
    mapping: rule('(?P<x>a)(?P<x>b)', 'n', ', match_type: regex'),
    theirs: 'taken',
    ours: 'refused',
  },
];
