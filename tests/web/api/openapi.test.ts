/** The description of the whole API: what programs are built on, reviewed as a diff. */
import { test } from 'node:test';
import { answerOperations } from '../../../src/web/api/answer-operations.ts';
import { inventoryOperations } from '../../../src/web/api/environments.ts';
import { describeApi } from '../../../src/web/api/openapi.ts';
import { traceOperation } from '../../../src/web/api/trace.ts';
import { usageOperations } from '../../../src/web/api/usage.ts';
import { matchGolden } from '../../golden.ts';

/** Nothing is asked of what stands behind an operation. */
const unasked = undefined as never;

test('every operation with its parameters, bodies, answers and refusals', () => {
  const operations = [
    ...usageOperations(unasked),
    ...answerOperations(unasked),
    ...inventoryOperations({ record: unasked, access: undefined }),
    traceOperation(unasked),
  ];
  const text = JSON.stringify(describeApi(operations, '0.0.0', '../..'), null, 1);
  // What holds nothing deeper is a line.
  const lines = text.replaceAll(/[{[]\n[^{}[\]]*[}\]]/g, (inner) => inner.replaceAll(/\n\s*/g, ' '));
  matchGolden('openapi.json', `${lines}\n`);
});
