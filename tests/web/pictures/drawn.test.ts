/** The pictures of pages as SVG, an element a line: each case changes what is drawn. */
import { test } from 'node:test';
import type { Html } from '../../../src/web/pages/layout.ts';
import { bar } from '../../../src/web/pictures/bar.ts';
import { barsOverTime } from '../../../src/web/pictures/bars-over-time.ts';
import { sparkline } from '../../../src/web/pictures/sparkline.ts';
import { treemap } from '../../../src/web/pictures/treemap.ts';
import { periodBars } from '../../../src/web/published/period-bars.ts';
import { matchGolden } from '../../golden.ts';

const day = (at: number) => `2026-11-${String(at).padStart(2, '0')}`;
const dayBars = (values: readonly number[]) =>
  values.map((value, at) => ({
    from: day(at + 1),
    to: day(at + 1),
    value,
    text: `${value} processes`,
    href: at === 0 ? undefined : `?from=${day(at + 1)}`,
  }));
const period = (at: number, value: number, isShort = false) => ({
  name: `2026-${String(at).padStart(2, '0')}`,
  value,
  text: `${value}${isShort ? ', only from 2026-01-16 on' : ''}`,
  isShort,
});
const leaf = (name: string, bytes: number, use: 'often' | 'unused' = 'often') => ({
  name,
  bytes,
  use,
  title: `${name}: ${bytes}`,
});
const label = 'all of it in a sentence';

const CASES: Readonly<Record<string, () => Html>> = {
  'a few days': () => barsOverTime({ bars: dayBars([3, 0, 12]), silences: [], tick: String, label }),
  'days with a silence': () =>
    barsOverTime({
      bars: dayBars([1_000, 900, 0, 0, 0, 800, 950, 1_200, 20_000]),
      silences: [{ from: day(3), to: day(5) }],
      tick: (value) => value.toLocaleString('en'),
      label,
    }),
  'days with nothing': () => barsOverTime({ bars: dayBars([0, 0]), silences: [], tick: String, label }),
  'periods beside': () =>
    periodBars([period(1, 12, true), period(2, 1_500), period(3, 900)], label, {
      column: 'side',
      isShare: false,
    }),
  'many periods': () =>
    periodBars(
      Array.from({ length: 12 }, (_, at) => period(at + 1, at / 100)),
      label,
      { column: 'page', isShare: true },
    ),
  'periods with nothing': () =>
    periodBars([period(1, 0), period(2, 0)], label, { column: 'page', isShare: false }),
  treemap: () =>
    treemap(
      [
        leaf('small', 30),
        { ...leaf('numpy <x>', 700), href: 'package?package=numpy' },
        leaf('torch-with-a-long-name', 270, 'unused'),
        ...[60, 55, 50, 45].map((bytes) => leaf(`a-name-that-is-cut-${bytes}`, bytes)),
        leaf('none', 0),
      ],
      label,
    ),
  'treemap of many': () =>
    treemap(
      Array.from({ length: 254 }, (_, at) =>
        leaf(`package-${at}`, 1 + 1_000 * (254 - at), at % 2 ? 'often' : 'unused'),
      ),
      label,
    ),
};

for (const [name, drawn] of Object.entries(CASES)) {
  test(name, async () => {
    const lines = String(await drawn())
      .replaceAll(/(<[^/])/g, '\n$1')
      .trim();
    // Of many areas the first and the last say how all are drawn.
    const shown =
      name === 'treemap of many'
        ? lines
            .split('\n')
            .filter((line) => /smaller|package-(0|249|250)\D/.test(line))
            .join('\n')
        : lines;
    matchGolden(`pictures/${name.replaceAll(' ', '-')}.html`, `${shown}\n`);
  });
}

const SMALL: readonly (readonly [name: string, drawn: () => Html])[] = [
  ['a share', () => bar(0.256)],
  ['nothing', () => bar(0)],
  ['next to nothing', () => bar(0.000_1)],
  ['more than all', () => bar(1.4)],
  ['a course', () => sparkline([0, 5, 10])],
  ['a course of one', () => sparkline([7])],
  ['a course of nothing', () => sparkline([0, 0])],
  ['a long course, whole from its end', () => sparkline(Array.from({ length: 121 }, (_, at) => at))],
];

test('bars and courses of tables', async () => {
  const lines = await Promise.all(SMALL.map(async ([name, drawn]) => `${name}: ${await drawn()}\n`));
  matchGolden('pictures/of-tables.html', lines.join(''));
});
