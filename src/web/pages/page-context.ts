/** A page's facts that are not in the ledger: the day, the address for reports, the collector's own figures. Plain values. */
import type { Removal } from '../../removals/removal.ts';
import type { ConfiguredTerms } from '../../reports/configured-terms.ts';
import type { SilenceTerms } from '../../reports/silence.ts';
import type { Day } from '../../series/day.ts';
import type { NamedPeriod } from './view.ts';

export interface PageContext {
  readonly today: Day;
  /** `19:58`, UTC: when the page is made. */
  readonly clock: string;
  readonly status: CollectorStatus;
  /** Undefined where no datagrams are taken. */
  readonly reportAddress: ReportAddress | undefined;
  /** The root of this site, as this machine reaches it; undefined where no push token is set, so that nobody may push. */
  readonly pushAddress: string | undefined;
}

/** This collector's address for reports, as a reporter on this machine would name it. */
export interface ReportAddress {
  readonly host: string;
  readonly port: number;
}

/** The collector's own figures since it started: those of `popcon_…` at `/metrics`. */
export interface CollectorStatus {
  readonly version: string;
  readonly series: { readonly count: number; readonly limit: number };
  readonly samples: {
    readonly received: number;
    readonly recorded: number;
    readonly pending: number;
    /** Of other types than counter: only passed on. */
    readonly relayed: number;
    readonly refused: Readonly<Record<string, number>>;
    readonly folded: Readonly<Record<string, number>>;
  };
  /** Datagrams that were never read. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Of the reasons above, in words. */
  readonly meanings: Readonly<Record<string, string>>;
  readonly mappingRules: number;
  readonly ledger: {
    readonly path: string;
    readonly bytes: number;
    /** Why the last commit did not succeed. */
    readonly failure?: string;
  };
}

/** As `popcon.yml` is now. */
export interface PageConfiguration {
  /** The installation's name. */
  readonly title: string | undefined;
  /** Periods that are offered by name, the newest first. */
  readonly periods: readonly NamedPeriod[];
  /** Namespaces whose silence is reported. */
  readonly silence: SilenceTerms;
  /** On what terms verdicts are given. */
  readonly judging: () => ConfiguredTerms;
  /** Announced, and gone. */
  readonly removals: () => readonly Removal[];
}
