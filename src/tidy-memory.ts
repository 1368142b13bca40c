/**
 * Gives back what the process holds and does not use. Takes tens of milliseconds, for when something is to need much,
 * and when it has ended. Where `popcon serve` could not set its flags no garbage is collected, and without glibc malloc
 * keeps what it has.
 */
import { createRequire } from 'node:module';

let trim: ((pad: number) => number) | undefined;

/** Garbage of this thread alone. */
export function collectGarbage(): void {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

/** Garbage of this thread, and what malloc keeps amid what is used. */
export function tidyMemory(): void {
  collectGarbage();
  try {
    const koffi: typeof import('koffi') = createRequire(import.meta.url)('koffi');
    trim ??= koffi.load(null).func('int malloc_trim(size_t)');
    trim(0);
  } catch {
    // Nothing depends on it.
  }
}
