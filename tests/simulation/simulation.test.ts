/** A few hundred histories in each run of the tests; `node tests/simulation/run.ts` tries thousands. */
import { test } from 'node:test';
import { simulate } from './world.ts';

const HISTORIES = Number(process.env.POPCON_SIMULATIONS ?? 60);

test(`${HISTORIES} histories of kills, full disks, jumping clocks and slow readers`, async () => {
  for (let seed = 1; seed <= HISTORIES; seed++) await simulate(seed);
});
