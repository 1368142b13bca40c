/**
 * The ingest thread: a receiver of its own, so that neither a scrape nor a commit makes the kernel drop a
 * datagram. Requests are answered one at a time, in the order in which they came.
 */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { Failure } from '../failure.ts';
import type { Answer, IngestConfig, Request } from './messages.ts';
import { Receiver } from './receiver.ts';

if (parentPort !== null) await serve(parentPort, workerData);

async function serve(port: MessagePort, config: IngestConfig): Promise<void> {
  const answer = (message: Answer) => port.postMessage(message);
  const fail = (error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    answer({ kind: 'failed', code: error.code, message: error.message });
  };
  try {
    const receiver = await Receiver.open(config);
    answer({ kind: 'listening', addresses: receiver.addresses });
    let last = Promise.resolve();
    port.on('message', (request: Request) => {
      last = last.then(() => handle(receiver, request)).then(answer, fail);
    });
  } catch (error) {
    fail(error);
  }
}

async function handle(receiver: Receiver, request: Request): Promise<Answer> {
  switch (request.kind) {
    case 'take':
      return { kind: 'batch', batch: receiver.take() };
    case 'stop':
      return { kind: 'batch', batch: await receiver.stop() };
    case 'remap':
      receiver.remap(request.mapping);
      return { kind: 'done' };
    case 'know':
      receiver.know(request.packages);
      return { kind: 'done' };
  }
}
