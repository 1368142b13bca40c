/** Commands → a script for each shell. */
import type { CommandDescription } from '../reference/describe.ts';
import { completeInBash } from './bash.ts';
import { completeInFish } from './fish.ts';
import { completeInZsh } from './zsh.ts';

export const COMPLETIONS: Readonly<
  Record<'bash' | 'zsh' | 'fish', (commands: readonly CommandDescription[]) => string>
> = {
  bash: completeInBash,
  zsh: completeInZsh,
  fish: completeInFish,
};
