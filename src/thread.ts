/**
 * Calls to a worker thread, each with its answer or its failure. A thread is described by a type: for each call what
 * it takes and what it gives, both plain values. Answers come in any order; a thread that ends fails what waits.
 */
import type { MessagePort, Worker } from 'node:worker_threads';
import { Failure } from './failure.ts';
import { tidyMemory } from './tidy-memory.ts';

/** `{ name: { takes: …, gives: … } }`. */
export type Calls = Readonly<Record<string, { readonly takes: unknown; readonly gives: unknown }>>;

interface Question {
  readonly number: number;
  readonly call: string;
  readonly takes: unknown;
}

type Reply =
  | { readonly number: number; readonly gives: unknown; readonly failure?: never }
  | { readonly number: number; readonly failure: Pick<Failure, 'code' | 'message' | 'about'> };

/** The side that asks. */
export class Thread<C extends Calls> {
  /** Rejects when the thread ends, with why. */
  readonly ended: Promise<never>;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #end: (error: Error) => void;
  #asked = 0;
  #failure: Error | undefined;

  /** `describeEnd` makes the failure of what waits when the thread ends, of an error or undefined. */
  constructor(worker: Worker, describeEnd: (error: Error | undefined) => Error) {
    this.#worker = worker;
    const ended = Promise.withResolvers<never>();
    ended.promise.catch(() => undefined);
    this.ended = ended.promise;
    // Each caller that waits is told singly: a race against `ended` would keep every answer in memory for ever.
    this.#end = (error) => {
      this.#failure ??= error;
      ended.reject(this.#failure);
      for (const { reject } of this.#waiting.values()) reject(this.#failure);
      this.#waiting.clear();
    };
    worker.on('message', (reply: Reply) => this.#settle(reply));
    worker.on('error', (error: Error) => this.#end(describeEnd(error)));
    worker.on('exit', () => this.#end(describeEnd(undefined)));
  }

  get hasEnded(): boolean {
    return this.#failure !== undefined;
  }

  /** How many calls have no answer yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  ask<Name extends keyof C & string>(call: Name, takes: C[Name]['takes']): Promise<C[Name]['gives']> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const answer = Promise.withResolvers<unknown>();
    const number = this.#asked++;
    this.#waiting.set(number, answer);
    this.#worker.postMessage({ number, call, takes } satisfies Question, memoryOf(takes));
    return answer.promise;
  }

  /** Calls that wait for an answer fail with `why`. */
  async terminate(why: Error): Promise<void> {
    this.#end(why);
    await this.#worker.terminate();
  }

  #settle(reply: Reply): void {
    const answer = this.#waiting.get(reply.number);
    this.#waiting.delete(reply.number);
    if (reply.failure === undefined) answer?.resolve(reply.gives);
    else answer?.reject(new Failure(reply.failure.code, reply.failure.message, reply.failure));
  }
}

export interface OccasionalOptions {
  readonly start: () => Worker;
  /** The failure of what waits when the thread ends, by why. */
  readonly ended: (reason: string) => Failure;
  /** The failure of a call past `maxWaiting` that have no answer yet. */
  readonly busy: () => Failure;
  readonly maxWaiting: number;
  /** Longest time for an answer, after which the thread ends; undefined: any. */
  readonly maxMs?: number;
  /** Nobody has asked for so long: the thread ends, and gives its memory back. */
  readonly idleMs: number;
}

/**
 * A thread that is there while it is asked: it starts with the first call, and anew after it has ended. It needs much
 * memory, so before and after it the rest of the process is tidied up.
 */
export class OccasionalThread<C extends Calls> {
  readonly #options: OccasionalOptions;
  #thread: Thread<C> | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: OccasionalOptions) {
    this.#options = options;
  }

  async ask<Name extends keyof C & string>(call: Name, takes: C[Name]['takes']): Promise<C[Name]['gives']> {
    const thread = this.#running();
    if (thread.waiting >= this.#options.maxWaiting) throw this.#options.busy();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#endIfIdle(), this.#options.idleMs).unref();
    const { maxMs } = this.#options;
    const deadline =
      maxMs === undefined
        ? undefined
        : setTimeout(() => this.#end(`it takes longer than ${maxMs / 1_000} s`), maxMs);
    try {
      return await thread.ask(call, takes);
    } finally {
      clearTimeout(deadline);
    }
  }

  /** Gives its memory back now, where no call waits for an answer. */
  async rest(): Promise<void> {
    if (this.#thread?.waiting === 0) await this.close();
  }

  close(): Promise<void> {
    return this.#end('it was stopped');
  }

  async #end(reason: string): Promise<void> {
    clearTimeout(this.#idle);
    const thread = this.#thread;
    this.#thread = undefined;
    if (thread === undefined) return;
    await thread.terminate(this.#options.ended(reason));
    tidyMemory();
  }

  #running(): Thread<C> {
    if (this.#thread === undefined || this.#thread.hasEnded) {
      tidyMemory();
      const worker = this.#options.start();
      worker.unref();
      this.#thread = new Thread(worker, (error) => this.#options.ended(error?.message ?? 'it was stopped'));
    }
    return this.#thread;
  }

  #endIfIdle(): void {
    if (this.#thread !== undefined && this.#thread.waiting > 0) this.#idle?.refresh();
    else void this.close();
  }
}

export type CallHandlers<C extends Calls> = {
  readonly [Name in keyof C]: (takes: C[Name]['takes']) => C[Name]['gives'] | Promise<C[Name]['gives']>;
};

/** Memory that goes over to the other side, instead of a copy, by the question or answer that holds it. */
const movedWith = new WeakMap<object, readonly ArrayBuffer[]>();

/** A question or answer whose `memory` this side gives up with it. */
export function moved<T extends object>(message: T, ...memory: readonly ArrayBuffer[]): T {
  movedWith.set(message, memory);
  return message;
}

function memoryOf(message: unknown): readonly ArrayBuffer[] {
  return typeof message === 'object' && message !== null ? (movedWith.get(message) ?? []) : [];
}

/**
 * The thread's own side: one call after the other, in the order in which they came. What is thrown and is not a
 * `Failure` becomes what `describe` makes of it; without it the thread ends.
 */
export function answerCalls<C extends Calls>(
  port: MessagePort,
  handlers: CallHandlers<C>,
  describe?: (error: unknown) => Failure,
): void {
  let last: Promise<void> = Promise.resolve();
  port.on('message', (question: Question) => {
    last = last.then(async () => {
      const answer = await reply(question);
      port.postMessage(answer, 'gives' in answer ? memoryOf(answer.gives) : []);
    });
  });

  async function reply({ number, call, takes }: Question): Promise<Reply> {
    try {
      return { number, gives: await handlers[call]?.(takes) };
    } catch (error) {
      const failure = error instanceof Failure ? error : describe?.(error);
      if (failure === undefined) throw error;
      const { code, message, about } = failure;
      return { number, failure: { code, message, about } };
    }
  }
}
