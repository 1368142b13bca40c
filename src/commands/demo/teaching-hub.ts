/**
 * A teaching hub of the demo and the screenshots, made up: a year and a half of six namespaces that share an image,
 * one of which has gone silent; terms, a break in winter, packages that came, went, are needed once a year or are announced
 * to go.
 */
import { type Day, formatDay } from '../../series/day.ts';
import { MISSED_PACKAGE, NOTICES } from '../../series/metrics.ts';
import type { MadeUpHistory, MadeUpNamespace, MadeUpPackage } from './fill-ledger.ts';
import { imageOn, PACKAGES } from './teaching-image.ts';

const DAYS = 550;
const SILENT_DAYS = 12;

const OF_THE_IMAGE: readonly MadeUpNamespace[] = [
  { name: 'datahub', processesADay: 1_480 },
  { name: 'data100', processesADay: 620 },
  { name: 'stat20', processesADay: 410 },
  { name: 'biology', processesADay: 160 },
  { name: 'public-health', processesADay: 55 },
];
/** It has an image of its own, so that its silence keeps no answer about the other from being given. */
const SILENT: MadeUpNamespace = { name: 'astro', processesADay: 70, silentDays: SILENT_DAYS };

/** Where a hub is not like the others, in percent. */
const SPECIALTIES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'scikit-learn': { data100: 41, biology: 22 },
  sqlalchemy: { data100: 19 },
  duckdb: { data100: 9 },
  geopandas: { biology: 12, 'public-health': 21 },
  statsmodels: { stat20: 4, 'public-health': 38 },
  astropy: { astro: 83, datahub: 0.4, data100: 0, stat20: 0, biology: 0, 'public-health': 0 },
  biopython: { biology: 46, datahub: 0.2, data100: 0, stat20: 0, astro: 0, 'public-health': 2 },
};

/** Installed some months ago, and not yet imported by anybody. */
const LATECOMERS = ['vaex', 'pymc', 'pytensor', 'arviz', 'prophet', 'cmdstanpy', 'holidays'];
const SINCE_LAST_TERM = ['polars', 'duckdb'];
/** Of a course that is held once a year, and was held some months ago. */
const OF_A_COURSE = ['rdkit', 'cartopy'];
const COURSE_DAYS = { activeFrom: DAYS - 470, activeTo: DAYS - 400 };
const NEXT_COURSE_DAYS = { activeFrom: DAYS - 160, activeTo: DAYS - 100 };

/** Announced some weeks ago to those who use it; taken out of the image some weeks ago, and still asked for by some. */
const ANNOUNCED = { name: 'dask', sinceDays: 40, inDays: 20 };
const GONE = { name: 'theano', sinceDays: 120, goneDays: 60 };
const OF_REMOVALS: readonly MadeUpPackage[] = [
  { name: ANNOUNCED.name, metric: NOTICES, share: 0.002, activeFrom: DAYS - ANNOUNCED.sinceDays },
  { name: GONE.name, metric: MISSED_PACKAGE, share: 0.000_2, activeFrom: DAYS - GONE.goneDays },
];

/** Counts that end on `today`, three inventories, and the silence. */
export function teachingHub(today: Day): MadeUpHistory {
  const namespaces = OF_THE_IMAGE.map(({ name }) => name);
  return {
    packages: [...PACKAGES.flatMap(packagesOf), ...OF_REMOVALS],
    namespaces: [...OF_THE_IMAGE, SILENT],
    days: DAYS,
    lastDay: formatDay(today),
    course: courseOfTheYear,
    inventories: [
      imageOn(formatDay(today - DAYS + 1), new Set([...LATECOMERS, ...SINCE_LAST_TERM]), namespaces),
      imageOn(formatDay(today - 150), new Set(SINCE_LAST_TERM), namespaces),
      imageOn(formatDay(today - 20), new Set(), namespaces),
    ],
  };
}

/** The hub's `popcon.yml`, beside its ledger. */
export function teachingHubConfiguration(ledgerFile: string, today: Day): string {
  const [announced, goes] = [today - ANNOUNCED.sinceDays, today + ANNOUNCED.inDays].map(formatDay);
  const [told, gone] = [today - GONE.sinceDays, today - GONE.goneDays].map(formatDay);
  return `title: Teaching Hub (made up)
from: ${ledgerFile}
publish: {owner: A made-up university, contact: hub@example.org}
keep:
  - {name: mxnet, reason: "the lecture of next spring needs it", owner: "a lecturer"}
removals:
  - {packages: [${ANNOUNCED.name}], since: ${announced}, on: ${goes}, because: "few use it, and polars does the same", instead: polars}
  - {packages: [${GONE.name}], since: ${told}, on: ${gone}, because: "no release since 2020", ask: hub@example.org}
`;
}

/** polars came up in the last weeks, as plotly went down. */
function packagesOf({ name, share }: (typeof PACKAGES)[number]): MadeUpPackage[] {
  if (share === undefined) return [];
  const shareIn = Object.fromEntries(
    Object.entries(SPECIALTIES[name] ?? {}).map(([namespace, percent]) => [namespace, percent / 100]),
  );
  if (OF_A_COURSE.includes(name)) {
    return [COURSE_DAYS, NEXT_COURSE_DAYS].map((days) => ({ name, share, shareIn, ...days }));
  }
  if (name === 'polars') return [{ name, share: share * 2, activeFrom: DAYS - 80 }];
  if (name !== 'plotly') return [{ name, share: share === 0 ? shareOfRequirers(name) : share, shareIn }];
  return [
    { name, share: share * 1.5, activeTo: DAYS - 60 },
    { name, share: share * 0.6, activeFrom: DAYS - 60 },
  ];
}

/** A requirement is imported about as often as the most used package that requires it. */
function shareOfRequirers(name: string): number {
  const shares = PACKAGES.filter(({ requirements }) => requirements.includes(name)).map((one) =>
    one.share === 0 ? shareOfRequirers(one.name) : (one.share ?? 0),
  );
  return 0.97 * Math.max(0, ...shares);
}

/** Terms from mid-January to mid-May and from late August to mid-December. */
function courseOfTheYear(day: Day): number {
  const date = formatDay(day).slice(5);
  if (date >= '12-19' || date < '01-15') return 0.08;
  return date >= '05-16' && date < '08-24' ? 0.3 : 1;
}
