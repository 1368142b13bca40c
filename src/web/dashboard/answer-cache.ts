/**
 * Answers by what was asked. One stays good until a commit changes what it was made from, and in any case for twenty
 * times as long as it took to make: so pages cost at most a twentieth of the process, however often they are asked for
 * and however often is committed. Where a new one takes long, the kept one is given meanwhile. Bounded by characters;
 * the longest unused go first.
 */

/** Of the time that passes, making answers takes at most one part in so many. */
export const REST_FACTOR = 20;
/** From here on a reader would notice the wait. */
export const SLOW_MS = 50;
/** An older answer is not given while a new one is made. */
export const MAX_AGE_MS = 600_000;

export interface CacheOptions {
  /** Changes with every commit. */
  readonly revision: () => string;
  /** Milliseconds that only ever grow. */
  readonly nowMs: () => number;
  readonly maxCharacters: number;
}

interface Entry<Answer> {
  readonly answer: Promise<Answer>;
  revision: string;
  /** Infinite until the answer is there. */
  goodUntilMs: number;
  madeMs: number;
  costMs: number;
  characters: number;
  isRenewed: boolean;
}

export class AnswerCache<Answer extends { readonly text: string }> {
  readonly #options: CacheOptions;
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry<Answer>>();
  #characters = 0;

  constructor(options: CacheOptions) {
    this.#options = options;
  }

  /** The answer to `question`, made by `make` where none is good any more; asked twice at once it is made once. */
  get(question: string, make: () => Promise<Answer>): Promise<Answer> {
    const known = this.#entries.get(question);
    if (known !== undefined) {
      this.#remove(question, known);
      if (this.#isGood(known)) return this.#add(question, known);
    }
    return this.#add(question, this.#begin(question, make));
  }

  /** The same; but where that takes long, the kept answer is given while the next one is made. */
  getAtOnce(question: string, make: () => Promise<Answer>): Promise<Answer> {
    const known = this.#entries.get(question);
    if (known === undefined || this.#isGood(known) || !this.#mayWait(known)) return this.get(question, make);
    if (!known.isRenewed) {
      known.isRenewed = true;
      const next = this.#begin(question, make);
      const replace = () => {
        if (this.#entries.get(question) !== known) return;
        this.#remove(question, known);
        this.#add(question, next);
        this.#makeRoom();
      };
      // The next to ask after a failure is told of it.
      next.answer.then(replace, () => this.#entries.get(question) === known && this.#remove(question, known));
    }
    return known.answer;
  }

  #isGood({ revision, goodUntilMs }: Entry<Answer>): boolean {
    return revision === this.#options.revision() || this.#options.nowMs() < goodUntilMs;
  }

  #mayWait({ costMs, madeMs }: Entry<Answer>): boolean {
    return costMs >= SLOW_MS && this.#options.nowMs() - madeMs <= MAX_AGE_MS;
  }

  #begin(question: string, make: () => Promise<Answer>): Entry<Answer> {
    const { revision, nowMs } = this.#options;
    const startedMs = nowMs();
    const entry: Entry<Answer> = {
      answer: make(),
      revision: revision(),
      goodUntilMs: Number.POSITIVE_INFINITY,
      madeMs: startedMs,
      costMs: 0,
      characters: 0,
      isRenewed: false,
    };
    entry.answer.then(
      ({ text }) => {
        entry.costMs = nowMs() - startedMs;
        entry.goodUntilMs = nowMs() + entry.costMs * REST_FACTOR;
        entry.characters = text.length;
        if (this.#entries.get(question) !== entry) return;
        this.#characters += text.length;
        this.#makeRoom();
      },
      () => {
        if (this.#entries.get(question) === entry) this.#remove(question, entry);
      },
    );
    return entry;
  }

  #add(question: string, entry: Entry<Answer>): Promise<Answer> {
    this.#entries.set(question, entry);
    this.#characters += entry.characters;
    return entry.answer;
  }

  #remove(question: string, entry: Entry<Answer>): void {
    this.#entries.delete(question);
    this.#characters -= entry.characters;
  }

  #makeRoom(): void {
    for (const [question, entry] of this.#entries) {
      if (this.#characters <= this.#options.maxCharacters) return;
      this.#remove(question, entry);
    }
  }
}
