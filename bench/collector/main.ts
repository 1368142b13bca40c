/**
 * `npm run build && npx node bench/collector/main.ts [--json] [--quick]`: popcon serve, as it is installed, beside statsd_exporter, in one run on one machine.
 * CPU a datagram of ten lines at a fixed rate; the highest rate without loss, by bisection; and of ours alone the
 * scrape of 50,000 series and the resident set under millions of names.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Peer, type PeerProgram, popcon, statsdExporter } from './peer.ts';
import { send, writeDatagrams, writeDistinct, writeTypical } from './sender.ts';

const EXPORTER = resolve(import.meta.dirname, '../../.cache/peers/bin/statsd_exporter');
const quick = process.argv.includes('--quick');
const CPU_RATES = [10_000, 30_000];
const CPU_SECONDS = quick ? 4 : 10;
const LOSSLESS_SECONDS = quick ? 3 : 8;
const BISECTIONS = quick ? 4 : 6;
const HIGHEST_RATE = 400_000;
const SETTLE_MS = 1_500;
const SCRAPES = 10;
const LINES_PER_DATAGRAM = 10;

interface Result {
  readonly name: string;
  /** Microseconds of CPU a datagram, by rate. */
  readonly cpuMicros: Readonly<Record<number, number>>;
  /** Datagrams a second. */
  readonly losslessRate: number;
}

for (const [file, command] of [
  [EXPORTER, 'npm run peers'],
  [resolve(import.meta.dirname, '../../dist/cli.js'), 'npm run build'],
] as const) {
  if (existsSync(file)) continue;
  process.stderr.write(`there is no ${file}: \`${command}\` brings it\n`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'popcon-bench-'));
try {
  const mapping = join(folder, 'mapping.yml');
  writeFileSync(
    mapping,
    'mappings:\n- match: "python_popcon.imported_package.*"\n  name: "python_popcon_imported_package"\n  labels:\n    package: "$1"\n',
  );
  const typical = writeTypical(folder);
  const results: Result[] = [];
  for (const program of [popcon, statsdExporter(EXPORTER, mapping)])
    results.push(await measure(program, typical));
  const ours = await measureOurs();
  print(results, ours);
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(program: PeerProgram, typical: string): Promise<Result> {
  const peer = await program.start(mkdtempSync(join(folder, 'peer-')));
  try {
    await send(peer.udpPort, typical, 2_000, 2);
    const cpuMicros: Record<number, number> = {};
    for (const rate of CPU_RATES) cpuMicros[rate] = await cpuAt(peer, typical, rate);
    let [low, high] = [0, HIGHEST_RATE];
    for (let step = 0; step < BISECTIONS; step++) {
      const rate = low === 0 ? 60_000 * 2 ** step : (low + high) / 2;
      const isLossless = await takesAll(peer, typical, rate);
      if (isLossless) low = rate;
      else high = rate;
      if (low === 0 && high < 10_000) break;
      if (low === 0) {
        const half = high / 2;
        if (await takesAll(peer, typical, half)) low = half;
        else high = half;
      }
    }
    return { name: program.name, cpuMicros, losslessRate: Math.round(low) };
  } finally {
    await peer.stop();
  }
}

async function cpuAt(peer: Peer, file: string, rate: number): Promise<number> {
  const before = { cpu: peer.cpuSeconds(), datagrams: await peer.datagrams() };
  await send(peer.udpPort, file, rate, CPU_SECONDS);
  await sleep(SETTLE_MS);
  const datagrams = (await peer.datagrams()) - before.datagrams;
  return ((peer.cpuSeconds() - before.cpu) / datagrams) * 1e6;
}

/** Whether every datagram that the kernel took was read. */
async function takesAll(peer: Peer, file: string, rate: number): Promise<boolean> {
  const before = await peer.datagrams();
  const { sent, seconds } = await send(peer.udpPort, file, rate, LOSSLESS_SECONDS);
  await sleep(SETTLE_MS);
  const received = (await peer.datagrams()) - before;
  const reached = sent / seconds;
  // A sender that could not keep up has not shown anything about a higher rate.
  return received === sent && reached > rate * 0.95;
}

interface OwnResult {
  readonly scrapeMs: number;
  /** Processor time of the whole collector, of a scrape that is made anew and the commit before it. */
  readonly scrapeCpuMs: Readonly<Record<'text' | 'openmetrics', number>>;
  readonly scrapeBytes: number;
  readonly scrapeLost: number;
  readonly namesSent: number;
  readonly peakMiB: number;
  readonly namesReceivedRate: number;
}

async function measureOurs(): Promise<OwnResult> {
  const peer = await popcon.start(mkdtempSync(join(folder, 'own-')));
  try {
    const half = quick ? 1_000_000 : 10_000_000;
    const file = writeDistinct(folder, half);
    const begin = performance.now();
    const flood = await send(peer.udpPort, file, 40_000, half / LINES_PER_DATAGRAM / 40_000);
    const namesReceivedRate =
      ((await peer.datagrams()) * LINES_PER_DATAGRAM * 1_000) / (performance.now() - begin);
    const { peak: peakMiB } = peer.memoryMiB();
    await allCommitted(peer.url);
    const scrapeCpuMs = {
      text: await scrapeCpuOf(peer, 'text/plain'),
      openmetrics: await scrapeCpuOf(peer, 'application/openmetrics-text'),
    };
    const before = await peer.datagrams();
    const ingest = send(peer.udpPort, writeTypical(folder), 20_000, 4);
    const times: number[] = [];
    let scrapeBytes = 0;
    for (let scrape = 0; scrape < 8; scrape++) {
      const start = performance.now();
      scrapeBytes = (await (await fetch(`${peer.url}/metrics`)).text()).length;
      times.push(performance.now() - start);
      await sleep(300);
    }
    const { sent } = await ingest;
    await sleep(SETTLE_MS);
    const scrapeLost = sent - ((await peer.datagrams()) - before);
    return {
      scrapeCpuMs,
      scrapeMs: times.sort((a, b) => a - b)[times.length / 2] ?? 0,
      scrapeBytes,
      scrapeLost,
      namesSent: flood.sent * LINES_PER_DATAGRAM,
      peakMiB,
      namesReceivedRate,
    };
  } finally {
    await peer.stop();
  }
}

async function scrapeCpuOf(peer: Peer, accept: string): Promise<number> {
  const file = writeDatagrams(folder, 'tick', ['tick:1|c']);
  const before = peer.cpuSeconds();
  for (let scrape = 0; scrape < SCRAPES; scrape++) {
    await send(peer.udpPort, file, 1, 1);
    await (await fetch(`${peer.url}/metrics`, { headers: { Accept: accept } })).arrayBuffer();
  }
  return ((peer.cpuSeconds() - before) / SCRAPES) * 1_000;
}

/** New series are handed over in portions; the overflow series is the last of a flood. */
async function allCommitted(url: string): Promise<void> {
  for (;;) {
    const text = await (await fetch(`${url}/metrics`)).text();
    if (/^popcon_overflow_total [1-9]/m.test(text) && /^popcon_samples_pending 0$/m.test(text)) return;
    await sleep(500);
  }
}

function print(results: readonly Result[], own: OwnResult): void {
  const load = loadavg().map((value) => Number(value.toFixed(1)));
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ results, own, load })}\n`);
    return;
  }
  const rows = results.map(({ name, cpuMicros, losslessRate }) =>
    [
      name.padEnd(16),
      ...CPU_RATES.map((rate) => (cpuMicros[rate] ?? 0).toFixed(1).padStart(14)),
      String(losslessRate).padStart(14),
    ].join(''),
  );
  const heads = [...CPU_RATES.map((rate) => `µs at ${rate / 1_000}k/s`), 'lossless/s'];
  process.stdout.write(
    `${''.padEnd(16)}${heads.map((head) => head.padStart(14)).join('')}\n${rows.join('\n')}\n`,
  );
  process.stdout.write(
    `50,000 series: ${own.scrapeMs.toFixed(0)} ms a scrape of ${own.scrapeBytes} bytes while ingesting 20k/s, ${own.scrapeLost} datagrams lost; ${own.scrapeCpuMs.text.toFixed(0)} ms of processor time as text, ${own.scrapeCpuMs.openmetrics.toFixed(0)} as OpenMetrics\n` +
      `${own.namesSent} distinct names sent: resident set at most ${own.peakMiB.toFixed(0)} MiB\nload average ${load.join(' ')}\n`,
  );
}
