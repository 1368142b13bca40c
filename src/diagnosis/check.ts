/** One thing that was looked at on a count's way: what was found, and what to do where it is not well. */
export interface Check {
  /** A word for programs: `collector`, `udp`, `index`, … */
  readonly check: string;
  /** A fault keeps counts from arriving, or makes them wrong; a warning is worth knowing. */
  readonly state: 'ok' | 'warning' | 'fault';
  readonly found: string;
  readonly advice?: string;
}

export function ok(check: string, found: string): Check {
  return { check, state: 'ok', found };
}

export function warning(check: string, found: string, advice: string): Check {
  return { check, state: 'warning', found, advice };
}

export function fault(check: string, found: string, advice: string): Check {
  return { check, state: 'fault', found, advice };
}
