/** How an answer may look where it goes: colour only on a terminal that wants it, width only where there is one. */
import { styleText } from 'node:util';

export interface Style {
  /** Columns to stay within; Infinity in a pipe, where nothing is cut. */
  readonly width: number;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

export interface Surface {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_COLUMNS = 80;

/** The width of a terminal; one that does not know its own says 0. */
export function columnsOf({ columns = 0 }: Surface): number {
  return columns > 0 ? columns : DEFAULT_COLUMNS;
}

/** https://no-color.org: any value but the empty one turns colour off; so does a terminal that has none. */
export function styleFor(surface: Surface, env: Environment): Style {
  const { isTTY = false } = surface;
  const hasColour = isTTY && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
  const paint = (format: 'bold' | 'dim') => (text: string) =>
    hasColour ? styleText(format, text, { validateStream: false }) : text;
  return {
    width: isTTY ? columnsOf(surface) : Number.POSITIVE_INFINITY,
    bold: paint('bold'),
    dim: paint('dim'),
  };
}
