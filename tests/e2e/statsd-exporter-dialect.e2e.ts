/** The real statsd_exporter and ours are given the same lines and mapping files: the same counts come out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { compileMapping } from '../../src/mapping/compile.ts';
import { makeMapping } from '../../src/mapping/make-mapping.ts';
import type { Mapping } from '../../src/mapping/mapping.ts';
import { DEFAULT_DIALECT } from '../../src/statsd/dialect.ts';
import { type ParsedLine, parseLine } from '../../src/statsd/parse.ts';
import { findPeer, hasPeer } from '../peers.ts';
import { FILES, LINES, LOOK_UPS } from '../statsd/differences.ts';
import { Generator } from './odd-lines.ts';
import { eventually } from './running.ts';
import { StatsdExporter } from './statsd-exporter.ts';

const PROGRAM = findPeer('statsd_exporter');
const ROUNDS = 40;
const LINES_A_ROUND = 400;
const SEED = 20_261_124;

/** Ours, added up as statsd_exporter's own counters are. */
class Tally {
  readonly counts = new Map<string, number>();

  add(key: string, amount = 1): void {
    this.counts.set(key, (this.counts.get(key) ?? 0) + amount);
  }

  /** Adds one line; false where it is one of the deliberate differences, and nothing is added. */
  addLine(line: string, mapping: Mapping): boolean {
    const parsed = parseLine(line, DEFAULT_DIALECT);
    if (differs(line, parsed)) return false;
    const { samples, refusals, tagErrors, factorErrors } = parsed;
    for (const reason of refusals) this.#addError(reason);
    if (factorErrors > 0) this.#addError('invalid-sample-factor', factorErrors);
    if (tagErrors > 0) this.add('statsd_exporter_tag_errors_total', tagErrors);
    for (const sample of samples) {
      const mapped = mapping.mapSample(sample);
      if (mapped.kind === 'dropped') {
        this.add('statsd_exporter_events_actions_total{action="drop"}', sample.observations ?? 1);
      } else if (mapped.kind === 'refused') {
        this.add(`statsd_exporter_events_error_total{reason="${mapped.reason.replaceAll('-', '_')}"}`);
      } else this.add(mapped.series.key, mapped.value);
    }
    return true;
  }

  #addError(reason: string, amount = 1): void {
    this.add(`statsd_exporter_sample_errors_total{reason="${reason.replaceAll('-', '_')}"}`, amount);
  }
}

/** Theirs have the container as a label, ours do not. */
function withoutContainer(key: string): string {
  return key.replace(/container_id="[^"]*",|,?container_id="[^"]*"/, '').replace('{}', '');
}

/** Whether a line falls under a row of differences.ts. */
function differs(line: string, { samples, refusals }: ParsedLine): boolean {
  const body = line.slice(line.indexOf(':') + 1);
  return (
    refusals.some((reason) => reason === 'not-finite' || reason === 'sample-factor-out-of-range') ||
    samples.some(({ name }) => name === '') ||
    /\][^:]*\[/.test(line.split(':')[0] ?? '') ||
    (!body.includes('|#') && /\|[^|:]*\|(?:[^:]*\|)?(?:c|e|card):/.test(body)) ||
    /\|(?:e|card):/.test(body) ||
    line.split('|').length > 5 ||
    /[,#[|][^a-zA-Z0-9]{2}/.test(line) ||
    /@[^|:]*[2-9]/.test(line)
  );
}

test('thousands of odd lines under dozens of mapping files: the same counts', async (t) => {
  if (!hasPeer(t, PROGRAM, 'statsd_exporter')) return;
  const exporter = new StatsdExporter(PROGRAM);
  t.after(() => exporter.stop());
  await exporter.start('');
  const generator = new Generator(SEED);
  let compared = 0;
  let tried = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { text, lines } = generator.makeRound(round, LINES_A_ROUND);
    const compiled = compileMapping(text, 'mapping.yml');
    assert.equal(await exporter.reload(text), compiled.ok, text);
    if (!compiled.ok) continue;
    const mapping = makeMapping(compiled.rules);
    const tally = new Tally();
    const sent = lines.filter((line) => tally.addLine(line, mapping));
    tried += lines.length;
    compared += sent.length;
    const before = (await exporter.scrape()) ?? new Map();
    await exporter.sendLines(sent);
    const after = await exporter.scrape();
    assert.ok(after, `round ${round}: /metrics fails`);
    const grown = [...after].filter(([key, value]) => isCompared(key) && value !== (before.get(key) ?? 0));
    const theirs = new Map<string, number>();
    for (const [key, value] of grown) {
      const shared = withoutContainer(key);
      theirs.set(shared, round6((theirs.get(shared) ?? 0) + value - (before.get(key) ?? 0)));
    }
    const ours = [...tally.counts]
      .filter(([, value]) => value !== 0)
      .map(([key, value]) => [key, round6(value)]);
    assert.deepEqual(Object.fromEntries(theirs), Object.fromEntries(ours), `round ${round}, ${text}`);
  }
  t.diagnostic(`${compared} of ${tried} lines compared under ${ROUNDS} mapping files`);
  assert.ok(compared > 9_000 && compared > 0.75 * tried);
});

for (const { title, line, mapping = '', theirs } of [...LINES, ...LOOK_UPS]) {
  test(`theirs differs: ${title}: ${JSON.stringify(line)}`, async (t) => {
    if (!hasPeer(t, PROGRAM, 'statsd_exporter')) return;
    const exporter = new StatsdExporter(PROGRAM);
    t.after(() => exporter.stop());
    await exporter.start(mapping);
    await exporter.sendDatagram(line);
    const series = await exporter.scrape();
    if (theirs === 'exits') assert.ok(exporter.exited);
    else if (theirs === 'metrics fail') assert.ok(!exporter.exited && series === undefined);
    else {
      // It counts a hundred thousand observations one by one, which takes it a moment.
      const expected = theirs.toSorted();
      await eventually(
        async () => [...((await exporter.scrape()) ?? [])].flatMap(([key, value]) => show(key, value)).sort(),
        (shown) => isDeepStrictEqual(shown, expected),
      );
    }
  });
}

for (const { title, mapping, theirs } of FILES) {
  test(`theirs differs: ${title}: ${mapping}`, async (t) => {
    if (!hasPeer(t, PROGRAM, 'statsd_exporter')) return;
    const exporter = new StatsdExporter(PROGRAM);
    t.after(() => exporter.stop());
    assert.equal(exporter.takes(mapping) ? 'taken' : 'refused', theirs);
  });
}

/** Series from lines, and the counters of errors; not what the program says of itself. */
function isCompared(key: string): boolean {
  if (/^statsd_exporter_(sample_errors|tag_errors|events_error)_total/.test(key)) return true;
  if (key === 'statsd_exporter_events_actions_total{action="drop"}') return true;
  return !/^(statsd_(exporter|metric_mapper)|go|process|promhttp)_/.test(key);
}

function show(key: string, value: number): string[] {
  const error = /^statsd_exporter_(?:sample_errors|events_error)_total\{reason="(\w+)"\}$/.exec(key);
  if (error !== null) return value > 0 ? [`!${error[1]}`] : [];
  if (!isCompared(key) || /^statsd_exporter_|quantile="0/.test(key)) return [];
  const text = value === Infinity ? '+Inf' : `${value}`;
  return [`${key} ${text}`];
}

/** Sums of the same doubles in another order. */
function round6(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
