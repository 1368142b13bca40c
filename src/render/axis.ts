/** How much room the labels of a value axis take: Plot does not measure text, and cuts what does not fit. */
import { scale } from '@observablehq/plot';

/** A digit's width in a font of one pixel; other characters of numbers are narrower. */
const DIGIT_EM = 0.58;
/** Between a label and the picture. */
const GAP = 9;

/** Pixels for an axis from 0 to `highest`, whose top is rounded for `ticks` ticks as Plot's `nice` does. */
export function valueAxisWidth(
  highest: number,
  { ticks, tick, fontSize }: { ticks: number; tick: (value: number) => string; fontSize: number },
): number {
  const { domain } = scale({ y: { domain: [0, highest], nice: ticks } });
  const top = Number([...(domain ?? [])].at(-1));
  // Halves of the top have more characters where it is a single digit.
  const longest = Math.max(...[top, top / 2].map((value) => tick(value).length));
  return Math.ceil(longest * fontSize * DIGIT_EM) + GAP;
}
