import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DEFAULT_OPTIONS } from '../../src/collector/options.ts';
import { startIngest } from '../../src/ingest/ingest.ts';
import { builtinRules } from '../../src/mapping/builtin.ts';

const FREE = { host: '127.0.0.1', port: 0 };

test('a batch that was taken is not kept', async () => {
  const ingest = await startIngest({
    ...DEFAULT_OPTIONS,
    sockets: { ...DEFAULT_OPTIONS.sockets, udp: [FREE], tcp: [] },
    mapping: JSON.stringify(builtinRules()),
    relay: undefined,
    knownPackages: [],
    foldsUnknown: false,
    series: { ids: new Uint32Array(), keys: [] },
    helps: new Map(),
    lastSeriesId: 0,
  });
  after(() => ingest.close());
  const taken = await Promise.all(Array.from({ length: 3 }, async () => new WeakRef(await ingest.take())));
  await ingest.take();
  collectGarbage();
  assert.deepEqual(
    taken.map((batch) => batch.deref()),
    [undefined, undefined, undefined],
  );
});

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}
