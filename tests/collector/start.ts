/** A collector in the test's own process, on free loopback ports and a ledger of its own. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { parseAddress } from '../../src/address.ts';
import { type Collector, startCollector } from '../../src/collector/collector.ts';
import { type CollectorOptions, DEFAULT_OPTIONS } from '../../src/collector/options.ts';
import { makeLog } from '../../src/log.ts';

const FREE = { host: '127.0.0.1', port: 0 };

export interface TestCollector {
  readonly collector: Collector;
  readonly folder: string;
  readonly options: CollectorOptions;
  readonly logged: readonly string[];
  get(path: string, init?: RequestInit): Promise<Response>;
  /** The value of a series at `/metrics`; undefined where it is not there. */
  value(key: string): Promise<number | undefined>;
  sendUdp(...datagrams: readonly (string | Buffer)[]): Promise<void>;
  sendTcp(...chunks: readonly (string | Buffer)[]): Promise<void>;
}

export async function startTestCollector(
  t: TestContext,
  overrides: Partial<CollectorOptions> = {},
  now: () => number = Date.now,
): Promise<TestCollector> {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-serve-'));
  const options: CollectorOptions = {
    ...DEFAULT_OPTIONS,
    sockets: { ...DEFAULT_OPTIONS.sockets, udp: [FREE], tcp: [FREE] },
    http: FREE,
    ledgerPath: join(folder, 'popcon.db'),
    flushIntervalMs: 20,
    ...overrides,
  };
  const logged: string[] = [];
  const log = makeLog({ level: 'debug', format: 'logfmt', now, write: (line) => logged.push(line) });
  const collector = await startCollector(options, { log, now });
  t.after(async () => {
    await collector.close();
    rmSync(folder, { recursive: true });
  });
  const { udp, tcp, http } = collector.addresses;
  const get = (path: string, init?: RequestInit) => fetch(`http://${http}${path}`, init);
  return {
    collector,
    folder,
    options,
    logged,
    get,
    async value(key) {
      const text = await (await get('/metrics')).text();
      const line = text.split('\n').find((candidate) => candidate.startsWith(`${key} `));
      return line === undefined ? undefined : Number(line.slice(key.length + 1));
    },
    async sendUdp(...datagrams) {
      const { host, port } = parseAddress(udp[0] ?? '', 'udp');
      const socket = createSocket('udp4');
      for (const datagram of datagrams) {
        await new Promise((resolve) => socket.send(datagram, port, host, resolve));
      }
      socket.close();
    },
    async sendTcp(...chunks) {
      const { host = '', port } = parseAddress(tcp[0] ?? '', 'tcp');
      const socket = connect(port, host);
      await once(socket, 'connect');
      for (const chunk of chunks) {
        await new Promise((resolve) => socket.write(chunk, resolve));
      }
      socket.end();
      await once(socket, 'close');
    },
  };
}

/** Asks again until the answer is as expected; returns the last one, for the assertion to speak. */
export async function soon<T>(ask: () => Promise<T>, passes: (answer: T) => boolean): Promise<T> {
  const deadlineMs = Date.now() + 10_000;
  for (;;) {
    const answer = await ask();
    if (passes(answer) || Date.now() > deadlineMs) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
