/** The text that a collector prints once it listens: its addresses, and how a Python is pointed at it. */
import { parseAddress, reachable } from '../../address.ts';
import type { Collector } from '../../collector/collector.ts';
import type { CollectorOptions } from '../../collector/options.ts';

export function formatBanner(
  { udp, tcp, unixgram, http, scheme }: Collector['addresses'],
  options: CollectorOptions,
): string {
  const statsd = [
    ...udp.map((address) => `${address} (UDP)`),
    ...tcp.map((address) => `${address} (TCP)`),
    ...unixgram.map((path) => `${path} (unixgram)`),
  ];
  const root = `${scheme}://${reachable(http)}${options.routePrefix}`;
  const rows = [
    ['statsd', statsd.join(', ') || 'not listened on'],
    ['look', root],
    ['metrics', `${root.slice(0, -1)}${options.metricsPath}`],
    ['ledger', options.ledgerPath],
  ];
  const lines = rows.map(([name = '', value = '']) => `  ${name.padEnd(8)} ${value}`);
  return `popcon is collecting\n${lines.join('\n')}\n${udp[0] === undefined ? '' : pointer(udp[0])}`;
}

/** The reporter speaks UDP. */
function pointer(udp: string): string {
  const { host, port } = parseAddress(reachable(udp), 'udp');
  return `
Point a Python at it: in its environment
  export PYTHON_POPCONTEST_STATSD_HOST=${host} PYTHON_POPCONTEST_STATSD_PORT=${port}
and where it starts
  import popularity_contest.reporter
`;
}
