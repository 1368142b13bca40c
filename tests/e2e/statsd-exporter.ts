/** A real statsd_exporter on free ports of loopback: lines in over its sockets, `/metrics` out. */
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, freePort, type Running, start } from './running.ts';

const LINES = 'statsd_exporter_lines_total';
const FAILED_RELOADS = 'statsd_exporter_config_reloads_total{outcome="failure"}';

export class StatsdExporter {
  readonly #program: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'popcon-exporter-'));
  #running: Running | undefined;
  #url = '';
  #statsdPort = 0;

  constructor(program: string) {
    this.#program = program;
  }

  /** `http://127.0.0.1:…`, without a path. */
  get url(): string {
    return this.#url;
  }

  get statsdPort(): number {
    return this.#statsdPort;
  }

  get exited(): boolean {
    return this.#running?.child.exitCode !== null;
  }

  /** Whether `--check-config` takes a mapping file. */
  takes(mapping: string): boolean {
    const args = ['--check-config', `--statsd.mapping-config=${this.#write(mapping)}`];
    return spawnSync(this.#program, args).status === 0;
  }

  async start(mapping: string): Promise<void> {
    this.#statsdPort = await freePort();
    const httpAddress = `127.0.0.1:${await freePort()}`;
    this.#url = `http://${httpAddress}`;
    const args = [
      `--web.listen-address=${httpAddress}`,
      `--statsd.listen-udp=127.0.0.1:${this.#statsdPort}`,
      `--statsd.listen-tcp=127.0.0.1:${this.#statsdPort}`,
      `--statsd.mapping-config=${this.#write(mapping)}`,
      '--statsd.event-flush-interval=5ms',
      '--web.enable-lifecycle',
      '--log.level=error',
    ];
    this.#running = await start(this.#program, args, async () => (await this.scrape()) !== undefined);
  }

  /** Puts another mapping file in force; false where it is refused. */
  async reload(mapping: string): Promise<boolean> {
    this.#write(mapping);
    const before = await this.#value(FAILED_RELOADS);
    await fetch(`${this.#url}/-/reload`, { method: 'POST' });
    return (await this.#value(FAILED_RELOADS)) === before;
  }

  async sendDatagram(datagram: string): Promise<void> {
    const socket = createSocket('udp4');
    await new Promise((done) => socket.send(datagram, this.#statsdPort, '127.0.0.1', done));
    socket.close();
    await sleep(200);
  }

  /** Sends lines over one TCP connection and waits until all of them are counted. */
  async sendLines(lines: readonly string[]): Promise<void> {
    const before = await this.#value(LINES);
    const socket = connect(this.#statsdPort, '127.0.0.1');
    socket.end(lines.map((line) => `${line}\n`).join(''));
    await once(socket, 'close');
    await eventually(
      () => this.#value(LINES),
      (value) => value - before === lines.length,
    );
    await sleep(100);
  }

  /** Series and values of `/metrics`; undefined where it gives none. */
  async scrape(): Promise<ReadonlyMap<string, number> | undefined> {
    try {
      const response = await fetch(`${this.#url}/metrics`);
      return response.ok ? parseSeries(await response.text()) : undefined;
    } catch {
      return undefined;
    }
  }

  async stop(): Promise<void> {
    await this.#running?.end('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #value(key: string): Promise<number> {
    return (await this.scrape())?.get(key) ?? 0;
  }

  #write(mapping: string): string {
    const file = join(this.#folder, 'mapping.yml');
    writeFileSync(file, mapping);
    return file;
  }
}

function parseSeries(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1).replace('Inf', 'Infinity'))];
    }),
  );
}
