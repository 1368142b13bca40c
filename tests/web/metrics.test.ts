/** `/metrics` in the format that a reader asks for (RFC 9110, 12.5.1). */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { Family } from '../../src/exposition/family.ts';
import { Failure } from '../../src/failure.ts';
import { metricsRoutes } from '../../src/web/metrics.ts';
import { packed, plainBody } from '../../src/web/pieces.ts';

const SELF: Family = {
  name: 'popcon_x',
  type: 'gauge',
  help: 'Own.',
  samples: [{ key: 'popcon_x', value: 1 }],
};
const OWN = '# HELP popcon_x Own.\n# TYPE popcon_x gauge\npopcon_x 1\n';
const TEXT = `text ${OWN}`;
const OPENMETRICS = `openmetrics ${OWN}# EOF\n`;

const app = metricsRoutes('/metrics', {
  show: async (format) => ({
    pieces: [packed(format), packed(' ')],
    lastId: 0,
    hold: () => () => undefined,
  }),
  scrape: () => Promise.reject(new Error('no scraper asks here')),
  scraperGone: () => undefined,
  selfFamilies: () => [SELF],
});
const ask = (headers: Record<string, string>) =>
  app.request('/metrics', { headers }, { incoming: { socket: {} }, outgoing: new EventEmitter() });

const ACCEPT: Readonly<Record<string, string>> = {
  '': TEXT,
  '*/*': TEXT,
  'text/plain': TEXT,
  'text/*;q=0.1, application/openmetrics-text': TEXT,
  'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1': TEXT,
  'application/openmetrics-text;version=1.0.0;q=0.4,*/*;q=0.2': OPENMETRICS,
  'Application/OpenMetrics-Text': OPENMETRICS,
  'application/openmetrics-text;q=0': TEXT,
  'application/openmetrics-text;q=0, */*': TEXT,
  'application/openmetrics-text, text/plain;q=0': OPENMETRICS,
  'application/openmetrics-text2': TEXT,
  'application/json': TEXT,
  ';;,q=,=': TEXT,
};

for (const [accept, expected] of Object.entries(ACCEPT)) {
  test(`Accept: ${accept || 'empty'}`, async () => {
    const response = await ask({ Accept: accept });
    assert.equal(await response.text(), expected);
  });
}

const ENCODINGS: Readonly<Record<string, boolean>> = {
  gzip: true,
  'deflate, gzip;q=0.5, br': true,
  '*': true,
  'x-gzip': true,
  '': false,
  identity: false,
  br: false,
  'gzip;q=0': false,
  'gzip;q=0, *': false,
};

for (const [encoding, isCompressed] of Object.entries(ENCODINGS)) {
  test(`Accept-Encoding: ${encoding || 'empty'}`, async () => {
    for (const [accept, expected] of [
      ['text/plain', TEXT],
      ['application/openmetrics-text', OPENMETRICS],
    ] as const) {
      const response = await ask({ Accept: accept, 'Accept-Encoding': encoding });
      const bytes = Buffer.from(await response.arrayBuffer());
      assert.equal(response.headers.get('Content-Encoding'), isCompressed ? 'gzip' : null);
      assert.equal(response.headers.get('Content-Length'), String(bytes.length));
      assert.equal((isCompressed ? gunzipSync(bytes) : bytes).toString(), expected);
    }
  });
}

test('a scraper is known by its connection: once it has all of an answer, and once it is gone', async () => {
  const told: string[] = [];
  const socket = Object.assign(new EventEmitter(), { remoteAddress: '10.0.0.7' });
  const scraped = metricsRoutes('/metrics', {
    show: () => assert.fail('a scraper asks'),
    scrape: async (format, { connection, address }) => {
      assert.equal(connection, socket);
      told.push(`${address} ${format}`);
      const rendering = { pieces: [], lastId: 0, hold: () => () => void told.push('let go') };
      return { rendering, sent: () => void told.push('sent') };
    },
    scraperGone: (connection) => void told.push(connection === socket ? 'gone' : 'another'),
    selfFamilies: () => [SELF],
  });
  for (const event of ['finish', 'close']) {
    const outgoing = new EventEmitter();
    const headers = { 'X-Prometheus-Scrape-Timeout-Seconds': '10' };
    const response = await scraped.request('/metrics', { headers }, { incoming: { socket }, outgoing });
    assert.equal(await response.text(), OWN);
    outgoing.emit(event);
  }
  socket.emit('close');
  assert.deepEqual(told, ['10.0.0.7 text', 'sent', '10.0.0.7 text', 'let go', 'gone']);
});

test('what cannot be rendered now is a line, and only reading is answered', async () => {
  const ended = () => Promise.reject(new Failure('pages-ended', 'not now'));
  const broken = metricsRoutes('/metrics', {
    show: ended,
    scrape: ended,
    scraperGone: () => undefined,
    selfFamilies: () => [SELF],
  });
  const env = { incoming: { socket: {} }, outgoing: new EventEmitter() };
  const response = await broken.request('/metrics', {}, env);
  assert.deepEqual([response.status, await response.text()], [503, 'not now\n']);
  const posted = await broken.request('/metrics', { method: 'POST' }, env);
  assert.deepEqual([posted.status, posted.headers.get('Allow')], [405, 'GET, HEAD']);
});

test('memory that was unpacked is given back once it is sent, and not before', () => {
  const pieces = ['a', 'b', 'c'].map((letter) => packed(letter.repeat(40_000)));
  let isSent = false;
  const taken: Uint8Array[] = [];
  const lengths: number[][] = [];
  for (const chunk of plainBody(pieces, () => isSent).chunks) {
    taken.push(chunk);
    lengths.push(taken.map(({ length }) => length));
    isSent = taken.length === 2;
  }
  assert.deepEqual(lengths, [[40_000], [40_000, 40_000], [0, 0, 40_000]]);
});
