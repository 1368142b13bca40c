/**
 * poetry.lock → what Poetry would install on any system, and what requires what; markers are not evaluated. What was
 * asked for stands in pyproject.toml.
 */
import { z } from 'zod';
import { language } from '../../languages/languages.ts';
import { readPipLine } from '../files/pip-line.ts';
import type { Requirement } from '../inventory.ts';
import { listKind } from './list-kind.ts';
import { listedRow } from './listed-row.ts';
import { distinct } from './one-each.ts';

const constraint = z.union([
  z.string(),
  z.object({ optional: z.boolean().default(false), extras: z.array(z.string()).default([]) }),
]);
const schema = z.object({
  metadata: z.object({ 'content-hash': z.string() }),
  package: z
    .array(
      z.object({
        name: z.string(),
        version: z.string(),
        develop: z.boolean().optional(),
        dependencies: z.record(z.string(), z.union([constraint, z.array(constraint)])).default({}),
        extras: z.record(z.string(), z.array(z.string())).default({}),
      }),
    )
    .default([]),
});
type Package = z.infer<typeof schema>['package'][number];

export const poetryLock = listKind({
  source: 'poetry-lock',
  detect: ({ toml }) => schema.safeParse(toml).data,
  read: ({ package: packages }) => ({
    tells: ['requirements'],
    distributions: packages.map((one) => ({
      ...listedRow({ ...one, editable: one.develop }),
      requirements: distinct(requirementsOf(one)),
    })),
  }),
});

/** An optional dependency holds through the extras that name it. */
function requirementsOf({ dependencies, extras }: Package): Requirement[] {
  const extrasOf = (name: string) =>
    Object.entries(extras).flatMap(([extra, texts]) =>
      texts.some((text) => nameIn(text) === name) ? [extra] : [],
    );
  return Object.entries(dependencies).flatMap(([written, constraints]): Requirement[] => {
    const name = language.normalizeName(written);
    return [constraints].flat().flatMap((one): Requirement[] => {
      const asked = typeof one === 'string' ? [] : one.extras.map(language.normalizeName);
      const requirement = { name, ...(asked.length > 0 && { extras: asked }) };
      if (typeof one === 'string' || !one.optional) return [requirement];
      return extrasOf(name).map((extra) => ({ ...requirement, extra: language.normalizeName(extra) }));
    });
  });
}

function nameIn(text: string): string | undefined {
  const line = readPipLine(text);
  return line.kind === 'entry' ? line.asks.named?.name : undefined;
}
