/** `npm run reference`: docs/command-line.md, docs/metrics.md and docs/popcon.1 from the program. A test says when it is due. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeCommands } from '../src/commands/reference/describe.ts';
import { formatMan } from '../src/commands/reference/man.ts';
import { formatReference } from '../src/commands/reference/markdown.ts';
import { formatMetrics } from '../src/commands/reference/metrics.ts';
import { version } from '../src/version.ts';

const DOCS = resolve(import.meta.dirname, '../docs');

const commands = await describeCommands();
writeFileSync(`${DOCS}/command-line.md`, formatReference(commands));
writeFileSync(`${DOCS}/metrics.md`, formatMetrics());
writeFileSync(`${DOCS}/popcon.1`, formatMan(commands, version));
