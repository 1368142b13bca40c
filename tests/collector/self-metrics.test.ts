/** What the collector says of itself: each metric is read from the one number that is meant; all of them differ here. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SelfState, selfFamilies } from '../../src/collector/self-metrics.ts';
import { renderText } from '../../src/exposition/text.ts';
import type { Recorder } from '../../src/ledger/recorder.ts';
import type { Connections } from '../../src/web/connections.ts';
import { matchGolden } from '../golden.ts';

let last = 0;
/** Counted on at each call. */
const next = () => ++last;

const recorder = {
  committedSamples: next(),
  pendingSamples: 1_000,
  totals: { count: next(), firstDay: 20_000 },
  commits: { succeeded: next(), failed: next() },
  failure: undefined,
} as unknown as Recorder;

const STATE: SelfState = {
  counters: {
    lines: next(),
    samples: next(),
    waitingSamples: 500,
    refused: { 'malformed-line': next(), empty: next() } as unknown as SelfState['counters']['refused'],
    relayed: next(),
    folded: { 'max-series': next(), 'unknown-package': next() },
    tagsLeftOut: { malformed: next(), 'not-kept': next() },
    factorErrors: next(),
    datagrams: { udp: next(), unixgram: next() },
    dropped: { kernel: next() } as SelfState['counters']['dropped'],
    tcp: { accepted: next(), refused: next(), notAllowed: next(), idle: next(), open: next() },
    relay: {
      sent: next(),
      dropped: next(),
      expired: next(),
      tooLong: next(),
      failed: next(),
      waiting: next(),
    },
    knownLines: next(),
    seriesBytes: next(),
    rules: next(),
  },
  recorder,
  maxSeries: next(),
  maxSeriesBytes: next(),
  readsInBatches: true,
  startedSeconds: next(),
  web: { counts: { accepted: next(), displaced: next() }, open: next() } as unknown as Connections,
  scrapesClosed: next(),
  lastReports: { staff: next(), 'a "quoted" one': 0 },
  reloads: { succeeded: next(), failed: next() },
};

test('each from its own number', () => {
  const text = renderText(selfFamilies(STATE)).replace(/(version=")[^"]+/, '$1…');
  matchGolden('self-metrics.txt', text);
});

test('what there is nothing to tell of is left out', () => {
  const told = (state: Partial<SelfState>) => selfFamilies({ ...STATE, ...state }).map(({ name }) => name);
  const leftOut = [
    'popcon_http_connections_total',
    'popcon_http_connections_open',
    'popcon_relay_lines_total',
    'popcon_relay_lines_waiting',
    'popcon_ledger_first_day_timestamp_seconds',
    'popcon_expected_namespace_last_day_timestamp_seconds',
  ];
  const nothing: Partial<SelfState> = {
    web: undefined,
    lastReports: undefined,
    counters: { ...STATE.counters, relay: undefined },
    recorder: { ...recorder, totals: { count: 0, firstDay: undefined } } as unknown as Recorder,
  };
  assert.deepEqual(
    told(nothing),
    told({}).filter((name) => !leftOut.includes(name)),
  );
  assert.equal(told({}).length - told(nothing).length, leftOut.length);
});

test('a ledger that cannot be written', () => {
  const failing = { ...recorder, failure: new Error('no space left') } as unknown as Recorder;
  const family = selfFamilies({ ...STATE, recorder: failing }).find(
    ({ name }) => name === 'popcon_ledger_writable',
  );
  assert.deepEqual(family?.samples, [{ key: 'popcon_ledger_writable', value: 0 }]);
});
