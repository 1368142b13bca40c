/**
 * `node scripts/helm-schema.ts`: writes Kubernetes' own types into the schema of the chart's values, so that what
 * goes into a manifest as it is given is checked to its last key. They are those of the peer kubernetes-validate.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
export const VALUES_SCHEMA = join(ROOT, 'deploy/helm/popcon/values.schema.json');
/** The newest that has all of them. */
const KUBERNETES = 'v1.37.0-local-strict';
/** Definitions whose names begin so are written here; the rest of the schema is written by hand. */
const OURS = 'io.k8s.';

type Json = { readonly [key: string]: unknown };

/** The schema with the definitions that it refers to; undefined where the peer is missing. */
export function withKubernetesTypes(schema: Json): Json | undefined {
  const [file] = globSync(
    `.cache/peers/venv/lib/python*/site-packages/kubernetes_validate/kubernetes-json-schema/${KUBERNETES}/_definitions.json`,
    { cwd: ROOT },
  );
  if (file === undefined) return undefined;
  const types = asJson(asJson(JSON.parse(readFileSync(join(ROOT, file), 'utf8'))).$defs);
  const definitions = Object.entries(asJson(schema.definitions)).filter(([name]) => !name.startsWith(OURS));
  const rest = { ...schema, definitions: Object.fromEntries(definitions) };
  const needed = new Map<string, unknown>();
  const wanted = [...referencesIn(rest)];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (needed.has(name)) continue;
    const type = closed(types[name]);
    needed.set(name, type);
    wanted.push(...referencesIn(type));
  }
  const sorted = [...needed].sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...schema, definitions: Object.fromEntries([...definitions, ...sorted]) };
}

/**
 * A type without its words, and with references that lead within this schema. A key without a value, which Kubernetes
 * takes for one that is not there, is refused: of `podSelector: { matchLabels: }` it would make every pod.
 */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).flatMap(([key, value]) => {
    if (key === 'description' && typeof value === 'string') return [];
    if (key === '$ref') return [[key, String(value).replace(/^.*\/\$defs\//, '#/definitions/')] as const];
    if (key === 'type' && Array.isArray(value))
      return [[key, value.filter((type) => type !== 'null')] as const];
    return [[key, closed(value)] as const];
  });
  return Object.fromEntries(entries);
}

function* referencesIn(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    const name = /^#\/definitions\/(io\.k8s\..+)$/.exec(key === '$ref' ? String(value) : '')?.[1];
    if (name === undefined) yield* referencesIn(value);
    else yield name;
  }
}

function asJson(value: unknown): Json {
  if (typeof value !== 'object' || value === null) throw new TypeError('not a JSON object');
  return Object.fromEntries(Object.entries(value));
}

if (import.meta.main) {
  const schema = withKubernetesTypes(asJson(JSON.parse(readFileSync(VALUES_SCHEMA, 'utf8'))));
  if (schema === undefined) throw new Error('kubernetes-validate is missing: npm run peers');
  writeFileSync(VALUES_SCHEMA, `${JSON.stringify(schema, undefined, 2)}\n`);
}
