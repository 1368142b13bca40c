/**
 * `npm run build && npx node bench/collector/year.ts`: the figures of docs/scale.md, for ten hubs with one image of 2,000
 * packages and a year of counts. It sends processes of 59 packages, in datagrams as the reporter makes them, for 20 s at
 * each rate; then it starts a second collector on the ledger of the first, and counts the processes that neither saw.
 */
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomNumbers } from '../../src/commands/demo/random-numbers.ts';
import { dayOf } from '../../src/series/day.ts';
import { packageName, writeLedger } from '../answers/ledger.ts';
import { type Peer, popcon } from './peer.ts';
import { send, writeDatagrams } from './sender.ts';

const RATES = [100, 1_000, 5_000];
const SECONDS = 20;
const SETTLE_MS = 3_000;
/** Processes a second while one collector follows another. */
const UPGRADE_RATE = 100;
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
      const received = (await settled(() => peer.datagrams())) - read;
      const used = (peer.cpuSeconds() - cpu) / SECONDS;
      const lost = sent - received;
      process.stdout.write(
        `${rate} processes a second: ${sent} datagrams, ${(used * 100).toFixed(0)}% of a core, ${lost} lost, ${peer.memoryMiB().now.toFixed(0)} MiB\n`,
      );
    }
    // As in an upgrade: the old collector ends, the new one begins on its ledger, and what is sent meanwhile finds nobody.
    const before = await processes(peer);
    const over = new AbortController();
    const sending = sendSteadily(
      peer.udpPort,
      datagrams.map(([first = '']) => first),
      over.signal,
    );
    await sleep(SETTLE_MS);
    const asked = performance.now();
    await peer.stop();
    const ended = performance.now();
    peer = await popcon.start(folder, peer.ports);
    const seconds = { end: (ended - asked) / 1_000, start: (performance.now() - ended) / 1_000 };
    const startCpu = peer.cpuSeconds();
    await sleep(SETTLE_MS);
    over.abort();
    const sent = await sending;
    const recorded = (await settled(() => processes(peer))) - before;
    process.stdout.write(
      `an upgrade: ${seconds.end.toFixed(1)} s to end, ${seconds.start.toFixed(1)} s to start again (${startCpu.toFixed(1)} s of processor time); ` +
        `of ${sent} processes at ${UPGRADE_RATE} a second ${recorded} counted, ${sent - recorded} lost\n`,
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

/** At UPGRADE_RATE until told to end, whoever listens; returns how many. */
async function sendSteadily(port: number, datagrams: readonly string[], over: AbortSignal): Promise<number> {
  const socket = createSocket('udp4');
  const begin = performance.now();
  let sent = 0;
  while (!over.aborted) {
    for (const due = ((performance.now() - begin) / 1_000) * UPGRADE_RATE; sent < due; sent++)
      socket.send(datagrams[sent % datagrams.length] ?? '', port, '127.0.0.1');
    await sleep(5);
  }
  socket.close();
  return sent;
}

/** Asks until two answers agree: the collector's own figures lag, by two seconds and on a busy machine more. */
async function settled(ask: () => Promise<number>): Promise<number> {
  for (let last = await ask(); ; ) {
    await sleep(SETTLE_MS);
    const now = await ask();
    if (now === last) return now;
    last = now;
  }
}

async function processes({ url }: Peer): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const values = [...text.matchAll(/^python_popcon_processes\{.*\} (\d+)$/gm)];
  return values.reduce((sum, [, value]) => sum + Number(value), 0);
}
