/** What systemd says that it passed; that the sockets are used, `tests/e2e` sees. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adoptSockets, handedOver } from '../../src/collector/inherited-sockets.ts';
import { DEFAULT_OPTIONS } from '../../src/collector/options.ts';

const PID = 7;
const passed = (fds: string, pid = String(PID)) => ({ LISTEN_PID: pid, LISTEN_FDS: fds });
const CASES: readonly (readonly [env: Readonly<Record<string, string>>, first?: number, last?: number])[] = [
  [passed('1'), 3, 3],
  [passed('2'), 3, 4],
  [passed('64'), 3, 66],
  [passed('65')],
  [passed('0')],
  [passed('-1')],
  [passed('1.5')],
  [passed('two')],
  [passed('1', '8')],
  [{ LISTEN_PID: String(PID) }],
  [{ LISTEN_FDS: '1' }],
  [{}],
];

for (const [env, first, last] of CASES) {
  test(`${JSON.stringify(env)} passes ${first ?? 'nothing'}${last === first ? '' : ` to ${last}`}`, () => {
    const fds = handedOver(env, PID);
    assert.deepEqual([fds[0], fds.at(-1)], [first, last]);
    assert.equal(fds.length, first === undefined || last === undefined ? 0 : last - first + 1);
    if (first === undefined) assert.equal(adoptSockets(DEFAULT_OPTIONS, env, PID), DEFAULT_OPTIONS);
  });
}

test('a descriptor that is no socket is refused by its number', () => {
  assert.throws(() => adoptSockets(DEFAULT_OPTIONS, passed('64'), PID), {
    code: 'socket-unknown',
    message: /^LISTEN_FDS: descriptor \d+ is not a UDP, TCP or Unix datagram socket: /,
  });
});
