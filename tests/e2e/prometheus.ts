/** A real Prometheus that scrapes a collector, with a past made of what that collector really exposed. */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort, type Running, start } from './running.ts';

/** What `/metrics` said, and when it is to have been scraped. */
export interface PastScrape {
  readonly text: string;
  readonly atSeconds: number;
}

export interface PrometheusServer extends Running {
  /** Labels and value of each series of the answer. */
  query(
    expr: string,
  ): Promise<readonly { readonly metric: Readonly<Record<string, string>>; readonly value: number }[]>;
  /** How many points each series of the answer has. */
  queryRange(
    expr: string,
    range: { readonly from: number; readonly to: number; readonly step: number },
  ): Promise<readonly number[]>;
  get(path: string): Promise<unknown>;
}

const JOB = 'popcon';

const vector = z.object({
  data: z.object({
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) }),
    ),
  }),
});
const matrix = z.object({
  data: z.object({ result: z.array(z.object({ values: z.array(z.tuple([z.number(), z.string()])) })) }),
});

export async function startPrometheus(
  programs: { readonly prometheus: string; readonly promtool: string },
  folder: string,
  target: string,
  past: readonly PastScrape[],
  rules: string,
): Promise<PrometheusServer> {
  const tsdb = join(folder, 'tsdb');
  const history = join(folder, 'history.txt');
  await writeFile(history, `${past.map((scrape) => stamp(scrape, target)).join('')}# EOF\n`);
  const made = spawnSync(programs.promtool, ['tsdb', 'create-blocks-from', 'openmetrics', history, tsdb], {
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(made.stderr);
  const config = join(folder, 'prometheus.yml');
  await writeFile(
    config,
    JSON.stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [rules],
      scrape_configs: [{ job_name: JOB, static_configs: [{ targets: [target] }] }],
    }),
  );
  const url = `http://127.0.0.1:${await freePort()}`;
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(`${url}${path}`);
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(body)}`);
    return body;
  };
  const running = await start(
    programs.prometheus,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${tsdb}`,
      '--storage.tsdb.retention.time=60d',
      `--web.listen-address=${new URL(url).host}`,
    ],
    async () => (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok === true,
  );
  return {
    ...running,
    get,
    query: async (expr) =>
      vector
        .parse(await get(`/api/v1/query?${new URLSearchParams({ query: expr })}`))
        .data.result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) })),
    queryRange: async (expr, { from, to, step }) => {
      const parameters = { query: expr, start: String(from), end: String(to), step: String(step) };
      const answer = matrix.parse(await get(`/api/v1/query_range?${new URLSearchParams(parameters)}`));
      return answer.data.result.map(({ values }) => values.length);
    },
  };
}

/** The samples of one scrape in OpenMetrics, with the labels that Prometheus gives its targets. */
function stamp({ text, atSeconds }: PastScrape, target: string): string {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = /^([^{ ]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      const all = [...(labels === '' ? [] : [labels]), `instance="${target}"`, `job="${JOB}"`];
      return `${name}{${all.join(',')}} ${value} ${atSeconds}\n`;
    })
    .join('');
}
