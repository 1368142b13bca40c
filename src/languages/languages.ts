/**
 * The languages whose packages are counted. One, so far: the second makes `language` what an inventory names, and what
 * is read by metric is read for each of `LANGUAGES`.
 */
import type { Language } from './language.ts';
import { python } from './python/python.ts';

export const language = python;

export const LANGUAGES: readonly Language[] = [python];

/** Whoever installs distributions. */
export type InstallerName = keyof typeof language.installers;

/** One that an admin can choose to remove distributions with. */
export type Remover = {
  [Name in InstallerName]: (typeof language.installers)[Name]['together'] extends readonly [] ? never : Name;
}[InstallerName];

export const REMOVERS = (Object.keys(language.installers) as InstallerName[]).filter(isRemover);

export function isRemover(name: string): name is Remover {
  return LANGUAGES.some(({ installers }) => (installers[name]?.together.length ?? 0) > 0);
}

/** The row of what an inventory says; of one that is not known the first, whose records all leave. */
export function installerOf(said: string | undefined): InstallerName {
  const names = Object.keys(language.installers) as InstallerName[];
  return names.find((name) => name === said) ?? 'pip';
}
