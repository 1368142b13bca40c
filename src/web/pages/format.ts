/** Numbers as the terminal shows them, with what pages need besides: a sign for the unknown, a true minus. */
import { formatBytes, formatCount, formatOf, formatPoints, formatShare } from '../../words/number.ts';

const UNKNOWN = '–';

/** `12,345`. */
export function count(amount: number | undefined): string {
  return amount === undefined ? UNKNOWN : formatCount(amount);
}

/** `3 days`, `1 day`: the count with its noun. */
export const many = formatOf;

/** A share of 0 to 1: `25.6%`. */
export function percent(share: number | undefined): string {
  return share === undefined ? UNKNOWN : formatShare(share);
}

/** Beside an axis, with no more digits than there are: `5%`, `0.25%`. */
export function shareTick(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}

/** A difference of shares in percentage points: `+2.1`, `−0.3`, `0.0`. */
export function points(before: number, after: number): string {
  return withMinus(formatPoints(after - before));
}

/** A number as the terminal has it, with the minus of a printed one. */
export function withMinus(text: string): string {
  return text.replace('-', '−');
}

/** A difference of counts: `+12`, `−3`. */
export function difference(before: number, after: number): string {
  return `${after < before ? '−' : '+'}${count(Math.abs(after - before))}`;
}

/** Of a distribution, behind its installer: `, on request`, `, came along`; nothing where it is not known. */
export function requestedText({ requested }: { readonly requested?: boolean }): string {
  return requested === undefined ? '' : requested ? ', on request' : ', came along';
}

/** `734 MB`, `1.2 GB`. */
export function size(bytes: number | undefined): string {
  return bytes === undefined ? UNKNOWN : formatBytes(bytes);
}
