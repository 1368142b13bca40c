/** Passwords: right and wrong, bounded, and as slow for a name that nobody has. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashSync } from 'bcryptjs';
import { Passwords } from '../../../src/web/access/passwords.ts';

const CHEAP = new Map([['ann', hashSync('secret', 4)]]);

async function codeOf(check: Promise<boolean>): Promise<boolean | string> {
  try {
    return await check;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

test('right, wrong, and of nobody', async () => {
  const passwords = new Passwords();
  const check = (name: string, password: string) =>
    passwords.check({ name, password, address: '192.0.2.1' }, CHEAP);
  assert.equal(await check('ann', 'secret'), true);
  assert.equal(await check('ann', 'Secret'), false);
  assert.equal(await check('bob', 'secret'), false);
  assert.equal(await check('', ''), false);
  await passwords.close();
});

test('guessing is bounded for an address and for all, and who was right before is not held up', async () => {
  const passwords = new Passwords();
  const users = new Map([['ann', hashSync('secret', 10)]]);
  const check = (address: string, password: string) =>
    codeOf(passwords.check({ name: 'ann', password, address }, users));
  assert.equal(await check('192.0.2.1', 'secret'), true);
  const guesses = Array.from({ length: 60 }, (_, at) => check('192.0.2.9', `guess ${at}`));
  const many = Array.from({ length: 60 }, (_, at) => check(`198.51.100.${at}`, `guess ${at}`));
  assert.equal(await Promise.race([check('192.0.2.1', 'secret'), ...guesses.slice(0, 2)]), true);
  const refusedOf = (answers: readonly unknown[]) =>
    answers.filter((answer) => answer === 'too-many-passwords').length;
  assert.equal(refusedOf(await Promise.all(guesses)), 58);
  assert.equal(refusedOf(await Promise.all(many)), 60 - 14);
  await passwords.close();
});

test('a name that nobody has takes as long as one of a user', async () => {
  const passwords = new Passwords();
  const users = new Map([['ann', hashSync('secret', 11)]]);
  const msOf = async (name: string) => {
    const began = performance.now();
    await passwords.check({ name, password: 'wrong', address: '192.0.2.1' }, users);
    return performance.now() - began;
  };
  await msOf('warm');
  const known = Math.min(await msOf('ann'), await msOf('ann'), await msOf('ann'));
  const unknown = Math.min(await msOf('bob'), await msOf('bob'), await msOf('bob'));
  assert.ok(unknown > known / 2 && unknown < known * 2, `${known} ms and ${unknown} ms`);
  await passwords.close();
});
