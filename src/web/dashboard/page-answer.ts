/** Questions and answers between the collector and the thread that makes its pages: plain values. */
import type { Day } from '../../series/day.ts';
import type { AnswerText, Question } from '../api/answer.ts';
import type { AnswerName } from '../api/answers.ts';
import type { Answer } from '../pages/page.ts';
import type { PageContext } from '../pages/page-context.ts';
import type { View } from '../pages/view.ts';

export interface Pages {
  /** Rejects with a `Failure` where the view cannot be shown. */
  answer(view: View, context: PageContext): Promise<Answer>;
  /** An answer of the JSON API; rejects with a `Failure` where there is none. */
  report(name: AnswerName, question: Question, today: Day): Promise<AnswerText>;
}

/** See thread.ts. */
export type PageCalls = {
  readonly answer: {
    readonly takes: { readonly view: View; readonly context: PageContext };
    readonly gives: Answer;
  };
  readonly report: {
    readonly takes: { readonly name: AnswerName; readonly question: Question; readonly today: Day };
    readonly gives: AnswerText;
  };
};
