/** `popcon propose`: a branch of the image's repository, in which each group that can go is a commit with its reasons. */
import { dirname, relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { Failure } from '../failure.ts';
import { Repository } from '../git/repository.ts';
import { language } from '../languages/languages.ts';
import { evidenceFor, modulesOf, NOTICE_DAYS, reasonOf } from '../removals/announce.ts';
import { type ProposedGroup, proposeChanges } from '../removals/proposal.ts';
import { removalsIn } from '../removals/removal.ts';
import { commitMessage, proposalText, TRAILER } from '../render/proposal.ts';
import { replaceFile } from '../replace-file.ts';
import { unusedReport } from '../reports/assess.ts';
import { unknownName } from '../reports/nearest.ts';
import { sinceRecorded } from '../reports/recorded-window.ts';
import type { UnusedReport } from '../reports/unused.ts';
import { type Day, dayOf, formatDay } from '../series/day.ts';
import type { InstalledEnvironment, Source } from '../sources/source.ts';
import { printable } from '../words/names.ts';
import { formatOf } from '../words/number.ts';
import { addConfiguration } from './answer/configuration.ts';
import { readFile } from './answer/file.ts';
import { findEnvironment } from './answer/find-environment.ts';
import {
  addJudgingOptions,
  addPresentOptions,
  type JudgingOptions,
  parseTerms,
  thinEvidence,
} from './answer/judging.ts';
import { readDay } from './answer/period.ts';
import { addQueryOptions, parseQuery, type QueryOptions, requireRecords } from './answer/query.ts';
import { addSourceOptions, type SourceOptions, withSource } from './answer/source.ts';
import type { Context } from './command.ts';
import { addOptions } from './options.ts';

interface Options extends SourceOptions, QueryOptions, JudgingOptions {
  readonly on?: string;
  readonly because?: string;
  readonly instead?: string;
  readonly ask?: string;
  readonly branch: string;
  readonly output?: string;
}

const DEFAULT_BRANCH = 'popcon/remove';
const TEXT_FILE = 'popcon-proposal.md';

export function define(command: Command, context: Context): void {
  command.argument('[package...]', 'of whose groups (default: all that are unused)');
  addQueryOptions(command);
  addJudgingOptions(command);
  addPresentOptions(command);
  addOptions(
    command,
    [
      new Option('--on <day>', `first day without them, YYYY-MM-DD (default: in ${NOTICE_DAYS} days)`),
      new Option('--because <text>', 'why; shown to whoever imports one (default: since when nobody did)'),
      new Option('--instead <text>', 'what to use or do instead'),
      new Option('--ask <text>', 'whom to ask, or to object to'),
      new Option('--branch <name>', 'the branch, made anew where it is there').default(DEFAULT_BRANCH),
      new Option('-o, --output <file>', `the text of the whole (default: ${TEXT_FILE} in the folder .git)`),
    ],
    'What is proposed:',
  );
  addSourceOptions(command);
  addConfiguration(command, context);
  command
    .addHelpText(
      'after',
      '\nNothing is pushed, and what is checked out stays as it is. The text is for gh pr create --body-file FILE.',
    )
    .action((names: readonly string[], chosen: Options) => propose(names, chosen, context));
}

async function propose(names: readonly string[], options: Options, context: Context): Promise<void> {
  const { stdout, stderr, now } = context;
  const { configuration, branch } = options;
  const { file } = configuration;
  if (file === undefined) {
    throw new Failure(
      'invalid-option',
      'there is no popcon.yml from here upwards: commit one to the repository of the image',
    );
  }
  const repository = new Repository(dirname(file));
  repository.requireClean();
  repository.requireIdentity();
  requireFree(repository, branch);
  const today = dayOf(now());
  const { report, groups } = await withSource(options, context, async (source) => {
    const installed = await findEnvironment(source, options, context);
    const query = await sinceRecorded(source, parseQuery(options, now()));
    const answer = await unusedReport(source, installed, parseTerms(options, query, today));
    await requireRecords(source, query, now(), answer.evidence);
    return { report: answer, groups: await groupsOf(names, answer, { source, installed, options, today }) };
  });

  const paths = [
    ...(options.file ?? []),
    ...configuration.value.files.map((path) => relative('.', resolve(dirname(file), path))),
  ];
  const { changes: found, leftOut } = proposeChanges(groups, paths, file, readFile);
  for (const { name, reason } of leftOut) stderr.write(`left out: ${printable(name)}: ${reason}\n`);
  const changes = found.map((change) => ({
    ...change,
    written: change.written.map(({ name, reason }) => ({
      name,
      reason: { ...reason, file: repository.pathOf(reason.file) },
    })),
  }));
  if (changes.length === 0)
    throw new Failure('nothing-to-propose', 'no group that can go is named in a file of popcon.yml');

  const tip = repository.commit(
    changes.map((change) => ({
      message: commitMessage(change, report),
      files: new Map([...change.files].map(([path, bytes]) => [repository.pathOf(path), bytes])),
    })),
  );
  const text = options.output ?? repository.ownFile(TEXT_FILE);
  replaceFile(text, proposalText(changes, report));
  const before = repository.branch(branch);
  const isThere =
    before !== undefined &&
    repository.isOnHead(before) &&
    repository.treeOf(before) === repository.treeOf(tip);
  if (!isThere) repository.setBranch(branch, tip, before);
  const commits = formatOf(changes.length, 'commit');
  stdout.write(
    `${branch}: ${isThere ? `as it was, ${commits}` : commits} upon ${repository.current() ?? 'HEAD'}\n`,
  );
  for (const { group } of changes)
    stdout.write(`  ${group.distributions.map((one) => one.name).join(' ')}\n`);
  stdout.write(`Look at it: git log -p HEAD..${branch}\n`);
  stdout.write(
    `Offer it: git push -u origin ${branch} && gh pr create --head ${branch} --title 'Remove unused packages' --body-file ${text}\n`,
  );
}

/** A branch of somebody's own work, or one that is checked out, is not made anew. */
function requireFree(repository: Repository, branch: string): void {
  const tip = repository.branch(branch);
  if (tip === undefined) return;
  const isOwn = repository.messagesSince(tip).every((message) => message.includes(`\n${TRAILER} `));
  if (isOwn && repository.current() !== branch) return;
  const why = isOwn ? 'is checked out' : 'has commits that popcon did not make';
  throw new Failure('branch-taken', `the branch ${branch} ${why}: name another with --branch`);
}

interface Known {
  readonly source: Source;
  readonly installed: InstalledEnvironment;
  readonly options: Options;
  readonly today: Day;
}

/** Those of the answer, or what popcon.yml announces already, by the names of members. */
async function groupsOf(
  names: readonly string[],
  report: UnusedReport,
  known: Known,
): Promise<readonly ProposedGroup[]> {
  const { installed, options } = known;
  const distributions = new Map(installed.inventory.distributions.map((one) => [one.name, one]));
  const announced = removalsIn(options.configuration).map(({ packages }) => packages);
  const unused = names.length === 0 ? report.groups : [...report.groups, ...report.soFar.groups];
  if (names.length === 0 && report.missing.length > 0) {
    throw thinEvidence(report.missing);
  }
  const asked = names.map(language.normalizeName);
  for (const name of asked)
    requireRemovable(name, [...announced, ...unused.map(({ members }) => members)], report);
  const isAsked = (members: readonly string[]) =>
    asked.length === 0 || members.some((name) => asked.includes(name));
  const isAnnounced = (root: string) => announced.some((packages) => packages.includes(root));
  const groups = [
    ...announced
      .filter((members) => asked.length > 0 && isAsked(members))
      .map((members) => ({ members, isNew: false })),
    ...unused
      .filter(({ root, members }) => isAsked(members) && !(isAnnounced(root) && asked.length > 0))
      .map(({ root, members }) => ({ members, isNew: !isAnnounced(root) })),
  ];
  return Promise.all(
    groups.map(
      async ({ members, isNew }): Promise<ProposedGroup> => ({
        root: members[0] ?? '',
        distributions: members.flatMap((name) => distributions.get(name) ?? []),
        entry: isNew ? await entryOf(members, report, known) : undefined,
      }),
    ),
  );
}

function requireRemovable(
  name: string,
  groups: readonly (readonly string[])[],
  { distributions, environment }: UnusedReport,
): void {
  if (groups.some((members) => members.includes(name))) return;
  const judged = distributions.find((one) => one.name === name);
  if (judged !== undefined) throw new Failure('invalid-option', `${name} does not go: ${judged.reason}`);
  const installed = distributions.map((one) => one.name);
  throw unknownName(
    `distribution in ${environment.name}`,
    name,
    installed,
    'nothing of that name is installed',
  );
}

async function entryOf(
  members: readonly string[],
  report: UnusedReport,
  { source, installed, options, today }: Known,
): Promise<NonNullable<ProposedGroup['entry']>> {
  const { because, instead, ask } = options;
  const on = options.on === undefined ? today + NOTICE_DAYS : readDay('--on', options.on);
  return {
    packages: [...members],
    since: formatDay(today),
    on: formatDay(on),
    because: because ?? reasonOf(members[0] ?? '', report.distributions),
    ...(instead && { instead }),
    ...(ask && { ask }),
    evidence: await evidenceFor(source, members, today),
    ...modulesOf(members, installed.inventory),
  };
}
