/** The main thread's side of the ingest thread: starts it, asks it for what it counted, tells it of new rules. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Failure } from '../failure.ts';
import type {
  Answer,
  IngestAddresses,
  IngestBatch,
  IngestConfig,
  MappingSource,
  Request,
} from './messages.ts';

export interface Ingest {
  readonly addresses: IngestAddresses;
  /** Rejects if the thread ends by itself; what it had not handed over is lost. */
  readonly failed: Promise<never>;
  /** What was counted since the last take. */
  take(): Promise<IngestBatch>;
  /** Puts new rules in place of the old; throws, and keeps the old, where they cannot be compiled. */
  remap(mapping: MappingSource): Promise<void>;
  /** From now on, other packages are folded. */
  know(packages: readonly string[]): Promise<void>;
  /** Counts what has arrived, closes the sockets, ends the thread. */
  stop(): Promise<IngestBatch>;
}

/**
 * A flood of new names makes garbage that V8 would rather keep than collect: these bounds keep the thread small, and
 * are far above what it holds. What a series takes is its key, its place in a map, and its sums.
 */
const MAX_YOUNG_MIB = 8;
const MAX_OLD_MIB = 48;
const MAX_SERIES_BYTES = 512;

export async function startIngest(config: IngestConfig): Promise<Ingest> {
  const worker = new Worker(new URL(`./worker${extname(import.meta.filename)}`, import.meta.url), {
    workerData: config,
    resourceLimits: {
      maxYoungGenerationSizeMb: MAX_YOUNG_MIB,
      maxOldGenerationSizeMb: MAX_OLD_MIB + Math.ceil((config.limits.maxSeries * MAX_SERIES_BYTES) / 2 ** 20),
    },
  });
  const waiting: PromiseWithResolvers<Answer>[] = [];
  const ended = Promise.withResolvers<never>();
  // Who waits is told by itself: a race against `failed` would leave a trace of every answer there, for ever.
  let failure: Error | undefined;
  const fail = (error: Error) => {
    failure ??= error;
    ended.reject(error);
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  ended.promise.catch(() => undefined);
  worker.on('error', fail);
  worker.on('exit', () => fail(new Failure('ingest-ended', 'the ingest thread has ended')));
  worker.on('message', (answer: Answer) => waiting.shift()?.resolve(answer));

  const answer = async <Kind extends Answer['kind']>(
    kind: Kind,
  ): Promise<Extract<Answer, { kind: Kind }>> => {
    if (failure !== undefined) throw failure;
    const asked = Promise.withResolvers<Answer>();
    waiting.push(asked);
    const given = await asked.promise;
    if (is(given, kind)) return given;
    if (given.kind === 'failed') throw new Failure(given.code, given.message);
    throw new Error(`unexpected ${given.kind}`);
  };
  const ask = <Kind extends Answer['kind']>(request: Request, kind: Kind) => {
    worker.postMessage(request);
    return answer(kind);
  };

  const { addresses } = await answer('listening');
  return {
    addresses,
    failed: ended.promise,
    take: async () => (await ask({ kind: 'take' }, 'batch')).batch,
    remap: async (mapping) => void (await ask({ kind: 'remap', mapping }, 'done')),
    know: async (packages) => void (await ask({ kind: 'know', packages }, 'done')),
    stop: async () => {
      const { batch } = await ask({ kind: 'stop' }, 'batch');
      await worker.terminate();
      return batch;
    },
  };
}

function is<Kind extends Answer['kind']>(
  answer: Answer,
  kind: Kind,
): answer is Extract<Answer, { kind: Kind }> {
  return answer.kind === kind;
}
