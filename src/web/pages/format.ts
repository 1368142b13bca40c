/** Numbers for people: grouped, rounded to what can be read, with their unit. */

const COUNT = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

/** `12,345`. */
export function count(value: number): string {
  return COUNT.format(value);
}

/** `3 days`, `1 day`: the count with its noun. */
export function many(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

/** A share of 0 to 1: `25.6%`, `<0.1%` for the rare; `–` where there is no denominator. */
export function percent(share: number | undefined): string {
  if (share === undefined) return '–';
  if (share > 0 && share < 0.001) return '<0.1%';
  return `${(share * 100).toFixed(1)}%`;
}

/** A difference of shares in percentage points: `+2.1`, `−0.3`, `0.0`. */
export function points(before: number, after: number): string {
  const difference = ((after - before) * 100).toFixed(1);
  if (Number(difference) === 0) return '0.0';
  return difference.startsWith('-') ? `−${difference.slice(1)}` : `+${difference}`;
}

/** Decimal units, three digits: `734 MB`, `1.23 GB`; `–` where it is not known. */
export function size(bytes: number | undefined): string {
  if (bytes === undefined) return '–';
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes;
  let unit = 'B';
  for (const larger of UNITS) {
    if (value < 999.5) break;
    value /= 1000;
    unit = larger;
  }
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${unit}`;
}
