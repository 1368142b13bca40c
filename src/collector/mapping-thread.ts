/**
 * The rules of a collector, read from its mapping file in a thread of their own: a file of twenty thousand rules takes
 * seconds and memory, in which scrapes and health checks are answered. The ingest thread gets the compiled rules.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { builtinRules } from '../mapping/builtin.ts';
import { OccasionalThread } from '../thread.ts';
import type { ReadMapping } from './mapping-source.ts';

const MAX_HEAP_MIB = 192;
const MAX_YOUNG_MIB = 8;
const MAX_READING_MS = 60_000;
const IDLE_MS = 100;

export type MappingCalls = {
  readonly read: { readonly takes: string; readonly gives: ReadMapping };
};

export class MappingFile {
  readonly #file: string | undefined;
  readonly #log: Log;
  readonly #thread: OccasionalThread<MappingCalls>;

  /** `file` undefined: the built-in rules. */
  constructor(file: string | undefined, log: Log) {
    this.#file = file;
    this.#log = log;
    this.#thread = new OccasionalThread<MappingCalls>({
      start: () =>
        new Worker(new URL(`./mapping-worker${extname(import.meta.filename)}`, import.meta.url), {
          resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB, maxYoungGenerationSizeMb: MAX_YOUNG_MIB },
        }),
      ended: (reason) =>
        new Failure('mapping-invalid', `the mapping file ${file} cannot be read: ${reason}`, { about: file }),
      busy: () => new Failure('mapping-invalid', `the mapping file ${file} is being read: try again`),
      maxWaiting: 8,
      idleMs: IDLE_MS,
      maxMs: MAX_READING_MS,
    });
  }

  /** Returns `MappingRules` as JSON. Throws a `Failure` if the file cannot be used. */
  async read(): Promise<string> {
    if (this.#file === undefined) return JSON.stringify(builtinRules());
    const { rules, warnings } = await this.#thread.ask('read', this.#file);
    for (const problem of warnings) this.#log.warn('mapping', { problem });
    return rules;
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}
