/**
 * A failure the reader can act on: `message` is one line that says what, where and what to do.
 * `cli.ts` prints it and exits 2; servers answer with it. `code` is for programs and tests.
 */
export class Failure extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Failure';
    this.code = code;
  }
}
