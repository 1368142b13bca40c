/** What a collector says once it listens: where, and how a Python is pointed at it. */
import { parseAddress } from '../../address.ts';
import type { Collector } from './collector.ts';
import type { CollectorOptions } from './options.ts';

export function formatBanner({ udp, tcp, http }: Collector['addresses'], options: CollectorOptions): string {
  const statsd = [
    udp === undefined ? [] : [`${udp} (UDP)`],
    tcp === undefined ? [] : [`${tcp} (TCP)`],
  ].flat();
  const rows = [
    ['statsd', statsd.join(', ') || 'not listened on'],
    ['metrics', `http://${reachable(http)}${options.metricsPath}`],
    ['ledger', options.ledgerPath],
  ];
  const lines = rows.map(([name = '', value = '']) => `  ${name.padEnd(8)} ${value}`);
  return `popcon is collecting\n${lines.join('\n')}\n${udp === undefined ? '' : pointer(udp)}`;
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

/** An address that can be dialled on this machine, where every address is listened on. */
function reachable(address: string): string {
  return address.replace(/^(?:\[::\]|0\.0\.0\.0):/, 'localhost:');
}
