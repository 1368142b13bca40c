/** The ledger as text: values exact, new series at 0, and OpenMetrics valid for whatever names senders choose. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { renderLedger } from '../../src/collector/render-ledger.ts';
import { OPENMETRICS_END } from '../../src/exposition/openmetrics.ts';
import { migrate } from '../../src/ledger/migrate.ts';
import { Unimported } from '../../src/ledger/unimported.ts';
import { escapeLabelValue } from '../../src/series/series.ts';
import type { Format } from '../../src/web/metrics.ts';
import { plainBody } from '../../src/web/pieces.ts';

const PYTHON = resolve(import.meta.dirname, '../../.cache/peers/venv/bin/python');
const FIRST_DAY = 20_000;
/** Names that meet in `x`, `x_total` and `x_created`, and one that is alone. */
const NAMES = [
  '_total',
  'x',
  'x_total',
  'x_created',
  'x_total_total',
  'x_created_total',
  'x_total_created',
  'y',
];
const READ = `
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
for text in json.load(sys.stdin):
    try: print(sum(s.value for f in text_string_to_metric_families(text) for s in f.samples if not s.name.endswith("_created") or f.type == "unknown"))
    except ValueError as error: print(error)
`;

interface Row {
  readonly name: string;
  readonly labels?: string;
  readonly total: number;
}

function render(
  rows: readonly Row[],
  format: Format,
  introduced = rows.length,
  installed: readonly string[] = [],
) {
  using db = new DatabaseSync(':memory:');
  migrate(db);
  const insert = db.prepare('INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?)');
  for (const [at, { name, labels = '', total }] of rows.entries()) {
    insert.run(at + 1, name + labels, name, '{}', total, FIRST_DAY, FIRST_DAY);
  }
  db.exec(
    "INSERT INTO metrics VALUES ('helped', 'Of \\ \"helped\"'); INSERT INTO inventories VALUES ('e', 1, '{}')",
  );
  for (const name of installed) db.prepare("INSERT INTO installed VALUES ('e', ?, 1, 1)").run(name);
  const { pieces, lastId } = renderLedger(db, { format, introduced, inventories: 1 }, new Unimported());
  assert.equal(lastId, rows.length);
  return Buffer.concat([...plainBody(pieces).chunks]).toString();
}

/** Each with one sample of its own value, so that a lost or doubled one shows in the sum. */
function withTotals(names: readonly string[]): Row[] {
  return names.map((name) => ({ name, labels: '{package="a"}', total: 2 ** NAMES.indexOf(name) }));
}

test('a counter in OpenMetrics: its name with _total, and the second its first day began', () => {
  assert.equal(
    render(withTotals(['y']), 'openmetrics'),
    '# HELP y Counted from statsd lines.\n# TYPE y counter\ny_total{package="a"} 128\ny_created{package="a"} 1728000000\n',
  );
});

test('labels are whole, whatever a tag has in it', () => {
  for (const value of ['\0', 'a\0b', '\r', '\u{1f40d}', 'é\u2028', '\\"}{,']) {
    const labels = `{a="${escapeLabelValue(value)}"}`;
    for (const [format, line] of [
      ['text', `x${labels} 1`],
      ['openmetrics', `x_total${labels} 1`],
    ] as const) {
      const lines = render([{ name: 'x', labels, total: 1 }], format).split('\n');
      assert.equal(lines[2], line);
    }
  }
});

test('series by metric, in the order they came; those not introduced, and what is only installed, at 0', () => {
  const rows = [
    { name: 'helped', labels: '{a="1"}', total: 3 },
    { name: 'b', total: 4 },
    { name: 'helped', labels: '{a="0"}', total: 5 },
    { name: 'b', labels: '{a="1"}', total: 6 },
  ];
  assert.equal(
    render(rows, 'text', 3, ['six']),
    `# HELP b Counted from statsd lines.
# TYPE b counter
b 4
b{a="1"} 0
# HELP helped Of \\\\ "helped"
# TYPE helped counter
helped{a="1"} 3
helped{a="0"} 5
# HELP python_popcon_imported_package Processes that imported the package.
# TYPE python_popcon_imported_package counter
python_popcon_imported_package{package="six"} 0
`,
  );
  assert.match(
    render(rows, 'openmetrics', 3, ['six']),
    /^python_popcon_imported_package_total\{package="six"\} 0$/m,
  );
});

test('a value is written so that it is read as it is', () => {
  const values = [0, 1, 0.1, 0.1 + 0.2, 1e-7, 2 ** 53, 2 ** 53 + 2, 1e300, 123456.789];
  const rows = values.map((total, at) => ({ name: `v${at}`, total }));
  const lines = render(rows, 'text')
    .split('\n')
    .filter((line) => line.startsWith('v'));
  assert.deepEqual(
    lines.map((line) => Number(line.split(' ')[1])),
    values,
  );
  assert.deepEqual(lines.slice(0, 4), ['v0 0', 'v1 1', 'v2 0.1', 'v3 0.30000000000000004']);
});

test('every set of names that clash is valid, in both orders, and loses no sample', (t) => {
  if (!existsSync(PYTHON)) {
    assert.notEqual(process.env.POPCON_REQUIRE_PEERS, '1', 'npm run peers');
    t.skip('the venv of the peers is missing: npm run peers');
    return;
  }
  const sets = Array.from({ length: 2 ** NAMES.length }, (_, bits) => bits).flatMap((bits) => {
    const names = NAMES.filter((_, index) => bits & (1 << index));
    return [
      { bits, names },
      { bits, names: names.toReversed() },
    ];
  });
  const { stdout, stderr } = spawnSync(PYTHON, ['-c', READ], {
    input: JSON.stringify(
      sets.map(({ names }) => render(withTotals(names), 'openmetrics') + OPENMETRICS_END),
    ),
    encoding: 'utf8',
  });
  const read = stdout.trimEnd().split('\n');
  assert.equal(read.length, sets.length, stderr);
  for (const [index, { names, bits }] of sets.entries()) {
    assert.equal(Number(read[index]), bits, `${names.join(' ')}: ${read[index]}`);
  }
});
