/** Does a Prometheus scrape the collector, once, lately, and with the labels that answers need? */
import { Failure } from '../failure.ts';
import { IMPORTED_PACKAGE, PROCESSES } from '../series/metrics.ts';
import type { PrometheusApi, RawSeries } from '../sources/prometheus/query.ts';
import { type Check, fault, ok, warning } from './check.ts';

const STARTED = 'popcon_start_time_seconds';
/** Scrapes more than this apart are no scrapes. */
const FRESH_SECONDS = 300;

export async function checkPrometheus(api: PrometheusApi, nowMs: number): Promise<readonly Check[]> {
  const at = nowMs / 1000;
  const ask = async (expression: string): Promise<readonly RawSeries[]> => {
    const answer = await api.instant(expression, at);
    if ('tooHeavy' in answer) throw new Failure('prometheus-busy', `${api.address}: ${answer.tooHeavy}`);
    return answer;
  };
  const collectors = await ask(`${STARTED}[${FRESH_SECONDS}s]`);
  const counted = await ask(`sum(${PROCESSES})`);
  if (collectors.length === 0 && counted.length === 0) {
    const advice =
      'add the collector as a target; the chart annotates its Service, or makes a ServiceMonitor (docs/kubernetes.md)';
    return [
      fault(
        'prometheus',
        `${api.address} scrapes no collector: it knows neither ${STARTED} nor ${PROCESSES}`,
        advice,
      ),
    ];
  }
  const renamed = await ask(`count(${IMPORTED_PACKAGE}{exported_namespace!=""})`);
  return [describe(api.address, collectors, counted), ...twice(collectors), ...relabelled(renamed)];
}

function describe(address: string, collectors: readonly RawSeries[], counted: readonly RawSeries[]): Check {
  const processes = counted[0]?.samples[0]?.value;
  const targets = collectors.map(({ labels }) => labels.instance ?? '?').join(', ');
  const known = processes === undefined ? 'no process yet' : `${processes} processes`;
  return ok(
    'prometheus',
    `${address} scrapes ${targets === '' ? 'a collector' : targets}, and knows of ${known}`,
  );
}

/** The same collector under two targets: every sum over them is doubled. */
function twice(collectors: readonly RawSeries[]): readonly Check[] {
  const starts = collectors.map(({ samples }) => samples.at(-1)?.value);
  const doubled = collectors.filter((_, at) => starts.indexOf(starts[at]) !== at);
  if (doubled.length === 0) return [];
  const names = collectors.map(({ labels }) => `${labels.job ?? '?'}/${labels.instance ?? '?'}`).join(', ');
  return [
    fault(
      'prometheus',
      `one collector is scraped as several targets: ${names}`,
      'drop one of them: sums count every process twice',
    ),
  ];
}

function relabelled(renamed: readonly RawSeries[]): readonly Check[] {
  if (renamed.length === 0) return [];
  const found = 'the hubs’ namespaces are named exported_namespace there';
  return [warning('prometheus', found, 'scrape with honor_labels: true (a ServiceMonitor: honorLabels)')];
}
