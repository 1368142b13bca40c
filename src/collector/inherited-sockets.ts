/**
 * Sockets passed by systemd (sd_listen_fds(3)), assigned by type: datagram sockets are for statsd; a TCP socket is for
 * HTTP if it is named `http` or has the configured HTTP port. While a collector restarts, data waits in the kernel.
 */
import type { Endpoint } from '../address.ts';
import { Failure } from '../failure.ts';
import { rowsOf, socketInode } from '../statsd/proc-net.ts';
import type { CollectorOptions } from './options.ts';

const FIRST_FD = 3;
const MAX_FDS = 64;
const SOCK_DGRAM = '0002';

type Kind = 'udp' | 'tcp' | 'unixgram';

interface Inherited {
  readonly fd: number;
  readonly name: string;
  readonly kind: Kind;
  readonly port: number;
}

/** The options, with passed sockets replacing addresses of the same kind. */
export function adoptSockets(
  options: CollectorOptions,
  env: Readonly<Record<string, string | undefined>>,
  pid: number,
): CollectorOptions {
  const inherited = inheritedSockets(env, pid);
  if (inherited.length === 0) return options;
  const httpPort = 'port' in options.http ? options.http.port : 0;
  const isHttp = ({ kind, name, port }: Inherited) =>
    kind === 'tcp' && (name === 'http' || port === httpPort);
  const http = inherited.find(isHttp);
  const statsd = inherited.filter((socket) => socket !== http);
  const of = (kind: Kind): Endpoint[] =>
    statsd.filter((socket) => socket.kind === kind).map(({ fd }) => ({ fd }));
  const { sockets } = options;
  return {
    ...options,
    http: http === undefined ? options.http : { fd: http.fd },
    sockets: {
      ...sockets,
      udp: or(of('udp'), sockets.udp),
      tcp: or(of('tcp'), sockets.tcp),
      unixgram: or(
        statsd.filter(({ kind }) => kind === 'unixgram').map(({ fd }) => ({ fd })),
        sockets.unixgram,
      ),
    },
  };
}

function or<T>(given: readonly T[], otherwise: readonly T[]): readonly T[] {
  return given.length > 0 ? given : otherwise;
}

/** Descriptors that were passed to process `pid`. */
export function handedOver(env: Readonly<Record<string, string | undefined>>, pid: number): number[] {
  const count = Number(env.LISTEN_FDS ?? 0);
  if (Number(env.LISTEN_PID) !== pid || !Number.isInteger(count) || count < 1 || count > MAX_FDS) return [];
  return Array.from({ length: count }, (_, index) => FIRST_FD + index);
}

function inheritedSockets(env: Readonly<Record<string, string | undefined>>, pid: number): Inherited[] {
  const names = (env.LISTEN_FDNAMES ?? '').split(':');
  return handedOver(env, pid).map((fd, index) => {
    const found = describe(fd);
    if (found === undefined) {
      throw new Failure(
        'socket-unknown',
        `LISTEN_FDS: descriptor ${fd} is not a UDP, TCP or Unix datagram socket: check the .socket unit`,
      );
    }
    return { fd, name: names[index] ?? '', ...found };
  });
}

/** Columns of the kernel's tables of UDP, TCP and Unix sockets. */
function describe(fd: number): { readonly kind: Kind; readonly port: number } | undefined {
  const inode = socketInode(fd);
  if (inode === undefined) return undefined;
  for (const kind of ['udp', 'tcp'] as const) {
    const row = [...rowsOf(kind), ...rowsOf(`${kind}6`)].find((columns) => columns[9] === inode);
    if (row !== undefined) return { kind, port: Number.parseInt(row[1]?.split(':')[1] ?? '', 16) };
  }
  const unix = rowsOf('unix').find((columns) => columns[6] === inode);
  return unix?.[4] === SOCK_DGRAM ? { kind: 'unixgram', port: 0 } : undefined;
}
