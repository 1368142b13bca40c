/**
 * What a counter can do between two looks at it, on a real Prometheus and a real VictoriaMetrics: restarts, moves
 * to a new address, scrapes that began late. The oracle reads every sample.
 */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { checkedDay, type Day, startOfDayMs, type Window } from '../../src/series/day.ts';
import {
  ENVIRONMENT_PROCESSES,
  IMPORTED_PACKAGE,
  INCOMPLETE_PROCESSES,
  LEDGER_FIRST_DAY,
  PROCESSES,
} from '../../src/series/metrics.ts';
import { makeSeries } from '../../src/series/series.ts';
import { type OpenOptions, openSource } from '../../src/sources/open.ts';
import type { Source } from '../../src/sources/source.ts';
import { findPeer, hasPeer } from '../peers.ts';
import { SCRAPE_SECONDS, type TimedSample } from './samples.ts';
import { type Server, startPrometheus, startVictoriaMetrics } from './servers.ts';

const FIRST: Day = checkedDay('2026-03-02');
const LAST = FIRST + 9;
const WINDOW: Window = { from: FIRST, to: LAST };
const START = startOfDayMs(FIRST) / 1000;
const END = startOfDayMs(LAST + 1) / 1000;

const OPEN: OpenOptions = {
  endpoint: { timeoutMs: 30_000, maxBytes: 64_000_000 },
  now: () => END * 1000,
  signal: new AbortController().signal,
  progress: () => {},
};

const target = (instance: string) => [
  { name: 'job', value: 'popcon' },
  { name: 'instance', value: instance },
];
const imported = (name: string, instance: string) =>
  makeSeries(IMPORTED_PACKAGE, [...target(instance), { name: 'package', value: name }]);

/** Samples of a value that may change with time; undefined: not there to be scraped. */
function* sampled(
  series: TimedSample['series'],
  value: (seconds: number) => number | undefined,
): Generator<TimedSample> {
  // Not at midnight, where a sample is still the last of the day before.
  for (let seconds = START + 60; seconds < END; seconds += SCRAPE_SECONDS) {
    const now = value(seconds);
    if (now !== undefined) yield { series, seconds, value: now };
  }
}

/** Numbers of 0 to 1 that are the same at each run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A counter in memory that is restarted now and then, loses all, is away for a while, and is asked in between. */
function restarting(name: string, seed: number): TimedSample[] {
  const random = randomNumbers(seed);
  const samples: TimedSample[] = [];
  let value = 0;
  let awayUntil = 0;
  for (let seconds = START + seed * 7; seconds < END; seconds += 300) {
    if (random() < 0.3) value += Math.floor(random() * 4);
    if (random() < 0.01) {
      value = 0;
      awayUntil = seconds + random() * 7_200;
    }
    if (seconds >= awayUntil) samples.push({ series: imported(name, 'memory:9102'), seconds, value });
  }
  return samples;
}

/** By sample: a counter grew by the difference to the one before, or, where that is negative, by what it shows. */
function growthByDay(samples: readonly TimedSample[]): Map<Day, number> {
  const days = new Map<Day, number>();
  let previous = 0;
  for (const { seconds, value } of samples) {
    const grown = value < previous ? value : value - previous;
    // A sample at midnight is the last of the day before.
    const day = Math.ceil(seconds / 86_400) - 1;
    if (grown > 0) days.set(day, (days.get(day) ?? 0) + grown);
    previous = value;
  }
  return days;
}

interface Case {
  readonly samples: () => Iterable<TimedSample>;
  readonly check: (source: Source) => Promise<void>;
}

const restarted = Array.from({ length: 8 }, (_, at) => restarting(`restarted-${at}`, at + 1));

/** What each package counts over all days. */
async function counts(source: Source): Promise<Record<string, number>> {
  const usage = await source.usage({ window: WINDOW });
  return Object.fromEntries(usage.map((row) => [row.package, row.processes]));
}

const upTo = (seconds: number, value: number) => (now: number) =>
  now < START + seconds ? undefined : value + Math.floor((now - START - seconds) / 86_400);

const CASES: Readonly<Record<string, Case>> = {
  'counters in memory that restart lose nothing that was ever scraped': {
    samples: () => restarted.flat(),
    check: async (source) => {
      const packages = restarted.map(
        ([first]) => first?.series.labels.find(({ name }) => name === 'package')?.value ?? '',
      );
      const history = await source.history({ window: WINDOW, packages });
      for (const [at, samples] of restarted.entries()) {
        const own = history.filter((row) => row.package === packages[at]);
        assert.deepEqual(
          new Map(own.map((row) => [row.day, row.processes])),
          growthByDay(samples),
          packages[at],
        );
      }
    },
  },
  'a new series of a known collector began at 0': {
    samples: () => [
      ...sampled(imported('numpy', 'a:9102'), () => 5),
      ...sampled(imported('fresh', 'a:9102'), upTo(3 * 86_400 + 3_600, 2)),
    ],
    check: async (source) => assert.deepEqual(await counts(source), { numpy: 5, fresh: 8 }),
  },
  'a collector that moved with its ledger goes on where it was': {
    samples: () => {
      const moves = START + 4 * 86_400 + 40_000;
      const value = (seconds: number) => 100 + Math.floor((seconds - START) / 86_400);
      return [
        ...sampled(imported('numpy', 'pod-1:9102'), (seconds) =>
          seconds < moves ? value(seconds) : undefined,
        ),
        ...sampled(imported('numpy', 'pod-2:9102'), (seconds) =>
          seconds >= moves ? value(seconds) : undefined,
        ),
        ...sampled(imported('idle', 'pod-1:9102'), (seconds) => (seconds < moves ? 7 : undefined)),
        ...sampled(imported('idle', 'pod-2:9102'), (seconds) => (seconds >= moves ? 7 : undefined)),
      ];
    },
    check: async (source) => assert.deepEqual(await counts(source), { numpy: 109, idle: 7 }),
  },
  'a second collector beside the first counts from 0, however much it has': {
    samples: () => [
      ...sampled(imported('numpy', 'a:9102'), () => 5),
      ...sampled(imported('numpy', 'b:9102'), upTo(4 * 86_400 + 40_000, 50)),
    ],
    check: async (source) => assert.deepEqual(await counts(source), { numpy: 60 }),
  },
  'a collector that was away for two days goes on from before': {
    samples: () => [
      ...sampled(imported('numpy', 'a:9102'), (seconds) => {
        const day = Math.floor((seconds - START) / 86_400);
        return day === 4 || day === 5 ? undefined : 10 + day;
      }),
    ],
    check: async (source) => {
      assert.deepEqual(await counts(source), { numpy: 19 });
      const from = FIRST + 6;
      assert.deepEqual(await source.usage({ window: { from, to: LAST } }), [
        { package: 'numpy', processes: 6, lastDay: LAST },
      ]);
    },
  },
  'a ledger older than the first scrape: what it had then is not use of that day': {
    samples: () => [
      ...sampled(imported('numpy', 'a:9102'), upTo(86_400, 5_000)),
      ...sampled(makeSeries(LEDGER_FIRST_DAY, target('a:9102')), (seconds) =>
        seconds < START + 86_400 ? undefined : START - 300 * 86_400,
      ),
      ...sampled(imported('numpy', 'new:9102'), upTo(86_400, 3)),
      ...sampled(makeSeries(LEDGER_FIRST_DAY, target('new:9102')), (seconds) =>
        seconds < START + 86_400 ? undefined : START + 86_400,
      ),
    ],
    check: async (source) => assert.deepEqual(await counts(source), { numpy: 8 + 3 + 8 }),
  },
  'what is first seen within the window began at 0 on an old ledger, too': {
    samples: () => {
      const since = (seconds: number, amount: number) => (now: number) =>
        now < START + seconds ? undefined : amount;
      const of = (metric: string, namespace: string, ...more: readonly { name: string; value: string }[]) =>
        makeSeries(metric, [...target('a:9102'), { name: 'namespace', value: namespace }, ...more]);
      return [
        ...sampled(makeSeries(LEDGER_FIRST_DAY, target('a:9102')), () => START - 300 * 86_400),
        ...sampled(of(PROCESSES, 'hub'), () => 100),
        ...sampled(of(PROCESSES, 'new'), since(3 * 86_400 + 3_600, 27)),
        ...sampled(of(INCOMPLETE_PROCESSES, 'new'), since(5 * 86_400, 4)),
        ...sampled(
          of(ENVIRONMENT_PROCESSES, 'new', { name: 'environment', value: 'x' }),
          since(5 * 86_400, 6),
        ),
        ...sampled(of(IMPORTED_PACKAGE, 'hub', { name: 'package', value: 'numpy' }), () => 90),
        ...sampled(
          of(IMPORTED_PACKAGE, 'new', { name: 'package', value: 'PyYAML' }),
          since(3 * 86_400 + 3_600, 27),
        ),
        ...sampled(
          of(IMPORTED_PACKAGE, 'hub', { name: 'package', value: 'numpy' }, { name: 'course', value: 'new' }),
          since(4 * 86_400 + 3_600, 8),
        ),
      ];
    },
    check: async (source) => {
      const window = { from: FIRST + 1, to: LAST };
      assert.deepEqual(await source.usage({ window, namespaces: ['new'] }), [
        { package: 'PyYAML', processes: 27, lastDay: FIRST + 3 },
      ]);
      assert.deepEqual(await source.usage({ window, packages: ['numpy'] }), [
        { package: 'numpy', processes: 8, lastDay: FIRST + 4 },
      ]);
      const processes = await source.processes({ window, namespaces: ['new'] });
      assert.equal(processes[0]?.processes, 27);
      assert.deepEqual(
        (await source.environmentProcesses({ window })).map((row) => row.processes),
        [6],
      );
    },
  },
  'a package that is new on the day on which its collector moved': {
    samples: () => {
      const moves = START + 4 * 86_400 + 40_000;
      const before = (value: number) => (seconds: number) => (seconds < moves ? value : undefined);
      const after =
        (value: number, later = 0) =>
        (seconds: number) =>
          seconds >= moves + later ? value : undefined;
      return [
        ...sampled(makeSeries(LEDGER_FIRST_DAY, target('pod-2:9102')), after(START - 300 * 86_400)),
        ...sampled(makeSeries(PROCESSES, target('pod-1:9102')), before(50)),
        ...sampled(makeSeries(PROCESSES, target('pod-2:9102')), after(52)),
        ...sampled(imported('numpy', 'pod-1:9102'), before(40)),
        ...sampled(imported('numpy', 'pod-2:9102'), after(41)),
        ...sampled(imported('fresh', 'pod-2:9102'), after(3, 3_600)),
      ];
    },
    check: async (source) => {
      const window = { from: FIRST + 1, to: LAST };
      assert.deepEqual(await source.usage({ window, packages: ['fresh'] }), [
        { package: 'fresh', processes: 3, lastDay: FIRST + 4 },
      ]);
      assert.deepEqual(await source.usage({ window, packages: ['numpy'] }), [
        { package: 'numpy', processes: 1, lastDay: FIRST + 4 },
      ]);
    },
  },
  'an exporter in memory that replaced another began at 0 when its process did': {
    samples: () => {
      const starts = START + 3 * 86_400 + 1_000;
      return [
        ...sampled(imported('numpy', 'old:9102'), (seconds) => (seconds < starts ? 4 : undefined)),
        ...sampled(imported('numpy', 'new:9102'), (seconds) => (seconds >= starts ? 6 : undefined)),
        ...sampled(makeSeries('process_start_time_seconds', target('new:9102')), (seconds) =>
          seconds >= starts ? starts : undefined,
        ),
      ];
    },
    check: async (source) => assert.deepEqual(await counts(source), { numpy: 10 }),
  },
  'a target label of the name namespace leaves the collector’s own as exported_namespace': {
    samples: () => {
      const labels = [...target('a:9102'), { name: 'namespace', value: 'monitoring' }];
      const own = { name: 'exported_namespace', value: 'hub' };
      return [
        ...sampled(makeSeries(PROCESSES, [...labels, own]), () => 4),
        ...sampled(makeSeries(PROCESSES, labels), () => 2),
      ];
    },
    check: async (source) => {
      assert.deepEqual(await source.processes({ window: WINDOW }), [
        { namespace: '', day: FIRST, processes: 2 },
        { namespace: 'hub', day: FIRST, processes: 4 },
      ]);
      assert.deepEqual(await source.processes({ window: WINDOW, namespaces: ['hub'] }), [
        { namespace: 'hub', day: FIRST, processes: 4 },
      ]);
    },
  },
};

/** A question about a part of the whole is answered by the same counts as the question about all of it. */
async function asksNarrowed(source: Source): Promise<void> {
  for (const window of [WINDOW, { from: FIRST + 1, to: LAST }, { from: FIRST + 4, to: FIRST + 6 }]) {
    const all = await source.usage({ window, split: true });
    const packages = [...new Set(all.map((row) => row.package))];
    const history = await source.history({ window, packages });
    for (const name of packages) {
      const own = (row: { readonly package: string }) => row.package === name;
      assert.deepEqual(await source.usage({ window, split: true, packages: [name] }), all.filter(own));
      assert.deepEqual(await source.history({ window, packages: [name] }), history.filter(own));
    }
    const processes = await source.processes({ window });
    for (const { namespace } of await source.namespaces({ window })) {
      const own = (row: { readonly namespace?: string }) => row.namespace === namespace;
      const asked = { window, namespaces: [namespace] };
      assert.deepEqual(await source.usage({ ...asked, split: true }), all.filter(own));
      assert.deepEqual(await source.processes(asked), processes.filter(own));
    }
  }
}

async function checkOn(server: Server, check: Case['check']): Promise<void> {
  try {
    using source = await openSource(`prometheus+${server.url}`, OPEN);
    await check(source);
    await asksNarrowed(source);
  } finally {
    await server.stop();
  }
}

function programs(t: TestContext) {
  const prometheus = findPeer('prometheus');
  const promtool = findPeer('promtool');
  if (!hasPeer(t, prometheus, 'prometheus') || !hasPeer(t, promtool, 'promtool')) return undefined;
  return { prometheus, promtool };
}

describe('counters on a Prometheus', () => {
  for (const [name, { samples, check }] of Object.entries(CASES)) {
    test(name, async (t) => {
      const found = programs(t);
      if (found !== undefined) await checkOn(await startPrometheus(found, samples()), check);
    });
  }
  test('are read a day at a time where more is too much, by the same answer', async (t) => {
    const found = programs(t);
    if (found === undefined) return;
    const { samples, check } =
      CASES['counters in memory that restart lose nothing that was ever scraped'] ?? {};
    assert.ok(samples !== undefined && check !== undefined);
    await checkOn(await startPrometheus(found, samples(), { flags: ['--query.max-samples=2500'] }), check);
  });
});

describe('counters on a VictoriaMetrics', () => {
  for (const [name, { samples, check }] of Object.entries(CASES)) {
    test(name, async (t) => {
      const program = findPeer('victoria-metrics');
      if (!hasPeer(t, program, 'victoria-metrics')) return;
      await checkOn(await startVictoriaMetrics(program, samples()), check);
    });
  }
});
