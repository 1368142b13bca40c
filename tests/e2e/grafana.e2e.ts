/**
 * Every query of the Grafana dashboard and every recording rule, asked of a real Prometheus that scrapes a real
 * collector and holds three weeks of what it exposed: none may be empty.
 */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { dashboardQueries, readDashboard } from '../deploy/dashboard.ts';
import { findPeer, hasPeer } from '../peers.ts';
import { type PastScrape, type PrometheusServer, startPrometheus } from './prometheus.ts';
import { type CollectorProcess, eventually, startCollectorProcess } from './running.ts';

const RULES = resolve(import.meta.dirname, '../../deploy/prometheus/rules.yml');
const DAYS = 21;
const DAY_S = 86_400;
const HOUR_S = 3_600;
const RANGE_DAYS = 7;

const alerts = z.object({
  data: z.object({
    alerts: z.array(z.object({ labels: z.record(z.string(), z.string()), state: z.string() })),
  }),
});
const ruleGroups = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            name: z.string(),
            type: z.string(),
            health: z.string(),
            lastError: z.string().optional(),
          }),
        ),
      }),
    ),
  }),
});

test('dashboard and rules on a real Prometheus', async (t) => {
  const [prometheus, promtool] = [findPeer('prometheus'), findPeer('promtool')];
  if (!hasPeer(t, prometheus, 'prometheus') || !hasPeer(t, promtool, 'promtool')) return;
  const folder = await mkdtemp(join(tmpdir(), 'popcon-grafana-'));
  const collector = await startCollectorProcess(join(folder, 'popcon.db'));
  let server: PrometheusServer | undefined;
  try {
    const past = await liveThroughDays(collector);
    const rules = join(folder, 'rules.yml');
    // As they are, but for the wait until they are first looked at.
    await writeFile(rules, (await readFile(RULES, 'utf8')).replaceAll('interval: 2m', 'interval: 1s'));
    const running = await startPrometheus(
      { prometheus, promtool },
      folder,
      new URL(collector.url).host,
      past,
      rules,
    );
    server = running;
    await eventually(
      () => running.query('popcon_samples_pending'),
      (rows) => rows.length > 0,
    );

    for (const { title, expr, instant } of dashboardQueries(readDashboard())) {
      await t.test(`${title}: ${expr}`, () => answers(running, expr, instant));
    }
    await t.test('the numbers are those of the past that was lived', () => checkNumbers(running));
    await t.test('every recording rule has recorded, and the silence is seen', () => checkRules(running));
  } finally {
    await server?.end();
    await collector.end();
    await rm(folder, { recursive: true });
  }
});

/** Sends what a day's processes would, for three weeks, and keeps what the collector showed after each. */
async function liveThroughDays(collector: CollectorProcess): Promise<PastScrape[]> {
  const socket = createSocket('udp4');
  const send = (lines: readonly string[]) =>
    new Promise<void>((done, fail) => {
      socket.send(lines.join('\n'), collector.statsdPort, '127.0.0.1', (error) =>
        error === null ? done() : fail(error),
      );
    });
  const nowSeconds = Math.floor(Date.now() / 1000);
  const past: PastScrape[] = [];
  try {
    for (let day = 0; day < DAYS; day += 1) {
      const late = day >= DAYS - RANGE_DAYS;
      await send(
        linesOf('hub-a', { processes: 20, numpy: 16, rising: late ? 10 : 2, falling: late ? 1 : 9 }),
      );
      // hub-b falls silent two days before the end.
      if (day < DAYS - 2) await send(linesOf('hub-b', { processes: 5, numpy: 4 }));
      if (day === 0) await send(['python_popcon.hub.hub-a.imported_package.never:0|c', 'a malformed line']);
      const expected = [
        `python_popcon_processes{namespace="hub-a"} ${20 * (day + 1)}\n`,
        `python_popcon_processes{namespace="hub-b"} ${5 * Math.min(day + 1, DAYS - 2)}\n`,
      ];
      const text = await eventually(
        () => scrape(collector),
        (metrics) => expected.every((line) => metrics.includes(line)),
      );
      // Each day's processes end at its noon, so that no window's edge falls on them.
      const startSeconds = nowSeconds - (DAYS - day) * DAY_S + 12 * HOUR_S;
      for (let hour = 0; hour < 24; hour += 1) past.push({ text, atSeconds: startSeconds + hour * HOUR_S });
    }
  } finally {
    socket.close();
  }
  // The last hour is for the scrapes to come.
  return past.filter(({ atSeconds }) => atSeconds < nowSeconds - HOUR_S / 2);
}

/** As the Prometheus of this address does, to which every series is shown at 0 once: its past has that behind it. */
async function scrape({ url }: CollectorProcess): Promise<string> {
  const headers = { 'X-Prometheus-Scrape-Timeout-Seconds': '10' };
  return (await fetch(`${url}/metrics`, { headers })).text();
}

function linesOf(hub: string, { processes, ...packages }: Readonly<Record<string, number>>): string[] {
  return [
    `python_popcon.hub.${hub}.processes:${processes}|c`,
    ...Object.entries(packages).map(
      ([name, count]) => `python_popcon.hub.${hub}.imported_package.${name}:${count}|c`,
    ),
  ];
}

async function answers(server: PrometheusServer, expr: string, instant: boolean): Promise<void> {
  const query = expr
    .replaceAll('$namespace', '.*')
    .replaceAll('$package', '.*')
    .replaceAll('$__range', `${RANGE_DAYS * DAY_S}s`)
    .replaceAll('$__rate_interval', '1m');
  // A rate needs a second scrape.
  const rows = await eventually(
    async () => {
      if (instant) return (await server.query(query)).map(({ value }) => value);
      const to = Math.floor(Date.now() / 1000);
      return server.queryRange(query, { from: to - RANGE_DAYS * DAY_S, to, step: DAY_S });
    },
    (values) => values.length > 0,
  );
  assert.ok(
    rows.every((value) => Number.isFinite(value)),
    `${query}: ${rows.join(', ')}`,
  );
}

async function checkNumbers(server: PrometheusServer): Promise<void> {
  const value = async (expr: string) =>
    (await server.query(expr.replaceAll('$__range', '7d')))[0]?.value ?? Number.NaN;
  const near = (actual: number, expected: number) =>
    assert.ok(Math.abs(actual - expected) <= expected * 0.1, `${actual} is not near ${expected}`);
  near(await value('sum(increase(python_popcon_processes{namespace="hub-a"}[$__range]))'), 20 * RANGE_DAYS);
  near(
    await value('sum(increase(python_popcon_imported_package{package="rising"}[$__range]))'),
    10 * RANGE_DAYS,
  );
  const names = async (expr: string) => (await server.query(expr)).map(({ metric }) => metric.package).sort();
  const never = dashboardQueries(readDashboard()).find(({ title }) => title === 'Never imported');
  assert.deepEqual(await names((never?.expr ?? '').replaceAll('$namespace', '.*')), ['never']);
}

async function checkRules(server: PrometheusServer): Promise<void> {
  const groups = async () =>
    ruleGroups.parse(await server.get('/api/v1/rules')).data.groups.flatMap(({ rules }) => rules);
  const rules = await eventually(groups, (found) => found.every(({ health }) => health === 'ok'));
  for (const { name, type, lastError } of rules) {
    assert.equal(lastError ?? '', '', name);
    // Days of recordings are in deploy/prometheus/rules.test.yml.
    if (type !== 'recording' || name.endsWith(':share30d')) continue;
    await eventually(
      () => server.query(name),
      (rows) => rows.length > 0,
    );
  }
  const firing = await eventually(
    async () => alerts.parse(await server.get('/api/v1/alerts')).data.alerts,
    (found) => found.some(({ labels }) => labels.alertname === 'PopconSilent'),
  );
  assert.deepEqual(
    firing.filter(({ labels }) => labels.alertname === 'PopconSilent').map(({ labels }) => labels.namespace),
    ['hub-b'],
  );
}
