/** Renders the chart with the real helm, and finds things in what it made. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';

export const CHART = resolve(import.meta.dirname, '../../deploy/helm/popcon');
/** Every value set to something other than its default. */
export const FULL_VALUES = resolve(import.meta.dirname, '../fixtures/helm/full.yaml');

/** The Kubernetes it is rendered for and checked against. */
const KUBE_VERSION = '1.31.0';

const manifestSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** A path of keys and indices into parsed YAML; undefined where it leads nowhere. */
export function dig(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
}

/** @param args `--set`, `--values` and the like. */
export function renderText(helm: string, args: readonly string[], release = 'hub'): string {
  return execFileSync(
    helm,
    ['template', release, CHART, '--namespace', 'stats', '--kube-version', KUBE_VERSION, ...args],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );
}

export function render(helm: string, args: readonly string[] = [], release = 'hub'): Manifest[] {
  return parseManifests(renderText(helm, args, release));
}

function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => manifestSchema.parse(document.toJS()));
}

/** NOTES.txt as an admin sees it; `helm template` leaves it out, so it is rendered as a value of a manifest. */
export function renderNotes(helm: string, args: readonly string[]): string {
  const copy = mkdtempSync(join(tmpdir(), 'popcon-chart-'));
  try {
    cpSync(CHART, copy, { recursive: true });
    const notes = readFileSync(join(CHART, 'templates/NOTES.txt'), 'utf8');
    const manifest = `{{- define "notes" }}${notes}{{ end }}\nnotes: {{ include "notes" . | quote }}\n`;
    writeFileSync(join(copy, 'templates/notes.yaml'), manifest);
    const options = [
      '--namespace',
      'stats',
      '--kube-version',
      KUBE_VERSION,
      '--show-only',
      'templates/notes.yaml',
    ];
    const text = execFileSync(helm, ['template', 'hub', copy, ...options, ...args], { encoding: 'utf8' });
    return z.object({ notes: z.string() }).parse(parse(text)).notes;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** helm's refusal of values, or undefined where it takes them. */
export function refusal(helm: string, args: readonly string[]): string | undefined {
  const { status, stderr } = spawnSync(
    helm,
    ['template', 'hub', CHART, '--kube-version', KUBE_VERSION, ...args],
    {
      encoding: 'utf8',
    },
  );
  return status === 0 ? undefined : stderr;
}

export function lint(
  helm: string,
  args: readonly string[],
): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(
    helm,
    ['lint', '--strict', '--kube-version', KUBE_VERSION, CHART, ...args],
    { encoding: 'utf8' },
  );
  return { status, output: stdout + stderr };
}

/** The one manifest of a kind; throws where there is none. */
export function only(manifests: readonly Manifest[], kind: string): Manifest {
  const found = manifests.filter((manifest) => manifest.kind === kind);
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} manifests of kind ${kind}`);
  return found[0];
}
