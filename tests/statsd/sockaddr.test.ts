/** Socket addresses as the kernel has them: the bytes of each, and what is read of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inetAddress, readIp, unixAddress } from '../../src/statsd/sockaddr.ts';

const NO_FLOW = '00000000';
const NO_SCOPE = '00000000';

/** The address in hexadecimal, and how it reads afterwards where that is not the same. */
const ADDRESSES: readonly (readonly [ip: string, address: string, read?: string])[] = [
  ['127.0.0.1', '7f000001'],
  ['255.2.30.4', 'ff021e04'],
  ['::', '0'.repeat(32), '0:0:0:0:0:0:0:0'],
  ['::1', `${'0'.repeat(31)}1`, '0:0:0:0:0:0:0:1'],
  ['fe80::', `fe80${'0'.repeat(28)}`, 'fe80:0:0:0:0:0:0:0'],
  ['fe80::1%eth0', `fe80${'0'.repeat(27)}1`, 'fe80:0:0:0:0:0:0:1'],
  ['2001:db8::ff:0:1a', '20010db800000000000000ff0000001a', '2001:db8:0:0:0:ff:0:1a'],
  ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ['::ffff:1.2.3.4', '00000000000000000000ffff01020304', '1.2.3.4'],
  ['64:ff9b::192.0.2.33', '0064ff9b0000000000000000c0000221', '64:ff9b:0:0:0:0:c000:221'],
  ['1::ffff:1.2.3.4', '00010000000000000000ffff01020304', '1:0:0:0:0:ffff:102:304'],
  ['::fffe:1.2.3.4', '00000000000000000000fffe01020304', '0:0:0:0:0:fffe:102:304'],
];

for (const [ip, address, read = ip] of ADDRESSES) {
  test(`${ip} with a port`, () => {
    const { family, bytes } = inetAddress(ip, 9125);
    const expected = ip.includes(':')
      ? `0a0023a5${NO_FLOW}${address}${NO_SCOPE}`
      : `020023a5${address}${'0'.repeat(16)}`;
    assert.equal(bytes.toString('hex'), expected);
    assert.equal(family, bytes.readUInt16LE(0));
    assert.equal(readIp(Buffer.concat([Buffer.from('xyz'), bytes]), 3), read);
  });
}

test('a path ends with a zero, and is as long as the kernel takes at most', () => {
  const { family, bytes } = unixAddress('/é') ?? assert.fail();
  assert.deepEqual([family, bytes.toString('hex')], [1, '01002fc3a900']);
  assert.equal(unixAddress('x'.repeat(107))?.bytes.length, 2 + 108);
  assert.equal(unixAddress('x'.repeat(108)), undefined);
  assert.equal(readIp(Buffer.concat([bytes, Buffer.alloc(32)]), 0), undefined, 'it has no IP address');
});
