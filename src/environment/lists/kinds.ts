/** Every kind of list, in the order in which a file is tried: what is sure by its form comes first. */
import { condaExplicit } from './conda-explicit.ts';
import { condaExport } from './conda-export.ts';
import { condaList } from './conda-list.ts';
import { condaListJson } from './conda-list-json.ts';
import { environmentYml } from './environment-yml.ts';
import type { ListKind } from './list-kind.ts';
import { pipInspect } from './pip-inspect.ts';
import { pipList } from './pip-list.ts';
import { pipListJson } from './pip-list-json.ts';
import { poetryLock } from './poetry-lock.ts';
import { pylock } from './pylock.ts';
import { pyproject } from './pyproject.ts';
import { requirements } from './requirements.ts';
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
