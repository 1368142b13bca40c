/** A real Prometheus and a real VictoriaMetrics, filled with samples of the past. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '../e2e/running.ts';
import { formatImport, formatOpenMetrics, type TimedSample } from './samples.ts';

export interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

export interface PrometheusPrograms {
  readonly prometheus: string;
  readonly promtool: string;
}

/** Prometheus with blocks made of `samples`, further flags and scrape configuration. */
export async function startPrometheus(
  { prometheus, promtool }: PrometheusPrograms,
  samples: Iterable<TimedSample>,
  options: { readonly flags?: readonly string[]; readonly config?: string } = {},
): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-prometheus-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  const text = formatOpenMetrics(samples);
  if (text !== '\n# EOF\n') {
    writeFileSync(join(folder, 'samples.txt'), text);
    // Promtool reads all samples again for each block it makes: few and long ones.
    const blocks = ['tsdb', 'create-blocks-from', '--max-block-duration=1458h'];
    execFileSync(promtool, [...blocks, 'openmetrics', join(folder, 'samples.txt'), data], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  }
  writeFileSync(join(folder, 'prometheus.yml'), options.config ?? '');
  const port = await freePort();
  const running = await start(
    prometheus,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
      ...(options.flags ?? []),
    ],
    (output) => output.includes('Server is ready'),
  );
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      await running.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** VictoriaMetrics with `samples` imported. */
export async function startVictoriaMetrics(
  program: string,
  samples: Iterable<TimedSample>,
  flags: readonly string[] = [],
): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-victoria-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const running = await start(
    program,
    [`-storageDataPath=${folder}`, `-httpListenAddr=127.0.0.1:${port}`, '-retentionPeriod=100y', ...flags],
    async () => {
      const healthy = await fetch(`${url}/health`).catch(() => undefined);
      return healthy?.ok === true;
    },
  );
  await post(`${url}/api/v1/import/prometheus`, formatImport(samples));
  await post(`${url}/internal/force_flush`, '');
  return {
    url,
    async stop() {
      await running.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function post(url: string, body: string): Promise<void> {
  const response = await fetch(url, { method: 'POST', body });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
