/**
 * `Requires-Dist` as metadata have it → what a distribution requires in one environment: the requirements that
 * hold by its markers, and those that its extras add. Passed over: what is no requirement by PEP 508.
 */

import { language } from '../languages/languages.ts';
import type { Requirement } from './inventory.ts';
import { type MarkerEnvironment, parseMarker } from './marker.ts';
import { parseRequirement } from './requirement.ts';

/** The longest line; of a longer one the end is cut off, so that its marker is not understood and it holds. */
export const MAX_REQUIREMENT_LENGTH = 8_192;
/** A marker that names more extras is not tried with each of them: what it marks is taken to hold. */
const MAX_EXTRAS_OF_A_MARKER = 50;

/** Each requirement where it holds by itself, else once for each extra under which it holds. */
export function activeRequirements(
  lines: readonly string[],
  providedExtras: readonly string[],
  environment: MarkerEnvironment,
): Requirement[] {
  const provided = new Set(providedExtras.map(language.normalizeName));
  return lines.flatMap((line) => {
    const parsed = parseRequirement(line);
    if (parsed === undefined) return [];
    const { name, extras } = parsed;
    const requirement = { name, ...(extras.length > 0 && { extras }) };
    return extrasOf(parsed.marker, provided, environment).map((extra) =>
      extra === undefined ? requirement : { ...requirement, extra },
    );
  });
}

/** Undefined stands for no extra. pip takes no extra that is not provided; older metadata provide none by name. */
function extrasOf(
  text: string | undefined,
  provided: ReadonlySet<string>,
  environment: MarkerEnvironment,
): (string | undefined)[] {
  if (text === undefined) return [undefined];
  const marker = parseMarker(text);
  if (marker.extras.size > MAX_EXTRAS_OF_A_MARKER || marker.holds(environment)) return [undefined];
  return [...marker.extras].filter(
    (extra) =>
      language.normalizedName.test(extra) &&
      (provided.size === 0 || provided.has(extra)) &&
      marker.holds(environment, extra),
  );
}
