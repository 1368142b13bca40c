/** The pages of a published site as HTML, and its files: what is partial, noised or hidden, and what is added up. */
import { test } from 'node:test';
import type { Release } from '../../../src/release/document.ts';
import type { ReleasedPeriod } from '../../../src/release/released.ts';
import { drawSite } from '../../../src/web/published/site.ts';
import { matchGolden } from '../../golden.ts';
import { contentOf, taggedLines } from '../pages/content.ts';

type Told = ReleasedPeriod['packages'][number];

const told = (name: string, processes: number, more: Partial<Told> = {}): Told => ({
  package: name,
  processes,
  partial: false,
  ...more,
});

function month(period: string, packages: Told[], more: Partial<ReleasedPeriod> = {}): ReleasedPeriod {
  return {
    by: 'month',
    period,
    from: `${period}-01`,
    to: `${period}-28`,
    firstReleased: '2027-02-01',
    minProcesses: 20,
    processes: {
      processes: 200,
      partial: true,
      namespaces: [
        { namespace: 'hub <a>', processes: 150 },
        { namespace: '', processes: 50 },
      ],
    },
    packages,
    ...more,
  };
}

const namespaces = [
  { namespace: 'hub <a>', processes: 120 },
  { namespace: '', processes: 30 },
];
const release: Release = {
  generator: 'popcon 0.0.0',
  made: '2027-02-01',
  about: { title: 'A <hub>', owner: 'Library', contact: 'ana@example.org' },
  by: 'month',
  periods: [
    month('2026-10', [told('numpy', 90)], { from: '2026-10-16' }),
    month('2026-11', [told('numpy', 80), told('Pillow.old', 25, { partial: true })]),
    month('2026-12', [told('numpy', 150, { namespaces }), told('scipy', 40)], {
      other: { imports: 33, partial: true },
    }),
  ],
};
const old: Release = {
  generator: 'popcon 0.0.0',
  made: '2027-02-01',
  about: { contact: 'https://example.org/help' },
  by: 'total',
  periods: [
    {
      by: 'total',
      period: '2026-01-01_2026-12-31',
      from: '2026-01-01',
      to: '2026-12-31',
      firstReleased: '2027-02-01',
      minProcesses: 1,
      packages: [told('numpy', 90), told('scipy', 45)],
    },
  ],
};

const { processes: _, ...untold } = month('2026-09', [told('numpy', 30)]);
/** Periods of no name, of which one does not tell its processes; with noise. */
const noised: Release = {
  generator: 'popcon 0.0.0',
  made: '2027-02-01',
  by: 'total',
  periods: [
    untold,
    month('2026-10', [told('numpy', 90, { namespaces }), told('scipy', 21)], {
      noise: { distribution: 'discrete Laplace', epsilon: '1/2', margin95: 6 },
    }),
  ],
};
/** Of reporters that count no processes. */
const unshared: Release = {
  ...old,
  periods: ['2026-09', '2026-10'].map((name) => ({ ...untold, period: name })),
};

/** The file, and its golden. Front pages are shown whole. */
const CASES: readonly (readonly [release: Release, file: string, golden: string])[] = [
  [release, 'index.html', 'front'],
  [release, 'data.html', 'data'],
  [release, 'periods/2026-11.html', 'period'],
  [release, 'periods/all_periods.94296138b121.html', 'all-periods'],
  [release, 'packages/numpy.html', 'package'],
  [release, 'packages/scipy.html', 'package-of-one-period'],
  [release, 'namespaces/no-namespace..html', 'no-namespace'],
  [release, 'namespaces/hub__a_.597781be226c.html', 'namespace'],
  [old, 'index.html', 'front-without-processes'],
  [{ ...old, about: { contact: 'Room 12' } }, 'index.html', 'front-with-a-room'],
  [old, 'packages/numpy.html', 'package-without-processes'],
  [noised, 'index.html', 'front-with-noise'],
  [noised, 'packages/scipy.html', 'package-with-noise'],
  [noised, 'packages/numpy.html', 'package-with-noise-and-namespaces'],
  [unshared, 'packages/numpy.html', 'package-without-shares'],
  [old, 'data.html', 'data-without-owner'],
];

for (const file of ['packages.csv', 'processes.csv', 'datapackage.json']) {
  test(file, async () => {
    const files = await drawSite(release, []);
    matchGolden(`publish/pages/${file}`, files.get(file) ?? '');
  });
}

for (const [from, file, golden] of CASES) {
  test(`${golden}: ${file}`, async () => {
    const files = await drawSite(from, []);
    const text = files.get(file) ?? `none of ${[...files.keys()].join(', ')}`;
    matchGolden(
      `publish/pages/${golden}.html`,
      golden.startsWith('front') ? taggedLines(text) : contentOf(text),
    );
  });
}
