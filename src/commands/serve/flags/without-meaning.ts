/** statsd_exporter's flags that there is nothing to set for here: accepted, and said so in `--help`. */
import { type Flag, flag } from './flag.ts';

export const WITHOUT_MEANING: readonly Flag[] = (
  [
    ['--statsd.event-queue-size <n>', 'accepted and ignored: counts are sums, there is no queue of events'],
    ['--statsd.event-flush-threshold <n>', 'likewise'],
    ['--statsd.event-flush-interval <duration>', 'likewise; see --ledger.flush-interval'],
    [
      '--statsd.udp-packet-queue-size <n>',
      'accepted and ignored: datagrams wait in the kernel; see --statsd.read-buffer',
    ],
    ['--debug.dump-fsm <file>', 'see popcon check-config --line'],
  ] as const
).map(([flags, help]) => flag(flags, help, () => ({})));
