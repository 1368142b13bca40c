/** The committed Grafana dashboard, as its tests read it. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const panel = z.object({
  type: z.string(),
  title: z.string(),
  description: z.string().optional(),
  datasource: z.object({ type: z.string(), uid: z.string() }).optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  targets: z.array(z.object({ expr: z.string(), instant: z.boolean().optional() })).optional(),
});

const dashboard = z.object({ panels: z.array(panel) });

export interface DashboardQuery {
  readonly title: string;
  readonly expr: string;
  readonly instant: boolean;
}

export function readDashboard(): z.infer<typeof dashboard> {
  return dashboard.parse(
    JSON.parse(readFileSync(new URL('../../deploy/grafana/popcon.json', import.meta.url), 'utf8')),
  );
}

export function dashboardQueries({ panels }: z.infer<typeof dashboard>): DashboardQuery[] {
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, instant = false }) => ({ title, expr, instant })),
  );
}
