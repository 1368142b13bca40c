/** `npm run reference`: writes the pages of the docs that are made from the program. A test says when it is due. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { referencePages } from './reference/pages.ts';

for (const [file, text] of Object.entries(await referencePages())) {
  writeFileSync(resolve(import.meta.dirname, '../docs', file), text);
}
