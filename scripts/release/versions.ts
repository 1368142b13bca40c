/** Where the version stands besides package.json: all say the same, or there is no release. */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { version } from '../../src/version.ts';

const ROOT = resolve(import.meta.dirname, '../..');

interface Place {
  readonly file: string;
  readonly pattern: RegExp;
}

const PLACES: readonly Place[] = [
  { file: 'python/pyproject.toml', pattern: /^version = "(.+)"$/gm },
  { file: 'deploy/helm/popcon/Chart.yaml', pattern: /^(?:version|appVersion): "?([^"\n]+)"?$/gm },
  { file: 'deploy/statsd-exporter/values-popcon-image.yaml', pattern: /^ +tag: (.+)$/gm },
  ...globSync('docs/*.md', { cwd: ROOT }).map((file) => ({
    file,
    pattern: /popularity-contest[-:](\d+\.\d+\.\d+)/g,
  })),
];

/** One line for each place with another version than package.json's. */
export function versionFaults(): readonly string[] {
  return PLACES.flatMap(({ file, pattern }) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(pattern)]
      .filter(([, found]) => found !== version)
      .map(([text]) => `${file} says \`${text.trim()}\`, and package.json ${version}`),
  );
}

/** The heading of the newest section of CHANGELOG.md: a version, or `Unreleased`. */
export function newestChange(): string {
  return /^## (\S+)/m.exec(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'))?.[1] ?? 'missing';
}
