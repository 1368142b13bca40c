/** Where statsd lines and HTTP requests are taken, and from whom. */
import { type Address, type Endpoint, formatAddress, parseAddress } from '../../../address.ts';
import { DEFAULT_OPTIONS } from '../options.ts';
import { type Flag, socketsFlag } from './flag.ts';
import { parseCount, parseMode } from './values.ts';

const { sockets, http } = DEFAULT_OPTIONS;

export const LISTENING: readonly Flag[] = [
  socketsFlag(
    '--statsd.listen-udp <address>',
    `datagrams; :9125 is every address, "" none (${shown(sockets.udp)})`,
    (text, flag) => ({ udp: listen(text, flag) }),
  ),
  socketsFlag(
    '--statsd.listen-tcp <address>',
    `lines over TCP, likewise (${shown(sockets.tcp)})`,
    (text, flag) => ({
      tcp: listen(text, flag),
    }),
  ),
  socketsFlag('--statsd.listen-unixgram <path>', 'datagrams at a Unix socket (none)', (path) => ({
    unixgram: path === '' ? [] : [{ path }],
  })),
  socketsFlag(
    '--statsd.unixsocket-mode <mode>',
    `its permissions, octal (${sockets.unixgramMode.toString(8)})`,
    (text, flag) => ({ unixgramMode: parseMode(text, flag) }),
  ),
  socketsFlag(
    '--statsd.allow <block>',
    'take lines only from this CIDR block; may be given again (from all)',
    (block, _, { allow }) => ({ allow: [...allow, block] }),
  ),
  {
    flags: '--statsd.read-buffer <bytes>',
    help: `what the kernel may hold of datagrams while we are busy (${DEFAULT_OPTIONS.readBufferBytes})`,
    apply: ({ options }, text, flag) => {
      options.readBufferBytes = parseCount(text, flag, 1, 2 ** 30);
    },
  },
  {
    flags: '--web.listen-address <address>',
    help: `HTTP (${shown([http])})`,
    apply: ({ options }, text, flag) => {
      options.http = parseAddress(text, flag);
    },
  },
  {
    flags: '--web.telemetry-path <path>',
    help: `where the metrics are (${DEFAULT_OPTIONS.metricsPath})`,
    apply: ({ options }, text) => {
      options.metricsPath = text.startsWith('/') ? text : `/${text}`;
    },
  },
  {
    flags: '--web.route-prefix <path>',
    help: `what every path begins with, as behind a proxy that passes it on (${DEFAULT_OPTIONS.routePrefix})`,
    apply: ({ options }, text) => {
      options.routePrefix = `/${text}/`.replace(/\/{2,}/g, '/');
    },
  },
  {
    flags: '--web.jupyterhub',
    help: 'be a service of the JupyterHub that starts this: its address and prefix, behind its login (off)',
    apply: (args) => {
      args.isHubService = true;
    },
  },
  {
    flags: '--web.config.file <file>',
    help: "passwords and TLS, in Prometheus' web configuration (none)",
    apply: ({ options }, text) => {
      options.webConfigFile = text === '' ? undefined : text;
    },
  },
  {
    flags: '--web.max-connections <n>',
    help: `HTTP connections at once (${DEFAULT_OPTIONS.maxWebConnections})`,
    apply: ({ options }, text, flag) => {
      options.maxWebConnections = parseCount(text, flag);
    },
  },
  {
    flags: '--web.enable-lifecycle',
    help: 'let POST /-/reload and /-/quit through (off)',
    apply: ({ options }) => {
      options.enableLifecycle = true;
    },
  },
  {
    flags: '--web.push-token-file <file>',
    help: 'holds the token that a pushed inventory must bring (none: pushed from this machine only)',
    apply: ({ options }, text) => {
      options.pushTokenFile = text;
    },
  },
];

function listen(text: string, flag: string): Address[] {
  return text === '' ? [] : [parseAddress(text, flag)];
}

function shown(endpoints: readonly Endpoint[]): string {
  return endpoints
    .map((endpoint) => ('fd' in endpoint ? `descriptor ${endpoint.fd}` : formatAddress(endpoint)))
    .join();
}
