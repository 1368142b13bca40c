/** The Grafana dashboard: the questions of `popcon top`, `trend` and `unused`, and whether anybody still reports. */
import {
  type Dashboard,
  DashboardBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { IMPORTED_PACKAGE, PROCESSES } from '../../src/series/metrics.ts';
import {
  barsPanel,
  DATASOURCE,
  daysPanel,
  linesPanel,
  numberPanel,
  type PanelBuilder,
  tablePanel,
} from './panels.ts';
import { QUERIES } from './queries.ts';

const SMALL = { width: 6, height: 4 };
const HALF = { width: 12, height: 11 };
const THIRD = { width: 8, height: 9 };

export function buildDashboard(): Dashboard {
  const dashboard = new DashboardBuilder('Python packages in use')
    .uid('popcon')
    .description(
      'Which packages of a shared Python installation are imported, by how many processes, and which never.',
    )
    .tags(['python', 'popularity-contest'])
    .timezone('utc')
    .time({ from: 'now-7d', to: 'now' })
    .refresh('')
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'))
    .withVariable(
      new QueryVariableBuilder('namespace')
        .label('Namespace')
        .datasource(DATASOURCE)
        .query({ query: `label_values(${PROCESSES}, namespace)`, refId: 'namespace' })
        .refresh(VariableRefresh.OnTimeRangeChanged)
        .sort(VariableSort.AlphabeticalAsc)
        .multi(true)
        .includeAll(true)
        // Also the series that have no namespace at all.
        .allValue('.*')
        .current({ text: 'All', value: '$__all' }),
    )
    .withVariable(
      new QueryVariableBuilder('package')
        .label('Package')
        .description('Of the trend: the eight with most processes among those chosen.')
        .datasource(DATASOURCE)
        .query({
          query: `label_values(${IMPORTED_PACKAGE}{namespace=~"$namespace"}, package)`,
          refId: 'package',
        })
        .refresh(VariableRefresh.OnTimeRangeChanged)
        .sort(VariableSort.AlphabeticalAsc)
        .multi(true)
        .includeAll(true)
        .allValue('.*')
        .current({ text: 'All', value: '$__all' }),
    )
    .withVariable(
      new TextBoxVariableBuilder('popcon')
        .label("popcon's pages")
        .description('Where links to packages and to the collector lead.')
        .defaultValue('http://localhost:9102')
        .current({ text: 'http://localhost:9102', value: 'http://localhost:9102' }),
    )
    .link(
      new DashboardLinkBuilder('popcon').type(DashboardLinkType.Link).url(`\${popcon}/`).targetBlank(true),
    );
  for (const panel of use()) dashboard.withPanel(panel);
  dashboard.withRow(new RowBuilder('Is everybody reporting?'));
  for (const panel of reporting()) dashboard.withPanel(panel);
  dashboard.withRow(new RowBuilder('The collector'));
  for (const panel of collector()) dashboard.withPanel(panel);
  return dashboard.build();
}

function use(): PanelBuilder[] {
  return [
    numberPanel(
      {
        title: 'Processes',
        description: 'Python processes that reported in the time range.',
        unit: 'short',
        place: SMALL,
      },
      QUERIES.processes,
    ),
    numberPanel(
      {
        title: 'Packages imported',
        description: 'Packages that at least one process imported in the time range.',
        unit: 'short',
        place: SMALL,
      },
      QUERIES.packages,
    ),
    numberPanel(
      {
        title: 'Packages never imported',
        description:
          'Installed packages that no process of the chosen namespaces has imported since counting began. Needs an inventory at the collector: popcon inventory --push.',
        unit: 'short',
        place: SMALL,
      },
      QUERIES.neverCount,
    ),
    numberPanel(
      {
        title: 'Namespaces silent for a day',
        description: 'Namespaces that are known, but from which no process reported in the last 24 hours.',
        unit: 'short',
        place: SMALL,
      },
      QUERIES.silentCount,
      { alarmFrom: 1 },
    ),
    barsPanel(
      {
        title: 'Top 25 by share of processes',
        description: 'Processes that imported the package, of all that reported in the time range.',
        unit: 'percentunit',
        place: { width: 12, height: 18 },
      },
      QUERIES.top,
      '{{package}}',
    ),
    linesPanel(
      {
        title: 'Trend of the top 8 chosen',
        description:
          'Share of the processes of a day. The packages are those with most processes in the time range.',
        unit: 'percentunit',
        place: { width: 12, height: 9 },
      },
      [{ expr: QUERIES.trend, legend: '{{package}}' }],
      '1d',
    ),
    tablePanel(
      {
        title: 'Rose',
        description:
          'Change of the share against the time range of the same length before, in percentage points.',
        unit: 'percentunit',
        place: { width: 6, height: 9 },
      },
      [{ expr: QUERIES.rose, heading: 'change' }],
      'package',
    ),
    tablePanel(
      {
        title: 'Fell',
        description:
          'Change of the share against the time range of the same length before, in percentage points.',
        unit: 'percentunit',
        place: { width: 6, height: 9 },
      },
      [{ expr: QUERIES.fell, heading: 'change' }],
      'package',
    ),
    tablePanel(
      {
        title: 'Never imported',
        description:
          'Installed, and in no process of the chosen namespaces since counting began. Before removing any, ask popcon unused: it knows what others require.',
        unit: 'short',
        place: HALF,
      },
      [{ expr: QUERIES.never, heading: 'processes' }],
      'package',
    ),
    daysPanel(
      {
        title: 'Processes a day',
        description: 'Processes that reported, by namespace.',
        unit: 'short',
        place: HALF,
      },
      QUERIES.processesByDay,
      '{{namespace}}',
    ),
  ];
}

function reporting(): PanelBuilder[] {
  return [
    tablePanel(
      {
        title: 'Processes by namespace',
        description:
          'The last 24 hours beside the average day of the week before: a namespace at 0 has gone silent.',
        unit: 'short',
        place: { width: 18, height: 8 },
      },
      [
        { expr: QUERIES.lastDay, heading: 'last 24 hours' },
        { expr: QUERIES.usualDay, heading: 'a day in the week before' },
      ],
      'namespace',
    ),
    numberPanel(
      {
        title: 'Incomplete reports',
        description:
          'Processes that could not name all they imported in their time budget, of all that reported: shares are that much too low.',
        unit: 'percentunit',
        place: { width: 6, height: 8 },
      },
      QUERIES.incomplete,
      { alarmFrom: 0.05 },
    ),
  ];
}

function collector(): PanelBuilder[] {
  return [
    numberPanel(
      {
        title: 'Collectors',
        description: 'Running collectors and their version.',
        unit: 'none',
        place: SMALL,
      },
      QUERIES.collectors,
      { legend: '{{version}}' },
    ),
    numberPanel(
      {
        title: 'Ledger',
        description: '1 where the last commit succeeded; 0 where counts wait in memory.',
        unit: 'none',
        place: SMALL,
      },
      QUERIES.writable,
      { alarmBelow: 1, legend: '{{instance}}' },
    ),
    numberPanel(
      {
        title: 'Series of the limit',
        description: 'Past 100% new names are counted together in popcon_overflow_total.',
        unit: 'percentunit',
        place: SMALL,
      },
      QUERIES.seriesFill,
      { alarmFrom: 0.8, legend: '{{instance}}' },
    ),
    numberPanel(
      {
        title: 'Not committed yet',
        description: 'Samples counted in memory that the next commit writes.',
        unit: 'short',
        place: SMALL,
      },
      QUERIES.pending,
      { legend: '{{instance}}' },
    ),
    linesPanel(
      {
        title: 'Samples',
        description: 'Read from the sockets and committed to the ledger.',
        unit: 'ops',
        place: THIRD,
      },
      [
        { expr: QUERIES.received, legend: 'received {{instance}}' },
        { expr: QUERIES.recorded, legend: 'recorded {{instance}}' },
      ],
    ),
    tablePanel(
      {
        title: 'Refused, folded and dropped',
        description:
          'Samples that did not count, those that count in a collective series, and datagrams that were not read, by reason.',
        unit: 'short',
        place: THIRD,
      },
      [
        { expr: QUERIES.refused, heading: 'refused' },
        { expr: QUERIES.folded, heading: 'folded' },
        { expr: QUERIES.dropped, heading: 'dropped datagrams' },
      ],
    ),
    tablePanel(
      {
        title: 'Commits',
        description: 'Commits to the ledger in the time range, by outcome.',
        unit: 'short',
        place: THIRD,
      },
      [{ expr: QUERIES.commits, heading: 'commits' }],
    ),
  ];
}
