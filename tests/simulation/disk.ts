/**
 * The ledger's files under a simulated machine. Before each SQL step the machine may die: what lies on the disk then is
 * what the next collector finds, and bytes behind the last commit may be torn. A full disk refuses as SQLite says it does.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Random } from './random.ts';

const SQLITE_FULL = 13;

export class Disk {
  readonly #folder: string;
  readonly #random: Random;
  #generation = 0;
  /** SQL steps until the machine dies. */
  #stepsLeft = Number.POSITIVE_INFINITY;
  #isDead = false;
  /** What is written finds no room. */
  isFull = false;
  #committedLogBytes = 0;

  constructor(folder: string, random: Random) {
    this.#folder = folder;
    this.#random = random;
    mkdirSync(join(folder, '0'));
  }

  /** Where the ledger is for the machine that runs now. */
  get path(): string {
    return join(this.#folder, String(this.#generation), 'popcon.db');
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** The machine dies after so many SQL steps. */
  dieAfter(steps: number): void {
    this.#stepsLeft = steps;
  }

  /** It dies now. */
  die(): void {
    if (this.#isDead) return;
    this.#isDead = true;
    const from = this.path;
    const to = join(this.#folder, String(this.#generation + 1));
    mkdirSync(to);
    for (const suffix of ['', '-wal']) {
      if (existsSync(from + suffix)) copyFileSync(from + suffix, join(to, `popcon.db${suffix}`));
    }
    this.#tear(join(to, 'popcon.db-wal'));
  }

  /** The next machine has what lay on the disk, and does not die of what was planned for this one. */
  restart(): void {
    if (this.#isDead) this.#generation++;
    this.#isDead = false;
    this.#stepsLeft = Number.POSITIVE_INFINITY;
    this.isFull = false;
  }

  /** `db`, each step of which may be the last. */
  watch(db: DatabaseSync): DatabaseSync {
    const step = () => {
      if (this.#isDead) throw new Error('the machine is dead');
      if (--this.#stepsLeft >= 0) return;
      this.die();
      throw new Error('the machine dies');
    };
    return new Proxy(db, {
      get: (target, name) => {
        if (name === 'exec') {
          return (sql: string) => {
            step();
            if (sql.startsWith('COMMIT')) this.#refuseIfFull();
            target.exec(sql);
            if (sql.startsWith('COMMIT')) this.#committedLogBytes = sizeOf(`${this.path}-wal`);
          };
        }
        if (name === 'prepare')
          return (sql: string) => watchStatement(target.prepare(sql), step, () => this.#refuseIfFull());
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  /** Now and then there is room for a page, so that it fails at any step of a commit. */
  #refuseIfFull(): void {
    if (!this.isFull || this.#random.chance(0.3)) return;
    throw Object.assign(new Error('database or disk is full'), { errcode: SQLITE_FULL });
  }

  /** What was not committed may be there in part, or other than it was written. */
  #tear(log: string): void {
    const [size, safe] = [sizeOf(log), Math.min(this.#committedLogBytes, sizeOf(log))];
    if (size === safe) return;
    const at = safe + this.#random.below(size - safe);
    if (this.#random.chance(0.5)) {
      truncateSync(log, at);
      return;
    }
    const fd = openSync(log, 'r+');
    writeSync(fd, Uint8Array.of(this.#random.below(256)), 0, 1, at);
    closeSync(fd);
  }
}

function watchStatement(
  statement: ReturnType<DatabaseSync['prepare']>,
  step: () => void,
  write: () => void,
): ReturnType<DatabaseSync['prepare']> {
  return new Proxy(statement, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        step();
        if (name === 'run') write();
        return Reflect.apply(value, target, args);
      };
    },
  });
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
