/** The thread's own side of `page-thread.ts`: opens the ledger for reading and answers one question after another. */
import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '../../failure.ts';
import { openLedgerForReading } from '../../ledger/open.ts';
import { ledgerSource } from '../../sources/ledger.ts';
import { readOnce } from '../../sources/read-once.ts';
import { dashboardSite } from '../site.ts';
import { answerView } from './answer-view.ts';
import { inventoryArchive } from './inventory-archive.ts';
import { readKeepFile } from './keep-file.ts';
import type { PageQuestion, PageReply } from './page-answer.ts';
import type { PageThreadConfig } from './page-thread.ts';

const { ledgerPath, version, keepFile } = workerData as PageThreadConfig;
const db = openLedgerForReading(ledgerPath);
const source = ledgerSource(db, `ledger ${ledgerPath}`);
const archive = inventoryArchive(db);
const site = dashboardSite(version);
/** Read anew for each page, so that what was edited counts. */
const keep = () => readKeepFile(keepFile);

let last: Promise<void> = Promise.resolve();
parentPort?.on('message', (question: PageQuestion) => {
  last = last.then(async () => parentPort?.postMessage(await reply(question)));
});

async function reply({ number, view, moment }: PageQuestion): Promise<PageReply> {
  try {
    const parts = { ...moment, site, archive, keep, source: readOnce(source) };
    return { number, answer: await answerView(parts, view) };
  } catch (error) {
    const { code, message } =
      error instanceof Failure ? error : new Failure('page-failed', `this page failed: ${String(error)}`);
    return { number, failure: { code, message } };
  }
}
