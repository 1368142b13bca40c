/** Progress on one line of a terminal while something takes long; nothing where there is no terminal. */
import { columnsOf, type Surface, styleFor } from './style.ts';
import { truncate } from './text.ts';

interface Stream extends Surface {
  write(text: string): unknown;
}

export interface Progress extends Disposable {
  /** Shows that `done` of `all` is done; erased on disposal. */
  show(what: string, done: number, all: number, unit?: string): void;
  /** Shows what is waited for, where it lasts. */
  wait(what: string): void;
  /** Shows it at once: what follows holds up everything, this line too. */
  hold(what: string): void;
}

const BAR_WIDTH = 30;
/** Work that is done sooner shows nothing. */
const QUIET_MS = 500;
const ERASE_LINE = '\r\u001b[K';

export function makeProgress(
  stream: Stream,
  now: () => number,
  env: Readonly<Record<string, string | undefined>>,
): Progress {
  const startedMs = now();
  // A line that cannot be erased is worse than none.
  const isShown = stream.isTTY === true && env.TERM !== 'dumb';
  const { draw } = styleFor(stream, env);
  let shown = false;
  let waiting: NodeJS.Timeout | undefined;
  const write = (line: string) => {
    if (!isShown) return;
    stream.write(`${ERASE_LINE}${draw(truncate(line, columnsOf(stream) - 1))}`);
    shown = true;
  };
  return {
    show(what, done, all, unit = 'days') {
      clearTimeout(waiting);
      if (now() - startedMs < QUIET_MS) return;
      const filled = all === 0 ? BAR_WIDTH : Math.round((BAR_WIDTH * done) / all);
      write(`${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${what}, ${done} of ${all} ${unit}`);
    },
    wait(what) {
      clearTimeout(waiting);
      waiting = setTimeout(write, QUIET_MS, `${what}…`).unref();
    },
    hold: (what) => write(`${what}…`),
    [Symbol.dispose]() {
      clearTimeout(waiting);
      if (shown) stream.write(ERASE_LINE);
    },
  };
}
