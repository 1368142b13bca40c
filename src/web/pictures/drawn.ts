/**
 * Pictures whose libraries are loaded with the first that is drawn: they take forty megabytes, and the thread that
 * answers requests draws none.
 */
import type { Html } from '../pages/layout.ts';
import type { BarsOverTime } from './bars-over-time.ts';
import type { TreemapLeaf } from './treemap.ts';

export async function barsOverTime(bars: BarsOverTime): Promise<Awaited<Html>> {
  return (await import('./bars-over-time.ts')).barsOverTime(bars);
}

/** `label` is the whole picture in a sentence. */
export async function treemap(leaves: readonly TreemapLeaf[], label: string): Promise<Awaited<Html>> {
  return (await import('./treemap.ts')).treemap(leaves, label);
}
