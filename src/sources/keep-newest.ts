/** Answers that are being read or were, by what was asked: the newest so many, but none that failed. */

export class NewestAnswers<Answer, Stamp> {
  readonly #kept = new Map<string, { readonly stamp: Stamp; readonly answer: Promise<Answer> }>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
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
    const answer = read();
    this.#kept.delete(question);
    this.#kept.set(question, { stamp, answer });
    answer.catch(() => this.#kept.delete(question));
    const [oldest] = this.#kept.size > this.#most ? this.#kept.keys() : [];
    if (oldest !== undefined) this.#kept.delete(oldest);
    return answer;
  }
}
