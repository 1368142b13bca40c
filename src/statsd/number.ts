/** Reads a number as Go's strconv.ParseFloat does, which is what statsd_exporter takes values and factors with. */

const DIGITS = String.raw`\d+(?:_\d+)*`;
const HEX_DIGITS = String.raw`[\da-fA-F]+(?:_[\da-fA-F]+)*`;
const DECIMAL = new RegExp(
  String.raw`^[+-]?(?:${DIGITS}(?:\.(?:${DIGITS})?)?|\.${DIGITS})(?:[eE][+-]?${DIGITS})?$`,
);
const HEXADECIMAL = new RegExp(
  String.raw`^([+-]?)0[xX](?:_?(${HEX_DIGITS})(?:\.(${HEX_DIGITS})?)?|\.(${HEX_DIGITS}))[pP]([+-]?${DIGITS})$`,
);
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/**
 * The number, which is ±Infinity or NaN where one is written out; undefined where it is not a number or too large
 * for a double. Digits may be grouped by underscores; hexadecimal floats need their `p` exponent.
 */
export function parseFloat64(text: string): number | undefined {
  if (DECIMAL.test(text)) return finite(Number(text.replaceAll('_', '')));
  if (text.length === 3 && text.toLowerCase() === 'nan') return Number.NaN;
  const infinite = INFINITE.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  const hexadecimal = HEXADECIMAL.exec(text);
  return hexadecimal === null ? undefined : parseHexadecimal(hexadecimal);
}

function parseHexadecimal(parts: RegExpExecArray): number | undefined {
  const [, sign, whole = '', afterWhole, alone, exponent = ''] = parts;
  const fraction = (afterWhole ?? alone ?? '').replaceAll('_', '');
  const mantissa = Number(BigInt(`0x${whole.replaceAll('_', '')}${fraction}`));
  if (mantissa === 0) return 0;
  const power = Number(exponent.replaceAll('_', '')) - 4 * fraction.length;
  // In two steps, so that neither power leaves the range of a double where the product does not.
  const half = Math.trunc(power / 2);
  const magnitude = finite(mantissa * 2 ** half * 2 ** (power - half));
  return magnitude !== undefined && sign === '-' ? -magnitude : magnitude;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
