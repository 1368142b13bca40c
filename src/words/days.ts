/** Spans of days in a sentence; one day is named once. */

interface Span {
  /** YYYY-MM-DD, both inclusive. */
  readonly from: string;
  readonly to: string;
}

/** `2026-08-27 to 2026-11-24`, `2026-11-24`. */
export function formatDays({ from, to }: Span): string {
  return from === to ? from : `${from} to ${to}`;
}

/** `from 2026-08-27 to 2026-11-24`, `on 2026-11-24`. */
export function formatWhen(span: Span): string {
  return `${span.from === span.to ? 'on' : 'from'} ${formatDays(span)}`;
}
