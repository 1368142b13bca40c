/**
 * `npx node bench/truth/run.ts [--seeds 8] [--first-seed 1] [--size 1] [--rarest 1]`: made-up installations of three years
 * whose future is known. The real report is asked as of past days, and what it calls unused is compared with what came.
 * Prints the tables of docs/model.md.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { askAsOf } from './asking.ts';
import { makeInstallation } from './installation.ts';
import { Recording } from './recording.ts';
import { Tally } from './tally.ts';

const AGES_DAYS = [32, 61, 92, 182, 274, 365, 457, 548, 730] as const;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '8' },
    'first-seed': { type: 'string', default: '1' },
    size: { type: 'string', default: '1' },
    rarest: { type: 'string', default: '1' },
  },
});
const terms = { size: Number(values.size), rarest: Number(values.rarest) };
const folder = mkdtempSync(join(tmpdir(), 'popcon-truth-'));
const tally = new Tally();
try {
  const firstSeed = Number(values['first-seed']);
  for (let seed = firstSeed; seed < firstSeed + Number(values.seeds); seed++) {
    const installation = makeInstallation(seed, terms);
    using recording = new Recording(join(folder, `${seed}.db`), installation);
    for (const age of AGES_DAYS) {
      const day = installation.firstDay + age - 1;
      await recording.recordUntil(day);
      for (const { environment } of installation.images) {
        tally.add(age, `${seed} ${environment}`, await askAsOf(recording, environment, day));
      }
    }
  }
  process.stdout.write(`${tally.format()}\n${tally.formatRecord(730)}\n`);
  for (const row of tally.record()) process.stdout.write(`${JSON.stringify(row)},\n`);
} finally {
  rmSync(folder, { recursive: true });
}
