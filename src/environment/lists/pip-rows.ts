/** Rows of `pip list` → distributions. Passed over, and said: names that no distribution can have. */

import { language } from '../../languages/languages.ts';
import type { Distribution } from '../inventory.ts';
import type { Listed } from './list-kind.ts';

export interface PipRow {
  readonly name: string;
  readonly version: string;
  readonly installer?: string | undefined;
  readonly editable?: boolean;
}

export function readPipRows(rows: readonly PipRow[]): Listed {
  const isName = ({ name }: PipRow) => language.normalizedName.test(language.normalizeName(name));
  return {
    distributions: rows.filter(isName).map(
      ({ name, version, installer, editable }): Distribution => ({
        name: language.normalizeName(name),
        ...(version && { version }),
        ...(installer && { installer }),
        ...(editable === true && { editable }),
      }),
    ),
    notes: rows
      .filter((row) => !isName(row))
      .map(({ name }) => `\`${name}\` is no distribution's name: passed over`),
  };
}
