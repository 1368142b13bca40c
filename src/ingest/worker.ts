/**
 * The ingest thread: a receiver of its own, so that neither a scrape nor a commit makes the kernel drop a
 * datagram.
 */
import { parentPort } from 'node:worker_threads';
import { answerCalls } from '../thread.ts';
import type { IngestCalls } from './messages.ts';
import { Receiver } from './receiver.ts';

if (parentPort !== null) {
  let receiver: Receiver | undefined;
  const opened = (): Receiver => {
    if (receiver === undefined) throw new Error('the ingest thread is asked before it is opened');
    return receiver;
  };
  answerCalls<IngestCalls>(parentPort, {
    open: async (config) => {
      receiver = await Receiver.open(config);
      return receiver.addresses;
    },
    take: () => opened().take(),
    stop: () => opened().stop(),
    setMapping: (source) => void opened().setMapping(source),
    setKnownPackages: (packages) => void opened().setKnownPackages(packages),
    trace: (line) => opened().trace(line),
    forget: (ids) => opened().forget(ids),
  });
}
