/**
 * A view is a page and everything that chooses what it shows; a site gives each view its address. Pages know
 * only these, so that the collector and a published folder show the same ones.
 */
import type { DayText, WindowText } from '../../reports/evidence.ts';
import type { AssetName } from '../assets.ts';

export type PageName = 'overview' | 'packages' | 'package' | 'unused' | 'environment' | 'collector';

/** Periods that end today; `all` begins with the first day of the ledger. */
export const PERIODS = ['7d', '30d', '90d', '1y', 'all'] as const;
export type PeriodName = (typeof PERIODS)[number];

export const PACKAGE_ORDERS = ['processes', 'package', 'change', 'last-day'] as const;
export type PackageOrder = (typeof PACKAGE_ORDERS)[number];

export const DOWNLOADS = ['csv', 'json', 'markdown', 'remove-pip', 'remove-conda'] as const;
export type Download = (typeof DOWNLOADS)[number];

export interface View {
  readonly page: PageName;
  readonly period: PeriodName | WindowText;
  /** One namespace; all together where absent. */
  readonly namespace?: string;
  readonly package?: string;
  readonly environment?: string;
  /** Of an inventory: the one shown, and the one it is compared with. */
  readonly day?: DayText;
  readonly before?: DayText;
  readonly search?: string;
  readonly order?: PackageOrder;
  /** Which part of a long list, from 1. */
  readonly part?: number;
  readonly download?: Download;
}

/** The period of a view that names none. */
export const DEFAULT_PERIOD: PeriodName = '90d';

/** What remains chosen when one goes from page to page. */
export function scopeOf({ period, namespace }: View): Pick<View, 'period' | 'namespace'> {
  return namespace === undefined ? { period } : { period, namespace };
}

/** The view as query parameters, in a fixed order; what is the default is left out. */
export function parametersOf(view: View): [name: string, value: string][] {
  const { page: _, period, ...rest } = view;
  const window =
    typeof period !== 'string'
      ? Object.entries(period)
      : period === DEFAULT_PERIOD
        ? []
        : [['period', period] as const];
  const others = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return [...window, ...others].map(([name, value]) => [name, String(value)]);
}

export interface Site {
  /** The address of a view, relative to any page of the site; undefined where the site does not have it. */
  readonly link: (view: View) => string | undefined;
  /** Where a form of a page is sent, as GET; absent where nothing answers forms. */
  readonly formAction?: (page: PageName) => string;
  readonly asset: (name: AssetName) => string;
  /** The description of the JSON API for people, where there is one. */
  readonly apiPage?: string;
  /** What the pages' foot says beside the promise about days: the version, or when it was published. */
  readonly colophon: string;
}

/** What a site lets choose between, besides the view at hand. */
export interface Choices {
  /** All namespaces with anything recorded, '' for the processes without one. */
  readonly namespaces: readonly string[];
}
