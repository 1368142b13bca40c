/**
 * `npm run build && node bench/collector/year.ts`: what docs/scale.md says of ten hubs with one image of 2,000 packages
 * and a year of counts. Processes of 59 packages, in the datagrams that a reporter makes of them, for 20 seconds a rate.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomNumbers } from '../../src/commands/demo/random-numbers.ts';
import { dayOf } from '../../src/series/day.ts';
import { packageName, writeLedger } from '../answers/ledger.ts';
import { popcon } from './peer.ts';
import { send, writeDatagrams } from './sender.ts';

const RATES = [100, 1_000, 5_000];
const SECONDS = 20;
const SETTLE_MS = 2_000;
const PACKAGES = 2_000;
const NAMESPACES = 10;
const PACKAGES_A_PROCESS = 59;
/** As many different processes as are sent in turn. */
const PROCESSES = 4_000;
/** As the reporter bounds a datagram. */
const MAX_DATAGRAM_BYTES = 1_432;

const folder = mkdtempSync(join(tmpdir(), 'popcon-year-'));
try {
  const ledger = join(folder, 'popcon.db');
  const size = {
    packages: PACKAGES,
    namespaces: NAMESPACES,
    days: 365,
    dense: false,
    lastDay: dayOf(Date.now()) - 1,
  };
  const { series, rows } = writeLedger(ledger, size);
  const bytes = statSync(ledger).size;
  const datagrams = Array.from({ length: PROCESSES }, (_, at) => datagramsOf(at));
  const perProcess = datagrams.flat().length / PROCESSES;
  process.stdout.write(
    `load ${loadavg()[0]?.toFixed(1)}; ledger ${(bytes / 1e6).toFixed(1)} MB, ${series} series, ${rows} series-days: ${(bytes / rows).toFixed(1)} bytes each\n`,
  );
  process.stdout.write(
    `a process: ${perProcess.toFixed(2)} datagrams, the first of them ${datagrams[0]?.map((text) => text.length).join(', ')} bytes\n`,
  );
  const file = writeDatagrams(folder, 'year', datagrams.flat());
  let peer = await popcon.start(folder);
  try {
    for (const rate of RATES) {
      const [read, cpu] = [await peer.datagrams(), peer.cpuSeconds()];
      const { sent } = await send(peer.udpPort, file, Math.round(rate * perProcess), SECONDS);
      await sleep(SETTLE_MS);
      const used = (peer.cpuSeconds() - cpu) / SECONDS;
      const lost = sent - ((await peer.datagrams()) - read);
      process.stdout.write(
        `${rate} processes a second: ${sent} datagrams, ${(used * 100).toFixed(0)}% of a core, ${lost} lost, ${peer.memoryMiB().now.toFixed(0)} MiB\n`,
      );
    }
    // As in an upgrade: what is sent from the one to the other is lost, unless another holds the socket.
    const asked = performance.now();
    await peer.stop();
    peer = await popcon.start(folder);
    const away = (performance.now() - asked) / 1_000;
    process.stdout.write(
      `a restart ${away.toFixed(1)} s, of which the start ${peer.cpuSeconds().toFixed(1)} s of processor time\n`,
    );
  } finally {
    await peer.stop();
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** A process of a hub, its packages the more often the lower their number. */
function datagramsOf(seed: number): string[] {
  const random = randomNumbers(seed);
  const hub = `python_popcon.hub.hub-${String(seed % NAMESPACES).padStart(3, '0')}`;
  const names = new Set<string>();
  while (names.size < PACKAGES_A_PROCESS) names.add(packageName(Math.floor(PACKAGES * random() ** 3)));
  const lines = [`${hub}.processes:1|c`, ...[...names].map((name) => `${hub}.imported_package.${name}:1|c`)];
  const datagrams: string[] = [];
  for (const line of lines) {
    const last = datagrams.at(-1);
    if (last === undefined || last.length + 1 + line.length > MAX_DATAGRAM_BYTES) datagrams.push(line);
    else datagrams[datagrams.length - 1] = `${last}\n${line}`;
  }
  return datagrams;
}
