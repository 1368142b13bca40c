/**
 * `popcon demo`: the product over a teaching hub's year and a half, which is made up, and a dozen real Python processes
 * of today, which are not. Nothing stays behind.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { parseAddress } from '../address.ts';
import { type Collector, startCollector } from '../collector/collector.ts';
import { DEFAULT_OPTIONS } from '../collector/options.ts';
import { Failure } from '../failure.ts';
import { makeLog } from '../log.ts';
import { makeProgress } from '../render/progress.ts';
import { styleFor } from '../render/style.ts';
import { dayOf } from '../series/day.ts';
import { openSource } from '../sources/open.ts';
import { aborted, type Context, type DefineCommand } from './command.ts';
import { fillLedger } from './demo/fill-ledger.ts';
import { type DemoPython, findPython, importModules } from './demo/python.ts';
import { teachingHub, teachingHubConfiguration } from './demo/teaching-hub.ts';
import { countOption } from './options.ts';
import { define as defineRetire } from './retire.ts';
import { define as defineTop } from './top.ts';
import { define as defineUnused } from './unused.ts';

interface Options {
  readonly processes: number;
  readonly python: string;
  readonly stay?: true;
}

const FREE_PORT = { host: '127.0.0.1', port: 0 };
const MAX_PROCESSES = 1_000;
const COUNTED_WITHIN_MS = 10_000;
const LEDGER_FILE = 'demo.db';
/** Of the live processes. */
const NAMESPACE = 'this-machine';

export function define(command: Command, context: Context): void {
  command
    .addOption(
      countOption('--processes <n>', 'number of Python processes to run', 1, MAX_PROCESSES).default(12),
    )
    .addOption(new Option('-p, --python <program>', 'the Python to run').default('python3'))
    .addOption(new Option('--stay', 'keep the pages up until ctrl-C (on a terminal, the default)'))
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
  const { stdout, signal } = context;
  await using parts = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'popcon-demo-'));
  parts.defer(() => rm(folder, { recursive: true, force: true }));
  const [ledger, configFile] = [join(folder, LEDGER_FILE), join(folder, 'popcon.yml')];
  await writeFile(configFile, teachingHubConfiguration(LEDGER_FILE, dayOf(context.now())));

  stdout.write(
    `A teaching hub's year and a half (made up), and ${processes} Python processes of this machine.\n`,
  );
  const finding = findPython(program, folder, signal);
  await Promise.all([finding, fillLedger(ledger, teachingHub(dayOf(context.now())))]);
  const collector = await collectInto(ledger, configFile, context);
  parts.defer(() => collector.close());
  await runProcesses(await finding, processes, collector, context);
  await untilCounted(ledger, processes, context);

  const tour: readonly (readonly [string, DefineCommand, readonly string[]])[] = [
    ['Which can go, and how sure that is', defineUnused, ['unused']],
    ['Which matter, and to how many', defineTop, ['top', '--limit', '8']],
    ['Who was told that one goes, and who misses one that is gone', defineRetire, ['retire', 'status']],
    ['What this machine just imported', defineTop, ['top', '--namespace', NAMESPACE, '--limit', '5']],
  ];
  const { bold } = styleFor(stdout, context.env);
  for (const [title, answer, words] of tour) {
    const args = [...words, '--config', configFile];
    stdout.write(`\n${bold(title)}: popcon ${args.join(' ')}\n\n`);
    await runAnswer(answer, args.slice(1), context);
  }
  stdout.write(`\nOne namespace has gone silent: http://${collector.addresses.http}/\n`);
  stdout.write(`${bold('Which can go, as a page')}: http://${collector.addresses.http}/unused\n`);
  if (stay === true || (stdout.isTTY === true && !signal.aborted)) {
    stdout.write('ctrl-C ends the demo; nothing stays behind.\n');
    await Promise.race([collector.ended, aborted(signal)]);
  }
}

function collectInto(ledgerPath: string, configFile: string, { now, stderr }: Context): Promise<Collector> {
  const log = makeLog({ level: 'error', format: 'logfmt', now, write: (line) => stderr.write(line) });
  return startCollector(
    {
      ...DEFAULT_OPTIONS,
      sockets: { ...DEFAULT_OPTIONS.sockets, udp: [FREE_PORT], tcp: [] },
      http: FREE_PORT,
      ledgerPath,
      configFile,
      flushIntervalMs: 100,
    },
    { log, now },
  );
}

/** An answer as its command gives it; what it found is no finding of the demo's. */
async function runAnswer(define: DefineCommand, args: readonly string[], context: Context): Promise<void> {
  const command = new Command();
  define(command, { ...context, finding: () => {} });
  await command.parseAsync(args, { from: 'user' });
}

/** Two at a time: the n-th best known module is imported by every n-th process, so that the answer has a shape. */
async function runProcesses(
  python: DemoPython,
  processes: number,
  collector: Collector,
  { stderr, now, env, signal }: Context,
): Promise<void> {
  const { port } = parseAddress(collector.addresses.udp[0] ?? '', 'udp');
  using progress = makeProgress(stderr, now, env);
  let [started, ended] = [0, 0];
  const lane = async () => {
    while (started < processes) {
      const index = started++;
      const modules = python.modules.filter((_, rank) => index % (rank + 1) === 0);
      await importModules(python, modules, { port, namespace: NAMESPACE }, signal);
      progress.show('processes have run', ++ended, processes, 'processes');
    }
  };
  await Promise.all([lane(), lane()]);
}

/** Until all processes stand in the ledger; not for ever, where some never arrive. */
async function untilCounted(ledger: string, processes: number, { now, signal }: Context): Promise<void> {
  const deadlineMs = now() + COUNTED_WITHIN_MS;
  const today = { from: dayOf(now()), to: dayOf(now()) + 1 };
  for (;;) {
    using source = await openSource(ledger, {
      endpoint: { timeoutMs: COUNTED_WITHIN_MS, maxBytes: 0, headers: {} },
      now,
      signal,
      progress: () => {},
    });
    const rows = await source.processes({ window: today, namespaces: [NAMESPACE] });
    const counted = rows.reduce((sum, row) => sum + row.processes, 0);
    if (counted >= processes || now() > deadlineMs) return;
    await sleep(100, undefined, { signal });
  }
}
