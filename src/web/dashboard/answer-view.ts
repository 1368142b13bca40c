/** A view → its page or download: reads the reports that it is made of. What is not there is a `Failure`. */
import { changesReport } from '../../reports/changes.ts';
import { unknownName } from '../../reports/nearest.ts';
import { overviewReport } from '../../reports/overview.ts';
import { type TopReport, topReport, windowBefore } from '../../reports/top.ts';
import { formatDay } from '../../series/day.ts';
import type { NamespaceSpan, Query, Source } from '../../sources/source.ts';
import { collectorPage } from '../pages/collector.ts';
import { emptyPage } from '../pages/empty.ts';
import { environmentPage } from '../pages/environment.ts';
import type { Frame, Html } from '../pages/layout.ts';
import { overviewPage } from '../pages/overview.ts';
import { packagePage } from '../pages/package.ts';
import { packagesPage } from '../pages/packages.ts';
import { noInventoryPage, unusedPage } from '../pages/unused.ts';
import type { Site, View } from '../pages/view.ts';
import { downloadUnused } from './download.ts';
import {
  type InventoryArchive,
  type Judging,
  readDistributions,
  readInventories,
  readReasons,
  readUnused,
  removalText,
} from './environment-reading.ts';
import { readPackageUse } from './package-use.ts';
import type { Answer, Moment } from './page-answer.ts';
import { windowOf } from './view-query.ts';

export interface AnswerParts extends Moment, Judging {
  readonly site: Site;
  readonly archive: InventoryArchive;
}

export async function answerView(parts: AnswerParts, view: View): Promise<Answer> {
  const { site, source, today } = parts;
  const spans = await source.namespaces({ from: 0, to: today });
  const frame: Frame = { site, view, choices: { namespaces: spans.map(({ namespace }) => namespace) } };
  const query: Query = {
    window: windowOf(view, today, Math.min(today, ...spans.map(({ firstDay }) => firstDay))),
    ...(view.namespace === undefined ? {} : { namespaces: [view.namespace] }),
  };
  if (view.download !== undefined) {
    const reading = await readUnused(parts, query, view);
    return downloadUnused(view.download, reading);
  }
  const text = String(await showView(parts, frame, query, spans));
  return { contentType: 'text/html; charset=utf-8', text };
}

async function showView(
  parts: AnswerParts,
  frame: Frame,
  query: Query,
  spans: readonly NamespaceSpan[],
): Promise<Html> {
  const { source, archive, status, reportAddress } = parts;
  const { view } = frame;
  switch (view.page) {
    case 'collector':
      return collectorPage(frame, status, lastDayOf(spans));
    case 'overview':
      if (spans.length === 0) return emptyPage(frame, reportAddress);
      return overviewPage(frame, {
        overview: await overviewReport(source, query),
        top: await readAll(source, query),
        changes: await changesReport(source, query, windowBefore(query.window)),
      });
    case 'packages':
      if (spans.length === 0) return emptyPage(frame, reportAddress);
      return packagesPage(frame, await readAll(source, query));
    case 'package': {
      const environments = await source.environments();
      if (spans.length === 0 && environments.length === 0) return emptyPage(frame, reportAddress);
      const model = await readPackage(parts, query, view.package ?? '');
      return packagePage(frame, { ...model, hasInventory: environments.length > 0 });
    }
    case 'unused': {
      const reading = await readUnused(parts, query, view);
      if (reading === undefined) return noInventoryPage(frame, 'Which packages can go');
      return unusedPage(frame, { ...reading, removal: removalText(reading) });
    }
    case 'environment': {
      const reading = await readUnused(parts, query, view);
      if (reading === undefined) return noInventoryPage(frame, 'What is installed');
      const { environments, report } = reading;
      return environmentPage(frame, {
        environments,
        unused: report,
        ...readInventories(archive, reading, view),
      });
    }
  }
}

/** All packages, the most used first; each that came along names what brought it. */
async function readAll(source: Source, query: Query): Promise<TopReport> {
  const distributions = await readDistributions(source);
  if (distributions.length === 0) return topReport(source, query);
  const top = await topReport(source, { ...query, groupBy: { distributions } });
  const rows = top.rows.toSorted((a, b) => b.processes - a.processes || (a.package < b.package ? -1 : 1));
  return { ...top, rows };
}

/** Fails where no process of any namespace ever imported it and no environment has it. */
async function readPackage(judging: Judging, query: Query, name: string) {
  const { source } = judging;
  const why = await readReasons(judging, query, name);
  const reading = await readPackageUse(source, query, name);
  if (reading.everImported || why.length > 0) return { name, ...reading, why };
  const anywhere = await readPackageUse(source, { window: query.window }, name);
  if (anywhere.everImported) return { name, ...reading, why };
  throw unknownName('recorded or installed package', name, anywhere.known, 'the list of packages has all');
}

function lastDayOf(spans: readonly NamespaceSpan[]): string | undefined {
  return spans.length === 0 ? undefined : formatDay(Math.max(...spans.map(({ lastDay }) => lastDay)));
}
