/** Every kind of list, in the order in which a file is tried: what is sure by its form comes first. */
import { environmentYml, requirements } from './asked-for.ts';
import { condaExplicit, condaExport, condaList, condaListJson } from './conda-list.ts';
import type { ListKind } from './list-kind.ts';
import { pipInspect } from './pip-inspect.ts';
import { pipList, pipListJson } from './pip-list.ts';
import { poetryLock } from './poetry-lock.ts';
import { pylock } from './pylock.ts';
import { pyproject } from './pyproject.ts';
import { uvLock } from './uv-lock.ts';

export const LIST_KINDS: readonly ListKind[] = [
  pipInspect,
  pipListJson,
  condaListJson,
  pylock,
  uvLock,
  poetryLock,
  pyproject,
  environmentYml,
  condaExplicit,
  condaList,
  condaExport,
  pipList,
  requirements,
];
