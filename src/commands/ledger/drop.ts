/** `popcon ledger drop`: series that match a pattern are gone, by the collector that has the ledger or by this command. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { Failure } from '../../failure.ts';
import {
  askedToDrop,
  askToDrop,
  type Dropping,
  droppedIds,
  dropSeries,
  findDropping,
  finishDrop,
  giveBackRoom,
} from '../../ledger/drop.ts';
import { ledgerFailure } from '../../ledger/failure.ts';
import { holdLedger, openLedger, readLedger } from '../../ledger/open.ts';
import { formatCount, formatOf } from '../../words/number.ts';
import type { Context } from '../command.ts';
import { type LedgerOption, subcommand } from './option.ts';

/** A running collector drops between two commits; more series take longer. */
const PATIENCE_MS = 60_000;
const POLL_MS = 100;

interface Options extends LedgerOption {
  readonly match: string;
  readonly yes?: true;
}

export function defineDrop(parent: Command, { stdout, signal }: Context): void {
  subcommand(parent, 'drop', 'drop series for good; without --yes it only says which')
    .requiredOption(
      '--match <pattern>',
      'a metric name as `junk*`, or a series as `x{*user="*`; * is any text, ? any character',
    )
    .option('--yes', 'drop them; inventories and all other series stay')
    .action(async ({ ledger, match, yes }: Options) => {
      const dropping = readLedger(ledger, (db) => findDropping(db, match));
      if (dropping.series === 0) {
        stdout.write(`No series of ${ledger} matches ${match}: nothing to drop.\n`);
        return;
      }
      if (!yes) {
        stdout.write(describe(dropping));
        return;
      }
      const by = await drop(ledger, match, signal);
      stdout.write(`Dropped ${formatOf(dropping.series, 'series', 'series')} from ${ledger}${by}.\n`);
    });
}

function describe({ series, counts, some }: Dropping): string {
  const more = series - some.length;
  return [
    `Would drop ${formatCount(series)} series with ${formatOf(counts, 'count')}, for good:`,
    ...some.map((key) => `  ${key}`),
    ...(more > 0 ? [`  and ${formatCount(more)} more`] : []),
    'Nothing is changed yet: --yes drops them. A copy first: popcon ledger backup FILE.',
    '',
  ].join('\n');
}

/** Returns words that say by whom. */
async function drop(ledger: string, pattern: string, signal: AbortSignal): Promise<string> {
  try {
    dropAlone(ledger, pattern);
    return '';
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'ledger-in-use') throw error;
    await dropByCollector(ledger, pattern, signal);
    return ', by the collector that is running';
  }
}

function dropAlone(ledger: string, pattern: string): void {
  const held = holdLedger(ledger);
  try {
    held.db.exec('BEGIN IMMEDIATE');
    dropSeries(held.db, droppedIds(held.db, pattern));
    finishDrop(held.db, pattern);
    held.db.exec('COMMIT');
    while (giveBackRoom(held.db));
    held.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    throw ledgerFailure(ledger, error);
  } finally {
    held.release();
  }
}

/** Its memory holds them, too: so it is asked, by the ledger itself. */
async function dropByCollector(ledger: string, pattern: string, signal: AbortSignal): Promise<void> {
  using db = openLedger(ledger);
  askToDrop(db, pattern);
  const deadline = performance.now() + PATIENCE_MS;
  while (askedToDrop(db).includes(pattern)) {
    if (performance.now() > deadline) {
      throw new Failure(
        'ledger-busy',
        `the collector on ${ledger} has not dropped them yet: it will with its next commit, see its log`,
        { about: ledger },
      );
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}
