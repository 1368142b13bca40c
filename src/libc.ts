/**
 * libc calls that Node does not expose: many datagrams per call, Unix datagram sockets, what a descriptor is, a
 * receive buffer as large as this user may have, locks on files, descriptors that outlive a program. 64-bit Linux with koffi; undefined elsewhere.
 */
import { createRequire } from 'node:module';

export interface Libc {
  /** Returns a file descriptor. */
  socket(family: number, type: number, protocol: number): number;
  bind(fd: number, address: Uint8Array, length: number): number;
  connect(fd: number, address: Uint8Array, length: number): number;
  close(fd: number): number;
  setsockopt(fd: number, level: number, option: number, value: Uint8Array, length: number): number;
  getsockopt(fd: number, level: number, option: number, value: Uint8Array, length: Uint8Array): number;
  getsockname(fd: number, address: Uint8Array, length: Uint8Array): number;
  shutdown(fd: number, how: number): number;
  flock(fd: number, operation: number): number;
  fcntl(fd: number, command: number, value: number): number;
  /** How many messages were read; -1 where there are none. */
  recvmmsg(fd: number, messages: Uint8Array, count: number, flags: number, timeout: null): number;
  poll: {
    /** Calls back once one of the descriptors can be read, or after the time-out. */
    async(
      fds: Uint8Array,
      count: number,
      timeoutMs: number,
      done: (error: unknown, ready: number) => void,
    ): void;
  };
  /** The address of memory that must be kept alive by its owner. */
  addressOf(memory: Uint8Array): bigint;
  /** The name of the last call's error, such as `ENOENT`. */
  errorName(): string;
}

export function loadLibc(): Libc | undefined {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) return undefined;
  try {
    const koffi: typeof import('koffi') = createRequire(import.meta.url)('koffi');
    const libc = koffi.load(null);
    const nameOf = new Map(Object.entries(koffi.os.errno).map(([name, number]) => [number, name]));
    const call = (prototype: string) => libc.func(prototype);
    return {
      socket: call('int socket(int, int, int)'),
      bind: call('int bind(int, void *, unsigned int)'),
      connect: call('int connect(int, void *, unsigned int)'),
      close: call('int close(int)'),
      setsockopt: call('int setsockopt(int, int, int, void *, unsigned int)'),
      getsockopt: call('int getsockopt(int, int, int, void *, void *)'),
      getsockname: call('int getsockname(int, void *, void *)'),
      shutdown: call('int shutdown(int, int)'),
      flock: call('int flock(int, int)'),
      fcntl: call('int fcntl(int, int, int)'),
      recvmmsg: call('int recvmmsg(int, void *, unsigned int, int, void *)'),
      poll: call('int poll(void *, unsigned long, int)'),
      addressOf: (memory) => koffi.address(memory),
      errorName: () => nameOf.get(koffi.errno()) ?? `errno ${koffi.errno()}`,
    };
  } catch {
    return undefined;
  }
}
