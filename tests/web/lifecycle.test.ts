/** Health and control over HTTP: each request as it is answered by a collector in each state. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../src/failure.ts';
import { type Lifecycle, lifecycleRoutes } from '../../src/web/lifecycle.ts';

const well = () => undefined;
const done: string[] = [];
const control = { reload: async () => void done.push('reload'), quit: () => void done.push('quit') };
const broken = { ...control, reload: () => Promise.reject(new Failure('mapping-invalid', 'm.yml:3: no')) };

const CASES: readonly (readonly [
  Lifecycle,
  request: string,
  status: number,
  text: string,
  happens?: string,
])[] = [
  [{ unready: well }, 'GET /-/healthy', 200, 'ok\n'],
  [{ unready: () => 'the disk is full' }, 'GET /-/healthy', 200, 'ok\n'],
  [{ unready: well }, 'HEAD /-/ready', 200, ''],
  [{ unready: well }, 'GET /-/ready', 200, 'ready\n'],
  [{ unready: () => 'the disk is full' }, 'GET /-/ready', 503, 'not ready: the disk is full\n'],
  [{ unready: well }, 'POST /-/ready', 405, 'GET or HEAD this\n'],
  [{ unready: well }, 'POST /-/quit', 403, 'not enabled: start with --web.enable-lifecycle\n'],
  [{ unready: well }, 'GET /-/reload', 403, 'not enabled: start with --web.enable-lifecycle\n'],
  [{ unready: well, control }, 'POST /-/reload', 200, 'reloaded\n', 'reload'],
  [{ unready: well, control }, 'PUT /-/quit', 200, 'quitting\n', 'quit'],
  [{ unready: well, control }, 'GET /-/quit', 405, 'POST or PUT this\n'],
  [
    { unready: well, control: broken },
    'PUT /-/reload',
    500,
    'not reloaded, the old rules stay: m.yml:3: no\n',
  ],
];

for (const [lifecycle, request, status, text, happens] of CASES) {
  test(`${request}: ${status} ${text.trim()}`, async () => {
    const [method = '', path = ''] = request.split(' ');
    done.length = 0;
    const response = await lifecycleRoutes(lifecycle).request(path, { method });
    assert.equal(response.status, status);
    assert.equal(await response.text(), text);
    assert.deepEqual(done, happens === undefined ? [] : [happens]);
    if (status === 405)
      assert.equal(response.headers.get('Allow'), text.replace(' this\n', '').replace(' or', ','));
  });
}

test('a fault that is none of the rules is not said to be one', async () => {
  const fault = new TypeError('inside');
  const app = lifecycleRoutes({
    unready: well,
    control: { ...control, reload: () => Promise.reject(fault) },
  });
  app.onError((error, c) => c.text(error.message, 500));
  assert.equal(await (await app.request('/-/reload', { method: 'POST' })).text(), 'inside');
});
