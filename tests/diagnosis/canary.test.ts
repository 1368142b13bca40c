/** The marked report: counted, lost or refused, and how it is sent. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { checkCanary, datagramTo } from '../../src/diagnosis/canary.ts';
import { say, server } from './server.ts';

describe('a marked report', () => {
  const CANARY = 'python_popcon_canary_processes';
  /** Sends; the collector then shows the second page of two. */
  const check = async (before: string, after: string, host = 'there') => {
    let sent = false;
    const collector = {
      ...server({}),
      get: async () => ({ status: 200, text: sent ? after : before, json: undefined }),
    };
    const clock = [1_000, 1_500, 2_500, 3_100];
    const send = async () => {
      sent = true;
      return 'a report';
    };
    const signal = new AbortController().signal;
    const options = { timeoutMs: 2_000, signal, now: () => clock.shift() ?? 9_000 };
    return say(await checkCanary(send, { host, port: 9125, prefix: 'a' }, collector, options));
  };
  test('that is counted', async () =>
    assert.equal(
      await check(`${CANARY} 1\n`, `${CANARY} 2\n`),
      'ok udp: a report to there port 9125 was counted after 1.5 s',
    ));
  test('that is counted, by a socket of this machine', async () =>
    assert.equal(
      await check('', `${CANARY} 1\n`, 'unixgram:///s'),
      'ok udp: a report to unixgram:///s was counted after 1.5 s',
    ));
  test('that goes astray', async () =>
    assert.equal(
      await check(`${CANARY} 1\n`, `${CANARY} 1\n`),
      'fault udp: a report to there port 9125 was not counted within 2 s → look at what lies between: a firewall, a network policy on either side, another host of that name, a container without the port',
    ));
  for (const metric of ['popcon_samples_refused_total', 'statsd_exporter_events_actions_total']) {
    test(`that is refused, as ${metric} says`, async () =>
      assert.match(
        await check(`${metric} 1\n`, `${metric} 2\n`),
        /^fault udp: .* not counted within 2 s, though something arrived and was refused → the mapping drops or renames it: let python_popcon\.canary\.processes through/,
      ));
  }

  for (const [host, family] of [
    ['127.0.0.1', 'udp4'],
    ['::1', 'udp6'],
  ] as const) {
    test(`is a datagram to ${host}`, async () => {
      const socket = createSocket(family).bind(0, host);
      await once(socket, 'listening');
      const arrived = once(socket, 'message');
      assert.equal(
        await datagramTo({ host, port: socket.address().port, prefix: 'a' })(),
        'a marked datagram',
      );
      assert.match(String((await arrived)[0]), /^python_popcon\.canary\.processes:1\|c/);
      socket.close();
    });
  }
  test('is not sent to a socket of another machine, nor to a name that is not known', async () => {
    await assert.rejects(datagramTo({ host: 'unixgram:///s', port: 1, prefix: 'a' }), {
      code: 'not-sent',
      message: 'unixgram:///s takes datagrams of processes on its machine alone',
    });
    await assert.rejects(datagramTo({ host: 'collector.invalid', port: 1, prefix: 'a' }), {
      code: 'not-sent',
      message: /^nothing can be sent to collector\.invalid port 1: (ENOTFOUND|EAI_AGAIN)$/,
    });
  });
});
