/**
 * The dashboard's questions as PromQL that Prometheus 2.42 and every later one, Thanos, Mimir and VictoriaMetrics
 * answer. `$namespace` and `$package` are regular expressions; `$__range` is the time range chosen in Grafana.
 */
import { IMPORTED_PACKAGE, INCOMPLETE_PROCESSES, PROCESSES } from '../../src/series/metrics.ts';

const IMPORTS = `${IMPORTED_PACKAGE}{namespace=~"$namespace"}`;
const STARTED = `${PROCESSES}{namespace=~"$namespace"}`;

/** Of the packages that are chosen. */
const CHOSEN = `${IMPORTED_PACKAGE}{namespace=~"$namespace",package=~"$package"}`;

/** How many processes imported each package; `at` moves the window: ` offset 1w`. */
function imports(window: string, at = '', series = IMPORTS): string {
  return `sum by (package) (increase(${series}[${window}]${at}))`;
}

/** Importing processes by package as a share of all. */
function share(window: string, at = '', series = IMPORTS): string {
  return `${imports(window, at, series)} / scalar(sum(increase(${STARTED}[${window}]${at})))`;
}

/** Known packages, wherever: an installed one stands at 0 without a namespace. Less those imported in the chosen ones. */
const never = `0 * group by (package) (${IMPORTED_PACKAGE}) unless (sum by (package) (${IMPORTS}) > 0)`;

const change = `${share('$__range')} - ${share('$__range', ' offset $__range')}`;

export const QUERIES = {
  processes: `sum(increase(${STARTED}[$__range]))`,
  packages: `count(${imports('$__range')} > 0)`,
  neverCount: `count(${never}) or vector(0)`,
  silentCount: `count(sum by (namespace) (increase(${STARTED}[1d])) == 0) or vector(0)`,
  top: `topk(25, ${share('$__range')})`,
  // The packages are chosen once, at the end of the range, so that the lines do not change along it.
  trend: `${share('1d', '', CHOSEN)} and topk(8, ${imports('$__range', ' @ end()', CHOSEN)})`,
  rose: `topk(10, ${change} > 0)`,
  fell: `bottomk(10, ${change} < 0)`,
  never,
  incomplete: `(sum(increase(${INCOMPLETE_PROCESSES}{namespace=~"$namespace"}[$__range])) or vector(0)) / sum(increase(${STARTED}[$__range]))`,
  processesByDay: `sum by (namespace) (increase(${STARTED}[1d]))`,
  lastDay: `sum by (namespace) (increase(${STARTED}[1d]))`,
  usualDay: `sum by (namespace) (increase(${STARTED}[7d] offset 1d)) / 7`,
  collectors: 'count by (version) (popcon_build_info)',
  writable: 'min by (instance) (popcon_ledger_writable)',
  seriesFill: 'max by (instance) (popcon_series / popcon_series_limit)',
  pending: 'sum by (instance) (popcon_samples_pending)',
  received: 'sum by (instance) (rate(popcon_samples_received_total[$__rate_interval]))',
  recorded: 'sum by (instance) (rate(popcon_samples_recorded_total[$__rate_interval]))',
  refused: 'sum by (reason) (increase(popcon_samples_refused_total[$__range]))',
  folded: 'sum by (reason) (increase(popcon_samples_folded_total[$__range]))',
  dropped: 'sum by (reason) (increase(popcon_datagrams_dropped_total[$__range]))',
  commits: 'sum by (outcome) (increase(popcon_ledger_commits_total[$__range]))',
} as const;
