/** `GET /api/v1/trace`: what becomes of a line under the rules in force, and by which rule. Nothing is counted. */
import { z } from 'zod';
import { defineOperation, type Operation } from './operation.ts';

const MAX_LINE_LENGTH = 8_192;

const rule = z.object({ file: z.string(), line: z.int(), match: z.string() });

const series = {
  series: z.string().meta({ description: 'Where it counts, as /metrics prints it.' }),
  name: z.string(),
  labels: z.array(z.object({ name: z.string(), value: z.string() })).readonly(),
  value: z.number(),
  rule: rule.nullable(),
};
const reason = { reason: z.string(), meaning: z.string() };

const traceAnswer = z
  .object({
    line: z.string(),
    samples: z
      .array(
        z.discriminatedUnion('outcome', [
          z.object({ outcome: z.literal('counted'), ...series }),
          z.object({ outcome: z.literal('folded'), ...series, ...reason }),
          z.object({ outcome: z.literal('refused'), rule: rule.nullable(), ...reason }),
          z.object({ outcome: z.literal('relayed') }),
        ]),
      )
      .readonly(),
    tagErrors: z.int(),
    tagsLeftOut: z.int(),
    factorErrors: z.int(),
  })
  .meta({ id: 'LineTrace' });

export type TraceLine = (line: string) => Promise<z.input<typeof traceAnswer>>;

export function traceOperation(trace: TraceLine): Operation {
  return defineOperation({
    method: 'get',
    path: '/api/v1/trace',
    id: 'traceLine',
    summary: 'What becomes of a statsd line, and by which rule',
    querySchema: z.object({
      line: z
        .string()
        .min(1)
        .max(MAX_LINE_LENGTH)
        .meta({ description: 'The line as it would be sent, such as `a.b:1|c`.' }),
    }),
    answers: { 200: { description: 'Each sample of the line.', schema: traceAnswer } },
    handle: async ({ query }, c) => c.json(await trace(query.line)),
  });
}
