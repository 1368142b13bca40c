/** Numbers as people read them, the same in every place and language setting. */

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** `12,345`; counts are whole unless a sampled line made them otherwise. */
export function formatCount(count: number): string {
  return grouped.format(count);
}

/** `1 process`, `2 processes`. */
export function formatOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** A share from 0 to 1 in percent; never 0% for what was used, nor 100% for what not all used. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '<0.1%';
  if (percent < 100 && percent > 99.9) return '>99.9%';
  return `${percent.toFixed(percent === 100 ? 0 : 1)}%`;
}

/** A difference of two shares in percentage points: `+3.1`, `-0.4`, `0.0`. */
export function formatPoints(difference: number): string {
  const text = Math.abs(difference * 100).toFixed(1);
  if (text === '0.0') return text;
  return `${difference > 0 ? '+' : '-'}${text}`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes in the decimal units of `du --si`: `1.2 GB`. */
export function formatBytes(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  // An amount that rounds to 1000 is 1.0 of the next unit.
  for (; amount >= 999.5 && unit < UNITS.length - 1; unit++) amount /= 1000;
  return `${unit === 0 || amount >= 99.95 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[unit]}`;
}
