/** A long list in parts, each with an address of its own. */
import { html } from 'hono/html';
import { z } from 'zod';
import { numberParameter } from '../../sources/api.ts';
import { choiceList, type Frame, type Html } from './layout.ts';

/** Rows of one part. */
const PART_SIZE = 500;

/** In an address: which part, from 1. */
export const partParameter = numberParameter(z.number().int().min(1).max(10_000)).optional();

export interface Part<Row> {
  readonly rows: readonly Row[];
  /** The place of the first of them among all, from 1. */
  readonly first: number;
  /** Links to all parts; nothing where there is only one. */
  readonly links: Html | string;
  /** Of less than the whole the script sorts nothing. */
  readonly isWhole: boolean;
}

/** The part of `all` that the view asks for, or the last where there are not so many. */
export function partOf<Row>(frame: Frame, all: readonly Row[]): Part<Row> {
  const count = Math.max(1, Math.ceil(all.length / PART_SIZE));
  const part = Math.min(frame.view.part ?? 1, count);
  const start = (part - 1) * PART_SIZE;
  return {
    rows: all.slice(start, start + PART_SIZE),
    first: start + 1,
    isWhole: count === 1,
    links: count === 1 ? '' : partLinks(frame, count, part),
  };
}

function partLinks({ site, view }: Frame, count: number, current: number): Html {
  const choices = Array.from({ length: count }, (_, at) => ({
    address: site.link({ ...view, part: at + 1 }),
    text: html`<span class="unseen">Part </span>${at + 1}`,
    isCurrent: at + 1 === current,
  }));
  return html`<nav class="parts" aria-label="Parts of the list">${choiceList(choices)}</nav>`;
}
