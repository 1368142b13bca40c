/** The interface of all three kinds of socket: the address they listen on, and a `close()` that drains first. */
export interface Listener {
  /** `host:port` or a path, as it is bound. */
  readonly address: string;
  /**
   * Takes nothing new, hands on what has arrived, of a load that does not end until `deadlineMs` of performance.now(), and
   * closes. Returns false if datagrams that had arrived are lost, since the time did not suffice for them.
   */
  close(deadlineMs: number): Promise<boolean>;
}

/** True if lines are accepted from an IP address; undefined where the sender has none. */
export type AddressFilter = (ip: string | undefined) => boolean;

/** Why a datagram was not looked at. `kernel`: the receive buffer was full. */
export type DatagramDrop = 'kernel' | 'not-allowed' | 'too-long';

/** Counted; `kernel` is missing where the kernel does not say. */
export type DatagramDrops = Readonly<Record<Exclude<DatagramDrop, 'kernel'>, number> & { kernel?: number }>;

export interface DatagramSink {
  /** One datagram; the bytes are valid during the call only. */
  datagram(bytes: Uint8Array): void;
  dropped(reason: DatagramDrop): void;
}
