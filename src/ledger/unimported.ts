/**
 * Installed packages without imports: shown at 0, so that a query to Prometheus can find what is unused. A package is
 * left out as soon as any series has its name, whatever its other labels.
 */
import type { DatabaseSync } from 'node:sqlite';
import { IMPORTED_PACKAGE, PACKAGE_LABEL } from '../series/metrics.ts';
import { installedDistributions } from './installed.ts';

export class Unimported {
  #unseen = new Set<string>();
  #lastId = 0;
  #revision: number | undefined;

  /** `revision` must change when inventories change or series are dropped; otherwise only new series are read. */
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
