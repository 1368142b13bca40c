/** Text as a terminal shows it: how wide it is, cut to a width, broken into lines. */
import stringWidth from 'string-width';
import type { Style } from './style.ts';

/** Columns that `text` takes. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** Cuts `text` to at most `width` columns, with `…` where something is missing. */
export function truncate(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    used += widthOf(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text;
}

/** A text in the lines of a style, ended. */
export function paragraph(text: string, { width }: Pick<Style, 'width'>, indent = ''): string {
  return `${wrap(text, width, indent)}\n`;
}

/** Breaks a sentence into lines of at most `width` columns; words longer than that stay whole. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer) > width - indent.length) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  lines.push(line);
  return lines.map((each) => indent + each).join('\n');
}
