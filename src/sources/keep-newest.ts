/** Answers that are being read or were, by what was asked: the newest that there is room for, but none that failed. */

interface Kept<Answer, Stamp> {
  readonly stamp: Stamp;
  readonly answer: Promise<Answer>;
  /** 0 until it is there. */
  size: number;
}

export class NewestAnswers<Answer, Stamp> {
  readonly #kept = new Map<string, Kept<Answer, Stamp>>();
  readonly #room: number;
  readonly #sizeOf: (answer: Answer) => number;

  /** The sizes of all that is kept are at most `room` together. */
  constructor(room: number, sizeOf: (answer: Answer) => number) {
    this.#room = room;
    this.#sizeOf = sizeOf;
  }

  /** The kept answer where it is still good by its stamp, otherwise one that is read now and stamped with `stamp`. */
  ask(
    question: string,
    stamp: Stamp,
    isGood: (stamp: Stamp) => boolean,
    read: () => Promise<Answer>,
  ): Promise<Answer> {
    const known = this.#kept.get(question);
    if (known !== undefined && isGood(known.stamp)) return known.answer;
    const kept = { stamp, answer: read(), size: 0 };
    this.#kept.delete(question);
    this.#kept.set(question, kept);
    kept.answer.then(
      (answer) => {
        kept.size = this.#sizeOf(answer);
        this.#makeRoom();
      },
      () => this.#kept.delete(question),
    );
    return kept.answer;
  }

  #makeRoom(): void {
    let size = 0;
    for (const kept of this.#kept.values()) size += kept.size;
    for (const [question, kept] of this.#kept) {
      if (size <= this.#room) return;
      this.#kept.delete(question);
      size -= kept.size;
    }
  }
}
