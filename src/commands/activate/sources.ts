/** Where the reporter's sources lie: two folders up from `src/commands/` as from `dist/commands/`. */
import { fileURLToPath } from 'node:url';

export const REPORTER_SOURCES = fileURLToPath(new URL('../../../python', import.meta.url));
