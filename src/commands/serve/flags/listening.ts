/** Where statsd lines and HTTP requests are taken, and from whom. */
import { type Address, type Endpoint, formatAddress, parseAddress } from '../../../address.ts';
import { DEFAULT_OPTIONS } from '../../../collector/options.ts';
import { type Flag, flag, switchFlag } from './flag.ts';
import { parseCount, parseMode } from './values.ts';

export const LISTENING: readonly Flag[] = [
  flag(
    '--statsd.listen-udp <address>',
    `UDP address for datagrams; :9125 is every interface, "" is off (${shown(DEFAULT_OPTIONS.sockets.udp)})`,
    (text, name, { sockets }) => ({ sockets: { ...sockets, udp: listen(text, name) } }),
  ),
  flag(
    '--statsd.listen-tcp <address>',
    `TCP address for lines; likewise (${shown(DEFAULT_OPTIONS.sockets.tcp)})`,
    (text, name, { sockets }) => ({ sockets: { ...sockets, tcp: listen(text, name) } }),
  ),
  flag(
    '--statsd.listen-unixgram <path>',
    'path of a Unix datagram socket (none)',
    (path, _, { sockets }) => ({ sockets: { ...sockets, unixgram: path === '' ? [] : [{ path }] } }),
  ),
  flag(
    '--statsd.unixsocket-mode <mode>',
    `permissions of that socket, octal (${DEFAULT_OPTIONS.sockets.unixgramMode.toString(8)})`,
    (text, name, { sockets }) => ({ sockets: { ...sockets, unixgramMode: parseMode(text, name) } }),
  ),
  flag(
    '--statsd.allow <block>',
    'accept lines only from this CIDR block; repeatable (from all)',
    (block, _, { sockets }) => ({ sockets: { ...sockets, allow: [...sockets.allow, block] } }),
  ),
  flag(
    '--statsd.read-buffer <bytes>',
    `size of the kernel's receive buffer for datagrams (${DEFAULT_OPTIONS.readBufferBytes})`,
    (text, name) => ({ readBufferBytes: parseCount(text, name, 1, 2 ** 30) }),
  ),
  flag('--web.listen-address <address>', `HTTP (${shown([DEFAULT_OPTIONS.http])})`, (text, name) => ({
    http: parseAddress(text, name),
  })),
  flag('--web.telemetry-path <path>', `path of the metrics (${DEFAULT_OPTIONS.metricsPath})`, (text) => ({
    metricsPath: text.startsWith('/') ? text : `/${text}`,
  })),
  flag(
    '--web.route-prefix <path>',
    `prefix of every path, for a proxy that does not strip it (${DEFAULT_OPTIONS.routePrefix})`,
    (text) => ({ routePrefix: `/${text}/`.replace(/\/{2,}/g, '/') }),
  ),
  ...switchFlag(
    'web.jupyterhub',
    'run as a service of the JupyterHub that starts this: at its address and prefix, behind its login',
    (isHubService) => ({ isHubService }),
  ),
  flag(
    '--web.config.file <file>',
    "passwords and TLS, in the format of Prometheus' web configuration (none)",
    (text) => ({ webConfigFile: text || undefined }),
  ),
  flag(
    '--web.max-connections <n>',
    `most HTTP connections at a time (${DEFAULT_OPTIONS.maxWebConnections})`,
    (text, name) => ({ maxWebConnections: parseCount(text, name) }),
  ),
  flag(
    '--web.allow-host <name>',
    'on a loopback address, also answer requests for this host name, as a proxy sends; repeatable (names of loopback only)',
    (text, _, { allowedHosts }) => ({ allowedHosts: [...allowedHosts, text] }),
  ),
  ...switchFlag('web.enable-lifecycle', 'enable POST /-/reload and /-/quit', (enableLifecycle) => ({
    enableLifecycle,
  })),
  flag(
    '--web.push-token-file <file>',
    'file with the token that a pushed inventory must carry (none: inventories are not accepted over HTTP)',
    (pushTokenFile) => ({ pushTokenFile }),
  ),
];

function listen(text: string, name: string): Address[] {
  return text === '' ? [] : [parseAddress(text, name)];
}

function shown(endpoints: readonly Endpoint[]): string {
  return endpoints
    .map((endpoint) => ('fd' in endpoint ? `descriptor ${endpoint.fd}` : formatAddress(endpoint)))
    .join();
}
