/** The committed dashboard is what the generator makes, and holds together by itself. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { buildDashboard } from '../../scripts/grafana/dashboard.ts';
import { QUERIES } from '../../scripts/grafana/queries.ts';
import { dashboardQueries, readDashboard } from './dashboard.ts';

const dashboard = readDashboard();

test('deploy/grafana/popcon.json is what scripts/grafana.ts writes', () => {
  const committed = readFileSync(new URL('../../deploy/grafana/popcon.json', import.meta.url), 'utf8');
  assert.equal(
    committed,
    `${JSON.stringify(buildDashboard(), undefined, 2)}\n`,
    'run node scripts/grafana.ts',
  );
});

test('every query stands in a panel, and every panel asks one of them', () => {
  assert.deepEqual(
    dashboardQueries(dashboard)
      .map(({ expr }) => expr)
      .sort(),
    Object.values(QUERIES).sort(),
  );
});

test('every panel asks the chosen Prometheus and says what it shows', () => {
  for (const panel of dashboard.panels) {
    if (panel.type === 'row') continue;
    assert.deepEqual(panel.datasource, { type: 'prometheus', uid: '$datasource' }, panel.title);
    assert.ok((panel.description ?? '').length > 20, `${panel.title} has a description`);
  }
});

test('what is asked of packages and processes is asked of the chosen namespaces', () => {
  for (const { title, expr } of dashboardQueries(dashboard)) {
    // The installed packages are the same whatever is chosen.
    const chosen = expr.replace('group by (package) (python_popcon_imported_package)', '');
    for (const [metric] of chosen.matchAll(/python_popcon_\w+\S*/g)) {
      assert.match(metric, /^python_popcon_\w+\{namespace=~"\$namespace"[,}]/, title);
    }
  }
});

test('panels do not overlap', () => {
  const cells = new Map<string, string>();
  for (const { title, gridPos } of dashboard.panels) {
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        const other = cells.get(`${x},${y}`);
        assert.equal(other, undefined, `${title} lies over ${other}`);
        cells.set(`${x},${y}`, title);
      }
      assert.ok(x < 24, `${title} is within the page`);
    }
  }
});
