/**
 * One collector, its disk, its scrapers and its clock, moved step by step by a seed: the parts that run in production
 * but for sockets and threads. After each step what must always hold is looked at; the first thing that does not is
 * thrown, with the seed that shows it again.
 */
import { existsSync, linkSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Committing } from '../../src/collector/committing.ts';
import { type LiveExposition, openExposition } from '../../src/collector/exposition.ts';
import { DEFAULT_OPTIONS } from '../../src/collector/options.ts';
import { renderLedger } from '../../src/collector/render-ledger.ts';
import type { IngestBatch } from '../../src/ingest/messages.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import { allSeries, helpTexts } from '../../src/ledger/exposed-lines.ts';
import { inspectLedger } from '../../src/ledger/inspect.ts';
import { type HeldLedger, holdLedger, openLedgerForReading, readLedger } from '../../src/ledger/open.ts';
import { Recorder } from '../../src/ledger/recorder.ts';
import { readShownAtZero } from '../../src/ledger/shown-at-zero.ts';
import { Unimported } from '../../src/ledger/unimported.ts';
import { makeLog } from '../../src/log.ts';
import { BUILTIN_MAPPING } from '../../src/mapping/builtin.ts';
import { plainBody } from '../../src/web/pieces.ts';
import { rulesOf } from '../mapping/rules-of.ts';
import { Disk } from './disk.ts';
import { Random } from './random.ts';
import { Scraper } from './scraper.ts';

const STEPS = 60;
/** The machine that dies is simulated: no disk has to be waited for. */
const IN_MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
/** So few that they are reached. */
const LIMITS = { ...DEFAULT_OPTIONS.limits, maxSeries: 12, reservedSeries: 6 };
const KNOWN = ['numpy', 'pandas', 'scipy'];
const log = makeLog({ level: 'error', format: 'logfmt', now: () => 0, write: () => undefined });
const MAPPINGS: readonly [string, string] = [
  BUILTIN_MAPPING,
  `${BUILTIN_MAPPING}- match: "job.*"\n  name: "jobs"\n  help: "Jobs."\n`,
];

/** A line and what it adds, 0 for one that is refused. */
const LINES: readonly [Line, ...Line[]] = [
  ['python_popcon.processes:1|c', 1],
  ['python_popcon.imported_package.numpy:1|c', 1],
  ['python_popcon.imported_package.pandas:2|c', 2],
  ['python_popcon.imported_package.scipy:1|c|#user:ann', 1],
  ['job.a:3|c', 3],
  ['job.b:1|c', 1],
  ['up:1|c', 0],
  ['x:1|g', 0],
  ['nonsense', 0],
];
type Line = readonly [text: string, amount: number];

export async function simulate(seed: number): Promise<void> {
  const world = new World(seed);
  try {
    await world.boot();
    for (let step = 0; step < STEPS; step++) await world.step();
    await world.stopOrderly();
  } catch (error) {
    throw new Error(
      `seed ${seed}: ${error instanceof Error ? error.message : error}\n  after ${world.history.slice(-12).join(', ')}`,
      { cause: error },
    );
  } finally {
    world.clear();
  }
}

class World {
  readonly history: string[] = [];
  readonly #random: Random;
  readonly #folder = mkdtempSync(join(IN_MEMORY, 'popcon-simulation-'));
  readonly #disk: Disk;
  readonly #scrapers: Scraper[] = [new Scraper('192.0.2.1')];
  /** Those that have scraped since the last start. */
  readonly #returned = new Set<Scraper>();
  #day = 20_000;
  #elapsedMs = 0;
  /** The sum of all that was taken from senders and is not known to be lost. */
  #accepted = 0;
  /** Of it, what the last take had. */
  #taken = 0;
  /** Of it, what was committed and may never be lost. */
  #durable = 0;
  #held: HeldLedger | undefined;
  #reader: DatabaseSync | undefined;
  #isReading = false;
  #parts: Parts | undefined;

  constructor(seed: number) {
    this.#random = new Random(seed);
    this.#disk = new Disk(this.#folder, this.#random);
  }

  /** A collector starts on what lies on the disk, at sockets that were held and have lines already. */
  async boot(): Promise<void> {
    const { path } = this.#disk;
    const held = holdLedger(path);
    this.#held = held;
    this.#reader = openLedgerForReading(path);
    this.#isReading = false;
    const recorder = new Recorder(path, this.#disk.watch(held.db), held.displaced);
    const mark = readShownAtZero(held.db);
    const receiver = await Receiver.open({
      ...DEFAULT_OPTIONS,
      sockets: { ...DEFAULT_OPTIONS.sockets, udp: [], tcp: [], unixgram: [] },
      limits: LIMITS,
      mapping: JSON.stringify(rulesOf(BUILTIN_MAPPING)),
      relay: undefined,
      knownPackages: KNOWN,
      foldsUnknown: false,
      series: allSeries(held.db),
      helps: helpTexts(held.db),
      lastSeriesId: Math.max(recorder.totals.lastId, mark.introduced),
      waiting: new Int32Array(new SharedArrayBuffer(4)),
    });
    if (this.#random.chance(0.5)) this.#send(receiver);
    const committing = await Committing.begin({
      ingest: {
        take: async () => this.#take(receiver.take()),
        stop: async () => this.#take(await receiver.stop()),
      },
      recorder,
      flushIntervalMs: 500,
      today: () => this.#day,
      log,
    });
    const reader = this.#reader;
    const unimported = new Unimported();
    const exposition = openExposition({
      recorder,
      renderings: {
        of: async (view) => {
          const rendered = renderLedger(reader, view, unimported);
          return { ...rendered, hold: () => () => undefined };
        },
      },
      mark,
      inventories: () => 0,
      selfFamilies: () => [],
      elapsedMs: () => this.#elapsedMs,
    });
    this.#parts = { receiver, recorder, committing, exposition };
    // One that was never answered is nobody that the collector could know of.
    const known = this.#scrapers.filter(({ hasScraped }, at) => at === 0 || hasScraped);
    this.#scrapers.splice(0, this.#scrapers.length, ...known);
    for (const scraper of known) scraper.connection = {};
    this.#returned.clear();
    this.#lookAtDisk();
  }

  async step(): Promise<void> {
    this.#elapsedMs += this.#random.below(1_000);
    const action = this.#random.pick(ACTIONS);
    this.history.push(action);
    await this.#act(action);
    if (this.#disk.isDead) await this.#recover();
    else this.#lookAtCounters();
  }

  /** Whether it stopped, rather than died on the way. */
  async stopOrderly(): Promise<boolean> {
    const { committing } = this.#running();
    this.#endReading();
    let isKept = true;
    const underWay = this.#random.chance(0.3) ? committing.commit().catch(() => undefined) : undefined;
    try {
      await committing.end();
    } catch {
      isKept = false;
    }
    await underWay;
    if (this.#disk.isDead) {
      await this.#recover();
      return false;
    }
    if (!isKept && !this.#disk.isFull) throw new Error('an orderly end failed, though there was room');
    this.#close();
    const sum = this.#sumOnDisk();
    if (isKept && sum !== this.#accepted) throw new Error(`an orderly end kept ${sum} of ${this.#accepted}`);
    this.#settle(sum);
    this.#lookAtDisk();
    this.#disk.restart();
    return true;
  }

  clear(): void {
    this.#close();
    rmSync(this.#folder, { recursive: true });
  }

  async #act(action: Action): Promise<void> {
    const { receiver, committing, exposition } = this.#running();
    switch (action) {
      case 'lines':
        return this.#send(receiver);
      case 'commit':
        return this.#commit(committing);
      case 'commit among lines': {
        const commit = this.#commit(committing);
        await nextTurn();
        this.#send(receiver);
        return commit;
      }
      case 'scrape':
        return this.#scrape(exposition);
      case 'another scraper':
        // One that comes before those of before the restart is taken for one of them: no address is kept.
        if (this.#scrapers.length < 3 && this.#returned.size === this.#scrapers.length)
          this.#scrapers.push(new Scraper(`192.0.2.${this.#scrapers.length + 1}`));
        return;
      case 'clock':
        this.#day += this.#random.pick([1, 1, -1, -4, 9]);
        return;
      case 'disk full':
        this.#disk.isFull = true;
        return;
      case 'disk free':
        this.#disk.isFull = false;
        return;
      case 'reader':
        if (this.#isReading) return this.#endReading();
        this.#reader?.exec('BEGIN; SELECT count(*) FROM series');
        this.#isReading = true;
        return;
      case 'reload':
        return receiver.setMapping(JSON.stringify(rulesOf(this.#random.pick(MAPPINGS))));
      case 'second collector':
        return this.#trySecond();
      case 'kill':
        this.#disk.die();
        return;
      case 'kill soon':
        this.#disk.dieAfter(this.#random.below(25));
        return;
      case 'restart':
        return (await this.stopOrderly()) ? this.boot() : undefined;
    }
  }

  #send(receiver: Receiver): void {
    for (let left = 1 + this.#random.below(12); left > 0; left--) {
      const [text, amount] = this.#random.chance(0.3)
        ? ([`junk${this.#random.below(30)}:1|c`, 1] as const)
        : this.#random.pick(LINES);
      receiver.sink.line(Buffer.from(text), 0, text.length);
      this.#accepted += amount;
    }
  }

  #take<B extends IngestBatch>(batch: B): B {
    this.#taken = this.#accepted;
    return batch;
  }

  async #commit(committing: Committing): Promise<void> {
    await committing.commit();
    const { recorder } = this.#running();
    if (!this.#disk.isDead && recorder.pendingSamples === 0) this.#durable = this.#taken;
  }

  /** The answer may be cut off on its way, or arrive as the machine dies, which then does not know that it did. */
  async #scrape(exposition: LiveExposition): Promise<void> {
    if (this.#isReading) this.#endReading();
    const scraper = this.#random.pick(this.#scrapers as [Scraper, ...Scraper[]]);
    // That a scraper is there cannot be kept while nothing can be written: its first counts are not promised then.
    if (this.#disk.isFull && !scraper.hasScraped) return;
    const { rendering, sent } = await exposition.scrape('text', scraper);
    if (this.#disk.isDead || this.#random.chance(0.1)) return;
    const problems = scraper.read(
      samplesOf(Buffer.concat([...plainBody(rendering.pieces).chunks]).toString()),
    );
    if (this.#random.chance(0.05)) this.#disk.die();
    else {
      sent();
      this.#returned.add(scraper);
    }
    if (problems[0] !== undefined) throw new Error(`${scraper.address}: ${problems[0]}`);
  }

  #trySecond(): void {
    const link = join(this.#folder, `link-${this.history.length}`);
    linkSync(this.#disk.path, link);
    let second: HeldLedger | undefined;
    try {
      second = holdLedger(link);
    } catch {
      return;
    } finally {
      second?.release();
    }
    throw new Error('a second collector was let in by another name of the ledger');
  }

  #endReading(): void {
    if (this.#isReading) this.#reader?.exec('COMMIT');
    this.#isReading = false;
  }

  async #recover(): Promise<void> {
    this.#close();
    this.#disk.restart();
    this.history.push('(dead)');
    // As the next collector finds it, before anything is sent to that.
    holdLedger(this.#disk.path).release();
    const sum = this.#sumOnDisk();
    if (sum < this.#durable) throw new Error(`a kill left ${sum} of ${this.#durable} that were committed`);
    if (sum > this.#accepted) throw new Error(`a kill made ${sum} of ${this.#accepted}`);
    this.#settle(sum);
    await this.boot();
  }

  #settle(sum: number): void {
    this.#accepted = sum;
    this.#taken = sum;
    this.#durable = sum;
  }

  #close(): void {
    this.#reader?.close();
    this.#held?.release();
    this.#reader = undefined;
    this.#held = undefined;
    this.#parts = undefined;
  }

  #running(): Parts {
    if (this.#parts === undefined) throw new Error('no collector runs');
    return this.#parts;
  }

  #sumOnDisk(): number {
    return readLedger(this.#disk.path, (db) =>
      Number(db.prepare('SELECT coalesce(sum(total), 0) AS sum FROM series').get()?.sum),
    );
  }

  /** Nothing is lost unsaid, and everything is bounded. */
  #lookAtCounters(): void {
    const { recorder, committing } = this.#running();
    const { samples, refused, relayed, waitingSamples } = committing.latest.counters;
    const refusals = Object.values(refused).reduce((sum, count) => sum + count, 0);
    const told = recorder.committedSamples + recorder.pendingSamples + refusals + relayed + waitingSamples;
    if (told !== samples) throw new Error(`${samples} samples were received, and ${told} are accounted for`);
    const most = LIMITS.maxSeries + LIMITS.reservedSeries + 1;
    if (recorder.totals.count > most) throw new Error(`${recorder.totals.count} series, at most ${most}`);
  }

  /** The ledger is whole, and nobody has seen more than is in it. */
  #lookAtDisk(): void {
    const { path } = this.#disk;
    const [problem] = inspectLedger(path).problems;
    if (problem !== undefined) throw new Error(`the ledger is damaged: ${problem}`);
    const totals = readLedger(path, (db) =>
      db
        .prepare('SELECT key, total FROM series')
        .all()
        .map(({ key, total }) => [String(key), Number(total)] as const),
    );
    const totalOf = new Map(totals);
    for (const { seen, address } of this.#scrapers) {
      for (const [key, value] of seen) {
        if ((totalOf.get(key) ?? 0) < value)
          throw new Error(`${address} saw ${key} at ${value}, which is ${totalOf.get(key)} now`);
      }
    }
  }
}

interface Parts {
  readonly receiver: Receiver;
  readonly recorder: Recorder;
  readonly committing: Committing;
  readonly exposition: LiveExposition;
}

/** As often as they stand here. */
const ACTIONS = [
  ...['lines', 'lines', 'lines', 'lines', 'lines', 'lines'],
  ...['commit', 'commit', 'commit', 'commit', 'commit', 'commit among lines', 'commit among lines'],
  ...['scrape', 'scrape', 'scrape', 'scrape', 'scrape', 'scrape', 'scrape'],
  ...[
    'another scraper',
    'clock',
    'disk full',
    'disk free',
    'disk free',
    'reader',
    'reload',
    'second collector',
  ],
  ...['kill', 'kill soon', 'restart'],
] as unknown as readonly [Action, ...Action[]];
type Action =
  | 'lines'
  | 'commit'
  | 'commit among lines'
  | 'scrape'
  | 'another scraper'
  | 'clock'
  | 'disk full'
  | 'disk free'
  | 'reader'
  | 'reload'
  | 'second collector'
  | 'kill'
  | 'kill soon'
  | 'restart';

function samplesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))] as const;
    }),
  );
}
