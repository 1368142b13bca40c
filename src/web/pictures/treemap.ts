/** Disk by package as areas, coloured by use; each is a link. A table beside it must say the same. */
import { hierarchy, treemap as layOut, treemapSquarify } from 'd3-hierarchy';
import { area, element, picture, textAt } from '../../render/svg.ts';
import type { Html } from '../pages/layout.ts';
import { chart, type Size } from './chart.ts';

/** Colour classes, most used first: the stylesheet gives each its colour in both themes. */
export const USES = ['often', 'sometimes', 'rarely', 'needed', 'unknown', 'unused'] as const;
export type Use = (typeof USES)[number];

export interface TreemapLeaf {
  readonly name: string;
  readonly bytes: number;
  readonly use: Use;
  /** Shown to a pointer over it. */
  readonly title: string;
  readonly href?: string;
}

/** Smaller ones are drawn together as one, so that the picture stays light and can be read. */
const MAX_LEAVES = 250;
const CHARACTER_WIDTH = 7.4;
const SIZES = { wide: { width: 1080, height: 520 }, narrow: { width: 330, height: 460 } };

/** `label` is the whole picture in a sentence. */
export function treemap(leaves: readonly TreemapLeaf[], label: string): Html {
  const shown = foldSmall(leaves);
  return chart(
    SIZES,
    (size) => {
      const boxes = layOutBoxes(shown, size);
      return picture(
        size,
        ...USES.map((use) =>
          element(
            'g',
            { class: `use-${use}` },
            ...boxes
              .filter((box) => box.use === use)
              .map(({ x0, x1, y0, y1, ...told }) =>
                area({ x: x0, y: y0, width: x1 - x0, height: y1 - y0 }, told),
              ),
          ),
        ),
        element(
          'g',
          { class: 'captions' },
          ...boxes
            .filter(({ caption }) => caption !== '')
            .map(({ x0, y0, caption }) => textAt({ x: x0 + 5, y: y0 + 6, dy: '0.71em' }, caption)),
        ),
      );
    },
    { label },
  );
}

interface Box extends TreemapLeaf {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
  readonly caption: string;
}

function layOutBoxes(leaves: readonly TreemapLeaf[], { width, height }: Size): readonly Box[] {
  interface Node {
    readonly leaf?: TreemapLeaf;
    readonly children?: readonly Node[];
  }
  const root = hierarchy<Node>(
    { children: leaves.map((leaf) => ({ leaf })) },
    ({ children }) => children,
  ).sum(({ leaf }) => leaf?.bytes ?? 0);
  const laidOut = layOut<Node>().size([width, height]).tile(treemapSquarify).paddingInner(2).round(true)(
    root,
  );
  return laidOut.leaves().flatMap(({ data: { leaf }, x0, x1, y0, y1 }) => {
    if (leaf === undefined || x1 <= x0 || y1 <= y0) return [];
    return [{ ...leaf, x0, x1, y0, y1, caption: y1 - y0 < 22 ? '' : fit(leaf.name, x1 - x0 - 10) }];
  });
}

/** The name as far as it fits; nothing where too little of it would. */
function fit(name: string, width: number): string {
  const room = Math.floor(width / CHARACTER_WIDTH);
  const characters = [...name];
  if (characters.length <= room) return isolate(name);
  return room < 5 ? '' : isolate(`${characters.slice(0, room - 1).join('')}…`);
}

/** First strong isolate … pop directional isolate: SVG text has no `<bdi>`. */
function isolate(name: string): string {
  return `\u2068${name}\u2069`;
}

function foldSmall(leaves: readonly TreemapLeaf[]): readonly TreemapLeaf[] {
  const sorted = leaves.filter(({ bytes }) => bytes > 0).toSorted((a, b) => b.bytes - a.bytes);
  const small = sorted.slice(MAX_LEAVES);
  if (small.length === 0) return sorted;
  const bytes = small.reduce((sum, leaf) => sum + leaf.bytes, 0);
  const name = `${small.length} smaller ones`;
  return [...sorted.slice(0, MAX_LEAVES), { name, bytes, use: 'unknown', title: name }];
}
