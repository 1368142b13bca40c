/** What is installed in an environment, how much of it is used, and what changed. */
import { html } from 'hono/html';
import { totalBytes } from '../../environment/difference.ts';
import type { Distribution } from '../../environment/inventory.ts';
import { UNKNOWN_WORDS } from '../../environment/told.ts';
import { FORMS, formatJson } from '../../render/format.ts';
import { UNUSED_FORMATS } from '../../render/unused-forms.ts';
import { type EnvironmentsReport, environmentsReport } from '../../reports/environments.ts';
import type { UnusedReport } from '../../reports/unused.ts';
import type { Verdict } from '../../reports/verdict.ts';
import { packageColumn } from './columns.ts';
import { fileNamePart } from './download.ts';
import { changesSection } from './environment-changes.ts';
import { diskSection } from './environment-disk.ts';
import { type ComparedInventories, readInventories, readUnused } from './environment-reading.ts';
import { environmentUse } from './environment-use.ts';
import { many, requestedText, size } from './format.ts';
import { label, pageLink, prose } from './label.ts';
import { type Frame, type Html, section } from './layout.ts';
import { dayParameter, definePage, environmentParameter } from './page.ts';
import { partOf, partParameter } from './parts.ts';
import { environmentChoice, scopeBar } from './scope.ts';
import { type Column, inOrder, numbers, table } from './table.ts';
import { verdictMark } from './verdict.ts';

/** Environments whose use is shown side by side. */
const MAX_ENVIRONMENTS = 20;

interface EnvironmentModel extends ComparedInventories {
  readonly environments: readonly string[];
  /** By processes, in the view's window. */
  readonly used: EnvironmentsReport;
  /** Verdicts of the newest inventory in the view's window. */
  readonly unused: UnusedReport;
}

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
  title: ({ inventory }) => inventory.environment,
  draw: drawEnvironment,
  downloads: {
    csv: { ...FORMS.csv, name: fileName, write: ({ unused }) => UNUSED_FORMATS.csv(unused) },
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
  return html`<h1>Environment ${label(inventory.environment)}</h1>
${scopeBar(frame, unused.evidence.window)}
${environmentChoice(frame, model.environments, inventory.environment)}
<p class="lead">${many(inventory.distributions.length, 'distribution')}${bytes === undefined ? '' : html` on <strong>${size(bytes)}</strong> of disk`}, as recorded on ${prose(inventory.day)}${inventory.python === undefined ? '' : ` from ${inventory.python.implementation} ${inventory.python.version}`}.</p>
${inventory.unknown.length === 0 ? '' : html`<p class="quiet">Not told by its source (${inventory.source}): ${inventory.unknown.map((one) => UNKNOWN_WORDS[one]).join(', ')}.</p>`}
${
  unused.missing.length === 0
    ? ''
    : html`<p>Nothing is called unused yet; ${pageLink(frame, { page: 'unused', environment: inventory.environment }, 'what is missing')}.</p>`
}
${environmentUse(frame, model.used, unused.evidence)}
${bytes === undefined ? '' : diskSection(frame, sorted, verdicts)}
${changesSection(frame, model)}
${section(
  'list',
  'What is installed',
)`${table(columns, list.rows, { enhance: list.isWhole ? 'sort filter' : 'filter', frame, id: 'distributions' })}
${list.links}`}`;
}

function distributionColumns(
  frame: Frame,
  verdicts: ReadonlyMap<string, Verdict>,
): readonly Column<Distribution>[] {
  const installedBy = (one: Distribution) => `${one.installer ?? '–'}${requestedText(one)}`;
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
