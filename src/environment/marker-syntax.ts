/** The syntax of environment markers (PEP 508): text in, what is made of its comparisons out, or `MeaninglessMarker`. */

export interface Operand {
  readonly text: string;
  readonly isVariable: boolean;
}

export interface Comparison {
  readonly left: Operand;
  readonly operator: string;
  readonly right: Operand;
}

/** The evaluation of a marker: a value for each comparison, and one for two that `and` or `or` joins. */
export interface MarkerBuilder<Value> {
  comparison(comparison: Comparison): Value;
  join(by: 'and' | 'or', left: Value, right: Value): Value;
}

/** The marker, or one comparison of it, means nothing. Whoever reads markers catches it. */
export class MeaninglessMarker extends Error {}

const TOKEN =
  /\s*(?:(?<paren>[()])|(?<string>'[^']*'|"[^"]*")|(?<operator>===|[=~!<>]=|[<>]|not\s+in\b|in\b)|(?<boolean>and\b|or\b)|(?<variable>[a-z_][a-z_.]*))/y;
const MAX_DEPTH = 50;
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['os.name', 'os_name'],
  ['sys.platform', 'sys_platform'],
  ['platform.version', 'platform_version'],
  ['platform.machine', 'platform_machine'],
  ['platform.python_implementation', 'platform_python_implementation'],
  ['python_implementation', 'platform_python_implementation'],
]);

interface Token {
  readonly kind: string;
  readonly text: string;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < text.length) {
    const groups = pattern.exec(text)?.groups;
    const [kind, found] = Object.entries(groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    if (kind === undefined || found === undefined) throw new MeaninglessMarker();
    tokens.push({ kind, text: found });
  }
  return tokens;
}

/** Recursive descent over `or`, `and`, parentheses and comparisons. Throws `MeaninglessMarker`. */
export function parseMarkerSyntax<Value>(text: string, builder: MarkerBuilder<Value>): Value {
  const tokens = tokenize(text.trim());
  let at = 0;
  const take = (kind: string, text?: string): string | undefined => {
    const token = tokens[at];
    if (token?.kind !== kind || (text !== undefined && token.text !== text)) return undefined;
    at += 1;
    return token.text;
  };
  const operand = (): Operand => {
    const string = take('string');
    if (string !== undefined) return { text: string.slice(1, -1), isVariable: false };
    const variable = take('variable');
    if (variable === undefined) throw new MeaninglessMarker();
    return { text: ALIASES.get(variable) ?? variable, isVariable: true };
  };
  const part = (depth: number): Value => {
    if (take('paren', '(') !== undefined) {
      const inner = either(depth + 1);
      if (take('paren', ')') === undefined) throw new MeaninglessMarker();
      return inner;
    }
    const left = operand();
    const operator = take('operator')?.replace(/\s+/, ' ');
    if (operator === undefined) throw new MeaninglessMarker();
    return builder.comparison({ left, operator, right: operand() });
  };
  const chain = (by: 'or' | 'and', next: () => Value): Value => {
    let value = next();
    while (take('boolean', by) !== undefined) value = builder.join(by, value, next());
    return value;
  };
  const either = (depth: number): Value => {
    if (depth > MAX_DEPTH) throw new MeaninglessMarker();
    return chain('or', () => chain('and', () => part(depth)));
  };
  const root = either(0);
  if (at < tokens.length) throw new MeaninglessMarker();
  return root;
}
