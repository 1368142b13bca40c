/**
 * Observable Plot → an SVG string, without a browser. The SVG has no style element and no style attribute, so
 * that it stands under a strict Content-Security-Policy; colour comes from classes and `currentColor`.
 */
import { type PlotOptions, plot } from '@observablehq/plot';
import { DOMParser } from 'linkedom';

/** What is used here of the DOM, whose types a server's code does not otherwise have. */
interface DrawnElement {
  readonly localName: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  readonly outerHTML: string;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  remove(): void;
  querySelectorAll(selector: string): Iterable<DrawnElement>;
}

/**
 * Draws `options`. With a label the picture is one image to a screen reader; without, it is hidden from it, for
 * pictures that stand beside a table that says the same.
 */
export function drawSvg(options: PlotOptions, label?: string): string {
  // An XML document, so that the SVG is well-formed as a file and as part of a page.
  const document = new DOMParser().parseFromString('<svg/>', 'image/svg+xml') as unknown as NonNullable<
    PlotOptions['document']
  >;
  const svg: DrawnElement = plot({ ...options, document, className: 'plot' });
  if (svg.localName !== 'svg') throw new TypeError('a plot with a legend or a title is a figure, not an SVG');
  for (const style of svg.querySelectorAll('style')) style.remove();
  for (const element of svg.querySelectorAll('*')) tidy(element);
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  if (label === undefined) {
    svg.setAttribute('aria-hidden', 'true');
    for (const link of svg.querySelectorAll('a')) link.setAttribute('tabindex', '-1');
  } else {
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', label);
  }
  return svg.outerHTML;
}

/** Drops what the whole picture's label makes superfluous, and digits nobody can see. */
function tidy(element: DrawnElement): void {
  for (const { name, value } of [...element.attributes]) {
    if (name === 'style' || name.startsWith('aria-')) element.removeAttribute(name);
    else if (name !== 'href' && /\.\d{3}/.test(value)) element.setAttribute(name, roundNumbers(value));
  }
}

function roundNumbers(text: string): string {
  return text.replaceAll(/-?\d+\.\d{3,}(?:e-\d+)?/g, (digits) => String(Number(Number(digits).toFixed(2))));
}
