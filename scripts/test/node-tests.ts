/** Runs test files of node:test, each in a process of its own, and adds them up by file. */
import { join, relative, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import type { Tally } from './tally.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SETUP = join(import.meta.dirname, 'setup.ts');

interface FileResult {
  passed: number;
  failed: number;
  readonly skips: string[];
}

export class NodeTests {
  /** By path, of each file's last run. */
  readonly #results = new Map<string, FileResult>();
  readonly #passedAgain: string[] = [];

  /** Prints each test's output as it comes. */
  run(files: readonly string[], concurrency: number): Promise<void> {
    if (files.length === 0) return Promise.resolve();
    for (const file of files) this.#results.set(file, { passed: 0, failed: 0, skips: [] });
    return new Promise((done) => {
      const stream = run({ files: [...files], concurrency, execArgv: ['--import', SETUP] });
      stream.on('test:pass', ({ details, skip, todo, file, name }) => {
        if (details.type === 'suite') return;
        const result = this.#resultOf(file ?? name);
        if (skip === undefined && todo === undefined) result.passed += 1;
        else result.skips.push(`${skip ?? todo}`);
      });
      // Also a file whose tests passed and whose process did not end well.
      stream.on('test:fail', ({ details, file, name }) => {
        if (details.type !== 'suite') this.#resultOf(file ?? name).failed += 1;
      });
      stream.compose(new spec()).on('end', done).pipe(process.stdout, { end: false });
    });
  }

  /** Each file that failed once more, with nothing beside it: what is broken fails again. */
  async runAgain(): Promise<void> {
    const failed = [...this.#results].filter(([, result]) => result.failed > 0).map(([file]) => file);
    await this.run(failed, 1);
    this.#passedAgain.push(...failed.filter((file) => this.#results.get(file)?.failed === 0));
  }

  addTo(tally: Tally): void {
    for (const { passed, failed, skips } of this.#results.values()) {
      tally.passed += passed;
      tally.failed += failed;
      for (const reason of skips) tally.skip(reason);
    }
    for (const file of this.#passedAgain) tally.passedAgain(relative(ROOT, file));
  }

  #resultOf(file: string): FileResult {
    const result = this.#results.get(file) ?? { passed: 0, failed: 0, skips: [] };
    this.#results.set(file, result);
    return result;
  }
}
