/** An academic calendar: terms that move by some days from year to year, weekends, and days on which all is closed. */
import { checkedDay, type Day, type Window } from '../../src/series/day.ts';
import type { Dice } from './dice.ts';

export const SEASONS = ['autumn', 'spring', 'summer'] as const;
export type Season = (typeof SEASONS)[number];

export interface Term extends Window {
  readonly season: Season;
}

export interface Calendar {
  readonly terms: readonly Term[];
  /** From Christmas to the new year nobody works at all. */
  readonly closed: readonly Window[];
  /** How busy a day is: 1 on a weekday in term. */
  busyness(day: Day): number;
}

const BEGINS: Readonly<Record<Season, string>> = { autumn: '09-02', spring: '01-14', summer: '06-08' };
const LENGTH_DAYS: Readonly<Record<Season, number>> = { autumn: 104, spring: 112, summer: 42 };
/** A term begins up to so many days before or after its usual day. */
const TERM_MOVES_DAYS = 7;

export function makeCalendar(dice: Dice, firstYear: number, years: number): Calendar {
  const terms: Term[] = [];
  const closed: Window[] = [];
  for (let year = firstYear; year < firstYear + years; year++) {
    for (const season of SEASONS) {
      const from = dayIn(year, BEGINS[season]) + dice.whole(-TERM_MOVES_DAYS, TERM_MOVES_DAYS);
      terms.push({ season, from, to: from + LENGTH_DAYS[season] - 1 });
    }
    closed.push({ from: dayIn(year, '12-23'), to: dayIn(year + 1, '01-02') });
  }
  const busyness = (day: Day) => {
    if (holds(closed, day)) return 0;
    const inTerm = holds(terms, day) ? 1 : 0.3;
    return inTerm * (isWeekend(day) ? 0.25 : 1);
  };
  return { terms, closed, busyness };
}

/** @param monthAndDay `MM-DD`. */
export function dayIn(year: number, monthAndDay: string): Day {
  return checkedDay(`${year}-${monthAndDay}`);
}

export function isWeekend(day: Day): boolean {
  return weekdayOf(day) > 4;
}

/** 0 for a Monday; 1970-01-01 was a Thursday. */
export function weekdayOf(day: Day): number {
  return (day + 3) % 7;
}

function holds(windows: readonly Window[], day: Day): boolean {
  return windows.some(({ from, to }) => from <= day && day <= to);
}
