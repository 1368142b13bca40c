/**
 * Installed packages that nobody has imported yet: shown at 0, for without them Prometheus could not be asked for
 * what is unused. One is left out as soon as any series of its name is there, whatever its other labels.
 */
import type { DatabaseSync } from 'node:sqlite';
import { IMPORTED_PACKAGE, PACKAGE_LABEL } from '../series/metrics.ts';
import { installedDistributions } from './installed.ts';

export class Unimported {
  #unseen = new Set<string>();
  #lastId = 0;
  #revision: number | undefined;

  /** `revision` is another one where inventories have changed, or series are gone; else only new series are read. */
  names(db: DatabaseSync, revision: number): Iterable<string> {
    if (revision !== this.#revision) {
      this.#unseen = installedDistributions(db);
      this.#lastId = 0;
      this.#revision = revision;
    }
    const imported = db.prepare(
      'SELECT id, labels ->> ?2 AS package FROM series WHERE id > ?1 AND name = ?3 ORDER BY id',
    );
    for (const row of imported.iterate(this.#lastId, PACKAGE_LABEL, IMPORTED_PACKAGE)) {
      this.#unseen.delete(String(row.package));
      this.#lastId = Number(row.id);
    }
    return this.#unseen;
  }
}
