/** What is installed in an environment: disk by package coloured by use, the list, and what changed since when. */
import { html } from 'hono/html';
import { compareInventories, totalBytes } from '../../environment/difference.ts';
import type { Distribution, Inventory, Unknown } from '../../environment/inventory.ts';
import type { UnusedReport } from '../../reports/unused.ts';
import type { Verdict } from '../../reports/verdict.ts';
import { type TreemapLeaf, treemap, USES, type Use } from '../pictures/treemap.ts';
import { environmentChoice } from './environment-choice.ts';
import { count, many, size } from './format.ts';
import { label, linkTo } from './label.ts';
import { type Frame, type Html, layout } from './layout.ts';
import { partOf } from './parts.ts';
import { scopeBar } from './scope.ts';
import { verdictMark } from './verdict.ts';
import { parametersOf, scopeOf } from './view.ts';

/** Rows of a comparison, and those up to which it stands open. */
const MAX_CHANGES = 600;
const MAX_CHANGES_OPEN = 20;

export interface EnvironmentModel {
  readonly environments: readonly string[];
  readonly inventory: Inventory;
  /** Verdicts of the newest inventory in the view's window. */
  readonly unused: UnusedReport;
  /** Days on which the environment was recorded, newest first. */
  readonly days: readonly string[];
  /** The inventory it is compared with. */
  readonly before?: Inventory;
}

const USE_TEXT: Readonly<Record<Use, string>> = {
  often: '10% of processes or more',
  sometimes: '1% or more',
  rarely: 'less than 1%',
  needed: 'needed by others, or kept',
  unknown: 'cannot be said',
  unused: 'unused',
};

const UNKNOWN_TEXT: Readonly<Record<Unknown, string>> = {
  versions: 'versions',
  requested: 'what was asked for and what came along',
  requirements: 'requirements',
  bytes: 'sizes',
  importNames: 'import names',
  commands: 'commands',
  entryPoints: 'entry points',
  baseline: 'what is loaded before the reporter',
  activation: 'how the reporter is activated',
};

export function environmentPage(frame: Frame, model: EnvironmentModel): Html {
  const { inventory, unused } = model;
  const verdicts = new Map(unused.distributions.map(({ name, verdict }) => [name, verdict]));
  const sorted = inventory.distributions.toSorted(
    (a, b) => (b.bytes ?? 0) - (a.bytes ?? 0) || (a.name < b.name ? -1 : 1),
  );
  const bytes = totalBytes(inventory);
  const list = partOf(frame, sorted);
  return layout(
    frame,
    inventory.environment,
    html`<h1>Environment ${label(inventory.environment)}</h1>
${scopeBar(frame, unused.evidence.window)}
${environmentChoice(frame, model.environments, inventory.environment)}
<p class="lead">${many(inventory.distributions.length, 'distribution')}${bytes === undefined ? '' : html` on <strong>${size(bytes)}</strong> of disk`}, as recorded on ${inventory.day}${inventory.python === undefined ? '' : ` from ${inventory.python.implementation} ${inventory.python.version}`}.</p>
${inventory.unknown.length === 0 ? '' : html`<p class="quiet">Not told by its source (${inventory.source}): ${inventory.unknown.map((one) => UNKNOWN_TEXT[one]).join(', ')}.</p>`}
${
  unused.missing.length === 0
    ? ''
    : html`<p>Nothing is called unused yet; ${linkTo(frame.site, { ...scopeOf(frame.view), page: 'unused', environment: inventory.environment }, 'what is missing')}.</p>`
}
${bytes === undefined ? '' : diskSection(frame, sorted, verdicts)}
${changesSection(frame, model)}
<section aria-labelledby="list"><h2 id="list">What is installed</h2>
${distributionTable(frame, list.rows, verdicts)}
${list.links}
</section>`,
  );
}

function diskSection(
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
  return html`<section aria-labelledby="disk"><h2 id="disk">Disk by package, coloured by use</h2>
<ul class="legend">${USES.filter((use) => sumOf(leaves, use) > 0).map((use) => html`<li><span class="swatch use-${use}"></span>${USE_TEXT[use]} <span class="quiet">${size(sumOf(leaves, use))}</span></li>`)}</ul>
${treemap(leaves)}
<p class="quiet">The list below says the same in words.</p></section>`;
}

function sumOf(leaves: readonly TreemapLeaf[], use: Use): number {
  return leaves.reduce((sum, leaf) => (leaf.use === use ? sum + leaf.bytes : sum), 0);
}

function useOf(verdict: Verdict | undefined): Use {
  switch (verdict?.verdict) {
    case 'used':
    case 'rarely used':
      if (verdict.share === undefined) return 'sometimes';
      return verdict.share >= 0.1 ? 'often' : verdict.share >= 0.01 ? 'sometimes' : 'rarely';
    case 'needed':
    case 'baseline':
    case 'kept':
      return 'needed';
    case 'unused':
      return 'unused';
    default:
      return 'unknown';
  }
}

function changesSection(frame: Frame, { days, inventory, before }: EnvironmentModel): Html {
  return html`<section aria-labelledby="changes"><h2 id="changes">What changed</h2>
${
  days.length < 2
    ? html`<p>It was recorded on one day only, ${inventory.day}. Record it again after a change, or once a day, to compare.</p>`
    : html`${dayForm(frame, days, inventory, before)}
${before === undefined ? '' : differences(frame, before, inventory)}`
}</section>`;
}

function dayForm(
  { site, view }: Frame,
  days: readonly string[],
  inventory: Inventory,
  before: Inventory | undefined,
): Html | string {
  const action = site.formAction?.('environment');
  if (action === undefined) return '';
  const kept = parametersOf({ page: 'environment', ...scopeOf(view), environment: inventory.environment });
  const options = (chosen: string | undefined) =>
    days.map((day) => html`<option${day === chosen ? html` selected` : ''}>${day}</option>`);
  return html`<form method="get" action="${action}">
${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<label>From <select name="before">${options(before?.day)}</select></label>
<label>to <select name="day">${options(inventory.day)}</select></label>
<button>Compare</button>
</form>`;
}

function differences(frame: Frame, before: Inventory, after: Inventory): Html {
  const { added, removed, changed, bytes } = compareInventories(before, after);
  if (added.length + removed.length + changed.length === 0) {
    return html`<p>Nothing was added, removed or updated between ${before.day} and ${after.day}.</p>`;
  }
  const rows = [
    ...added.map((one) => ({
      what: 'added',
      name: one.name,
      from: '',
      to: one.version ?? '',
      bytes: one.bytes,
    })),
    ...removed.map((one) => ({
      what: 'removed',
      name: one.name,
      from: one.version ?? '',
      to: '',
      bytes: one.bytes,
    })),
    ...changed.map(({ before: was, after: is }) => ({
      what: 'updated',
      name: is.name,
      from: was.version ?? '',
      to: is.version ?? '',
      bytes: is.bytes,
    })),
  ];
  const shown = rows.slice(0, MAX_CHANGES);
  return html`<p>${count(added.length)} added, ${count(removed.length)} removed, ${count(changed.length)} updated${bytes === undefined ? '' : `; disk ${bytes < 0 ? '−' : '+'}${size(Math.abs(bytes))}`}.</p>
<details${rows.length <= MAX_CHANGES_OPEN ? html` open` : ''}><summary>Show them</summary>
<table data-comfort="sort filter">
<thead><tr><th scope="col">Package</th><th scope="col">What</th><th scope="col">From</th><th scope="col">To</th><th scope="col" class="number">Disk</th></tr></thead>
<tbody>${shown.map(
    ({ what, name, from, to, bytes: disk }) => html`<tr>
<th scope="row">${packageLink(frame, name)}</th><td>${what}</td><td>${from}</td><td>${to}</td><td class="number" data-value="${disk ?? 0}">${size(disk)}</td></tr>`,
  )}</tbody></table>
${rows.length > shown.length ? html`<p>and ${count(rows.length - shown.length)} more</p>` : ''}</details>`;
}

function distributionTable(
  frame: Frame,
  distributions: readonly Distribution[],
  verdicts: ReadonlyMap<string, Verdict>,
): Html {
  return html`<table data-comfort="sort filter">
<thead><tr><th scope="col">Package</th><th scope="col" class="wide">Version</th><th scope="col" class="number">Disk</th><th scope="col">Verdict</th><th scope="col" class="wide">Installed by</th></tr></thead>
<tbody>${distributions.map(({ name, version, bytes, installer, requested, editable }) => {
    const verdict = verdicts.get(name);
    return html`<tr>
<th scope="row">${packageLink(frame, name)}</th>
<td class="wide">${version ?? '–'}${editable === true ? ' (editable)' : ''}</td>
<td class="number" data-value="${bytes ?? 0}">${size(bytes)}</td>
<td>${verdict === undefined ? '–' : verdictMark(verdict.verdict)}</td>
<td class="wide">${installer ?? '–'}${requested === undefined ? '' : requested ? ', on request' : ', came along'}</td>
</tr>`;
  })}</tbody></table>`;
}

function packageLink({ site, view }: Frame, name: string): Html {
  return linkTo(site, { ...scopeOf(view), page: 'package', package: name }, label(name));
}
