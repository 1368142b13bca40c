/** Adds up tests of all kinds, and what those that were skipped would have needed. */

/** As a test says it whose program, file or Python is not there: `helm is missing: npm run peers`. */
const MISSING = /^(.+?) (?:is|are) missing: npm run peers$/;

export class Tally {
  passed = 0;
  failed = 0;
  skipped = 0;
  readonly #faults: string[] = [];
  readonly #passedAgain: string[] = [];
  /** Missing programs that `npm run peers` brings. */
  readonly #peers = new Set<string>();
  #waiting = 0;
  /** Every other reason, with how many tests gave it. */
  readonly #reasons = new Map<string, number>();

  get isGood(): boolean {
    return this.failed === 0 && this.passed > 0;
  }

  /** Something that is wrong besides what a test says itself. */
  fail(fault: string): void {
    this.failed += 1;
    this.#faults.push(fault);
  }

  /** A test file that failed among the others and passed alone. */
  passedAgain(file: string): void {
    this.#passedAgain.push(file);
  }

  skip(reason: string): void {
    this.skipped += 1;
    const [, name] = MISSING.exec(reason) ?? [];
    if (name === undefined) this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
    else {
      this.#peers.add(name);
      this.#waiting += 1;
    }
  }

  /** The last line is the count alone; above it stands what was left out, and the command that brings it. */
  format(): string {
    const faults = [
      ...this.#faults.map((fault) => `FAILED: ${fault}\n`),
      ...this.#passedAgain.map((file) => `failed once, and passed when it was run again alone: ${file}\n`),
    ];
    const names = [...this.#peers].sort().join(', ');
    const others = [...this.#reasons].map(([reason, count]) => `${count} (${reason})`);
    const leftOut = [
      ...(names === '' ? [] : [`${this.#waiting} for want of ${names}: \`npm run peers\` brings them`]),
      ...(others.length === 0 ? [] : [others.join(', ')]),
    ].join('; ');
    const counts = `${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped\n`;
    return [...faults, leftOut && `left out: ${leftOut}\n`, counts].join('');
  }
}
