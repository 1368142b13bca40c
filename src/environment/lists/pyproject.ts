/**
 * pyproject.toml → what it asks for, those of extras and groups included: PEP 621, PEP 735, Poetry, and what uv and
 * PDM had before groups. The project itself is no part of the list.
 * https://packaging.python.org/en/latest/specifications/pyproject-toml/
 */
import { z } from 'zod';
import { language } from '../../languages/languages.ts';
import { refusedFile } from '../files/looks-like.ts';
import { readPipLine } from '../files/pip-line.ts';
import type { Distribution } from '../inventory.ts';
import { notListed } from './asked-for.ts';
import { listKind } from './list-kind.ts';
import { listedRow } from './listed-row.ts';

const texts = z.array(z.string()).default([]);
const poetryTable = z.record(z.string(), z.unknown()).default({});
const schema = z.object({
  project: z
    .object({
      name: z.string().default(''),
      dependencies: texts,
      'optional-dependencies': z.record(z.string(), texts).default({}),
    })
    .default({ name: '', dependencies: [], 'optional-dependencies': {} }),
  'dependency-groups': z
    .record(z.string(), z.array(z.union([z.string(), z.object({ 'include-group': z.string() })])))
    .default({}),
  tool: z
    .object({
      uv: z.object({ 'dev-dependencies': texts }).optional(),
      pdm: z.object({ 'dev-dependencies': z.record(z.string(), texts).default({}) }).optional(),
      poetry: z
        .object({
          dependencies: poetryTable,
          'dev-dependencies': poetryTable,
          group: z.record(z.string(), z.object({ dependencies: poetryTable })).default({}),
        })
        .optional(),
    })
    .default({}),
});
type Pyproject = z.infer<typeof schema>;

const TABLES = ['project', 'dependency-groups', 'build-system', 'tool'];

export const pyproject = listKind({
  source: 'pyproject',
  detect: ({ toml }) =>
    toml !== undefined && Object.keys(toml).every((key) => TABLES.includes(key))
      ? schema.safeParse(toml).data
      : undefined,
  read: (found, { file }) => {
    const entries = requirementTexts(found).map((text) => ({ text, line: readPipLine(text) }));
    // An extra may ask for further extras of the project itself.
    const self = language.normalizeName(found.project.name);
    const distributions = [
      ...entries.flatMap(({ text, line }): Distribution[] => {
        if (line.kind !== 'entry') throw refusedFile(file, `\`${text}\` is no requirement`);
        return line.asks.named === undefined ? [] : [line.asks.named];
      }),
      ...poetryDependencies(found),
    ].filter(({ name }) => name !== self);
    return {
      distributions,
      notes: entries
        .filter(({ line }) => line.kind === 'entry' && line.asks.named === undefined)
        .map(({ text }) => notListed(file.path, text)),
    };
  },
});

function requirementTexts({ project, 'dependency-groups': groups, tool }: Pyproject): string[] {
  return [
    ...project.dependencies,
    ...Object.values(project['optional-dependencies']).flat(),
    ...Object.values(groups)
      .flat()
      .filter((one) => typeof one === 'string'),
    ...(tool.uv?.['dev-dependencies'] ?? []),
    ...Object.values(tool.pdm?.['dev-dependencies'] ?? {}).flat(),
  ];
}

/** Poetry's own table: a plain version is that version, `^1.2` and the like are several. */
function poetryDependencies({ tool: { poetry } }: Pyproject): Distribution[] {
  if (poetry === undefined) return [];
  const tables = [
    poetry.dependencies,
    poetry['dev-dependencies'],
    ...Object.values(poetry.group).map((one) => one.dependencies),
  ];
  return tables.flatMap(Object.entries).flatMap(([written, constraint]): Distribution[] => {
    const name = language.normalizeName(written);
    if (name === 'python' || !language.normalizedName.test(name)) return [];
    const text = z
      .union([z.string(), z.object({ version: z.string() }).transform(({ version }) => version)])
      .safeParse(constraint);
    const version = /^(?:==\s*)?(\d[^\s,*|]*)$/.exec(text.data?.trim() ?? '')?.[1];
    return [listedRow({ name, version })];
  });
}
