/** The demands of an image → every day on which somebody imports something, with how many processes do. */
import type { Day } from '../../src/series/day.ts';
import { type Calendar, dayIn, isWeekend, weekdayOf } from './calendar.ts';
import { type Dice, makeDice } from './dice.ts';
import { type Demand, type Image, type Installation, MODEL_DAYS, type Package } from './installation.ts';

/** Processes of one hub and day that import the same. */
export interface Meeting {
  readonly hub: string;
  readonly day: Day;
  readonly processes: number;
  readonly packages: readonly string[];
}

/** By day; also processes that import nothing of note, which are most. */
export function meetingsOf({ seed, calendar, firstDay }: Installation, image: Image): Map<Day, Meeting[]> {
  const dice = makeDice(seed * 1_000 + image.environment.length);
  const packages = new Map(image.packages.map((one) => [one.name, one]));
  const lastDay = firstDay + MODEL_DAYS - 1;
  const meetings = new Map<Day, Meeting[]>();
  const meet = (meeting: Meeting) => {
    if (meeting.day < firstDay || meeting.day > lastDay || meeting.processes === 0) return;
    meetings.set(meeting.day, [...(meetings.get(meeting.day) ?? []), meeting]);
  };
  const usual = new Map<string, number>();
  for (const { name, processesADay, opens } of image.hubs) {
    for (let day = Math.max(opens, firstDay); day <= lastDay; day++) {
      const processes = Math.round(processesADay * calendar.busyness(day) * dice.between(0.8, 1.2));
      usual.set(`${name} ${day}`, processes);
      meet({ hub: name, day, processes, packages: [] });
    }
  }
  for (const demand of image.demands) {
    for (const { day, processes } of occasionsOf(demand, calendar, dice, firstDay, lastDay)) {
      if (day < demand.from) continue;
      const count =
        demand.need.kind === 'always'
          ? Math.round((usual.get(`${demand.hub} ${day}`) ?? 0) * demand.need.share)
          : processes;
      meet({ hub: demand.hub, day, processes: count, packages: importedBy(demand, packages, dice) });
    }
  }
  return meetings;
}

interface Occasion {
  readonly day: Day;
  readonly processes: number;
}

function* occasionsOf(
  { need, from }: Demand,
  calendar: Calendar,
  dice: Dice,
  firstDay: Day,
  lastDay: Day,
): Generator<Occasion> {
  switch (need.kind) {
    case 'always':
      for (let day = Math.max(from, firstDay); day <= lastDay; day++) yield { day, processes: 0 };
      return;
    case 'course':
      for (const term of calendar.terms.filter(({ season }) => need.seasons.includes(season))) {
        const last = Math.min(term.to, term.from + 7 * need.weeks[1] + 6);
        for (let day = term.from + 7 * need.weeks[0]; day <= last; day++) {
          if (!need.weekdays.includes(weekdayOf(day))) continue;
          yield { day, processes: Math.round(need.students * dice.between(0.5, 1)) };
        }
      }
      return;
    case 'workshop':
      for (let year = 2022; year < 2028; year++) {
        const begins = dayIn(year, need.monthAndDay) + dice.whole(-14, 14);
        for (let at = 0; at < need.days; at++) {
          yield { day: begins + at, processes: Math.round(need.people * dice.between(0.6, 1.5)) };
        }
      }
      return;
    case 'research':
      for (let day = Math.max(from, firstDay); day <= lastDay; ) {
        day += Math.ceil(dice.waitingDays(need.timesAYear));
        const lastsDays = dice.whole(1, 12);
        for (let at = 0; at < lastsDays; at++) {
          if (isWeekend(day + at) ? dice.chance(0.9) : dice.chance(0.3)) continue;
          if (calendar.busyness(day + at) > 0) yield { day: day + at, processes: dice.whole(1, 5) };
        }
        day += lastsDays;
      }
  }
}

/** Its packages, and what they import in turn. */
function importedBy(demand: Demand, packages: ReadonlyMap<string, Package>, dice: Dice): readonly string[] {
  const imported = [...demand.packages];
  // Grows while it is read.
  for (const name of imported) {
    const { requires = [], requiresAtTimes = [] } = packages.get(name) ?? {};
    imported.push(...requires, ...requiresAtTimes.filter(() => dice.chance(0.08)));
  }
  return imported;
}
