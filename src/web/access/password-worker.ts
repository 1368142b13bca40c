/** The thread that checks passwords: a hash is slow on purpose, and nothing else waits for it. */
import { parentPort } from 'node:worker_threads';
import { compareSync } from 'bcryptjs';
import { answerCalls } from '../../thread.ts';

export type PasswordCalls = {
  readonly check: {
    readonly takes: { readonly password: string; readonly hash: string };
    readonly gives: boolean;
  };
};

if (parentPort !== null) {
  answerCalls<PasswordCalls>(parentPort, { check: ({ password, hash }) => compareSync(password, hash) });
}
