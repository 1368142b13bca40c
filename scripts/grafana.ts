/** `node scripts/grafana.ts`: writes deploy/grafana/popcon.json anew. */
import { writeFileSync } from 'node:fs';
import { buildDashboard } from './grafana/dashboard.ts';

const target = new URL('../deploy/grafana/popcon.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(buildDashboard(), undefined, 2)}\n`);
