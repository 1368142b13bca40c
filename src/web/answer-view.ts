/** A view → its page or download: reads the reports that it is made of. What is not there is a `Failure`. */
import { changesReport } from '../reports/changes.ts';
import { overviewReport } from '../reports/overview.ts';
import { topReport, windowBefore } from '../reports/top.ts';
import type { Query, Source } from '../sources/source.ts';
import type { Answer, Moment } from './page-answer.ts';
import { collectorPage } from './pages/collector.ts';
import { emptyPage } from './pages/empty.ts';
import type { Frame, Html } from './pages/layout.ts';
import { overviewPage } from './pages/overview.ts';
import { packagesPage } from './pages/packages.ts';
import type { Site, View } from './pages/view.ts';
import { windowOf } from './view-query.ts';

/** Rows of the overview's table. */
const TOP_ROWS = 30;

export interface AnswerParts extends Moment {
  readonly site: Site;
  readonly source: Source;
}

export async function answerView(parts: AnswerParts, view: View): Promise<Answer> {
  return { contentType: 'text/html; charset=utf-8', text: String(await showView(parts, view)) };
}

async function showView(parts: AnswerParts, view: View): Promise<Html> {
  const { site, source, today, status, reportAddress } = parts;
  const spans = await source.namespaces({ from: 0, to: today });
  const frame: Frame = { site, view, choices: { namespaces: spans.map(({ namespace }) => namespace) } };
  if (view.page === 'collector') return collectorPage(frame, status);
  if (spans.length === 0) return emptyPage(frame, reportAddress);
  const query: Query = {
    window: windowOf(view, today, Math.min(...spans.map(({ firstDay }) => firstDay))),
    ...(view.namespace === undefined ? {} : { namespaces: [view.namespace] }),
  };
  switch (view.page) {
    case 'overview':
      return overviewPage(frame, {
        overview: await overviewReport(source, query),
        top: await topReport(source, { ...query, limit: TOP_ROWS }),
        changes: await changesReport(source, query, windowBefore(query.window)),
      });
    case 'packages':
      return packagesPage(frame, await topReport(source, query));
    default:
      throw new TypeError('not yet');
  }
}
