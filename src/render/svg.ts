/**
 * SVG as text, without a browser: an element a call, everything escaped. It has no style element and no style
 * attribute, so that it stands under a strict Content-Security-Policy; colour comes from classes and `currentColor`.
 */

type Attributes = Readonly<Record<string, string | number | undefined>>;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Characters that XML cannot have. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is left out
const UNWRITABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu;

/** An attribute that is undefined is left out; `children` are elements. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${typeof value === 'number' ? round(value) : escaped(value)}"`],
  );
  const content = children.join('');
  return `<${name}${written.join('')}${content === '' ? '/>' : `>${content}</${name}>`}`;
}

function escaped(text: string): string {
  return text.replaceAll(UNWRITABLE, '\ufffd').replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? '');
}

export function textAt(attributes: Attributes, text: string): string {
  return element('text', attributes, escaped(text));
}

/** More digits nobody can see. */
export function round(pixels: number): number {
  return Number(pixels.toFixed(2));
}

/** Shown to a pointer over an element, which may be a link. */
export interface Told {
  readonly title: string;
  readonly href?: string | undefined;
}

/** A rectangle that tells what it stands for. Its link is for the pointer: a table beside has it for the keyboard. */
export function area(attributes: Attributes, { title, href }: Told): string {
  const drawn = element('rect', attributes, element('title', {}, escaped(title)));
  return href === undefined ? drawn : element('a', { href, tabindex: -1 }, drawn);
}

/**
 * The whole picture. With a label it is one image to a screen reader; without, it is hidden from it, for pictures
 * that stand beside a table that says the same.
 */
export function picture(
  { width, height, label }: { readonly width: number; readonly height: number; readonly label?: string },
  ...content: readonly string[]
): string {
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      fill: 'currentColor',
      'font-family': 'system-ui, sans-serif',
      'font-size': 12,
      ...(label === undefined ? { 'aria-hidden': 'true' } : { role: 'img', 'aria-label': label }),
    },
    ...content,
  );
}
