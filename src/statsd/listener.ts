/** What the three kinds of socket have in common: where they listen, and an end that loses nothing that arrived. */
export interface Listener {
  /** `host:port` or a path, as it is bound. */
  readonly address: string;
  /** Takes nothing new, hands on what has arrived, and closes. */
  close(): Promise<void>;
}

/** Datagrams as they come; the bytes are valid during the call only. */
export interface DatagramSink {
  datagram(bytes: Uint8Array): void;
}
