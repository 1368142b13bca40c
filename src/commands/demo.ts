/** `popcon demo`: a collector of its own, a dozen real Python processes, and the answer; nothing stays behind. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseAddress } from '../address.ts';
import { Failure } from '../failure.ts';
import { makeLog } from '../log.ts';
import { makeProgress } from '../render/progress.ts';
import { styleFor } from '../render/style.ts';
import { formatTop } from '../render/top.ts';
import { type TopReport, topReport } from '../reports/top.ts';
import { type Day, dayOf } from '../series/day.ts';
import { openSource } from '../sources/open.ts';
import type { Context } from './command.ts';
import { type DemoPython, findPython, importModules } from './demo/python.ts';
import { type Collector, startCollector } from './serve/collector.ts';
import { DEFAULT_OPTIONS } from './serve/options.ts';

interface Options {
  readonly processes: number;
  readonly python: string;
  readonly stay?: true;
}

const FREE_PORT = { host: '127.0.0.1', port: 0 };
const MAX_PROCESSES = 1_000;
const COUNTED_WITHIN_MS = 10_000;

export function define(command: Command, context: Context): void {
  command
    .addOption(
      new Option('--processes <n>', 'how many Python processes to run').default(12).argParser(parseProcesses),
    )
    .addOption(new Option('--python <program>', 'the Python to run').default('python3'))
    .addOption(new Option('--stay', 'keep the pages up until ctrl-C, as on a terminal'))
    .action(async (options: Options) => {
      try {
        await showDemo(options, context);
      } catch (error) {
        if (!context.signal.aborted) throw error;
        throw new Failure('interrupted', 'demo: stopped before its end; nothing stays behind');
      }
    });
}

async function showDemo({ processes, python: program, stay }: Options, context: Context): Promise<void> {
  const { stdout, stderr, signal } = context;
  await using parts = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'popcon-demo-'));
  parts.defer(() => rm(folder, { recursive: true, force: true }));
  const ledgerPath = join(folder, 'demo.db');
  const firstDay = dayOf(context.now());
  const log = makeLog({
    level: 'error',
    format: 'logfmt',
    now: context.now,
    write: (line) => stderr.write(line),
  });
  const collector = await startCollector(
    {
      ...DEFAULT_OPTIONS,
      sockets: { ...DEFAULT_OPTIONS.sockets, udp: [FREE_PORT], tcp: [] },
      http: FREE_PORT,
      ledgerPath,
      flushIntervalMs: 100,
    },
    { log, now: context.now },
  );
  parts.defer(() => collector.close());

  stdout.write(`A collector, and ${processes} Python processes that import packages:\n`);
  const python = await findPython(program, folder, signal);
  await runProcesses(python, processes, collector, context);
  const report = await countedReport(ledgerPath, processes, firstDay, context);
  stdout.write(`\n${formatTop(report, styleFor(stdout, context.env))}`);
  stdout.write(`\nThe same as pages: http://${collector.addresses.http}/\n`);
  if (stay === true || (stdout.isTTY === true && !signal.aborted)) {
    stdout.write('ctrl-C ends the demo; nothing stays behind.\n');
    await Promise.race([collector.ended, aborted(signal)]);
  }
}

/** Two at a time: the n-th best known module is imported by every n-th process, so that the answer has a shape. */
async function runProcesses(
  python: DemoPython,
  processes: number,
  collector: Collector,
  { stderr, now, signal }: Context,
): Promise<void> {
  const { port } = parseAddress(collector.addresses.udp[0] ?? '', 'udp');
  using progress = makeProgress(stderr, now);
  let [started, ended] = [0, 0];
  const lane = async () => {
    while (started < processes) {
      const index = started++;
      const modules = python.modules.filter((_, rank) => index % (rank + 1) === 0);
      await importModules(python, modules, port, signal);
      progress.show('processes have run', ++ended, processes, 'processes');
    }
  };
  await Promise.all([lane(), lane()]);
}

/** The report once all processes stand in the ledger; what there is by then where some never arrive. */
async function countedReport(
  ledgerPath: string,
  processes: number,
  firstDay: Day,
  context: Context,
): Promise<TopReport> {
  const deadlineMs = context.now() + COUNTED_WITHIN_MS;
  for (;;) {
    using source = await openSource(ledgerPath, {
      endpoint: { timeoutMs: COUNTED_WITHIN_MS, maxBytes: 0, headers: {} },
      now: context.now,
      signal: context.signal,
      progress: () => {},
    });
    const window = { from: firstDay, to: dayOf(context.now()) };
    const report = await topReport(source, { window, limit: 20 });
    if ((report.evidence.processes ?? 0) >= processes || context.now() > deadlineMs) return report;
    await sleep(100, undefined, { signal: context.signal });
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function parseProcesses(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1 || count > MAX_PROCESSES) {
    throw new InvalidArgumentError(`It is not a whole number from 1 to ${MAX_PROCESSES}.`);
  }
  return count;
}
