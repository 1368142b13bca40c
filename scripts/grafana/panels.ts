/** The few kinds of panel the dashboard is made of, each with its question, its unit and its query. */
import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  type DataSourceRef,
  GraphDrawStyle,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type Panel as BuiltPanel,
  DashboardLinkBuilder,
  FieldColorBuilder,
  FieldColorModeId,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

/** Whichever Prometheus is chosen at the top of the dashboard. */
export const DATASOURCE: DataSourceRef = { type: 'prometheus', uid: '$datasource' };

/** To what popcon's own pages say: of a package its verdict and why, of a namespace its overview. */
function linkTo(what: 'package' | 'namespace', value: string): DashboardLinkBuilder {
  const page = what === 'package' ? 'package?package' : '?namespace';
  return new DashboardLinkBuilder(`${value} in popcon`).url(`\${popcon}/${page}=${value}`).targetBlank(true);
}

/** The dashboard is 24 columns wide. */
export interface Place {
  readonly width: number;
  readonly height: number;
}

export interface Question {
  readonly title: string;
  /** What the number means, shown on hover. */
  readonly description: string;
  readonly unit: 'short' | 'percentunit' | 'none' | 'ops';
  readonly place: Place;
}

export type PanelBuilder = Builder<BuiltPanel>;

const ALARM = 'orange';
const CALM = 'green';

/** One number; `alarmFrom` colours it from that value on, `alarmBelow` below that value. */
export function numberPanel(
  { title, description, unit, place }: Question,
  expr: string,
  limits: { readonly alarmFrom?: number; readonly alarmBelow?: number; readonly legend?: string } = {},
): PanelBuilder {
  const watched = limits.alarmFrom !== undefined || limits.alarmBelow !== undefined;
  return new stat.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .height(place.height)
    .span(place.width)
    .unit(unit)
    .decimals(unit === 'percentunit' ? 1 : 0)
    .noValue('none')
    .graphMode(BigValueGraphMode.None)
    .colorMode(watched ? BigValueColorMode.Value : BigValueColorMode.None)
    .thresholds(thresholds(limits))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .withTarget(instant(expr, limits.legend));
}

/** A bar for each of a few names, longest first. */
export function barsPanel(
  { title, description, unit, place }: Question,
  expr: string,
  legend: string,
): PanelBuilder {
  return new bargauge.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .height(place.height)
    .span(place.width)
    .unit(unit)
    .min(0)
    .noValue('none')
    .dataLinks([linkTo('package', `\${__field.labels.package}`)])
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor('blue'))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .withTransformation({ id: 'sortBy', options: { fields: {}, sort: [{ field: 'Value', desc: true }] } })
    .withTarget(instant(expr, legend));
}

/** Lines over time; `each` is the width of a step where one point stands for more than a scrape. */
export function linesPanel(
  { title, description, unit, place }: Question,
  targets: readonly { readonly expr: string; readonly legend: string }[],
  each?: '1d',
): PanelBuilder {
  const panel = new timeseries.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .height(place.height)
    .span(place.width)
    .unit(unit)
    .min(0)
    .drawStyle(GraphDrawStyle.Line)
    .fillOpacity(0);
  if (each !== undefined) panel.interval(each);
  targets.forEach(({ expr, legend }, at) => {
    panel.withTarget(new DataqueryBuilder().expr(expr).legendFormat(legend).range().refId(refId(at)));
  });
  return panel;
}

/** Bars over time, a colour for each name, stacked. */
export function daysPanel(
  { title, description, unit, place }: Question,
  expr: string,
  legend: string,
): PanelBuilder {
  return new timeseries.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .height(place.height)
    .span(place.width)
    .unit(unit)
    .min(0)
    .interval('1d')
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(60)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
    .withTarget(new DataqueryBuilder().expr(expr).legendFormat(legend).range().refId('A'));
}

/** Names with their numbers; each query is a column. Names of `what` lead to their pages. */
export function tablePanel(
  { title, description, unit, place }: Question,
  columns: readonly { readonly expr: string; readonly heading: string }[],
  what?: 'package' | 'namespace',
): PanelBuilder {
  const panel = new table.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .height(place.height)
    .span(place.width)
    .unit(unit)
    .noValue('none')
    .filterable(true)
    .dataLinks(what === undefined ? [] : [linkTo(what, `\${__data.fields.${what}}`)])
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        renameByName: Object.fromEntries(
          columns.map(({ heading }, at) => [columns.length === 1 ? 'Value' : `Value #${refId(at)}`, heading]),
        ),
      },
    });
  columns.forEach(({ expr }, at) => {
    panel.withTarget(instant(expr).format(PromQueryFormat.Table).refId(refId(at)));
  });
  return panel;
}

function instant(expr: string, legend = ''): DataqueryBuilder {
  return new DataqueryBuilder().expr(expr).legendFormat(legend).instant().refId('A');
}

function refId(at: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + at);
}

function thresholds(limits: {
  readonly alarmFrom?: number;
  readonly alarmBelow?: number;
}): ThresholdsConfigBuilder {
  const { alarmFrom, alarmBelow } = limits;
  const steps: Threshold[] = [{ value: null, color: alarmBelow === undefined ? CALM : ALARM }];
  if (alarmFrom !== undefined) steps.push({ value: alarmFrom, color: ALARM });
  if (alarmBelow !== undefined) steps.push({ value: alarmBelow, color: CALM });
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
}
