/** The systemd units: what systemd itself says of them, and a collector that restarts under load on sockets held for it. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { rowsOf } from '../../src/statsd/proc-net.ts';
import { findPeer, hasPeer } from '../peers.ts';
import { CLI } from './cli.ts';
import { eventually } from './running.ts';

const UNITS = resolve(import.meta.dirname, '../../deploy/systemd');
const FILES = ['popcon.service', 'popcon-statsd.socket', 'popcon-http.socket'].map((name) =>
  join(UNITS, name),
);

/** Half of the smallest receive buffer that Linux gives. */
const ROOM_BYTES = 106_496;

describe('systemd says of the units', () => {
  test('that they are right', (t) => {
    const [analyze, bwrap] = [findPeer('systemd-analyze'), findPeer('bwrap')];
    if (!hasPeer(t, analyze, 'systemd-analyze') || !hasPeer(t, bwrap, 'bubblewrap')) return;
    // It asks for the program to be where the unit says.
    const installed = [
      '--dev-bind',
      '/',
      '/',
      '--tmpfs',
      '/usr/local/bin',
      '--ro-bind',
      process.execPath,
      '/usr/local/bin/popcon',
    ];
    const { status, stderr } = spawnSync(bwrap, [...installed, analyze, 'verify', ...FILES], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    assert.equal(stderr, '');
  });

  test('that the service is exposed at 1.5 of 10 at most', (t) => {
    const analyze = findPeer('systemd-analyze');
    if (!hasPeer(t, analyze, 'systemd-analyze')) return;
    const options = ['security', '--offline=yes', '--no-pager', '--threshold=15'];
    const { status, stdout, stderr } = spawnSync(analyze, [...options, join(UNITS, 'popcon.service')], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout.split('\n').at(-2) ?? stderr);
  });
});

interface HeldSocket {
  readonly kind: 'datagram' | 'stream' | 'unixgram';
  readonly name: string;
  readonly path?: string;
}

/** The sockets of the units, in systemd's order: their kinds and names, at places of the test's own. */
function heldSockets(folder: string): readonly HeldSocket[] {
  return ['popcon-statsd.socket', 'popcon-http.socket'].flatMap((file) => {
    const unit = readFileSync(join(UNITS, file), 'utf8');
    const name = /^FileDescriptorName=(\S+)$/m.exec(unit)?.[1] ?? '';
    return [...unit.matchAll(/^Listen(Datagram|Stream)=(\S+)$/gm)].map(([, kind, address = '']) => {
      if (address.startsWith('/'))
        return { kind: 'unixgram' as const, name, path: join(folder, 'statsd.sock') };
      return { kind: kind === 'Stream' ? ('stream' as const) : ('datagram' as const), name };
    });
  });
}

/** ExecStart of the service, with its state in `folder` and this checkout as what is installed. */
function serviceCommand(folder: string): readonly string[] {
  const line = /^ExecStart=(.+)$/m.exec(readFileSync(join(UNITS, 'popcon.service'), 'utf8'))?.[1] ?? '';
  const [program = '', ...args] = line.replaceAll(`$\{STATE_DIRECTORY}`, folder).split(' ');
  assert.equal(program, '/usr/local/bin/popcon');
  return [process.execPath, CLI, ...args];
}

async function startHolder(folder: string, before: readonly string[] = []) {
  const sockets = heldSockets(folder);
  const given = JSON.stringify({ sockets, command: [...before, ...serviceCommand(folder)] });
  const child = spawn('python3', [resolve(import.meta.dirname, 'socket-holder.py'), given], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const starts: number[] = [];
  lines.on('line', (line) => {
    const started = /^\{"started": (\d+)\}$/.exec(line)?.[1];
    if (started !== undefined) starts.push(Number(started));
  });
  const [first] = await once(lines, 'line');
  const { ports } = z.object({ ports: z.array(z.number().nullable()) }).parse(JSON.parse(first));
  const portOf = (kind: HeldSocket['kind'], name: string) =>
    ports[sockets.findIndex((held) => held.kind === kind && held.name === name)] ?? 0;
  return {
    child,
    starts,
    udp: portOf('datagram', 'statsd'),
    tcp: portOf('stream', 'statsd'),
    http: portOf('stream', 'http'),
  };
}

/** A scrape on a connection of its own, as long as it takes. */
function scrape(port: number): Promise<string> {
  return new Promise((done, fail) => {
    get({ host: '127.0.0.1', port, path: '/metrics', agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('end', () => done(text));
    }).once('error', fail);
  });
}

const counterIn = (text: string, key: string) =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${key} `))
      ?.split(' ')[1] ?? 0,
  );

/** Bytes of datagrams that wait in the kernel for a port (the receive queue of /proc/net/udp). */
function waitingBytes(port: number): number {
  const row = rowsOf('udp').find((columns) => Number.parseInt(columns[1]?.split(':')[1] ?? '', 16) === port);
  return Number.parseInt(row?.[4]?.split(':')[1] ?? '', 16);
}

test('restarted under load on its held sockets, the collector loses no datagram and no scrape', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'popcon-systemd-'));
  const holder = await startHolder(folder);
  const socket = createSocket('udp4');
  const sending = { sent: 0, isOver: false };
  try {
    await scrape(holder.http);
    const sender = (async () => {
      while (!sending.isOver) {
        // However slow the machine is to start a collector: what the socket has no room for is not sent.
        for (let at = 0; at < 2 && waitingBytes(holder.udp) < ROOM_BYTES; at++) {
          socket.send(
            'python_popcon.processes:1|c\npython_popcon.imported_package.numpy:1|c',
            holder.udp,
            '127.0.0.1',
          );
          sending.sent++;
        }
        await sleep(5);
      }
    })();
    const scrapes = { answered: 0, fell: false };
    // Several without a pause, so that at any moment one has connected and not yet asked.
    const scraper = async () => {
      let last = 0;
      while (!sending.isOver) {
        const value = counterIn(await scrape(holder.http), 'python_popcon_processes');
        scrapes.fell ||= value < last;
        last = value;
        scrapes.answered++;
        await sleep(1);
      }
    };
    const scrapers = Promise.all([scraper(), scraper(), scraper(), scraper()]);
    for (let restarts = 1; restarts <= 5; restarts++) {
      const before = sending.sent;
      await eventually(
        async () => sending.sent,
        (sent) => sent >= before + 100,
      );
      process.kill(holder.child.pid ?? 0, 'SIGHUP');
      await eventually(
        async () => holder.starts.length,
        (starts) => starts === restarts + 1,
      );
      await scrape(holder.http);
    }
    sending.isOver = true;
    await Promise.all([sender, scrapers]);

    const counted = (key: string) =>
      eventually(
        async () => counterIn(await scrape(holder.http), key),
        (value) => value >= sending.sent,
      );
    assert.equal(await counted('python_popcon_processes'), sending.sent);
    assert.equal(await counted('python_popcon_imported_package{package="numpy"}'), sending.sent);
    assert.equal(new Set(holder.starts).size, 6);
    assert.ok(scrapes.answered > 20, `${scrapes.answered} scrapes`);
    assert.equal(scrapes.fell, false, 'a counter fell');
  } finally {
    sending.isOver = true;
    socket.close();
    holder.child.kill('SIGTERM');
    const [code] = await once(holder.child, 'exit');
    await rm(folder, { recursive: true });
    assert.equal(code, 0);
  }
});

/** A program and arguments under which a command sees of /proc what the service does (ProcSubset=pid). */
const SUBSET_PID = ['unshare', '-m', 'sh', '-c', 'mount -t proc -o subset=pid proc /proc && exec "$@"', 'sh'];
const canHideProc = spawnSync('unshare', [...SUBSET_PID.slice(1), 'true']).status === 0;

test('all sockets of the units are listened on, with as little of /proc as the service has', async (t) => {
  assert.match(readFileSync(join(UNITS, 'popcon.service'), 'utf8'), /^ProcSubset=pid$/m);
  if (!canHideProc) t.diagnostic('tried with all of /proc: this user cannot mount another');
  const folder = await mkdtemp(join(tmpdir(), 'popcon-systemd-'));
  const holder = await startHolder(folder, canHideProc ? SUBSET_PID : []);
  try {
    await scrape(holder.http);
    const send = [
      'import socket, sys',
      'line = b"python_popcon.processes:1|c\\n"',
      'socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(line, ("127.0.0.1", int(sys.argv[1])))',
      'socket.create_connection(("127.0.0.1", int(sys.argv[2]))).sendall(line)',
      'socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(line, sys.argv[3])',
    ].join('\n');
    const { status, stderr } = spawnSync(
      'python3',
      ['-c', send, String(holder.udp), String(holder.tcp), join(folder, 'statsd.sock')],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
    await eventually(
      async () => counterIn(await scrape(holder.http), 'python_popcon_processes'),
      (value) => value === 3,
    );
    const drops = 'popcon_datagrams_dropped_total{reason="kernel"} 0\n';
    assert.ok((await scrape(holder.http)).includes(drops), 'what the kernel drops is seen');
  } finally {
    holder.child.kill('SIGTERM');
    await once(holder.child, 'exit');
    await rm(folder, { recursive: true });
  }
});
