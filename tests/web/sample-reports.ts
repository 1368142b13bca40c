/** Reports made up for the pages: any number of packages and namespaces, the same at each call. */

import type { Inventory } from '../../src/environment/inventory.ts';
import { type RemovalState, STATES, type StatusReport } from '../../src/removals/status.ts';
import type { ChangesReport } from '../../src/reports/changes.ts';
import type { EnvironmentsReport } from '../../src/reports/environments.ts';
import type { Evidence } from '../../src/reports/evidence.ts';
import type { OverviewReport } from '../../src/reports/overview.ts';
import type { TopReport, TopRow } from '../../src/reports/top.ts';
import type { TrendReport } from '../../src/reports/trend.ts';
import type { UnusedReport } from '../../src/reports/unused.ts';
import {
  type Judged,
  reasonFor,
  type Verdict,
  type VerdictName,
  verdictNames,
} from '../../src/reports/verdict.ts';
import type { WhyReport } from '../../src/reports/why.ts';
import { checkedDay, formatDay } from '../../src/series/day.ts';
import type { CollectorStatus } from '../../src/web/pages/page-context.ts';

/** Names that no page may be disturbed by. */
export const HOSTILE_NAMES: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  'abc\u202Edef\u202C',
  '\u2067right to left\u2069\u200F',
  'x'.repeat(255),
  '📦🐍 emoji',
  'it\'s & "quoted"',
  '../../etc/passwd',
  '?period=7d&name=other#top',
];

export interface Amounts {
  readonly packages: number;
  readonly namespaces: number;
  readonly days: number;
  /** Put before the made-up names. */
  readonly names?: readonly string[];
  readonly namespaceNames?: readonly string[];
}

const LAST_DAY = checkedDay('2026-11-24');
const PROCESSES_A_DAY = 1_700;

export const sampleStatus: CollectorStatus = {
  version: '0.0.0',
  series: { count: 45_000, limit: 50_000 },
  samples: {
    received: 1_000,
    recorded: 890,
    pending: 10,
    relayed: 5,
    refused: { 'not-a-counter': 70, empty: 30 },
    folded: { overflow: 4 },
  },
  dropped: { kernel: 3 },
  meanings: { 'not-a-counter': 'a gauge, timer, histogram or distribution' },
  mappingRules: 3,
  ledger: { path: './popcon.db', bytes: 12_345_678, failure: 'no space left' },
};

export function packageNames({ packages, names = [] }: Amounts): string[] {
  return Array.from({ length: packages }, (_, at) => names[at] ?? `package-${at}`);
}

export function sampleEvidence({ packages, days }: Amounts): Evidence {
  const window = { from: formatDay(LAST_DAY - days + 1), to: formatDay(LAST_DAY) };
  const nothing = packages === 0;
  return {
    source: 'ledger ./popcon.db',
    window,
    processes: nothing ? 0 : PROCESSES_A_DAY * days,
    daysReported: nothing ? 0 : days,
    days,
    ...(nothing ? {} : { observed: window }),
    withoutProcesses: [],
  };
}

export function sampleOverview(amounts: Amounts): OverviewReport {
  const { days, namespaces, packages } = amounts;
  const evidence = sampleEvidence(amounts);
  const course = Array.from({ length: days }, (_, at) => {
    const weekend = at % 7 > 4;
    return Math.round(PROCESSES_A_DAY * (weekend ? 0.2 : 0.9 + 0.2 * Math.sin(at)));
  });
  return {
    report: 'overview',
    evidence,
    packages,
    days: course.map((processes, at) => ({ day: formatDay(LAST_DAY - days + 1 + at), processes })),
    namespaces: Array.from({ length: namespaces }, (_, at) => {
      const silentDays = at === 1 ? 12 : 0;
      return {
        namespace: amounts.namespaceNames?.[at] ?? `hub-${at}`,
        state: at === 1 ? 'silent' : at === 2 ? 'no process counts' : 'reporting',
        ...(at === 2 ? {} : { processes: Math.round((PROCESSES_A_DAY * days) / (at + 2)) }),
        lastDay: formatDay(LAST_DAY - silentDays),
        silentDays,
        usualSilenceDays: 3,
        days: course.map((processes) => Math.round(processes / (at + 2))),
      };
    }),
    missed: [],
    silences:
      namespaces < 2
        ? []
        : [
            {
              namespace: amounts.namespaceNames?.[1] ?? 'hub-1',
              silent: { from: formatDay(LAST_DAY - 12), to: formatDay(LAST_DAY) },
              days: 12,
              usualDays: 3,
            },
          ],
  };
}

/** Two environments that processes name, and an inventory that none does. */
export function sampleEnvironments(amounts: Amounts): EnvironmentsReport {
  const row = (environment: string, processes: number) => ({
    environment,
    processes,
    share: processes / 1_000,
    days: amounts.days,
    namespaces: 1,
    inventoried: environment !== 'gpu <old>',
    ...(processes === 0 ? {} : { lastDay: formatDay(LAST_DAY) }),
  });
  const rows = [row('datahub', 700), row('gpu <old>', 20), row('other', 0)];
  return {
    report: 'environments',
    evidence: sampleEvidence(amounts),
    unnamed: 280,
    environments: 21,
    rows,
  };
}

export function sampleTop(amounts: Amounts, limit = Number.POSITIVE_INFINITY): TopReport {
  const evidence = sampleEvidence(amounts);
  const total = evidence.processes ?? 0;
  const rows = packageNames(amounts).map((name, at): TopRow => {
    const share = 0.9 / (1 + at * 0.35);
    return {
      package: name,
      processes: Math.max(1, Math.round(share * total)),
      share,
      direct: at,
      days: 1 + (at % amounts.days),
      namespaces: 1 + (at % 3),
      lastDay: formatDay(LAST_DAY - (at % 5)),
      before: { processes: Math.round(share * total * 0.9), share: share * (at % 2 === 0 ? 0.9 : 1.1) },
    };
  });
  return {
    report: 'top',
    evidence,
    before: { window: evidence.window },
    directReported: true,
    packages: rows.length,
    rows: rows.slice(0, limit),
  };
}

export function sampleChanges(amounts: Amounts): ChangesReport {
  const evidence = sampleEvidence(amounts);
  const kinds = ['rose', 'fell', 'new', 'gone'] as const;
  return {
    report: 'changes',
    before: evidence,
    rows: sampleTop(amounts).rows.map(({ package: name, processes, share, before }, at) => ({
      package: name,
      change: kinds[at % kinds.length] ?? 'rose',
      before: before ?? { processes: 0 },
      after: { processes, ...(share === undefined ? {} : { share }) },
    })),
  };
}

export function sampleTrend(amounts: Amounts): TrendReport {
  const { days, evidence } = sampleOverview(amounts);
  const name = packageNames(amounts)[0] ?? 'nothing';
  const points = days.map(({ processes }, at) => {
    const share = 0.3 + 0.1 * Math.sin(at / 9);
    return { processes: Math.round(processes * share), share, days: 1 };
  });
  return {
    report: 'trend',
    evidence,
    step: 'day',
    periods: days.map(({ day, processes }) => ({ from: day, to: day, processes })),
    packages: [
      {
        package: name,
        total: points.reduce((sum, { processes }) => sum + processes, 0),
        days: points.length,
        namespaces: 1,
        points,
      },
    ],
  };
}

export function sampleInventory(amounts: Amounts): Inventory {
  return {
    format: 'popcon-inventory/2',
    environment: 'datahub',
    day: formatDay(LAST_DAY),
    source: 'python',
    python: { version: '3.12.7', implementation: 'CPython' },
    activation: 'ipython',
    baseline: [],
    unknown: [],
    distributions: packageNames(amounts).map((name, at) => ({
      name,
      version: `1.${at}.0`,
      installer: 'pip',
      requested: at % 3 === 0,
      bytes: Math.round(120_000_000 / (1 + at)),
    })),
  };
}

export function sampleUnused(amounts: Amounts): UnusedReport {
  const inventory = sampleInventory(amounts);
  const evidence = sampleEvidence(amounts);
  const names = packageNames(amounts);
  const distributions = inventory.distributions.map(
    ({ name, version, bytes }, at): Judged => ({
      name,
      ...(version === undefined ? {} : { version }),
      ...(bytes === undefined ? {} : { bytes }),
      ...judged(sampleVerdict(at, names)),
    }),
  );
  const counts = Object.fromEntries(verdictNames.map((name) => [name, 0])) as Record<VerdictName, number>;
  for (const { verdict } of distributions) counts[verdict.verdict] += 1;
  const unused = distributions.filter(({ verdict }) => verdict.verdict === 'unused');
  const soFar = distributions.filter(({ verdict }) => verdict.verdict === 'unused so far');
  return {
    report: 'unused',
    evidence,
    environment: {
      name: inventory.environment,
      day: inventory.day,
      python: '3.12.7',
      distributions: distributions.length,
      bytes: distributions.reduce((sum, { bytes = 0 }) => sum + bytes, 0),
    },
    missing: [],
    bound: { days: evidence.daysReported, oneIn: Math.floor(evidence.daysReported / 3) },
    groups: unused.map(({ name, bytes = 0 }, at) => ({
      root: name,
      members: at % 2 === 0 ? [name] : [name, ...names.slice(0, 15)],
      bytes,
      after: [],
    })),
    freed: {
      distributions: unused.length,
      bytes: unused.reduce((sum, { bytes = 0 }) => sum + bytes, 0),
    },
    soFar: {
      groups: soFar.map(({ name, bytes = 0 }) => ({
        root: name,
        members: [name],
        bytes,
        after: [],
        days: 90,
        risk: RISK,
      })),
      freed: { distributions: soFar.length, bytes: soFar.reduce((sum, { bytes = 0 }) => sum + bytes, 0) },
      days: { least: 90, most: 90 },
      expectedBack: soFar.length * RISK.share,
      unseen: [],
      unseenTerms: ['autumn term'],
    },
    record: { asked: 6, answered: 5, rows: [] },
    distributions,
    counts,
    staleKeeps: [],
    notes: [],
  };
}

function judged(verdict: Verdict): Pick<Judged, 'verdict' | 'reason'> {
  return { verdict, reason: reasonFor(verdict) };
}

const RISK = { of: 'record', share: 0.25, cases: 40, cameBack: 10 } as const;
const NEVER_IMPORTED = {
  since: formatDay(LAST_DAY - 89),
  days: 90,
  origin: 'first inventory',
  risk: RISK,
} as const;

function sampleVerdict(at: number, names: readonly string[]): Verdict {
  const day = formatDay(LAST_DAY);
  const name = names[at] ?? '';
  const first = names[0] ?? '';
  switch (at % 13) {
    case 0:
    case 1:
    case 2:
      return { verdict: 'used', processes: 1_000, share: 0.12 / (1 + at), lastDay: day };
    case 3:
      return { verdict: 'needed', by: first, byVerdict: 'used', chain: [first, name] };
    case 4:
      return { verdict: 'used before', lastDay: formatDay(LAST_DAY - 200) };
    case 5:
      return { verdict: 'baseline' };
    case 6:
      return { verdict: 'not observable', because: { kind: 'plugin', group: 'pytest11' } };
    case 7:
      return { verdict: 'commands not seen', commands: ['black', 'blackd'] };
    case 8:
      return { verdict: 'too new', since: day, days: 1, processes: 30 };
    case 9:
      return { verdict: 'kept', pattern: 'package-*', line: 3 };
    case 10:
      return { verdict: 'rarely used', processes: 3, share: 0.0001, lastDay: day, below: 10 };
    case 11:
      return { verdict: 'unused so far', ...NEVER_IMPORTED, group: name, unseen: [], unseenTerms: [] };
    default:
      return { verdict: 'unused', ...NEVER_IMPORTED, group: name };
  }
}

export function sampleWhy(amounts: Amounts): WhyReport {
  const { evidence, environment, missing, distributions } = sampleUnused(amounts);
  const [distribution] = distributions;
  if (distribution === undefined) throw new TypeError('a why report needs a package');
  return {
    report: 'why',
    evidence,
    environment,
    missing,
    distribution,
    installer: 'pip',
    firstSeen: '2026-01-12',
    importNames: [distribution.name],
    commands: ['f2py'],
    entryPoints: { 'jupyter.<x>': ['one', 'two'] },
    group: {
      root: distribution.name,
      members: [distribution.name, ...distributions.slice(1, 3).map(({ name }) => name)],
      bytes: 1_500_000,
      after: [],
    },
    baseline: false,
    processes: 1_000,
    share: 0.12,
    lastDay: evidence.window.to,
    byNamespace: sampleOverview(amounts).namespaces.map(({ namespace, processes = 0, lastDay }) => ({
      namespace,
      processes,
      share: 0.4,
      lastDay,
    })),
    requiredBy: distributions.slice(1, 9).map(({ name, verdict }) => ({ name, verdict })),
    requires: [{ name: 'not-there', extra: 'test' }],
  };
}

/** One of each state, as far as there are names. */
export function sampleRemovals(amounts: Amounts): StatusReport {
  const { evidence, groups } = sampleUnused(amounts);
  const names = packageNames(amounts);
  const namespaces = sampleOverview(amounts).namespaces.map(({ namespace }) => ({ namespace, processes: 3 }));
  const none = { processes: 0, days: 0, namespaces: [] };
  const states = Object.keys(STATES) as RemovalState[];
  return {
    report: 'removals',
    evidence,
    candidates: groups.map(({ members, bytes = 0 }) => ({
      packages: members,
      bytes,
      announce: `popcon retire add ${members.join(' ')}`,
    })),
    removals: states.flatMap((state, at) => {
      const packages = names.slice(at, at + 2);
      if (packages.length === 0) return [];
      const missed = { processes: 7, days: 2, lastDay: '2026-11-20', namespaces };
      return [
        {
          packages,
          state,
          since: '2026-09-01',
          on: '2026-11-01',
          because: 'nobody <imported> it',
          line: at,
          told: none,
          missed: state === 'missed' ? missed : none,
          ...(state === 'announced' || state === 'gone'
            ? {}
            : { advice: { words: 'do', command: `popcon retire drop ${packages[0]}` } }),
        },
      ];
    }),
  };
}
