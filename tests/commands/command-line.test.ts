/** What a person types and mistypes: where help is, what was meant, and which exit code tells what. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, test } from 'node:test';
import { run } from '../../src/commands/program.ts';

interface Case {
  readonly args: readonly string[];
  readonly status: number;
  readonly stdout?: RegExp;
  /** The one line. */
  readonly stderr?: RegExp;
}

const CASES: readonly Case[] = [
  { args: ['help', 'top'], status: 0, stdout: /-l, --ledger <file>.*Examples:.*popcon top.*Exit code:/s },
  { args: ['help', 'ledger', 'drop'], status: 0, stdout: /^Usage: popcon ledger drop .*--match/s },
  { args: ['help'], status: 0, stdout: /^Usage: popcon .*unused.* ledger +see what fills the ledger/s },
  { args: ['help', 'nosuch'], status: 2, stderr: /^popcon: unknown command 'nosuch'; popcon --help/ },
  { args: ['tpo'], status: 2, stderr: /unknown command 'tpo' \(Did you mean top\?\)/ },
  {
    args: ['top', '--limt', '5'],
    status: 2,
    stderr: /'--limt' \(Did you mean --limit\?\); popcon top --help/,
  },
  { args: ['top', '--ca', 'a.pem'], status: 2, stderr: /'--ca' \(Did you mean --from-ca\?\)/ },
  {
    args: ['serve', '--statsd.listen-upd=:1'],
    status: 2,
    stderr: /'--statsd\.listen-upd' \(Did you mean --statsd\.listen-udp\?\)/,
  },
  {
    args: ['top', '--fom=http://me:hush@host'],
    status: 2,
    stderr:
      /^popcon: unknown option '--fom' \(Did you mean --from\?\); popcon top --help lists what there is\n$/,
  },
  {
    args: ['activate', '--pythn', '/nowhere/python'],
    status: 2,
    stderr: /^popcon: unknown option '--pythn' \(Did you mean --python\?\)/,
  },
  {
    args: ['serve', '--ledger.max-series=many'],
    status: 2,
    stderr: /--ledger\.max-series: 'many' is not a whole number from 1 on/,
  },
  { args: ['ledger', 'drop', '--yes'], status: 2, stderr: /required option '--match <pattern>' is missing;/ },
  { args: ['top', '--json=yes'], status: 2, stderr: /^popcon: option '--json' takes no value; popcon top/ },
  { args: ['top', '--json', '--csv'], status: 2, stderr: /'--json' cannot be used with option '--csv'/ },
  { args: ['unused', '--json', '--csv'], status: 2, stderr: /cannot be used with option '--csv'/ },
  { args: ['top', '-l', 'a.db', '-f', 'b.db'], status: 2, stderr: /give one of them/ },
  { args: ['top', '-l', '/nowhere/popcon.db'], status: 4, stderr: /name a ledger with --ledger\n$/ },
  {
    args: ['top', '-f', 'http://127.0.0.1:9'],
    status: 4,
    stderr: /nothing listens there; start it, or correct --from/,
  },
  { args: ['ledger', 'backup', '/'], status: 4, stderr: /^popcon: \/ is a folder\n$/ },
  { args: ['inventory', '-p', '/'], status: 4, stderr: /^popcon: \/: it is no program [^;]*; give the path/ },
  { args: ['top', '-l', '\x1b[31mred'], status: 4, stderr: /^popcon: there is no ledger \ufffd\[31mred;/ },
  { args: ['inventory', '-l', '/'], status: 4, stderr: /\/ is a folder; name another file with --ledger\n$/ },
];

/** As a process with pipes would run it, in this one; `onOutput` is called with each text on stdout. */
async function popcon(args: readonly string[], onOutput = (_host: NodeJS.Process): void => undefined) {
  let [stdout, stderr] = ['', ''];
  const host: NodeJS.Process = Object.assign(Object.create(new EventEmitter()), {
    env: {},
    stdout: {
      write: (text: string) => {
        stdout += text;
        onOutput(host);
      },
    },
    stderr: {
      write: (text: string) => {
        stderr += text;
      },
    },
  });
  const status = await run(host, args);
  return { status, stdout, stderr };
}

describe('a command line', () => {
  for (const { args, status, stdout = /^$/, stderr = /^$/ } of CASES) {
    test(`popcon ${args.join(' ')}`, async () => {
      const ended = await popcon(args);
      assert.equal(ended.status, status, ended.stderr);
      assert.match(ended.stdout, stdout);
      assert.match(ended.stderr, stderr);
      assert.ok(ended.stderr.split('\n').length <= 2, 'one line');
      assert.doesNotMatch(ended.stderr, /hush/);
    });
  }
});

test('--debug shows where in the code it failed', async () => {
  const { status, stderr } = await popcon(['top', '-l', '/nowhere/popcon.db', '--debug']);
  assert.equal(status, 4);
  assert.match(stderr, /^Failure: .*\n +at .*\npopcon: there is no ledger [^\n]*\n$/s);
});

describe('a signal', () => {
  for (const [signal, status] of [
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    test(`${signal} ends a command that has something to undo`, async () => {
      const ended = await popcon(['demo', '--python', '/nowhere/python'], (host) =>
        host.emit(signal, signal),
      );
      assert.equal(ended.status, status);
      assert.equal(ended.stderr, 'popcon: demo: stopped before its end; nothing stays behind\n');
    });
  }
  test('is not taken from the system by a command that only reads', async () => {
    let listened = 0;
    await popcon(['completion', 'bash'], (host) => {
      listened += host.listenerCount('SIGINT') + host.listenerCount('SIGTERM') + host.listenerCount('SIGHUP');
    });
    assert.equal(listened, 0);
  });
});
