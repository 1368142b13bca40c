/** The answers as operations: `GET /api/v1/top` and its like. */
import { FORMS } from '../../render/format.ts';
import type { AnswerText, Question } from './answer.ts';
import { ANSWERS, type AnswerName } from './answers.ts';
import { apiError, defineOperation, type Operation } from './operation.ts';

/** Answers a question that the answer's query has parsed; rejects with a `Failure` where it cannot. */
export type AskAnswer = (name: AnswerName, question: Question) => Promise<AnswerText>;

export function answerOperations(ask: AskAnswer): Operation[] {
  return (Object.keys(ANSWERS) as AnswerName[]).map((name) => {
    const { summary, description, query, schema, forms } = ANSWERS[name];
    return defineOperation({
      method: 'get',
      path: `/api/v1/${name}`,
      id: name,
      summary,
      description,
      querySchema: query,
      answers: {
        200: {
          description: 'The answer with its evidence.',
          schema,
          otherTypes: forms.filter((form) => form !== 'json').map((form) => FORMS[form].contentType),
        },
        404: { description: 'No package, namespace or environment is called that.', schema: apiError },
        503: { description: 'Too many answers are being made at once.', schema: apiError },
      },
      async handle({ query: question }, c) {
        const { contentType, text } = await ask(name, question);
        return c.body(text, 200, { 'Content-Type': contentType, 'Cache-Control': 'no-cache' });
      },
    });
  });
}
