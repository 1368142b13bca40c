/** Ours of each deliberate difference from statsd_exporter; and each stands in the docs with its reason. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { DEFAULT_OPTIONS } from '../../src/collector/options.ts';
import { type TracedSample, traceLine } from '../../src/ingest/trace.ts';
import { compileMapping } from '../../src/mapping/compile.ts';
import { DEFAULT_DIALECT } from '../../src/statsd/dialect.ts';
import { frameLines } from '../../src/statsd/framing.ts';
import { mappingOf } from '../mapping/rules-of.ts';
import { FILES, LINES, LOOK_UPS } from './differences.ts';

const DOCS = resolve(import.meta.dirname, '../../docs');

const RULES = {
  knownPackages: new Set<string>(),
  foldsUnknown: false,
  relays: 'nothing' as const,
  maxSeriesLength: DEFAULT_OPTIONS.limits.maxSeriesLength,
};

/** What becomes of a datagram of one line. */
function outcome(datagram: string, mappingText = ''): string[] {
  const mapping = mappingOf(mappingText);
  const outcomes: string[] = [];
  frameLines(Buffer.from(datagram), {
    line: (bytes, start, end) => {
      const line = Buffer.from(bytes.subarray(start, end)).toString();
      const { samples, tagErrors } = traceLine(line, DEFAULT_DIALECT, { ...RULES, mapping }, () => true);
      outcomes.push(...samples.map(show), ...(tagErrors > 0 ? [`?tags ${tagErrors}`] : []));
    },
  });
  return outcomes;
}

function show(sample: TracedSample): string {
  if (sample.outcome === 'relayed') return 'relayed';
  if (sample.outcome === 'refused') return `!${sample.reason}`;
  return `${sample.series} ${sample.value}`;
}

for (const { title, line, mapping, ours } of [...LINES, ...LOOK_UPS]) {
  test(`${title}: ${JSON.stringify(line)}`, () => {
    assert.deepEqual(outcome(line, mapping), ours);
  });
}

for (const { title, mapping, ours } of FILES) {
  test(`${title}: ${mapping}`, () => {
    assert.equal(compileMapping(mapping, 'mapping.yml').ok ? 'taken' : 'refused', ours);
  });
}

test('the docs give each difference with its reason, and none that is not tested', () => {
  for (const [page, rows] of [
    ['protocol.md', LINES],
    ['mapping.md', [...LOOK_UPS, ...FILES]],
  ] as const) {
    const text = readFileSync(resolve(DOCS, page), 'utf8');
    const section = text.split('## Where it differs from statsd_exporter')[1]?.split('\n## ')[0] ?? '';
    const titles = [...section.matchAll(/^\| ([^|]+?) \|.*\|.*\| *\S.* *\|$/gm)].map((match) => match[1]);
    const documented = titles.filter((title) => title !== 'what' && !/^-+$/.test(title ?? ''));
    assert.deepEqual(new Set(documented), new Set(rows.map(({ title }) => title)), page);
  }
});
