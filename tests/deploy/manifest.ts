/** package.json, as far as what is shipped depends on it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

const schema = z.object({
  version: z.string(),
  engines: z.object({ node: z.string() }),
});

export function readManifest(): z.infer<typeof schema> {
  return schema.parse(JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8')));
}
