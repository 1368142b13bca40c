/** A bar on one line of a terminal while something takes long; nothing at all where there is no terminal. */
import { columnsOf, type Surface } from './style.ts';
import { truncate } from './text.ts';

interface Stream extends Surface {
  write(text: string): unknown;
}

export interface Progress extends Disposable {
  /** Shows that `done` of `all` is done; erased on disposal. */
  show(what: string, done: number, all: number, unit?: string): void;
}

const BAR_WIDTH = 30;
/** What is over sooner than this shows no bar. */
const QUIET_MS = 500;
const ERASE_LINE = '\r\u001b[K';

export function makeProgress(stream: Stream, now: () => number): Progress {
  const startedMs = now();
  let shown = false;
  return {
    show(what, done, all, unit = 'days') {
      if (stream.isTTY !== true || now() - startedMs < QUIET_MS) return;
      const filled = all === 0 ? BAR_WIDTH : Math.round((BAR_WIDTH * done) / all);
      const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
      const line = truncate(`${bar} ${what}, ${done} of ${all} ${unit}`, columnsOf(stream) - 1);
      stream.write(`${ERASE_LINE}${line}`);
      shown = true;
    },
    [Symbol.dispose]() {
      if (shown) stream.write(ERASE_LINE);
    },
  };
}
