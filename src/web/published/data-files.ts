/** The data files of a release: every figure that is told, a line each, as CSV, and what each field means. */
import { MANIFEST } from '../../release/directory.ts';
import { type Release, shareOf, stateTreatment } from '../../release/document.ts';
import type { ReleasedFigure, ReleasedPeriod } from '../../release/released.ts';
import { type Field, formatCsv } from '../../render/csv.ts';

interface FigureRow {
  readonly period: ReleasedPeriod;
  readonly package?: string;
  readonly scope: 'all' | 'namespace' | 'other';
  readonly namespace: string;
  readonly processes: number;
  readonly partial: boolean;
  readonly share?: number | undefined;
}

/** A field of a file with what a reader has to know of it; `type` is of the Table Schema standard. */
export interface DataField extends Field<FigureRow> {
  readonly type: 'string' | 'date' | 'integer' | 'number' | 'boolean';
  readonly meaning: string;
}

const PERIOD_FIELDS: readonly DataField[] = [
  {
    field: 'period',
    value: ({ period }) => period.period,
    type: 'string',
    meaning: 'The piece of time: 2026-10, 2026-Q4, 2026, or its first and last day.',
  },
  { field: 'from', value: ({ period }) => period.from, type: 'date', meaning: 'Its first day, UTC.' },
  { field: 'to', value: ({ period }) => period.to, type: 'date', meaning: 'Its last day, UTC.' },
];
const PACKAGE_FIELD: DataField = {
  field: 'package',
  value: (row) => row.package,
  type: 'string',
  meaning: 'The distribution that was imported, as pip names it; empty for those too rare to be named.',
};
const FIGURE_FIELDS: readonly DataField[] = [
  {
    field: 'scope',
    value: ({ scope }) => scope,
    type: 'string',
    meaning:
      'all: every namespace that is told; namespace: one of them; other: imports too rare to be named, all packages together.',
  },
  {
    field: 'namespace',
    value: ({ namespace }) => namespace,
    type: 'string',
    meaning: 'The namespace of a line of that scope, such as a hub; empty for processes without one.',
  },
  {
    field: 'processes',
    value: ({ processes }) => processes,
    type: 'integer',
    meaning: 'Python processes, once each; of the scope other, imports. A person can start many processes.',
  },
  {
    field: 'partial',
    value: ({ partial }) => (partial ? 'yes' : 'no'),
    type: 'boolean',
    meaning: 'yes: something hidden is left out, so that it is at least this.',
  },
];
const SHARE_FIELD: DataField = {
  field: 'share',
  value: ({ share }) => share?.toFixed(4),
  type: 'number',
  meaning: 'Of all told processes of the period, 0 to 1; of the scope all only.',
};

const PACKAGES_FIELDS = [...PERIOD_FIELDS, PACKAGE_FIELD, ...FIGURE_FIELDS, SHARE_FIELD];
const PROCESSES_FIELDS = [...PERIOD_FIELDS, ...FIGURE_FIELDS];

interface DataFile {
  readonly file: string;
  readonly holds: string;
  readonly fields: readonly DataField[];
  readonly format: (release: Release) => string;
}

export const DATA_FILES: readonly DataFile[] = [
  {
    file: 'packages.csv',
    holds: 'processes by package, namespace and period',
    fields: PACKAGES_FIELDS,
    format: ({ periods }) => formatCsv(PACKAGES_FIELDS, periods.flatMap(packageRows)),
  },
  {
    file: 'processes.csv',
    holds: 'all processes by namespace and period',
    fields: PROCESSES_FIELDS,
    format: ({ periods }) =>
      formatCsv(
        PROCESSES_FIELDS,
        periods.flatMap((period) => figureRows(period, period.processes)),
      ),
  },
];

/** One line a package, period and scope; what is too rare to be named has no name. */
function packageRows(period: ReleasedPeriod): FigureRow[] {
  return [
    ...period.packages.flatMap((row) =>
      figureRows(period, row).map((figure): FigureRow => {
        const named = { ...figure, package: row.package };
        return figure.scope === 'all' ? { ...named, share: shareOf(row, period) } : named;
      }),
    ),
    ...otherRow(period),
  ];
}

function figureRows(period: ReleasedPeriod, figure: ReleasedFigure | undefined): FigureRow[] {
  if (figure === undefined) return [];
  const { processes, partial, namespaces = [] } = figure;
  return [
    { period, scope: 'all', namespace: '', processes, partial },
    ...namespaces.map((row): FigureRow => ({ period, scope: 'namespace', partial: false, ...row })),
  ];
}

function otherRow(period: ReleasedPeriod): FigureRow[] {
  const { other } = period;
  if (other === undefined) return [];
  return [{ period, scope: 'other', namespace: '', processes: other.imports, partial: other.partial }];
}

function contactOf(contact: string | undefined): { readonly email?: string; readonly path?: string } {
  if (contact === undefined) return {};
  return contact.includes('@') ? { email: contact } : { path: contact };
}

/** `datapackage.json`: the dictionary of the files for programs (https://specs.frictionlessdata.io/data-package/). */
export function dataPackage(release: Release): string {
  const { title, owner, contact } = release.about ?? {};
  const description = {
    profile: 'tabular-data-package',
    name: 'imports-of-python-packages',
    ...(title === undefined ? {} : { title }),
    description: stateTreatment(release).join(' '),
    created: `${release.made}T00:00:00Z`,
    ...(owner === undefined ? {} : { contributors: [{ title: owner, ...contactOf(contact) }] }),
    resources: DATA_FILES.map(({ file, holds, fields }) => ({
      profile: 'tabular-data-resource',
      name: file.replace('.csv', ''),
      path: file,
      description: holds,
      encoding: 'utf-8',
      schema: {
        fields: fields.map(({ field, type, meaning }) => ({
          name: field,
          type,
          description: meaning,
          ...(type === 'boolean' ? { trueValues: ['yes'], falseValues: ['no'] } : {}),
        })),
      },
    })),
    documents: [MANIFEST],
  };
  return `${JSON.stringify(description, undefined, 1)}\n`;
}
