/** Stands in for `node:test` in Stryker's process: keeps the tests of a file, to be run as often as there are mutants. */
import { AsyncLocalStorage } from 'node:async_hooks';
import * as real from 'node:test';

type Body = (t: real.TestContext) => unknown;
type Hook = Parameters<typeof real.before>[0];

export type Entry =
  | { readonly kind: 'test'; readonly name: string; readonly options: real.TestOptions; readonly body: Body }
  | {
      readonly kind: 'suite';
      readonly name: string;
      readonly options: real.TestOptions;
      readonly entries: readonly Entry[];
    }
  /** `say` says it to `node:test`. */
  | { readonly kind: 'hook'; say(): void };

let ofFile: Entry[] = [];
let suites: unknown[] = [];
/** A suite's body may wait for something before it names its tests. */
const ofSuite = new AsyncLocalStorage<Entry[]>();

/** The entries of the file that `load` loads. */
export async function register(load: () => Promise<unknown>): Promise<readonly Entry[]> {
  ofFile = [];
  suites = [];
  await load();
  for (const suite of suites) await suite;
  return ofFile;
}

function add(entry: Entry): void {
  (ofSuite.getStore() ?? ofFile).push(entry);
}

export function test(...args: readonly unknown[]): void {
  const { name, options, body } = readArguments(args);
  add({ kind: 'test', name, options, body });
}

export function describe(...args: readonly unknown[]): void {
  const { name, options, body } = readArguments(args);
  const entries: Entry[] = [];
  add({ kind: 'suite', name, options, entries });
  suites.push(ofSuite.run(entries, body));
}

export const before = (hook: Hook) => add({ kind: 'hook', say: () => real.before(hook) });
export const after = (hook: Hook) => add({ kind: 'hook', say: () => real.after(hook) });
export const beforeEach = (hook: Hook) => add({ kind: 'hook', say: () => real.beforeEach(hook) });
export const afterEach = (hook: Hook) => add({ kind: 'hook', say: () => real.afterEach(hook) });
export const mock = real.mock;

interface Arguments {
  readonly name: string;
  readonly options: real.TestOptions;
  readonly body: (...args: readonly real.TestContext[]) => unknown;
}

/** As `node:test` reads them: each may be left out. */
function readArguments(args: readonly unknown[]): Arguments {
  const name = args.find((arg) => typeof arg === 'string') ?? '';
  const body = args.find((arg) => typeof arg === 'function') as Arguments['body'] | undefined;
  const options = (args.find((arg) => typeof arg === 'object') ?? {}) as real.TestOptions;
  return { name, options, body: body ?? (() => {}) };
}
