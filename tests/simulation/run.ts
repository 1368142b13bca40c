/**
 * `node tests/simulation/run.ts [HISTORIES] [SEED]`: so many histories from a seed on (2,000, by the clock), or the one
 * of a seed that failed: `node tests/simulation/run.ts 1 SEED`. Exit code 1 with the seed of the first that fails.
 */
import { simulate } from './world.ts';

const histories = Number(process.argv[2] ?? 2_000);
const first = Number(process.argv[3] ?? Date.now() % 1_000_000_000);
const began = performance.now();
try {
  for (let seed = first; seed < first + histories; seed++) await simulate(seed);
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  process.stdout.write(`${histories} histories from seed ${first} on, in ${seconds} s: all held\n`);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
