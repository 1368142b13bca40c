/** Colour and width of an answer: colour only where it is wanted, width only where there is one. */
import { styleText } from 'node:util';

export interface Style {
  /** Columns to stay within; Infinity in a pipe, where nothing is cut. */
  readonly width: number;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  /** A line with pictures in it, in the characters that the terminal has. */
  readonly draw: (line: string) => string;
}

export interface Surface {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_COLUMNS = 80;
/** A text without the line feeds behind it: where a line ends, so does its style. */
const TO_LINE_END = /.*[^\n]/s;
/** As wide as what they stand for, so that columns stay where they are. */
const PLAIN: Readonly<Record<string, string>> = {
  '▁': '_',
  '▂': '.',
  '▃': ':',
  '▄': '-',
  '▅': '=',
  '▆': '+',
  '▇': '*',
  '█': '#',
  '░': '.',
  '…': '~',
  '→': '>',
};

/** The width of a terminal; one that does not know its own says 0. */
export function columnsOf({ columns = 0 }: Surface): number {
  return columns > 0 ? columns : DEFAULT_COLUMNS;
}

/** https://no-color.org and https://force-color.org: any value but the empty one; NO_COLOR wins. */
export function styleFor(surface: Surface, env: Environment): Style {
  const { isTTY = false } = surface;
  const isForced = (env.FORCE_COLOR ?? '') !== '' && env.FORCE_COLOR !== '0';
  const isWanted = isForced || (isTTY && env.TERM !== 'dumb' && env.FORCE_COLOR !== '0');
  const hasColour = isWanted && (env.NO_COLOR ?? '') === '';
  const paint = (format: 'bold' | 'dim') => (text: string) =>
    hasColour
      ? text.replace(TO_LINE_END, (line) => styleText(format, line, { validateStream: false }))
      : text;
  return {
    width: isTTY ? columnsOf(surface) : Number.POSITIVE_INFINITY,
    bold: paint('bold'),
    dim: paint('dim'),
    draw: isPlain(env)
      ? (line) => line.replaceAll(/[▁-█░…→]/gu, (drawn) => PLAIN[drawn] ?? '#')
      : (line) => line,
  };
}

/** A locale that is not said is taken for UTF-8, as it is in most containers. */
function isPlain({ TERM, LC_ALL, LC_CTYPE, LANG }: Environment): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG || 'UTF-8';
  return TERM === 'dumb' || !/utf-?8/i.test(locale);
}
