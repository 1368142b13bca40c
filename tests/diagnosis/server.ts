/** A server that a check asks, without one, and a check in one line. */
import assert from 'node:assert/strict';
import type { Check } from '../../src/diagnosis/check.ts';
import type { JsonClient, Reply } from '../../src/sources/http.ts';

/** A server that answers a GET of these paths, with status 404 elsewhere. */
export function server(answers: Readonly<Record<string, string | Partial<Reply> | undefined>>): JsonClient {
  return {
    address: 'http://here',
    async get(path, parameters = {}) {
      const found = answers[`${path}?${new URLSearchParams(parameters)}`.replace(/\?$/, '')];
      if (found === undefined) return { status: 404, text: 'not found', json: undefined };
      return {
        status: 200,
        text: '',
        json: undefined,
        ...(typeof found === 'string' ? { text: found } : found),
      };
    },
    post: () => assert.fail('nothing is written'),
    put: () => assert.fail('nothing is written'),
    [Symbol.dispose]: () => undefined,
  };
}

export const say = ({ state, check, found, advice }: Check) =>
  `${state} ${check}: ${found}${advice === undefined ? '' : ` → ${advice}`}`;
