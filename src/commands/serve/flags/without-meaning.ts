/** statsd_exporter's flags that there is nothing to set for here: accepted, and said so in `--help`. */
import type { Flag } from './flag.ts';

export const WITHOUT_MEANING: readonly Flag[] = [
  unused(
    '--statsd.event-queue-size <n>',
    'accepted and ignored: counts are sums, there is no queue of events',
  ),
  unused('--statsd.event-flush-threshold <n>', 'likewise'),
  unused('--statsd.event-flush-interval <duration>', 'likewise; see --ledger.flush-interval'),
  unused(
    '--statsd.udp-packet-queue-size <n>',
    'accepted and ignored: datagrams wait in the kernel; see --statsd.read-buffer',
  ),
  unused('--debug.dump-fsm <file>', 'see popcon check-config --line'),
];

function unused(flags: string, why: string): Flag {
  return { flags, help: why, apply: () => undefined };
}
