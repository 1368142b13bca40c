/** The thread's own side of `page-thread.ts`: opens the ledger for reading and answers one question after another. */
import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '../../failure.ts';
import { inventoryStamp } from '../../ledger/inventories.ts';
import { openLedgerForReading } from '../../ledger/open.ts';
import type { Day } from '../../series/day.ts';
import { keepEnvironments } from '../../sources/keep-environments.ts';
import { keepPast } from '../../sources/keep-past.ts';
import { ledgerSource } from '../../sources/ledger.ts';
import { readOnce } from '../../sources/read-once.ts';
import type { Source } from '../../sources/source.ts';
import { answerCalls } from '../../thread.ts';
import { collectGarbage } from '../../tidy-memory.ts';
import { ANSWERS } from '../api/answers.ts';
import { dashboardSite } from '../site.ts';
import { answerView } from './answer-view.ts';
import { inventoryArchive } from './inventory-archive.ts';
import type { PageCalls } from './page-answer.ts';
import { readPageConfiguration } from './page-configuration.ts';
import type { PageThreadConfig } from './page-thread.ts';

/** A clock that was set back shows by then. */
const MAX_PAST_AGE_MS = 300_000;
/** Some 12 MB: what the pages of 5,000 packages in 20 namespaces read of one period. */
const MAX_PAST_ROWS = 150_000;
/** Between one page and the next of somebody who looks around. */
const PAUSE_MS = 250;

const { ledgerPath, identity, ...files } = workerData as PageThreadConfig;
const db = openLedgerForReading(ledgerPath);
const source = keepEnvironments(ledgerSource(db, `ledger ${ledgerPath}`), (name) => inventoryStamp(db, name));
const withPast = keepPast({
  nowMs: () => performance.now(),
  maxAgeMs: MAX_PAST_AGE_MS,
  maxRows: MAX_PAST_ROWS,
});
const archive = inventoryArchive(db);

/** For one answer: rows that it asks for twice are read once. */
function reading(today: Day): Source {
  return readOnce(withPast(readOnce(source), today));
}

let collecting: NodeJS.Timeout | undefined;

/** Garbage of answers is collected once no further one is asked for. */
async function collectedAfter<T>(answer: Promise<T>): Promise<T> {
  clearTimeout(collecting);
  try {
    return await answer;
  } finally {
    collecting = setTimeout(collectGarbage, PAUSE_MS);
  }
}

if (parentPort !== null) {
  answerCalls<PageCalls>(
    parentPort,
    {
      answer: ({ view, context }) => {
        const configuration = readPageConfiguration(files, context.today);
        const site = dashboardSite({ ...identity, title: configuration.title, clock: context.clock });
        const parts = { ...context, site, archive, configuration, source: reading(context.today) };
        return collectedAfter(answerView(parts, view));
      },
      report: ({ name, question, today }) => {
        const terms = () => readPageConfiguration(files, today).judging();
        return collectedAfter(ANSWERS[name].answer(question, { today, terms, source: reading(today) }));
      },
    },
    (error) => new Failure('page-failed', `this page failed: ${String(error)}`),
  );
}
