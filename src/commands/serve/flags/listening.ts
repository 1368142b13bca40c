/** Where statsd lines and HTTP requests are taken, and from whom. */
import { type Address, type Endpoint, formatAddress, parseAddress } from '../../../address.ts';
import { DEFAULT_OPTIONS } from '../../../collector/options.ts';
import { type Flag, socketsFlag, switchFlag } from './flag.ts';
import { parseCount, parseMode } from './values.ts';

const { sockets, http } = DEFAULT_OPTIONS;

export const LISTENING: readonly Flag[] = [
  socketsFlag(
    '--statsd.listen-udp <address>',
    `UDP address for datagrams; :9125 is every interface, "" is off (${shown(sockets.udp)})`,
    (text, flag) => ({ udp: listen(text, flag) }),
  ),
  socketsFlag(
    '--statsd.listen-tcp <address>',
    `TCP address for lines; likewise (${shown(sockets.tcp)})`,
    (text, flag) => ({
      tcp: listen(text, flag),
    }),
  ),
  socketsFlag('--statsd.listen-unixgram <path>', 'path of a Unix datagram socket (none)', (path) => ({
    unixgram: path === '' ? [] : [{ path }],
  })),
  socketsFlag(
    '--statsd.unixsocket-mode <mode>',
    `permissions of that socket, octal (${sockets.unixgramMode.toString(8)})`,
    (text, flag) => ({ unixgramMode: parseMode(text, flag) }),
  ),
  socketsFlag(
    '--statsd.allow <block>',
    'accept lines only from this CIDR block; repeatable (from all)',
    (block, _, { allow }) => ({ allow: [...allow, block] }),
  ),
  {
    flags: '--statsd.read-buffer <bytes>',
    help: `size of the kernel's receive buffer for datagrams (${DEFAULT_OPTIONS.readBufferBytes})`,
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
    help: `path of the metrics (${DEFAULT_OPTIONS.metricsPath})`,
    apply: ({ options }, text) => {
      options.metricsPath = text.startsWith('/') ? text : `/${text}`;
    },
  },
  {
    flags: '--web.route-prefix <path>',
    help: `prefix of every path, for a proxy that does not strip it (${DEFAULT_OPTIONS.routePrefix})`,
    apply: ({ options }, text) => {
      options.routePrefix = `/${text}/`.replace(/\/{2,}/g, '/');
    },
  },
  ...switchFlag(
    'web.jupyterhub',
    'run as a service of the JupyterHub that starts this: at its address and prefix, behind its login',
    (args, on) => {
      args.isHubService = on;
    },
  ),
  {
    flags: '--web.config.file <file>',
    help: "passwords and TLS, in the format of Prometheus' web configuration (none)",
    apply: ({ options }, text) => {
      options.webConfigFile = text === '' ? undefined : text;
    },
  },
  {
    flags: '--web.max-connections <n>',
    help: `most HTTP connections at a time (${DEFAULT_OPTIONS.maxWebConnections})`,
    apply: ({ options }, text, flag) => {
      options.maxWebConnections = parseCount(text, flag);
    },
  },
  {
    flags: '--web.allow-host <name>',
    help: 'on a loopback address, also answer requests for this host name, as a proxy sends; repeatable (names of loopback only)',
    apply: ({ options }, name) => {
      options.allowedHosts = [...options.allowedHosts, name];
    },
  },
  ...switchFlag('web.enable-lifecycle', 'enable POST /-/reload and /-/quit', ({ options }, on) => {
    options.enableLifecycle = on;
  }),
  {
    flags: '--web.push-token-file <file>',
    help: 'file with the token that a pushed inventory must carry (none: inventories are not accepted over HTTP)',
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
