/** What is installed in an environment: disk by package coloured by use, the list, and what changed since when. */
import { html } from 'hono/html';
import { compareInventories, totalBytes } from '../../environment/difference.ts';
import type { Distribution, Inventory } from '../../environment/inventory.ts';
import { UNKNOWN_WORDS } from '../../environment/told.ts';
import { FORMS, formatJson } from '../../render/format.ts';
import { UNUSED_FORMATS } from '../../render/unused-forms.ts';
import { type EnvironmentsReport, environmentsReport } from '../../reports/environments.ts';
import type { UnusedReport } from '../../reports/unused.ts';
import { VERDICTS, type Verdict } from '../../reports/verdict.ts';
import { type TreemapLeaf, treemap } from '../pictures/treemap.ts';
import { USES, type Use } from '../pictures/use.ts';
import { packageColumn } from './columns.ts';
import { downloadLinks, fileNamePart } from './download.ts';
import { environmentChoice } from './environment-choice.ts';
import { type ComparedInventories, readInventories, readUnused } from './environment-reading.ts';
import { environmentUse } from './environment-use.ts';
import { count, many, size } from './format.ts';
import { label, linkTo } from './label.ts';
import { type Frame, type Html, layout } from './layout.ts';
import { dayParameter, definePage, environmentParameter } from './page.ts';
import { partOf, partParameter } from './parts.ts';
import { prose } from './prose.ts';
import { scopeBar } from './scope.ts';
import { type Column, inOrder, numbers, table } from './table.ts';
import { verdictMark } from './verdict.ts';
import { parametersOf, scopeOf } from './view.ts';

/** Rows of a comparison, and those up to which it stands open. */
const MAX_CHANGES = 600;
const MAX_CHANGES_OPEN = 20;

/** Environments whose use is shown side by side. */
const MAX_ENVIRONMENTS = 20;

interface EnvironmentModel extends ComparedInventories {
  readonly environments: readonly string[];
  /** By processes, in the view's window. */
  readonly used: EnvironmentsReport;
  /** Verdicts of the newest inventory in the view's window. */
  readonly unused: UnusedReport;
}

const USE_TEXT: Readonly<Record<Use, string>> = {
  often: '10% of processes or more',
  sometimes: '1% or more',
  rarely: 'less than 1%',
  needed: 'needed by others, or kept',
  unknown: 'cannot be said',
  unused: 'unused, so far or over a year',
};

export const environment = definePage<EnvironmentModel>({
  path: 'environment',
  inNavigation: 'Environment',
  parameters: {
    environment: environmentParameter,
    day: dayParameter.optional(),
    before: dayParameter.optional(),
    part: partParameter,
  },
  orders: ['package', 'what', 'disk', 'verdict', 'installed-by'],
  withoutInventory: 'What is installed',
  async read(asked) {
    const reading = await readUnused(asked, asked.query, asked.view);
    if (reading === undefined) return undefined;
    const { environments, report } = reading;
    const used = await environmentsReport(asked.source, { ...asked.query, limit: MAX_ENVIRONMENTS });
    return { environments, used, unused: report, ...readInventories(asked.archive, reading, asked.view) };
  },
  draw: drawEnvironment,
  downloads: {
    csv: {
      ...FORMS.csv,
      name: fileName,
      write: ({ unused }) => UNUSED_FORMATS.csv(unused),
    },
    json: {
      ...FORMS.json,
      text: 'Inventory as JSON',
      name: fileName,
      write: ({ inventory }) => formatJson(inventory),
    },
  },
});

function fileName({ inventory }: EnvironmentModel): string {
  return `environment-${fileNamePart(inventory.environment)}`;
}

function drawEnvironment(frame: Frame, model: EnvironmentModel): Html {
  const { inventory, unused } = model;
  const verdicts = new Map(unused.distributions.map(({ name, verdict }) => [name, verdict]));
  const sorted = inventory.distributions.toSorted(
    (a, b) => (b.bytes ?? 0) - (a.bytes ?? 0) || (a.name < b.name ? -1 : 1),
  );
  const bytes = totalBytes(inventory);
  const columns = distributionColumns(frame, verdicts);
  const list = partOf(frame, inOrder(frame, columns, sorted));
  return layout(
    frame,
    inventory.environment,
    html`<h1>Environment ${label(inventory.environment)}</h1>
${scopeBar(frame, unused.evidence.window)}
${environmentChoice(frame, model.environments, inventory.environment)}
<p class="lead">${many(inventory.distributions.length, 'distribution')}${bytes === undefined ? '' : html` on <strong>${size(bytes)}</strong> of disk`}, as recorded on ${prose(inventory.day)}${inventory.python === undefined ? '' : ` from ${inventory.python.implementation} ${inventory.python.version}`}.</p>
${inventory.unknown.length === 0 ? '' : html`<p class="quiet">Not told by its source (${inventory.source}): ${inventory.unknown.map((one) => UNKNOWN_WORDS[one]).join(', ')}.</p>`}
${
  unused.missing.length === 0
    ? ''
    : html`<p>Nothing is called unused yet; ${linkTo(frame.site, { ...scopeOf(frame.view), page: 'unused', environment: inventory.environment }, 'what is missing')}.</p>`
}
${environmentUse(frame, model.used, unused.evidence)}
${bytes === undefined ? '' : diskSection(frame, sorted, verdicts)}
${changesSection(frame, model)}
<section aria-labelledby="list"><h2 id="list">What is installed</h2>
${table(columns, list.rows, { enhance: list.isWhole ? 'sort filter' : 'filter', frame, id: 'distributions' })}
${list.links}
</section>
${downloadLinks(frame)}`,
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
${treemap(leaves, 'Each package as an area as large as its disk; the list below says the same in words.')}
<p class="quiet">The list below says the same in words.</p></section>`;
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

function changesSection(frame: Frame, { days, inventory, before }: EnvironmentModel): Html {
  return html`<section aria-labelledby="changes"><h2 id="changes">What changed</h2>
${
  days.length < 2
    ? html`<p>It was recorded on one day only, ${prose(inventory.day)}. Record it again after a change, or once a day, to compare.</p>`
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
    return html`<p>Nothing was added, removed or updated between ${prose(before.day)} and ${prose(after.day)}.</p>`;
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
${table<(typeof rows)[number]>(
  [
    packageColumn(frame, ({ name }) => name),
    { heading: 'What', cell: ({ what }) => what, by: ['what', ({ what }) => what] },
    { heading: 'From', cell: ({ from }) => from },
    { heading: 'To', cell: ({ to }) => to },
    numbers('Disk', 'disk', ({ bytes }) => bytes, size),
  ],
  shown,
  { enhance: rows.length > shown.length ? 'filter' : 'sort filter', frame, id: 'changed' },
)}
${rows.length > shown.length ? html`<p>and ${count(rows.length - shown.length)} more</p>` : ''}</details>`;
}

function distributionColumns(
  frame: Frame,
  verdicts: ReadonlyMap<string, Verdict>,
): readonly Column<Distribution>[] {
  const installedBy = ({ installer, requested }: Distribution) =>
    `${installer ?? '–'}${requested === undefined ? '' : requested ? ', on request' : ', came along'}`;
  return [
    packageColumn(frame, ({ name }) => name),
    {
      heading: 'Version',
      cell: ({ version, editable }) => `${version ?? '–'}${editable === true ? ' (editable)' : ''}`,
      isWide: true,
    },
    numbers('Disk', 'disk', ({ bytes }) => bytes, size),
    {
      heading: 'Verdict',
      cell: ({ name }) => {
        const verdict = verdicts.get(name);
        return verdict === undefined ? '–' : verdictMark(verdict.verdict);
      },
      by: ['verdict', ({ name }) => verdicts.get(name)?.verdict],
    },
    { heading: 'Installed by', cell: installedBy, by: ['installed-by', installedBy], isWide: true },
  ];
}
