/** The programs that are measured: each started on free ports, with what it has received and what it used. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = resolve(import.meta.dirname, '../..');
const READ_BUFFER_BYTES = 8 * 1024 * 1024;
/** Clock ticks a second in /proc/PID/stat: 100 on every Linux we know. */
const TICKS = 100;

export interface Peer {
  readonly ports: Ports;
  readonly udpPort: number;
  readonly url: string;
  /** Datagrams read since the start, and counted. */
  datagrams(): Promise<number>;
  cpuSeconds(): number;
  /** Resident set, and the largest it has been. */
  memoryMiB(): { readonly now: number; readonly peak: number };
  stop(): Promise<void>;
}

export interface PeerProgram {
  readonly name: string;
  /** On free ports, or on those of one before it. */
  start(folder: string, ports?: Ports): Promise<Peer>;
}

export const popcon: PeerProgram = {
  name: 'popcon',
  start: (folder, ports) =>
    startPeer(
      process.execPath,
      { read: 'popcon_datagrams_received_total{protocol="udp"}' },
      (on) => [
        join(ROOT, 'dist/cli.js'),
        'serve',
        `--ledger.path=${join(folder, 'popcon.db')}`,
        '--statsd.listen-tcp=',
        ...common(on),
      ],
      ports,
    ),
};

export function statsdExporter(program: string, mappingFile: string): PeerProgram {
  return {
    name: 'statsd_exporter',
    start: () =>
      startPeer(program, EXPORTER_COUNTERS, (ports) => [
        `--statsd.mapping-config=${mappingFile}`,
        '--statsd.listen-tcp=',
        '--log.level=error',
        ...common(ports),
      ]),
  };
}

/** It reads a datagram, and then may drop it before its own queue. */
const EXPORTER_COUNTERS = {
  read: 'statsd_exporter_udp_packets_total',
  dropped: 'statsd_exporter_udp_packet_drops_total',
};

interface Counters {
  readonly read: string;
  readonly dropped?: string;
}

export interface Ports {
  readonly udp: number;
  readonly http: number;
}

function common({ udp, http }: Ports): string[] {
  return [
    `--statsd.listen-udp=127.0.0.1:${udp}`,
    `--web.listen-address=127.0.0.1:${http}`,
    `--statsd.read-buffer=${READ_BUFFER_BYTES}`,
  ];
}

async function startPeer(
  program: string,
  { read, dropped }: Counters,
  args: (ports: Ports) => string[],
  given?: Ports,
): Promise<Peer> {
  const ports = given ?? { udp: await freePort(), http: await freePort() };
  const child = spawn(program, args(ports), { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${ports.http}`;
  await answers(`${url}/metrics`);
  return {
    ports,
    udpPort: ports.udp,
    url,
    datagrams: async () => {
      const text = await (await fetch(`${url}/metrics`)).text();
      const counterOf = (name: string) =>
        Number(
          text
            .split('\n')
            .find((line) => line.startsWith(`${name} `))
            ?.split(' ')
            .at(-1) ?? 0,
        );
      return counterOf(read) - (dropped === undefined ? 0 : counterOf(dropped));
    },
    cpuSeconds: () => {
      const columns = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(columns[11]) + Number(columns[12])) / TICKS;
    },
    memoryMiB: () => {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
      return { now: of('VmRSS'), peak: of('VmHWM') };
    },
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 1_200; tries++) {
    if (
      await fetch(url).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return;
    await sleep(50);
  }
  throw new Error(`${url} does not answer`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
