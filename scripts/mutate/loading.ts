/**
 * How a file of the sandbox is loaded in Stryker's process: `node:test` is the registry beside this file, and each
 * generation of modules is a fresh one, so that a mutant in what runs at loading is seen, too. Says who imports whom.
 */
import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const REGISTRY = new URL('./registry.ts', import.meta.url).href;

export interface Loading {
  load(file: string): Promise<unknown>;
  startGeneration(): void;
  /** True where loading `file` has loaded `other`, directly or by way of others. */
  reaches(file: string, other: string): boolean;
}

export function hookLoading(sandbox: string): Loading {
  const root = `${pathToFileURL(sandbox).href}/`;
  const imports = new Map<string, Set<string>>();
  const sources = new Map<string, string>();
  let generation = 0;

  registerHooks({
    resolve(specifier, context, next) {
      const parent = context.parentURL ?? '';
      if (!parent.startsWith(root)) return next(specifier, context);
      if (specifier === 'node:test')
        return { url: REGISTRY, format: 'module-typescript', shortCircuit: true };
      const found = next(specifier, context);
      if (!found.url.startsWith(root) || !/\.ts$/.test(found.url)) return found;
      const importer = fileURLToPath(withoutQuery(parent));
      imports.set(importer, (imports.get(importer) ?? new Set()).add(fileURLToPath(found.url)));
      return { ...found, url: `${found.url}?generation=${generation}` };
    },
    load(url, context, next) {
      if (!url.startsWith(root) || !url.includes('.ts?generation=')) return next(url, context);
      const file = fileURLToPath(withoutQuery(url));
      const source = sources.get(file) ?? stripTypeScriptTypes(readFileSync(file, 'utf8'));
      sources.set(file, source);
      return { format: 'module', source, shortCircuit: true };
    },
  });

  return {
    load: (file) => import(`${pathToFileURL(file).href}?generation=${generation}`),
    startGeneration: () => {
      generation += 1;
    },
    reaches(file, other) {
      const seen = new Set<string>();
      const waiting = [file];
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        if (next === other) return true;
        for (const imported of imports.get(next) ?? []) {
          if (seen.has(imported)) continue;
          seen.add(imported);
          waiting.push(imported);
        }
      }
      return false;
    },
  };
}

function withoutQuery(url: string): string {
  return url.replace(/\?.*$/, '');
}
