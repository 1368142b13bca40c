/** `--removals`: what `popcon.yml` announces, in a file for as long as the reporter's activation reads it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '../../config/find.ts';
import { removalsDocument } from '../../removals/document.ts';
import { removalsIn } from '../../removals/removal.ts';

export async function withRemovalsFile<T>(
  configuration: Configuration,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const text = removalsDocument(removalsIn(configuration));
  const folder = await mkdtemp(join(tmpdir(), 'popcon-removals-'));
  try {
    const file = join(folder, 'removals.json');
    await writeFile(file, text);
    return await use(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}
