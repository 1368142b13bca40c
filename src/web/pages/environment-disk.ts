/** The disk of an environment by package, coloured by use. */
import { html } from 'hono/html';
import type { Distribution } from '../../environment/inventory.ts';
import { VERDICTS, type Verdict } from '../../reports/verdict.ts';
import { type TreemapLeaf, treemap, USES, type Use } from '../pictures/treemap.ts';
import { size } from './format.ts';
import { type Frame, type Html, section } from './layout.ts';
import { scopeOf } from './view.ts';

const USE_TEXT: Readonly<Record<Use, string>> = {
  often: '10% of processes or more',
  sometimes: '1% or more',
  rarely: 'less than 1%',
  needed: 'needed by others, or kept',
  unknown: 'cannot be said',
  unused: 'unused, so far or over a year',
};

export function diskSection(
  { site, view }: Frame,
  distributions: readonly Distribution[],
  verdicts: ReadonlyMap<string, Verdict>,
): Html {
  const leaves = distributions.map(({ name, bytes = 0 }): TreemapLeaf => {
    const verdict = verdicts.get(name);
    const href = site.link({ ...scopeOf(view), page: 'package', package: name });
    return {
      name,
      bytes,
      use: useOf(verdict),
      title: `${name}: ${size(bytes)}, ${verdict?.verdict ?? 'not judged'}`,
      ...(href === undefined ? {} : { href }),
    };
  });
  return section(
    'disk',
    'Disk by package, coloured by use',
  )`<ul class="legend">${USES.filter((use) => sumOf(leaves, use) > 0).map((use) => html`<li><span class="swatch use-${use}"></span>${USE_TEXT[use]} <span class="quiet">${size(sumOf(leaves, use))}</span></li>`)}</ul>
${treemap(leaves, 'Each package as an area as large as its disk; the list below says the same in words.')}
<p class="quiet">The list below says the same in words.</p>`;
}

function sumOf(leaves: readonly TreemapLeaf[], use: Use): number {
  return leaves.reduce((sum, leaf) => (leaf.use === use ? sum + leaf.bytes : sum), 0);
}

function useOf(verdict: Verdict | undefined): Use {
  const colour = verdict === undefined ? 'unknown' : VERDICTS[verdict.verdict].colour;
  if (colour !== 'used') return colour;
  const share = verdict !== undefined && 'share' in verdict ? verdict.share : undefined;
  if (share === undefined) return 'sometimes';
  return share >= 0.1 ? 'often' : share >= 0.01 ? 'sometimes' : 'rarely';
}
