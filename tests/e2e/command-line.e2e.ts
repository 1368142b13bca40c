/** What a person types and mistypes: where help is, what was meant, and which exit code tells what. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { popcon } from './cli.ts';

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
  { args: ['help'], status: 0, stdout: /^Usage: popcon .*unused/s },
  { args: ['help', 'nosuch'], status: 2, stderr: /^popcon: unknown command 'nosuch'; popcon --help/ },
  { args: ['tpo'], status: 2, stderr: /unknown command 'tpo' \(Did you mean top\?\)/ },
  {
    args: ['top', '--limt', '5'],
    status: 2,
    stderr: /'--limt' \(Did you mean --limit\?\); popcon top --help/,
  },
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
