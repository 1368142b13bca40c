/** The meaning of each exit code, for help texts, the reference and the man page. */
export const EXIT_CODES: readonly (readonly [code: string, meaning: string, examples: string])[] = [
  ['0', 'fine', ''],
  ['1', 'a finding', ' that was asked for: --fail-on, a fault in doctor, a refused line in check-config'],
  ['2', 'usage', ': an option, a name or a configuration file is wrong'],
  ['3', 'not enough evidence', ', or nothing recorded, yet'],
  ['4', 'a failure', ' of a server, a file or a program'],
  ['130, 143', 'ended by ctrl-C, by SIGTERM', ''],
];
