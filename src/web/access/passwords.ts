/**
 * A user name and a password in, whether they are right out. Checked in a thread of its own, few at a time and fewer
 * of one address, so that guessing costs others nothing; a name that nobody has takes as long as one that somebody has.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Failure } from '../../failure.ts';
import { OccasionalThread } from '../../thread.ts';
import type { PasswordCalls } from './password-worker.ts';

/** That a password is right is remembered, as a hash, for so many of them: a scraper brings it each time. */
const MAX_REMEMBERED = 100;
const MAX_WAITING = 16;
const MAX_WAITING_OF_ADDRESS = 2;
const IDLE_MS = 60_000;

export interface Attempt {
  readonly name: string;
  readonly password: string;
  /** Where it comes from. */
  readonly address: string;
}

export class Passwords {
  readonly #remembered = new Set<string>();
  readonly #waitingOf = new Map<string, number>();
  readonly #key = randomBytes(32);
  readonly #thread = new OccasionalThread<PasswordCalls>({
    start: () =>
      new Worker(new URL(`./password-worker${extname(import.meta.filename)}`, import.meta.url), {
        resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
      }),
    ended: (reason) => new Failure('passwords-ended', `passwords are not checked: ${reason}; try again`),
    busy: tooMany,
    maxWaiting: MAX_WAITING,
    idleMs: IDLE_MS,
  });

  /** `users`: name → bcrypt hash, not empty. Throws a `Failure` where too many are being checked. */
  async check({ name, password, address }: Attempt, users: ReadonlyMap<string, string>): Promise<boolean> {
    const known = users.get(name);
    const hash = known ?? this.#standIn(name, users);
    const attempt = createHash('sha256').update(`${hash}\0${name}\0${password}`).digest('base64');
    if (this.#remembered.has(attempt)) return true;
    const isRight = (await this.#checkInTurn(address, { password, hash })) && known !== undefined;
    if (!isRight) return false;
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.add(attempt);
    return true;
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  async #checkInTurn(address: string, takes: PasswordCalls['check']['takes']): Promise<boolean> {
    const waiting = this.#waitingOf.get(address) ?? 0;
    if (waiting >= MAX_WAITING_OF_ADDRESS) throw tooMany();
    this.#waitingOf.set(address, waiting + 1);
    try {
      return await this.#thread.ask('check', takes);
    } finally {
      const left = (this.#waitingOf.get(address) ?? 1) - 1;
      if (left === 0) this.#waitingOf.delete(address);
      else this.#waitingOf.set(address, left);
    }
  }

  /** Somebody's hash, always the same for a name: hashes may differ in cost, and none tells that a name is nobody's. */
  #standIn(name: string, users: ReadonlyMap<string, string>): string {
    const hashes = [...users.values()];
    const at = createHmac('sha256', this.#key).update(name).digest().readUInt32BE() % hashes.length;
    return hashes[at] ?? '';
  }
}

function tooMany(): Failure {
  return new Failure(
    'too-many-passwords',
    'too many passwords are being checked at once: try again in a moment',
  );
}
