/**
 * `npm run release [-- --draft --out DIR]`: makes what a release holds, into `release/VERSION` (docs/releasing.md). Refused: a tree
 * that is not committed, versions that differ, a CHANGELOG without the version's section; a draft is made all the same.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { wheelName } from '../../src/activation/wheel.ts';
import { version } from '../../src/version.ts';
import { newestChange, versionFaults } from './versions.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PEERS = join(ROOT, '.cache/peers');
const { values } = parseArgs({ options: { draft: { type: 'boolean' }, out: { type: 'string' } } });
const isDraft = values.draft === true;
const OUT = resolve(values.out ?? join(ROOT, 'release', version));

const wrong = faults();
if (wrong.length > 0 && !isDraft) {
  process.stderr.write(wrong.map((fault) => `release: ${fault}\n`).join(''));
  process.exit(1);
}
rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
run('npm', ['pack', '--silent', '--pack-destination', OUT]);
// Of the build that packing has made.
copyFileSync(join(ROOT, 'dist', wheelName(version)), join(OUT, wheelName(version)));
packSources();
run(join(PEERS, 'bin/helm'), ['package', 'deploy/helm/popcon', '--destination', OUT]);
packImageContext();
writeBillOfMaterials();
writeChecksums();
process.stdout.write(`${readdirSync(OUT).join('\n')}\n\n${isDraft ? 'A draft' : 'All of it'} is in ${OUT}\n`);

function faults(): readonly string[] {
  const newest = newestChange();
  return [
    ...versionFaults(),
    ...(newest === version ? [] : [`the newest section of CHANGELOG.md is ${newest}, not ${version}`]),
    ...(run('git', ['status', '--porcelain']) === '' ? [] : ['there are changes that are not committed']),
  ];
}

/** The reporter's sdist, by its own build backend. */
function packSources(): void {
  const build = 'import sys; from flit_core.buildapi import build_sdist; build_sdist(sys.argv[1])';
  run(join(PEERS, 'venv/bin/python'), ['-c', build, OUT], join(ROOT, 'python'));
}

/** The archive for `docker build -`: the Dockerfile, and the files that .dockerignore lets through. */
function packImageContext(): void {
  const wanted = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
    .split('\n')
    .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
  const name = `popularity-contest-image-${version}`;
  const files = ['Dockerfile', '.dockerignore', ...wanted];
  run('git', [
    'archive',
    '--format=tar.gz',
    `--output=${join(OUT, `${name}.tar.gz`)}`,
    'HEAD',
    '--',
    ...files,
  ]);
}

/**
 * CycloneDX, of what runs, whatever the platform. `npm sbom --omit=dev` also leaves out what a tool needs as well, so
 * npm is asked about a lock without the tools; it calls the root by its folder's name.
 */
function writeBillOfMaterials(): void {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-sbom-'));
  const { devDependencies: _, ...manifest } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  copyFileSync(join(ROOT, 'package-lock.json'), join(folder, 'package-lock.json'));
  run('npm', ['prune', '--silent', '--package-lock-only', '--offline', '--no-audit'], folder);
  const bill: { readonly metadata: { readonly component: { name: string } } } = JSON.parse(
    run('npm', ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'], folder),
  );
  rmSync(folder, { recursive: true });
  bill.metadata.component.name = 'popularity-contest';
  writeFileSync(
    join(OUT, `popularity-contest-${version}.cdx.json`),
    `${JSON.stringify(bill, undefined, 2)}\n`,
  );
}

/** As `sha256sum --check SHA256SUMS` reads them. */
function writeChecksums(): void {
  const lines = readdirSync(OUT)
    .sort()
    .map(
      (name) =>
        `${createHash('sha256')
          .update(readFileSync(join(OUT, name)))
          .digest('hex')}  ${name}\n`,
    );
  writeFileSync(join(OUT, 'SHA256SUMS'), lines.join(''));
}

function run(program: string, args: readonly string[], cwd = ROOT): string {
  if (program.startsWith(PEERS) && !existsSync(program)) {
    process.stderr.write(`release: ${program} is missing: npm run peers\n`);
    process.exit(1);
  }
  return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
