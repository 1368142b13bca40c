/**
 * Two versions and an operator → whether they compare so by the version specifiers specification (PEP 440),
 * prereleases allowed. Where the library simplifies, the specification's own words are here.
 */
import { eq, explain, gt, lt, type Pep440Version, satisfies, validRange } from '@renovatebot/pep440';

/** Undefined where operator and `wanted` make no version specifier; false where `candidate` is no version. */
export function compareVersions(candidate: string, operator: string, wanted: string): boolean | undefined {
  const bound = wanted.trim();
  if (operator === '===' && !/[\s;)]/.test(bound)) return candidate.toLowerCase() === bound.toLowerCase();
  if (/^[a-z]/.test(operator) || operator === '===' || !validRange(operator + bound)) return undefined;
  const version = explain(candidate);
  if (version === null) return false;
  const spec = explain(bound.replace(/\.\*$/, ''));
  if (spec === null) return undefined;
  if (bound.endsWith('.*')) return hasPrefix(version, spec) === (operator === '==');
  if (operator === '<') return isBelow(version, spec);
  if (operator === '>') return isAbove(version, spec);
  return satisfies(candidate, operator + bound, { prereleases: true });
}

function hasPrefix(version: Pep440Version, { epoch, release }: Pep440Version): boolean {
  return version.epoch === epoch && release.every((part, at) => part === (version.release[at] ?? 0));
}

/** A prerelease of the wanted version itself is not below it: 3.0a1 is not < 3.0. */
function isBelow(version: Pep440Version, spec: Pep440Version): boolean {
  if (version.is_prerelease && !spec.is_prerelease && eq(version.base_version, spec.base_version))
    return spec.is_postrelease && lt(withoutDev(version), withoutDev(spec));
  return lt(version.public, spec.public);
}

/** A postrelease of the wanted version itself is not above it: 3.0.post1 is not > 3.0. */
function isAbove(version: Pep440Version, spec: Pep440Version): boolean {
  return (
    !(version.is_postrelease && eq(withoutPost(version), spec.public)) && gt(version.public, spec.public)
  );
}

function withoutPost({ base_version, pre }: Pep440Version): string {
  return base_version + (pre ?? []).join('');
}

function withoutDev(version: Pep440Version): string {
  return withoutPost(version) + (version.is_postrelease ? `.post${version.post}` : '');
}
