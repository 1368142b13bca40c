/** Where the reporter's sources lie: beside `src/`, as beside `dist/`. */
import { fileURLToPath } from 'node:url';

export const REPORTER_SOURCES = fileURLToPath(new URL('../../python', import.meta.url));
