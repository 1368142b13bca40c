/**
 * A test runner for Stryker: the test files are loaded once, and for each mutant those tests run in the same process that
 * reach it. They run in the real `node:test`. A mutant in what runs at loading has the files loaded anew.
 */
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import * as real from 'node:test';
import { makeOwnFolders } from '../test/own-folders.ts';
import { listen } from './events.ts';
import { hookLoading, type Loading } from './loading.ts';
import { type Entry, register } from './registry.ts';
import { isSampled, MEMORY, type Mutant, NOT_SAMPLED, type Sample } from './sample.ts';

/** The real programs that tests run against. */
const PEERS = resolve(import.meta.dirname, '../../.cache/peers');

interface Namespace {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: unknown;
}

interface MutantRun {
  readonly activeMutant: Mutant & { readonly id: string };
  readonly sandboxFileName: string;
  readonly testFilter?: readonly string[];
  readonly hitLimit?: number;
  readonly reloadEnvironment: boolean;
}

interface Passed {
  readonly id: string;
  readonly name: string;
  readonly timeSpentMs: number;
  /** Stryker's number for success. */
  readonly status: 0;
}

interface Outcome {
  readonly passed: readonly Passed[];
  readonly failure: { readonly id: string; readonly message: string } | undefined;
}

const stryker: Namespace = {};
Object.assign(globalThis, { __stryker__: stryker });

class NodeTestRunner {
  static readonly inject = ['options'];
  readonly #files: readonly string[];
  readonly #sandbox = process.cwd();
  readonly #loading: Loading;
  readonly #folders = makeOwnFolders(process.env);
  readonly #entries = new Map<string, readonly Entry[]>();
  readonly #sample: Sample;
  /** How long each file's tests took together. */
  readonly #durations = new Map<string, number>();
  #runs = 0;

  constructor({
    nodeTest,
  }: { readonly nodeTest: { readonly files: readonly string[]; readonly sample: Sample } }) {
    this.#sample = nodeTest.sample;
    this.#files = nodeTest.files.map((file) => `${this.#sandbox}/${file}`);
    this.#loading = hookLoading(this.#sandbox);
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  init(): void {
    for (const name of Object.keys(process.env)) {
      if (this.#folders.env[name] === undefined) delete process.env[name];
    }
    Object.assign(process.env, this.#folders.env);
    // Stryker makes the folder, for a link to its own packages.
    const cache = join(this.#sandbox, '.cache');
    mkdirSync(cache, { recursive: true });
    if (!existsSync(join(cache, 'peers'))) symlinkSync(PEERS, join(cache, 'peers'));
    if (MEMORY !== undefined) process.env.TMPDIR = MEMORY;
    process.chdir(this.#folders.work);
  }

  async dryRun() {
    await this.#load(this.#files);
    const { passed, failure } = await this.#run(this.#files);
    if (failure !== undefined) return { status: 'error', errorMessage: `${failure.id}: ${failure.message}` };
    for (const { id, timeSpentMs } of passed) {
      const [file = ''] = id.split(': ');
      this.#durations.set(file, (this.#durations.get(file) ?? 0) + timeSpentMs);
    }
    return { status: 'complete', tests: passed, mutantCoverage: stryker.mutantCoverage };
  }

  async mutantRun({ activeMutant, sandboxFileName, testFilter, hitLimit, reloadEnvironment }: MutantRun) {
    if (!isSampled(activeMutant, this.#sample)) return { status: 'error', errorMessage: NOT_SAMPLED };
    stryker.hitLimit = hitLimit;
    stryker.hitCount = hitLimit === undefined ? undefined : 0;
    const wanted = testFilter && new Set(testFilter);
    if (reloadEnvironment) {
      this.#loading.startGeneration();
      this.#entries.clear();
      stryker.activeMutant = activeMutant.id;
    }
    const duration = (file: string) => this.#durations.get(this.#name(file)) ?? 0;
    let files = this.#files.toSorted((one, other) => duration(one) - duration(other));
    if (wanted)
      files = files.filter((file) => testFilter.some((id) => id.startsWith(`${this.#name(file)}: `)));
    else if (this.#runs > 0) files = files.filter((file) => this.#loading.reaches(file, sandboxFileName));
    const failed = await this.#load(files.filter((file) => !this.#entries.has(file))).catch(String);
    stryker.activeMutant = activeMutant.id;
    const { passed, failure } = await this.#run(failed === undefined ? files : [], wanted);
    stryker.activeMutant = undefined;
    if (reloadEnvironment) {
      this.#loading.startGeneration();
      this.#entries.clear();
    }
    if (hitLimit !== undefined && (stryker.hitCount ?? 0) > hitLimit) {
      return { status: 'timeout', reason: `reached ${hitLimit} times` };
    }
    if (failed !== undefined) {
      return { status: 'killed', killedBy: testFilter ?? [], failureMessage: failed, nrOfTests: 1 };
    }
    if (failure === undefined) return { status: 'survived', nrOfTests: passed.length };
    return {
      status: 'killed',
      killedBy: [failure.id],
      failureMessage: failure.message,
      nrOfTests: passed.length + 1,
    };
  }

  dispose(): void {
    process.chdir('/');
    this.#folders.remove();
  }

  #name(file: string): string {
    return relative(this.#sandbox, file);
  }

  async #load(files: readonly string[]): Promise<undefined> {
    for (const file of files) this.#entries.set(file, await register(() => this.#loading.load(file)));
  }

  /** Stops at the first failure. */
  async #run(files: readonly string[], wanted?: ReadonlySet<string>): Promise<Outcome> {
    const passed: Passed[] = [];
    let failure: Outcome['failure'];
    for (const file of files) {
      if (failure !== undefined) break;
      this.#runs += 1;
      const ended = Promise.withResolvers<void>();
      const suiteName = `${this.#name(file)} ${this.#runs}`;
      let running = this.#name(file);
      using _ = listen((event) => {
        if (event.type !== 'test:fail' && event.type !== 'test:pass') return;
        if (event.type === 'test:fail' && event.data.todo === undefined) {
          const { error } = event.data.details;
          failure ??= { id: running, message: String(error.cause ?? error) };
        }
        if (event.data.nesting === 0 && event.data.name === suiteName) ended.resolve();
      });
      const run = (id: string, body: (t: real.TestContext) => unknown) => async (t: real.TestContext) => {
        if (failure !== undefined) return;
        const started = performance.now();
        running = id;
        stryker.currentTestId = id;
        try {
          await body(t);
        } catch (error) {
          failure ??= { id, message: String(error) };
          throw error;
        } finally {
          stryker.currentTestId = undefined;
        }
        passed.push({ id, name: id, timeSpentMs: performance.now() - started, status: 0 });
      };
      real.suite(suiteName, () =>
        define(this.#entries.get(file) ?? [], `${this.#name(file)}: `, run, wanted),
      );
      await ended.promise;
    }
    return { passed, failure };
  }
}

/** Says so to `node:test`; whether there is one to run. Tests of the same name are told apart by their number. */
function define(
  entries: readonly Entry[],
  prefix: string,
  run: (id: string, body: (t: real.TestContext) => unknown) => (t: real.TestContext) => Promise<void>,
  wanted: ReadonlySet<string> | undefined,
): void {
  for (const [number, entry] of entries.entries()) {
    if (entry.kind === 'test') {
      const id = `${prefix}${number} ${entry.name}`;
      if (wanted?.has(id) ?? true) real.test(entry.name, entry.options, run(id, entry.body));
    } else if (entry.kind === 'suite') {
      real.suite(entry.name, entry.options, () =>
        define(entry.entries, `${prefix}${number} ${entry.name} / `, run, wanted),
      );
    } else {
      entry.say();
    }
  }
}

export const strykerPlugins = [
  { kind: 'TestRunner', name: 'node-test', injectableClass: NodeTestRunner },
] as const;
