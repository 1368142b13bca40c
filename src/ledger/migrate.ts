/**
 * Migrates a ledger to the newest schema: the numbered files of `schema/` in order, each in a transaction. Throws for a
 * file that is not a database, another program's database, or a schema newer than this version's.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { Failure } from '../failure.ts';
import { damaged } from './failure.ts';

/** "popc": marks a SQLite file as a ledger (https://www.sqlite.org/pragma.html#pragma_application_id). */
const APPLICATION_ID = 0x706f7063;
const SCHEMA = new URL('./schema/', import.meta.url);

const migrations = readdirSync(SCHEMA)
  .filter((file) => /^\d{4}-.*\.sql$/.test(file))
  .sort();

/** Schema version of this program. */
const schemaVersion = migrations.length;

/** Throws unless `db` is empty or a ledger that this version can read. A ledger has had its first schema from the start. */
export function checkIsLedger(db: DatabaseSync, path: string): void {
  const applicationId = pragma(db, 'application_id');
  const version = pragma(db, 'user_version');
  if (applicationId !== APPLICATION_ID && !isEmpty(db)) {
    throw new Failure('ledger-foreign', `${path} is a database, but not a ledger of popcon`, { about: path });
  }
  if (version < 1 && !isEmpty(db)) throw damaged(path, `it has schema ${version}`);
  if (version > schemaVersion) {
    throw new Failure(
      'ledger-newer',
      `${path} was written by a newer popcon (schema ${version}, this one knows ${schemaVersion}): upgrade popcon`,
    );
  }
}

export function isUpToDate(db: DatabaseSync): boolean {
  return pragma(db, 'user_version') === schemaVersion;
}

/** Applies the missing migrations, if any. */
export function migrate(db: DatabaseSync): void {
  for (let version = pragma(db, 'user_version'); version < schemaVersion; version++) {
    const sql = readFileSync(new URL(migrations[version] ?? '', SCHEMA), 'utf8');
    db.exec(
      `BEGIN IMMEDIATE; ${sql}; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version + 1}; COMMIT`,
    );
  }
}

/** True if the database has no tables yet. */
export function isEmpty(db: DatabaseSync): boolean {
  return db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
}

function pragma(db: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}
