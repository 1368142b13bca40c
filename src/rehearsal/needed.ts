/**
 * The error of what failed without some groups → the groups that it needs. It says of a module, a distribution or a
 * command that it is not there, and the inventory whose that was; otherwise its last line may name one. All groups
 * where it cannot be told.
 */
import type { Distribution } from '../environment/inventory.ts';
import { language } from '../languages/languages.ts';
import { lastLineOf } from './try.ts';

type Groups = readonly (readonly string[])[];

const MODULE = [
  /No module named '?(?<name>[\w.]+)/g,
  /cannot import name '(?<part>\w+)' from '(?<name>[\w.]+)'/g,
  /module '(?<name>[\w.]+)' has no attribute '(?<part>\w+)'/g,
];
const DISTRIBUTION = [
  /No package metadata was found for (?<name>[\w.-]+)/g,
  /PackageNotFoundError: '?(?<name>[\w.-]+)/g,
  /The '(?<name>[\w.-]+)[^']*' distribution was not found/g,
];
const COMMAND = [
  /No such file or directory: '(?:[^']*\/)?(?<name>[^'/]+)'/g,
  /(?:^|[\s:])(?<name>[\w.+-]+): (?:command )?not found/g,
];

export function neededGroups(error: string, groups: Groups, distributions: readonly Distribution[]): Groups {
  const all = new Set(groups.flat());
  const going = distributions.filter(({ name }) => all.has(name));
  const missing = {
    modules: namesIn(error, MODULE),
    distributions: namesIn(error, DISTRIBUTION).map(language.normalizeName),
    commands: namesIn(error, COMMAND),
  };
  const owners = going.filter(
    ({ name, importNames = [], commands = [] }) =>
      importNames.some((own) =>
        missing.modules.some((module) => isPart(module, own) || isPart(own, module)),
      ) ||
      missing.distributions.includes(name) ||
      commands.some((command) => missing.commands.includes(command)),
  );
  const line = lastLineOf(error);
  const wanted =
    owners.length > 0 ? owners : going.filter((one) => namesOf(one).some((name) => says(line, name)));
  const found = groups.filter((group) => wanted.some(({ name }) => group.includes(name)));
  return found.length > 0 ? found : groups;
}

function namesIn(error: string, patterns: readonly RegExp[]): readonly string[] {
  return patterns
    .flatMap((pattern) => [...error.matchAll(pattern)])
    .map(({ groups }) => [groups?.name, groups?.part].filter((one) => one !== undefined).join('.'));
}

function isPart(module: string, of: string): boolean {
  return module === of || module.startsWith(`${of}.`);
}

/** All that it may be known by, entry points too: `unrecognized engine 'zarr'`. */
function namesOf({
  name,
  importNames = [],
  commands = [],
  entryPoints = {},
}: Distribution): readonly string[] {
  return [name, ...importNames, ...commands, ...Object.values(entryPoints).flat()];
}

/** As a whole word, whichever of `-`, `_` and `.` it is spelt with. */
function says(line: string, name: string): boolean {
  const words = (text: string) =>
    ` ${text
      .toLowerCase()
      .replaceAll(/[-_.]+/g, '-')
      .replaceAll(/[^\p{L}\p{N}-]+/gu, ' ')} `;
  return words(line).includes(words(name));
}
