/**
 * Answers by what was asked. One stays good until a commit changes what it was made from, and in any
 * case for twenty times as long as it took to make: so pages cost at most a twentieth of the process, however
 * often they are asked for and however often is committed. Bounded by characters; the longest unused go first.
 */

/** Of the time that passes, making answers takes at most one part in so many. */
const REST_FACTOR = 20;

export interface CacheOptions {
  /** Changes with every commit. */
  readonly revision: () => number;
  /** Milliseconds that only ever grow. */
  readonly nowMs: () => number;
  readonly maxCharacters: number;
}

interface Entry<Answer> {
  readonly answer: Promise<Answer>;
  revision: number;
  goodUntilMs: number;
  characters: number;
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
    const { revision, nowMs } = this.#options;
    const known = this.#entries.get(question);
    if (known !== undefined) {
      this.#remove(question, known);
      if (known.revision === revision() || nowMs() < known.goodUntilMs) return this.#add(question, known);
    }
    const startedMs = nowMs();
    const entry: Entry<Answer> = {
      answer: make(),
      revision: revision(),
      goodUntilMs: Number.POSITIVE_INFINITY,
      characters: 0,
    };
    entry.answer.then(
      ({ text }) => {
        entry.goodUntilMs = nowMs() + (nowMs() - startedMs) * REST_FACTOR;
        if (this.#entries.get(question) !== entry) return;
        entry.characters = text.length;
        this.#characters += text.length;
        this.#makeRoom();
      },
      () => {
        if (this.#entries.get(question) === entry) this.#remove(question, entry);
      },
    );
    return this.#add(question, entry);
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
