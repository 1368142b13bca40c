/**
 * A view is a page and everything that chooses what it shows; a site gives each view its address. Pages know
 * only these, so that the collector and a published folder show the same ones.
 */

import type { DayText, WindowText } from '../../reports/evidence.ts';
import type { AssetName } from '../assets.ts';

export type PageName =
  | 'overview'
  | 'packages'
  | 'package'
  | 'unused'
  | 'removals'
  | 'environment'
  | 'compare'
  | 'collector';

/** Periods that end today; `all` begins with the first day of the ledger. */
export const PERIODS = ['7d', '30d', '90d', '1y', 'all'] as const;
export type PeriodName = (typeof PERIODS)[number];

export const PERIOD_DAYS: Readonly<Record<Exclude<PeriodName, 'all'>, number>> = {
  '7d': 7,
  '30d': 30,
  '90d': 90,
  '1y': 365,
};

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
  /** The other side of a comparison. */
  readonly 'with-from'?: DayText;
  readonly 'with-to'?: DayText;
  readonly 'with-namespace'?: string;
  /** On what terms verdicts are given, in this view alone. */
  readonly holidays?: string;
  readonly closed?: string;
  readonly 'min-days'?: number;
  readonly 'min-processes'?: number;
  readonly below?: number;
  /** Percent. */
  readonly accept?: number;
  readonly 'max-gap'?: number;
  readonly search?: string;
  /** A column of the page's tables that sorts the rows; with `-` the other way round. */
  readonly order?: string;
  /** Of a long list, from 1. */
  readonly part?: number;
  /** A file of the page instead of the page, by its name there. */
  readonly download?: string;
}

/** The period of a view that names none. */
export const DEFAULT_PERIOD: PeriodName = '90d';

/** The part of a view that stays chosen from page to page. */
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
  /** The installation's name. */
  readonly title: string;
  /** Whose figures they are, and whom to ask: an address of mail or of a page. */
  readonly owner?: string;
  readonly contact?: string;
  /** Of the navigation, behind the pages: back to the Hub, to the data. */
  readonly links?: readonly { readonly address: string; readonly text: string }[];
  /** The pages that every page leads to; those without an address are left out. */
  readonly navigation: readonly { readonly page: PageName; readonly text: string }[];
  /** The address of a view, relative to any page of the site; undefined where the site does not have it. */
  readonly link: (view: View) => string | undefined;
  /** The address for a page's forms, sent as GET; absent where nothing answers forms. */
  readonly formAction?: (page: PageName) => string;
  readonly asset: (name: AssetName) => string;
  /** The description of the JSON API for people, where there is one. */
  readonly apiPage?: string;
  /** The time at which its pages are made, `19:58` UTC; absent where they are made for good. */
  readonly clock?: string;
  /** In the pages' foot: the version, or when it was published. */
  readonly colophon: string;
}

/** A period with a name of its own: a semester. */
export interface NamedPeriod extends WindowText {
  readonly name: string;
}

/** The periods and namespaces that a site offers. */
export interface Choices {
  readonly periods: readonly NamedPeriod[];
  /** All namespaces with anything recorded, '' for the processes without one. */
  readonly namespaces: readonly string[];
}
