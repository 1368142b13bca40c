/** What passes between the collector and the thread that makes its pages: plain values. */
import type { Day } from '../../series/day.ts';
import type { CollectorStatus } from '../pages/collector.ts';
import type { ReportAddress } from '../pages/empty.ts';
import type { View } from '../pages/view.ts';

/** What a page shows besides the ledger. */
export interface Moment {
  readonly today: Day;
  readonly status: CollectorStatus;
  /** Undefined where no datagrams are taken. */
  readonly reportAddress: ReportAddress | undefined;
}

/** A page or a download, as it goes to the browser. */
export interface Answer {
  readonly contentType: string;
  readonly text: string;
  /** Of a download: the name under which it is kept. */
  readonly fileName?: string;
}

export interface Pages {
  /** Rejects with a `Failure` where the view cannot be shown. */
  answer(view: View, moment: Moment): Promise<Answer>;
}

export interface PageQuestion {
  readonly number: number;
  readonly view: View;
  readonly moment: Moment;
}

export type PageReply =
  | { readonly number: number; readonly answer: Answer; readonly failure?: never }
  | { readonly number: number; readonly failure: { readonly code: string; readonly message: string } };
