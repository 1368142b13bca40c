/**
 * A made-up installation of three years: images, the hubs that run them, what is installed when, and who needs
 * what when. The assumptions stand in docs/model.md; a change here is a change there.
 */
import type { Day } from '../../src/series/day.ts';
import { type Calendar, dayIn, makeCalendar, SEASONS, type Season } from './calendar.ts';
import { type Dice, makeDice } from './dice.ts';

export const MODEL_DAYS = 3 * 365 + 1;
/** Before the ledger begins, as well: what is asked on its first days had a past. */
const FIRST_YEAR = 2023;

export interface Package {
  readonly name: string;
  readonly bytes: number;
  /** What it requires and imports each time. */
  readonly requires: readonly string[];
  /** What it requires and imports only for a few of its functions. */
  readonly requiresAtTimes: readonly string[];
  readonly installed: Day;
}

/** Why some packages are imported: at each of their meetings, by so many processes together. */
export type Need =
  | { readonly kind: 'always'; readonly share: number }
  | {
      readonly kind: 'course';
      readonly seasons: readonly Season[];
      readonly students: number;
      readonly weekdays: readonly number[];
      /** The weeks of the term, from 0, in which the packages are the subject. */
      readonly weeks: readonly [from: number, to: number];
    }
  /** Once a year, about the same day. */
  | {
      readonly kind: 'workshop';
      readonly monthAndDay: string;
      readonly days: number;
      readonly people: number;
    }
  | { readonly kind: 'research'; readonly timesAYear: number };

export interface Demand {
  readonly packages: readonly string[];
  readonly hub: string;
  readonly need: Need;
  readonly from: Day;
}

export interface Hub {
  readonly name: string;
  readonly processesADay: number;
  readonly opens: Day;
}

export interface Image {
  readonly environment: string;
  readonly hubs: readonly Hub[];
  readonly packages: readonly Package[];
  readonly demands: readonly Demand[];
  /** Days on which it was rebuilt, and its inventory recorded; the first is the ledger's first. */
  readonly rebuilds: readonly Day[];
}

export interface Installation {
  readonly seed: number;
  readonly calendar: Calendar;
  readonly firstDay: Day;
  readonly images: readonly Image[];
}

export interface ModelTerms {
  /** 1 for some 400 packages in each of two images. */
  readonly size: number;
  /** How often a year what is used most rarely by researchers is used. */
  readonly rarest: number;
}

export function makeInstallation(seed: number, terms: Partial<ModelTerms> = {}): Installation {
  const { size = 1, rarest = 1 } = terms;
  const dice = makeDice(seed);
  const calendar = makeCalendar(dice, FIRST_YEAR - 1, 6);
  const firstDay = dayIn(FIRST_YEAR, '01-01') + dice.whole(0, 364);
  const images = ['teaching', 'research'].map((environment) =>
    new ImagePlan(dice, environment, firstDay, { size, rarest }).make(),
  );
  return { seed, calendar, firstDay, images };
}

const MONTHS = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11'] as const;

class ImagePlan {
  readonly #dice: Dice;
  readonly #environment: string;
  readonly #firstDay: Day;
  readonly #terms: ModelTerms;
  readonly #hubs: Hub[];
  readonly #packages: Package[] = [];
  readonly #demands: Demand[] = [];

  constructor(dice: Dice, environment: string, firstDay: Day, terms: ModelTerms) {
    this.#dice = dice;
    this.#environment = environment;
    this.#firstDay = firstDay;
    this.#terms = terms;
    this.#hubs = Array.from({ length: environment === 'teaching' ? 4 : 2 }, (_, at) => ({
      name: `${environment}-${at}`,
      processesADay: Math.round(dice.spread(60, 900)),
      // The last one is new: it opens while the ledger is being kept.
      opens: at > 0 && at % 2 === 1 ? firstDay + dice.whole(60, 700) : firstDay - 1_000,
    }));
  }

  make(): Image {
    this.#addCore();
    for (let at = 0; at < this.#count(26); at++) this.#addCourse(at);
    for (let at = 0; at < this.#count(7); at++) this.#addWorkshop(at);
    for (let at = 0; at < this.#count(60); at++) this.#addResearch(at);
    for (let at = 0; at < this.#count(110); at++) this.#addIdle(at);
    return {
      environment: this.#environment,
      hubs: this.#hubs,
      packages: this.#packages,
      demands: this.#demands,
      rebuilds: this.#rebuilds(),
    };
  }

  #count(usual: number): number {
    return Math.max(1, Math.round(usual * this.#terms.size));
  }

  /** What nearly everybody imports, under the same names in each image. */
  #addCore(): void {
    for (let at = 0; at < 12; at++) {
      const packages = this.#install(`core-${at}`, this.#firstDay, at % 2);
      for (const hub of this.#hubs) {
        const need: Need = { kind: 'always', share: 0.7 / (1 + at) };
        this.#demands.push({ packages, hub: hub.name, need, from: hub.opens });
      }
    }
  }

  /** Classes of 10 to 400, once or twice a year; one in five begins in a later year, with packages of its own. */
  #addCourse(at: number): void {
    const dice = this.#dice;
    const hub = dice.pick(this.#hubs);
    const first = dice.pick(SEASONS);
    const seasons = dice.chance(0.3) ? [first, dice.pick(SEASONS)] : [first];
    const firstWeek = dice.whole(0, 9);
    const from = dice.chance(0.2) ? Math.max(hub.opens, this.#firstDay + dice.whole(100, 900)) : hub.opens;
    this.#demands.push({
      packages: this.#installSome(`course-${at}`, dice.whole(1, 3), from),
      hub: hub.name,
      from,
      need: {
        kind: 'course',
        seasons,
        students: Math.round(dice.spread(10, 400)),
        weekdays: Array.from({ length: dice.whole(1, 3) }, () => dice.whole(0, 4)),
        weeks: [firstWeek, firstWeek + dice.whole(1, 12)],
      },
    });
  }

  #addWorkshop(at: number): void {
    const dice = this.#dice;
    const hub = dice.pick(this.#hubs);
    const monthAndDay = `${dice.pick(MONTHS)}-${String(dice.whole(1, 28)).padStart(2, '0')}`;
    this.#demands.push({
      packages: this.#installSome(`workshop-${at}`, dice.whole(1, 2), hub.opens),
      hub: hub.name,
      from: hub.opens,
      need: { kind: 'workshop', monthAndDay, days: dice.whole(2, 5), people: dice.whole(8, 60) },
    });
  }

  /** Each now and then, from `rarest` times a year to weekly; one in seven is asked for later. */
  #addResearch(at: number): void {
    const dice = this.#dice;
    const hub = dice.pick(this.#hubs);
    const from = dice.chance(0.15) ? Math.max(hub.opens, this.#firstDay + dice.whole(20, 1_000)) : hub.opens;
    this.#demands.push({
      packages: this.#installSome(`research-${at}`, 1, from),
      hub: hub.name,
      from,
      need: { kind: 'research', timesAYear: dice.spread(this.#terms.rarest, 50) },
    });
  }

  /** What nobody ever imports: from the beginning, but for one in twenty. */
  #addIdle(at: number): void {
    const installed = this.#dice.chance(0.05) ? this.#firstDay + this.#dice.whole(20, 1_000) : 0;
    this.#install(`idle-${at}`, installed, this.#dice.chance(0.4) ? 1 : 0);
  }

  /** Up to two months before they are first needed. */
  #installSome(name: string, count: number, needed: Day): readonly string[] {
    const installed = needed - this.#dice.whole(0, 60);
    return Array.from({ length: count }, (_, at) =>
      this.#install(`${name}-${at}`, installed, this.#dice.chance(0.5) ? this.#dice.whole(1, 2) : 0),
    ).flat();
  }

  /** Installs a package with what comes along with it: some is imported with it, some at times. */
  #install(name: string, installed: Day, alongCount: number): readonly string[] {
    const along = Array.from({ length: alongCount }, (_, at) => `${name}-lib-${at}`);
    const day = Math.max(installed, this.#firstDay);
    const atTimes = along.filter(() => this.#dice.chance(0.3));
    const bytes = () => Math.round(this.#dice.spread(2e4, 4e8));
    this.#packages.push({
      name,
      bytes: bytes(),
      requires: along.filter((each) => !atTimes.includes(each)),
      requiresAtTimes: atTimes,
      installed: day,
    });
    for (const each of along) {
      this.#packages.push({ name: each, bytes: bytes(), requires: [], requiresAtTimes: [], installed: day });
    }
    return [name];
  }

  #rebuilds(): readonly Day[] {
    const days: Day[] = [];
    for (let day = this.#firstDay; day < this.#firstDay + MODEL_DAYS; day += this.#dice.whole(7, 45)) {
      days.push(day);
    }
    return days;
  }
}
