/** A failure and the command that was run → what to do about it, in the options that this command has. */
import type { Command, Option } from 'commander';
import type { Failure, FailureCode } from '../failure.ts';
import { isServerAddress, withoutPassword } from '../sources/address.ts';

/** The names that the command has for the thing that failed. */
interface Naming {
  /** The option (or variable) whose value failed, or else the first of `candidates` that the command has. */
  option(...candidates: readonly string[]): string | undefined;
  /** The first of `candidates` that the command has. */
  has(...candidates: readonly string[]): string | undefined;
  readonly about: string | undefined;
}

type Remedy = (naming: Naming) => string | undefined;

const LEDGER = ['--ledger.path', '--ledger', '--from'] as const;
const LISTENERS: Readonly<Record<string, string>> = {
  UDP: '--statsd.listen-udp',
  TCP: '--statsd.listen-tcp',
  unixgram: '--statsd.listen-unixgram',
  HTTP: '--web.listen-address',
};

/** The variable that holds the token for the server of an option. */
const TOKEN_VARIABLES: Readonly<Record<string, string>> = {
  '--from': 'POPCON_FROM_TOKEN',
  POPCON_FROM: 'POPCON_FROM_TOKEN',
  '--collector': 'POPCON_FROM_TOKEN',
  '--push': 'POPCON_FROM_TOKEN',
  '--prometheus': 'POPCON_PROMETHEUS_TOKEN',
  '--grafana': 'POPCON_GRAFANA_TOKEN',
};
const SERVERS = ['--collector', '--from', '--push'] as const;
const serverOption = (words: string) => prefixed(words, ...SERVERS);

const otherLedger = prefixed('name another file with', ...LEDGER);
const checkFile = prefixed('check');

const REMEDIES: Partial<Record<FailureCode, Remedy>> = {
  'bind-failed': ({ about = '' }) => `choose another with ${LISTENERS[about] ?? '--web.listen-address'}`,
  'budget-spent': () => 'publish other days, or with a smaller --epsilon',
  'config-not-yours': prefixed('to use it all the same, name it with', '--config'),
  'environment-differs': prefixed('say which it is with', '--environment'),
  'externally-managed': prefixed(
    'activate a virtual environment or a conda environment, or give',
    '--break-system-packages',
  ),
  'file-unreadable': checkFile,
  'invalid-address': checkFile,
  'ledger-busy': () => 'wait for it, or end it',
  'ledger-disk-full': () => 'free some',
  'ledger-foreign': otherLedger,
  'ledger-in-use': prefixed('stop that one, or name another file with', ...LEDGER),
  'ledger-missing': prefixed('start `popcon serve` in this folder, or name a ledger with', ...LEDGER),
  'ledger-not-a-database': otherLedger,
  'ledger-read-only': prefixed(
    'make it and its folder writable for this user, or name another file with',
    ...LEDGER,
  ),
  'ledger-unopenable': otherLedger,
  'list-invalid': ({ option }) => {
    const name = option();
    if (name === undefined) return undefined;
    return `${name} takes what pip freeze, pip list, pip inspect, conda list and conda env export print, requirements.txt, environment.yml, pyproject.toml, uv.lock, poetry.lock, pylock.toml, or an inventory`;
  },
  'no-inventory': prefixed('or name one with', '--inventory'),
  'no-hub': () => 'leave --web.jupyterhub out where no JupyterHub starts this',
  'no-python': prefixed('give the path of a Python with', '--python'),
  'not-a-collector': serverOption(
    'is `popcon serve` of this version there, under that path? A Prometheus is written prometheus+http://SERVER; correct',
  ),
  'not-prometheus': serverOption(
    'is a path missing, such as /prometheus? A collector is written without prometheus+; correct',
  ),
  'not-sent': prefixed('correct', '--host', '--python'),
  'prometheus-too-heavy': prefixed("raise the server's limit, or ask for fewer with", '--namespace'),
  timeout: ({ has }) => `give it more time with ${has('--from-timeout')}`,
  'token-invalid': checkFile,
  unauthorized: ({ option, has }) => {
    const server = option(...SERVERS) ?? '';
    const file = server === '--grafana' || server === '--prometheus' ? undefined : has('--from-token-file');
    const ways = [TOKEN_VARIABLES[server], file].filter((way) => way !== undefined).join(' or ');
    return `${ways === '' ? '' : `set ${ways}, or `}write user:password@ before the host`;
  },
  'unixgram-unsupported': prefixed('npm install koffi, or leave out', '--statsd.listen-unixgram'),
  unreachable: ({ option }) => {
    const server = option(...SERVERS);
    if (server === undefined) return undefined;
    return `start it${server === '--collector' ? ' (`popcon serve`)' : ''}, or correct ${server}`;
  },
  untrusted: ({ has }) => `name a certificate to trust with ${has('--from-ca')}`,
  'web-config-invalid': checkFile,
  'which-environment': prefixed('name it with', '--environment'),
};

/** The line that is printed. */
export function describeFailure(failure: Failure, command: Command): string {
  const remedy = remedyFor(failure, command);
  return remedy === undefined ? failure.message : `${failure.message}; ${remedy}`;
}

/** Undefined where the message says all there is to say. */
export function remedyFor({ code, about }: Failure, command: Command): string | undefined {
  const has = (...candidates: readonly string[]) =>
    candidates.find((long) => command.options.some((one) => one.long === long));
  // No option says what an argument says.
  const isArgument = about !== undefined && command.args.includes(about);
  const option = (...candidates: readonly string[]) =>
    isArgument ? undefined : (optionOf(command, about) ?? has(...candidates));
  return REMEDIES[code]?.({ about, option, has });
}

/** `words` and the option; nothing where the command has no such option. */
function prefixed(words: string, ...candidates: readonly string[]): Remedy {
  return ({ option }) => {
    const name = option(...candidates);
    return name === undefined ? undefined : `${words} ${name}`;
  };
}

/** The option, the variable or the configuration file that the value came from. */
function optionOf(command: Command, value: string | undefined): string | undefined {
  const found = command.options.find((one) => isValue(command.getOptionValue(one.attributeName()), value));
  return found === undefined ? undefined : writtenAs(found, command);
}

function isValue(given: unknown, value: string | undefined): boolean {
  if (value === undefined) return false;
  if (Array.isArray(given)) return given.some((one) => isValue(one, value));
  return given === value || (typeof given === 'string' && isServerAddress(given) && shownAs(given) === value);
}

function writtenAs(option: Option, command: Command): string | undefined {
  switch (command.getOptionValueSource(option.attributeName())) {
    case 'env':
      return option.envVar;
    case 'config':
      return `popcon.yml`;
    default:
      return option.long ?? undefined;
  }
}

/** An address as failures show it, without what names a kind of server. */
function shownAs(address: string): string {
  return withoutPassword(address)
    .replace(/^prometheus\+/, '')
    .replace(/\/$/, '');
}
