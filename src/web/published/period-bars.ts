/** A bar for each period of a release, with its name below as far as there is room. */
import { isShort } from '../../release/period.ts';
import type { ReleasedPeriod } from '../../release/released.ts';
import { valueAxis } from '../../render/axis.ts';
import { shareTick } from '../pages/format.ts';
import type { Html } from '../pages/layout.ts';
import { drawBars, FONT_SIZE } from '../pictures/bars.ts';
import { chart, type NamedValue, type Size, valueTable } from '../pictures/chart.ts';

export interface PeriodBar extends NamedValue {
  /** It began amid its period, which `text` says. */
  readonly isShort: boolean;
}

/** @param text the value in words. */
export function barOf(period: ReleasedPeriod, value: number, text: string): PeriodBar {
  const short = isShort(period);
  const whole = short ? `${text}, only from ${period.from} on` : text;
  return { name: period.period, value, text: whole, isShort: short };
}

const NARROW: Size = { width: 330, height: 170 };
const SIDE: Size = { width: 430, height: 200 };
const WIDE: Size = { width: 1120, height: 200 };
const CHARACTER_WIDTH = 8;
const LEFT = 44;
/** Half of the last name. */
const RIGHT = 26;
/** Of the room of a period, what stays free between two bars. */
const PADDING = 0.15;
const TICK = new Intl.NumberFormat('en', { notation: 'compact' });

/** `label` is the whole picture in a sentence; `column` is as wide as the page, or beside another. */
export function periodBars(
  bars: readonly PeriodBar[],
  label: string,
  { column, isShare }: { readonly column: 'page' | 'side'; readonly isShare: boolean },
): Html {
  const highest = Math.max(isShare ? 0 : 1, ...bars.map(({ value }) => value)) || 1;
  const tick = isShare ? shareTick : TICK.format;
  const axis = valueAxis(highest, { count: 3, tick, fontSize: FONT_SIZE });
  const nameWidth = Math.max(...bars.map(({ name }) => name.length)) * CHARACTER_WIDTH;
  return chart(
    { wide: column === 'page' ? WIDE : SIDE, narrow: NARROW },
    (size) => {
      const room = (size.width - LEFT - RIGHT) / bars.length;
      const step = Math.ceil((bars.length * nameWidth) / (size.width - 60));
      const placed = bars.map((bar, at) => ({
        ...bar,
        x1: LEFT + (at + PADDING / 2) * room,
        x2: LEFT + (at + 1 - PADDING / 2) * room,
      }));
      return drawBars(size, {
        axis,
        left: LEFT,
        right: RIGHT,
        bars: placed.map(({ isShort, ...bar }) => ({
          ...bar,
          title: `${bar.name}: ${bar.text}`,
          class: isShort ? 'short' : undefined,
        })),
        // Counted from the end, so that the newest period has its name.
        labels: placed
          .filter((_, at) => (bars.length - 1 - at) % step === 0)
          .map(({ x1, x2, name, isShort }) => ({ x: (x1 + x2) / 2, text: isShort ? `${name}*` : name })),
        isMarked: false,
      });
    },
    // A page of one package has a table of them anyway.
    column === 'page' ? { label } : { label, values: valueTable('Period', bars) },
  );
}
