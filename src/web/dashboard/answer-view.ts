/** A view → its page or download. What is not there is a `Failure`. */
import { resolve } from 'node:path';
import { unknownNamespace } from '../../reports/nearest.ts';
import type { NamespaceSpan, Query, Source } from '../../sources/source.ts';
import { emptyPage } from '../pages/empty.ts';
import type { Frame } from '../pages/layout.ts';
import type { Answer, Asked, Page } from '../pages/page.ts';
import { PAGES } from '../pages/pages.ts';
import type { Site, View } from '../pages/view.ts';
import { windowOf } from './view-query.ts';

export interface AnswerParts extends Omit<Asked, 'view' | 'query' | 'spans'> {
  readonly site: Site;
}

export async function answerView({ site, ...parts }: AnswerParts, view: View): Promise<Answer> {
  const { source, today, reportAddress, pushAddress, status } = parts;
  const page = PAGES[view.page];
  const spans = await source.namespaces({ window: { from: 0, to: today } });
  const frame = {
    site,
    view,
    choices: {
      namespaces: spans.map(({ namespace }) => namespace),
      periods: parts.configuration.periods,
    },
    downloads: [],
    inventoryGoesTo: { pushAddress, ledgerPath: resolve(status.ledger.path) },
  };
  if (spans.length === 0 && (await isEmpty(page, source))) {
    const text = String(await emptyPage(frame, reportAddress));
    return { contentType: 'text/html; charset=utf-8', text };
  }
  requireNamespace(view, frame);
  return page.answer({ ...parts, view, query: queryOf(view, today, spans), spans }, frame);
}

/** Where nothing was ever reported. */
async function isEmpty({ needs }: Page, source: Source): Promise<boolean> {
  if (needs !== 'reports or inventory') return needs === 'reports';
  return (await source.environments()).length === 0;
}

function queryOf(view: View, today: number, spans: readonly NamespaceSpan[]): Query {
  const window = windowOf(view, today, Math.min(today, ...spans.map(({ firstDay }) => firstDay)));
  return view.namespace === undefined ? { window } : { window, namespaces: [view.namespace] };
}

/** Fails where nothing was ever recorded of the view's namespace: it is misspelt, renamed, or gone. */
function requireNamespace({ namespace }: View, { choices: { namespaces } }: Pick<Frame, 'choices'>): void {
  if (namespace === undefined || namespaces.length === 0 || namespaces.includes(namespace)) return;
  throw unknownNamespace(namespace, namespaces);
}
