/**
 * A walk over every option of every command: it has a help text, it stands in the reference, and its value reaches
 * what it names. The last is seen from outside: a run with it ends otherwise than the same run without it.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { Command } from 'commander';
import { referencePages } from '../../scripts/reference/pages.ts';
import { DEFAULT_OPTIONS } from '../../src/collector/options.ts';
import type { CommandModule } from '../../src/commands/command.ts';
import { COMMANDS, type CommandEntry } from '../../src/commands/commands.ts';
import { describeCommands } from '../../src/commands/describe.ts';
import { FLAG_GROUPS } from '../../src/commands/serve/flags/all.ts';
import { expandArgumentFiles } from '../../src/commands/serve/flags/argument-file.ts';
import { defaultArguments, takeFlags } from '../../src/commands/serve/flags/flag.ts';
import { WITHOUT_MEANING } from '../../src/commands/serve/flags/without-meaning.ts';
import type { Inventory } from '../../src/environment/inventory.ts';
import { fillLedger, madeUpInventory, madeUpNamespaces, madeUpPackages } from '../ledger-fixture.ts';
import { findPeerPython, hasPeer } from '../peers.ts';
import { day, everyDay, recordTo } from '../reports/recorded.ts';
import { runCommand } from './run.ts';

const ROOT = join(import.meta.dirname, '../..');
const LAST_DAY = '2026-05-29';
const commands = await describeCommands();

for (const { name, options, examples } of commands) {
  describe(`popcon ${name}`, () => {
    test('has examples, whose options it has', async () => {
      assert.ok(examples.length > 0);
      for (const [line] of examples) {
        assert.ok(line === `popcon ${name}` || line.startsWith(`popcon ${name} `), line);
        for (const [flag] of line.matchAll(/(?<= )--?[a-z][\w.-]*/g)) {
          assert.ok(
            options.some((option) => option.long === flag || option.short === flag),
            `${line}: ${flag}`,
          );
        }
      }
    });
    for (const { long, help } of options) {
      test(`${long} has a help text`, () => assert.match(help, /\w{2}/));
    }
  });
}

for (const [file, text] of Object.entries(await referencePages())) {
  test(`docs/${file} is what the program says: npm run reference`, () => {
    assert.equal(readFileSync(join(ROOT, 'docs', file), 'utf8'), text);
  });
}

test('an option has one meaning: the same value and the same short form in every command', () => {
  const said = new Map<string, string>();
  // What an answer is cut up by is time or something else, and a period of days or pieces of it; help says which.
  for (const { name, options } of commands) {
    for (const { long, short, value = '' } of options) {
      const spelling = `${short ?? ''} ${value.replace(/<(program|path)>/, '<path>').replace(/<(step|period|what)>/, '<step>')}`;
      assert.equal(said.get(long) ?? spelling, spelling, `${long} of ${name}`);
      said.set(long, spelling);
    }
  }
});

/** A value that is not the default, for each value name of `popcon serve`. */
const SERVE_VALUES: Readonly<Record<string, string>> = {
  '<address>': '127.0.0.2:9999',
  '<path>': '/elsewhere',
  '<mode>': '640',
  '<block>': '10.0.0.0/8',
  '<bytes>': '12345',
  '<file>': '/elsewhere/file',
  '<n>': '17',
  '<type>': 'random',
  '<duration>': '7s',
  '<level>': 'warn',
  '<format>': 'json',
  '<name>': 'hub.example.org',
};

function serveArguments(...args: readonly string[]) {
  const command = new Command().exitOverride().action(() => undefined);
  const parsed = defaultArguments();
  for (const [heading, flags] of FLAG_GROUPS) takeFlags(command, heading, flags, parsed);
  command.parse(args, { from: 'user' });
  return parsed;
}

describe('what a flag of popcon serve says reaches the options, and no other', () => {
  const withoutMeaning = WITHOUT_MEANING.map(({ flags }) => flags.split(' ')[0]);
  const serve = commands.find(({ name }) => name === 'serve');
  const seen = new Map<string, string>();
  for (const { long, value } of serve?.options ?? []) {
    test(long, () => {
      const given = value === undefined ? [long] : [long, SERVE_VALUES[value] ?? assert.fail(value)];
      // A switch is seen where its opposite was said before.
      const opposite = long.startsWith('--no-') ? long.replace('--no-', '--') : long.replace('--', '--no-');
      const before = serve?.options.some((option) => option.long === opposite) ? [opposite] : [];
      const [without, with_] = [serveArguments(...before), serveArguments(...before, ...given)];
      assert.equal(isDeepStrictEqual(without, with_), withoutMeaning.includes(long));
      const reached = JSON.stringify(with_);
      if (withoutMeaning.includes(long) || long === '--ledger.path' || before.length > 0) return;
      assert.equal(seen.get(reached), undefined, 'another flag says the same');
      seen.set(reached, long);
    });
  }
});

test('every option and bound of a collector is read by what it is for', () => {
  const src = join(ROOT, 'src');
  const texts = globSync('**/*.ts', { cwd: src })
    .filter(
      (file) =>
        !/^(collector\/options|commands\/serve\/flags\/.*|.*\/limits|statsd\/dialect)\.ts$/.test(file),
    )
    .map((file) => readFileSync(join(src, file), 'utf8'));
  const { limits, dialect, ...options } = DEFAULT_OPTIONS;
  for (const name of Object.keys({ ...options, ...limits, ...dialect })) {
    assert.ok(
      texts.some((text) => new RegExp(`\\b${name}\\b`).test(text)),
      `${name} is read nowhere`,
    );
  }
});

test('what a switch of popcon serve says, its opposite takes back, as in kingpin', () => {
  const opposites = [...FLAG_GROUPS.values()].flat().filter(({ isHidden }) => isHidden);
  assert.ok(opposites.length >= 5);
  for (const { flags } of opposites) {
    const on = flags.replace('--no-', '--');
    assert.ok(isDeepStrictEqual(serveArguments(on, flags), serveArguments()), flags);
    assert.ok(isDeepStrictEqual(serveArguments(flags, on), serveArguments(on)), on);
  }
});

test('a log level may be written as statsd_exporter prints it', () => {
  assert.equal(serveArguments('--log.level=WARN').logLevel, 'warn');
});

test('@FILE stands for the arguments in it, one a line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-flags-'));
  const file = (name: string, ...lines: readonly string[]) => {
    writeFileSync(join(folder, name), lines.join('\n'));
    return `@${join(folder, name)}`;
  };
  const inner = file('inner', '--log.level', 'warn');
  const outer = file('outer', '# what we log', '', inner, '--statsd.listen-udp=\r');
  const expected = ['a', '--log.level', 'warn', '--statsd.listen-udp=', '--', '@b'];
  assert.deepEqual(expandArgumentFiles(['a', outer, '--', '@b']), expected);
  assert.throws(() => expandArgumentFiles(['@/nowhere']), { code: 'file-unreadable' });
  const circle = file('circle', `@${join(folder, 'circle')}`);
  assert.throws(() => expandArgumentFiles([circle]), { code: 'invalid-option' });
  rmSync(folder, { recursive: true });
});

/** Where an option is shown by another test, which needs what is not here: a Python, a collector. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  activate: 'tests/e2e/activate.e2e.ts',
  deactivate: 'tests/e2e/activate.e2e.ts',
  'rehearse --timeout': 'tests/rehearsal/rehearse.test.ts',
  'rehearse --copy-in': 'tests/rehearsal/rehearse.test.ts',
  'rehearse --json': 'tests/rehearsal/rehearse.test.ts',
  'demo --processes': 'tests/e2e/release.e2e.ts',
  'demo --stay': 'tests/e2e/interrupt.e2e.ts',
  'doctor --prefix': 'tests/e2e/doctor.e2e.ts',
};

/** A venv in which idle-0 is installed; with no counts nothing is removed. */
const REHEARSED = '-p env/bin/python';
const NO_COUNTS = `${REHEARSED} -l nosuch.db`;
const FILE = '--from-file requirements.txt';
/** Where nobody listens, so that a collector at the default ports is left in peace. */
const DOCTOR = '--port 9 --collector URL';
const ADD = 'idle-0 --on 2027-01-15 --because old';
const STYLES = {
  dogstatsd: 'a:1|c|#x:y',
  influxdb: 'a,x=y:1|c',
  librato: 'a#x=y:1|c',
  signalfx: 'a[x=y]:1|c',
};

/** Arguments without the option, and with it. `URL` is a server that says which headers it got. */
type Pair = readonly [without: string, with_: string];

const asked = (base: string): Record<string, Pair> => ({
  '--from-token-file': [base, `${base} --from-token-file token`],
  '--from-ca': [base, `${base} --from-ca token`],
  '--from-header': [base, `${base} --from-header X-Scope-OrgID:team`],
  '--from-timeout': [base, `${base} --from-timeout 1ms`],
});
const installed = (base: string): Record<string, Pair> => ({
  ...asked(`${base} --from URL`),
  '--ledger': [base, `${base} -l nosuch.db`],
  '--from': [base, `${base} -f nosuch.db`],
  '--config': [base.replace(/-c \S+/, ''), `${base.replace(/-c \S+/, '')} -c removals.yml`],
  '--environment': [base, `${base} -e nosuch`],
  '--inventory': [base, `${base} --inventory nosuch.txt`],
});
const counted = (base: string): Record<string, Pair> => ({
  ...asked(`${base.replace(/--closed.*/, '')} --from URL`),
  '--ledger': [base, `${base} -l other.db`],
  '--from': [base, `${base} -f other.db`],
  '--config': [base, `${base} -c other.yml`],
  '--since': [base, `${base} -s 7d`],
  '--until': [base, `${base} -u 2026-04-01`],
  '--namespace': [base, `${base} --namespace hub-01`],
});
const judged = (base: string): Record<string, Pair> => {
  const open = `${base} --closed hub-01`;
  return {
    ...counted(open),
    '--environment': [open, `${open} -e nosuch`],
    '--inventory': [open, `${open} --inventory requirements.txt`],
    '--installed-since': [`${open} -l late.db`, `${open} -l late.db --installed-since 2026-01-01`],
    '--min-days': [open, `${open} --min-days 365`],
    '--min-processes': [open, `${open} --min-processes 1000000000`],
    '--below': [
      open.replace('idle-0', 'package-0004'),
      `${open.replace('idle-0', 'package-0004')} --below 1000000`,
    ],
    '--include-commands': [open, `${open} --include-commands`],
    '--file': [open, `${open} --file written.txt`],
    '--keep': [open, `${open} --keep keep.txt`],
    '--max-gap': [base, `${base} --max-gap 30`],
    '--holiday': [base, `${base} --holiday 2026-05-01..2026-05-29`],
    '--closed': [base, open],
    '--format': [open, `${open} --format json`],
    '--json': [open, `${open} --json`],
  };
};

/** Of a ledger in which one hub ended long ago. */
const GROWN = '-l grown.db --closed hub-01';
/** In a git repository. */
const IMAGE = '-c image/popcon.yml';
const PROPOSED = `${IMAGE} --closed hub-01`;

const PAIRS: Readonly<Record<string, Readonly<Record<string, Pair>>>> = {
  top: {
    ...counted(''),
    '--environment': ['--group-by root', '--group-by root -e nosuch'],
    '--inventory': ['--group-by root', '--group-by root --inventory nosuch.txt'],
    '--format': ['', '--format csv'],
    '--json': ['', '--json'],
    '--csv': ['', '--csv'],
    '--limit': ['', '-n 1'],
    '--sort': ['', '--sort fewest'],
    '--split': ['', '--split namespace'],
    '--by': ['', '--by environment'],
    '--group-by': ['', '--group-by root'],
  },
  trend: {
    ...counted('package-0000'),
    '--format': ['package-0000', 'package-0000 --format csv'],
    '--json': ['package-0000', 'package-0000 --json'],
    '--csv': ['package-0000', 'package-0000 --csv'],
    '--by': ['package-0000', 'package-0000 --by month'],
    '--svg': ['package-0000', 'package-0000 --svg no/where.svg'],
  },
  unused: {
    ...judged(''),
    '--csv': ['--closed hub-01', '--closed hub-01 --csv'],
    '--write-remove': ['--closed hub-01', '--closed hub-01 --write-remove pip'],
    '--so-far': ['--closed hub-01 --write-remove pip', '--closed hub-01 --write-remove pip --so-far'],
    '--accept': [GROWN, `${GROWN} --accept 10`],
    '--fail-on': [GROWN, `${GROWN} --fail-on 1`],
  },
  why: {
    ...judged('idle-0'),
    '--namespace': ['package-0000', 'package-0000 --namespace hub-01'],
    '--include-commands': ['tool --closed hub-01', 'tool --closed hub-01 --include-commands'],
    '--accept': [`new-0 ${GROWN}`, `new-0 ${GROWN} --accept 10`],
  },
  backtest: {
    ...judged(''),
    '--namespace': ['', '--namespace nosuch'],
    '--csv': ['', '--csv'],
    '--max-gap': ['-l grown.db', '-l grown.db --max-gap 300'],
    '--holiday': ['', '--holiday 2026-01-05..2026-01-20'],
    '--closed': ['-l grown.db', GROWN],
  },
  inventory: {
    ...asked(`${FILE} --push URL`),
    '--python': ['-p /nowhere/a', '-p /nowhere/b'],
    '--from-file': ['-p /nowhere/a', `${FILE} --json`],
    '--environment': [`${FILE} --json`, `${FILE} --json --environment hub`],
    '--namespaces': [`${FILE} --json`, `${FILE} --json --namespaces a,b`],
    '--ledger': [`${FILE} -o one.json`, `${FILE} -l new.db`],
    '--push': [`${FILE} -o one.json`, `${FILE} --push URL`],
    '--output': [`${FILE} -o one.json`, `${FILE} -o two.json`],
    '--json': [`${FILE} -o one.json`, `${FILE} -o one.json --json`],
    '--config': [`${FILE} -c other.yml`, `${FILE} -c none.yml`],
  },
  propose: {
    ...judged(IMAGE),
    '--namespace': [PROPOSED, `${PROPOSED} --namespace nosuch`],
    '--installed-since': [
      `idle-0 ${PROPOSED} -l late.db`,
      `idle-0 ${PROPOSED} -l late.db --installed-since 2026-01-01`,
    ],
    '--min-days': [PROPOSED, `${PROPOSED} --min-days 500`],
    '--max-gap': [IMAGE, `${IMAGE} --max-gap 300`],
    '--holiday': [IMAGE, `${IMAGE} --holiday 2025-11-01..2026-05-29`],
    '--accept': [PROPOSED, `${PROPOSED} --accept 10`],
    '--below': [`package-0000 ${PROPOSED}`, `package-0000 ${PROPOSED} --below 1000000`],
    '--include-commands': [PROPOSED, `${PROPOSED} --include-commands`],
    '--file': [PROPOSED, `${PROPOSED} --file image/more.txt`],
    '--on': [PROPOSED, `${PROPOSED} --on 2027-01-15`],
    '--because': [PROPOSED, `${PROPOSED} --because old`],
    '--instead': [PROPOSED, `${PROPOSED} --instead b`],
    '--ask': [PROPOSED, `${PROPOSED} --ask b`],
    '--branch': [PROPOSED, `${PROPOSED} --branch other`],
    '--output': [PROPOSED, `${PROPOSED} -o proposal.md`],
  },
  activate: { '--break-system-packages': ['-p ./managed', '-p ./managed --break-system-packages'] },
  deactivate: { '--break-system-packages': ['-p ./managed', '-p ./managed --break-system-packages'] },
  rehearse: {
    ...asked(`idle-0 ${REHEARSED} --from URL`),
    '--python': [`idle-0 ${NO_COUNTS}`, 'idle-0 -p /nowhere'],
    '--run': [`idle-0 ${NO_COUNTS}`, `idle-0 ${NO_COUNTS} --run none*.py`],
    '--ledger': [`idle-0 ${NO_COUNTS}`, `idle-0 ${REHEARSED} -l other.yml`],
    '--from': [`idle-0 ${NO_COUNTS}`, `idle-0 ${REHEARSED} -f other.yml`],
    '--config': [`${NO_COUNTS} -c removals.yml`, `${NO_COUNTS} -c other.yml`],
  },
  'retire add': {
    ...installed(ADD),
    '--on': [ADD, `${ADD.replace('2027-01-15', '2028-01-15')}`],
    '--because': [ADD, ADD.replace('old', 'dead')],
    '--instead': [ADD, `${ADD} --instead b`],
    '--ask': [ADD, `${ADD} --ask b`],
    '--announced': [ADD, `${ADD} --announced 2026-01-01`],
    '--evidence': [ADD, `${ADD} --evidence none`],
  },
  'retire list': { '--config': ['', '-c removals.yml'], '--json': ['', '--json'] },
  'retire drop': { '--config': ['idle-0', 'idle-0 -c dropped.yml'] },
  'retire status': {
    ...installed('-c removals.yml'),
    '--inventory': ['', '--inventory nosuch.txt'],
    '--after': ['-c missed.yml', '-c missed.yml --after 1d'],
    '--tolerate': ['-c missed.yml', '-c missed.yml --tolerate 1000'],
    '--json': ['', '--json'],
  },
  'retire check': { ...installed('-c removals.yml'), '--json': ['', '--json'] },
  'retire export': installed('-c removals.yml'),
  'check-config': {
    '--line': ['', '--line a:1|c'],
    '--json': ['', '--json'],
    ...Object.fromEntries(
      Object.entries(STYLES).flatMap(([style, line]): (readonly [string, Pair])[] => {
        const [on, off] = [`--statsd.parse-${style}-tags`, `--no-statsd.parse-${style}-tags`];
        return [
          [off, [`--line ${line}`, `--line ${line} ${off}`]],
          [on, [`--line ${line} ${off}`, `--line ${line} ${off} ${on}`]],
        ];
      }),
    ),
  },
  'ledger top': {
    '--ledger': ['', '-l other.db'],
    '--limit': ['', '-n 1'],
    '--json': ['', '--json'],
  },
  'ledger drop': {
    '--ledger': ['--match python*', '--match python* -l other.db'],
    '--match': ['--match python*', '--match nothing*'],
    '--yes': ['--match * -l late.db', '--match * -l late.db --yes'],
  },
  'ledger check': {
    '--ledger': ['', '-l other.db'],
    '--json': ['', '--json'],
  },
  'ledger backup': { '--ledger': ['copy', 'copy -l other.db'] },
  publish: {
    ...asked('--review --from URL -l other.db'),
    '--ledger': ['--review', '--review -l other.db'],
    '--from': ['--review', '--review -f other.db'],
    '--config': ['--review', '--review -c other.yml'],
    '--review': ['', '--review'],
    '--hide-below': ['--review', '--review --hide-below 1000000'],
    '--by': ['--review', '--review --by quarter'],
    '--no-namespaces': ['--review --hide-below 25000', '--review --hide-below 25000 --no-namespaces'],
    '--since': ['--review', '--review -s 2026-04-01'],
    '--epsilon': ['--review', '--review --epsilon 1/2'],
    '--budget': ['--review --epsilon 1/2', '--review --epsilon 1/2 --budget 1/4'],
    '--withdraw': ['--review', '--withdraw 2026-04'],
    '--json': ['--review', '--review --json'],
  },
  doctor: {
    ...asked(DOCTOR),
    '--python': [DOCTOR, `${DOCTOR} -p /nowhere/a`],
    '--host': [DOCTOR, `${DOCTOR} --host 127.0.0.2`],
    '--port': [DOCTOR, `${DOCTOR} --port 10`],
    '--collector': ['--port 9 --collector http://127.0.0.1:9', DOCTOR],
    '--prometheus': [DOCTOR, `${DOCTOR} --prometheus URL`],
    '--grafana': [DOCTOR, `${DOCTOR} --grafana URL`],
    '--canary': [DOCTOR, `${DOCTOR} --canary`],
    '--json': [DOCTOR, `${DOCTOR} --json`],
  },
  demo: { '--python': ['-p /nowhere/a', '-p /nowhere/b'] },
  config: {
    '--config': ['', '-c other.yml'],
    '--schema': ['', '--schema'],
    '--json': ['', '--json'],
  },
};

/** With a command that is no Python program, whose use nobody sees. */
function withTool(inventory: Inventory): Inventory {
  const distributions = inventory.distributions.map((one) =>
    one.name === 'tool' ? { ...one, commands: ['tool'], nativeCommands: ['tool'] } : one,
  );
  return { ...inventory, activation: 'all-processes', distributions };
}

/** What a Python of the system says of itself, to a user who may not change it either. */
const MANAGED = {
  version: [3, 11, 2],
  prefix: '/usr',
  purelib: '/usr/lib/python3/dist-packages',
  managed: '/usr/lib/python3.11/EXTERNALLY-MANAGED',
  writable: false,
  pip: false,
  installed: null,
};
const python = findPeerPython();

/** With one distribution in it. */
function makeVenv(path: string, distribution: string): void {
  execFileSync(python ?? '', ['-m', 'venv', '--without-pip', path]);
  const [site = ''] = globSync(`${path}/lib/python3*/site-packages`);
  const info = join(site, `${distribution.replace('-', '_')}-1.0.dist-info`);
  mkdirSync(info);
  writeFileSync(join(info, 'METADATA'), `Metadata-Version: 2.1\nName: ${distribution}\nVersion: 1.0\n`);
}

describe('the value of every other option reaches what it names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-flags-'));
  const home = process.cwd();
  const server = createServer(({ headers }, response) => {
    response.writeHead(401);
    const message = `${headers.authorization} ${headers['x-scope-orgid']}`;
    // Later than the shortest time-out that is asked for.
    setTimeout(() => response.end(JSON.stringify({ error: { message } })), 30);
  });
  let url = '';

  before(async () => {
    process.chdir(folder);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const packages = [...madeUpPackages(5), { name: 'lib-package-0000', share: 0.5 }];
    const hubs = madeUpNamespaces(2);
    const image = madeUpInventory('image', '2026-01-01', [
      ...madeUpPackages(5).map(({ name }) => name),
      'tool',
    ]);
    const fixture = {
      packages,
      namespaces: hubs.map((hub, at) => (at === 0 ? hub : { ...hub, silentDays: 20 })),
      days: 150,
      lastDay: LAST_DAY,
      inventories: [withTool(image)],
    };
    await fillLedger('popcon.db', fixture);
    await fillLedger('other.db', { ...fixture, packages: madeUpPackages(3), days: 40 });
    const late = fixture.inventories.map((one) => ({ ...one, day: '2026-05-20' }));
    await fillLedger('late.db', { ...fixture, inventories: late });
    // What came soon after the beginning has a record, by which what came lately is judged.
    const grown = [
      { on: '2025-01-01', names: ['package-0000'] },
      { on: '2025-02-01', names: ['tool', ...Array.from({ length: 30 }, (_, at) => `old-${at}`)] },
      { on: '2026-04-20', names: ['new-0'] },
    ];
    await fillLedger('grown.db', {
      packages: madeUpPackages(1),
      namespaces: hubs.map((hub, at) => (at === 0 ? hub : { ...hub, silentDays: 200 })),
      days: 510,
      lastDay: LAST_DAY,
      inventories: grown.map(({ on }, at) =>
        withTool(
          madeUpInventory(
            'image',
            on,
            grown.slice(0, at + 1).flatMap(({ names }) => names),
          ),
        ),
      ),
    });
    if (python !== undefined) makeVenv('env', 'idle-0');
    writeFileSync('managed', `#!/bin/sh\necho '${JSON.stringify(MANAGED)}'\n`, { mode: 0o755 });
    writeFileSync('requirements.txt', 'tool==1.0\nother==2.0\n');
    writeFileSync('keep.txt', 'idle-0\nold-0\n');
    writeFileSync('written.txt', 'idle-0  # course 101\n');
    writeFileSync('token', 's3cret-token\n');
    writeFileSync('other.yml', 'from: other.db\n');
    const removal = '{packages: [idle-0, gone], since: 2026-01-01, on: 2026-02-01, because: old}';
    for (const file of ['removals.yml', 'dropped.yml']) writeFileSync(file, `removals:\n- ${removal}\n`);
    const first = { day: day('2026-03-01'), missed: { gone: 3 } };
    await recordTo('missed.db', { days: [first, ...everyDay('2026-03-02', LAST_DAY, { processes: 40 })] });
    writeFileSync(
      'missed.yml',
      'from: missed.db\nremovals: [{packages: [gone], since: 2026-01-01, on: 2026-02-01, because: old}]\n',
    );
    writeFileSync('none.yml', 'from: nosuch.db\n');
    mkdirSync('committed');
    writeFileSync('committed/popcon.yml', 'from: ../grown.db\nfiles: [requirements.txt]\n');
    writeFileSync('committed/requirements.txt', 'package-0000\nold-0\nold-1\nnew-0\ntool\n');
    writeFileSync('committed/more.txt', 'old-2\n');
    const git = (line: string) => execFileSync('git', ['-C', 'committed', ...line.split(' ')]);
    for (const line of [
      'init -q -b main',
      'config user.name Ana',
      'config user.email ana@example.org',
      'add .',
      'commit -qm Image',
    ]) {
      git(line);
    }
  });
  after(() => {
    process.chdir(home);
    server.close();
    rmSync(folder, { recursive: true });
  });

  const ran = async (command: CommandModule, args: string) => {
    const { failure: _, ...rest } = await runCommand(
      command,
      args.replaceAll('URL', url).split(' ').filter(Boolean),
      { nowMs: Date.parse(`${LAST_DAY}T15:00:00Z`) },
    );
    return rest;
  };

  const end = async ({ load }: CommandEntry, args: string) => {
    // What `retire add` and `propose` make.
    rmSync('popcon.yml', { force: true });
    if (!args.includes(IMAGE)) return ran(await load(), args);
    rmSync('image', { recursive: true, force: true });
    cpSync('committed', 'image', { recursive: true });
    const said = await ran(await load(), args);
    const log = execFileSync('git', ['-C', 'image', 'log', '--all', '-p', '--format=%B'], {
      encoding: 'utf8',
    });
    const proposal = 'image/.git/popcon-proposal.md';
    const text = existsSync(proposal) ? readFileSync(proposal, 'utf8') : '';
    return { ...said, log, text };
  };

  for (const { name, options } of commands) {
    if (name === 'serve') continue;
    for (const { long } of options) {
      test(`${name} ${long}`, async (t) => {
        const pair = PAIRS[name]?.[long];
        if (pair === undefined) {
          const elsewhere =
            ELSEWHERE[`${name} ${long}`] ?? ELSEWHERE[name] ?? assert.fail('nothing shows it');
          const code = readFileSync(join(ROOT, elsewhere), 'utf8').replaceAll(/^\s*(?:\/?\*|\/\/).*$/gm, '');
          assert.match(code, new RegExp(`${long}['= ]`), elsewhere);
          return;
        }
        if (name === 'rehearse' && !hasPeer(t, python, 'python')) return;
        const [without, with_] = pair;
        const [first, ...rest] = name.split(' ');
        const entry = COMMANDS.find((each) => each.name === first) ?? assert.fail();
        const said = (args: string) => end(entry, [...rest, args].join(' '));
        assert.notDeepEqual(await said(with_), await said(without), with_);
      });
    }
  }
});
