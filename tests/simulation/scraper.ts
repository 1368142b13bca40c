/** A Prometheus that scrapes: what it has seen of each series, and what its increase() of it would be. */
export class Scraper {
  readonly address: string;
  /** Stands for its connection; another one after a restart of either side. */
  connection: object = {};
  readonly #last = new Map<string, number>();
  readonly #increase = new Map<string, number>();
  #scrapes = 0;

  constructor(address: string) {
    this.address = address;
  }

  /** Takes one answer; returns what is wrong with it. */
  read(samples: ReadonlyMap<string, number>): string[] {
    const problems: string[] = [];
    for (const [key, value] of samples) {
      const before = this.#last.get(key);
      if (before === undefined) {
        if (this.#scrapes > 0 && value > 0)
          problems.push(`${key} is first seen at ${value}, its count is lost to increase()`);
      } else if (value < before) {
        problems.push(`${key} fell from ${before} to ${value}`);
      } else {
        this.#increase.set(key, (this.#increase.get(key) ?? 0) + value - before);
      }
      this.#last.set(key, value);
    }
    for (const key of this.#last.keys()) if (!samples.has(key)) problems.push(`${key} is gone`);
    this.#scrapes++;
    return problems;
  }

  get hasScraped(): boolean {
    return this.#scrapes > 0;
  }

  /** What nobody may ever be shown less than. */
  get seen(): ReadonlyMap<string, number> {
    return this.#last;
  }
}
