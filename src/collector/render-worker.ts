/** Runs in the thread of `rendering.ts`: reads the ledger and writes it as compressed text. */
import { parentPort, workerData } from 'node:worker_threads';
import { openLedgerForReading } from '../ledger/open.ts';
import { Unimported } from '../ledger/unimported.ts';
import { answerCalls, moved } from '../thread.ts';
import { renderLedger } from './render-ledger.ts';
import type { RenderCalls } from './rendering.ts';

if (parentPort !== null) {
  const db = openLedgerForReading(workerData as string);
  const unimported = new Unimported();
  answerCalls<RenderCalls>(parentPort, {
    render: (view) => {
      const rendered = renderLedger(db, view, unimported);
      return moved(rendered, ...rendered.pieces.map(({ bytes }) => bytes.buffer));
    },
  });
}
