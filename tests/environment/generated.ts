/** Requirements and environment.yml files as people write them, made up. */
import fc from 'fast-check';

export const NAMES = ['alpha', 'B.c', 'd_e', 'f-g', 'graphviz', 'h2'];

const name = fc.constantFrom(...NAMES);
const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const joined = (...parts: readonly fc.Arbitrary<string>[]) => fc.tuple(...parts).map((all) => all.join(''));

const unnamed = pick(
  '-e .',
  '-e ./tool',
  '--editable=../qux',
  './local',
  'git+https://host.example/a/tool.git',
  'git+https://u:secret@host.example/a/tool.git@main',
  'https://host.example/download/',
);
const elsewhere = pick(
  'https://host.example/beta-2.1.0%2Bcpu-py3-none-any.whl',
  'https://host.example/beta-1.tar.gz#sha256=00',
  'git+https://host.example/a/tool.git#egg=beta',
  '-e git+https://host.example/a/tool.git#egg=beta&subdirectory=x',
  'beta @ https://host.example/x.zip',
);
const option = pick(
  '--pre',
  '--index-url https://host.example/a',
  '-c c.txt',
  '--extra-index-url=https://h.example/x',
);
const named = joined(
  name,
  pick('', '[x]', '[x,y-z]'),
  pick('', '==1', ' >= 2, <3', '~=1.2', ' (>=1)', '==1.*', '===1'),
  pick('', '; os_name == "nt"', ' ; python_version < "3" and os_name == "nt"'),
);

const requirement = joined(
  named,
  pick(
    '',
    '  # alpha first',
    ' # \\',
    '\t# x',
    ' \\\n  --hash=sha256:00',
    ' --hash=sha256:00 \\\n   --hash=sha256:11',
  ),
  pick('', '', '\n    # via f-g', '\n    # via\n    #   alpha\n    #   h2', '\n  # see the course\n'),
);
const refused = pick(
  'word word',
  'name = x',
  '--unknown',
  'beta @ https://host.example/x;y.zip',
  'a ; b',
  '[x]',
  'a>1 b',
);
const around = pick(
  '',
  '',
  '# DATA 8, Fall 2026',
  '# alpha must stay below 2',
  '# ---- courses ----',
  '# - alpha',
  '#alpha==1',
  '   # indented',
  '\f',
  '# a \\',
);

export const requirementsFile = joined(
  fc
    .array(
      fc.oneof(
        { arbitrary: requirement, weight: 60 },
        { arbitrary: refused, weight: 1 },
        ...[unnamed, elsewhere, option, around, around].map((arbitrary) => ({ arbitrary, weight: 12 })),
      ),
      {
        maxLength: 14,
      },
    )
    .map((lines) => lines.join('\n')),
  pick('', '\n', '\n\n', '\\', ' \\\n'),
).chain((text) => pick('\n', '\r\n').map((ending) => text.replaceAll('\n', ending)));

const condaEntry = joined(
  pick('', '', 'conda-forge::'),
  name.map((one) => one.toLowerCase()),
  pick('', '=1.2', '==1.2', '>=1,<2', '=1.2=py311_0', ' 1.0 py311_0', '[version=">=1"]'),
);
const quoted = (entry: fc.Arbitrary<string>) =>
  fc.tuple(entry, pick('', "'", '"')).map(([text, quote]) => {
    const needed = /["[\]{}#&*!|>%@`,]|: |^- |^[-?:] /.test(text) || /^[^\w./]/.test(text) ? "'" : quote;
    const mark = text.includes('"') ? "'" : needed;
    return `${mark}${text.replaceAll(mark === '' ? '\0' : mark, `${mark}${mark}`)}${mark}`;
  });
const pipEntry = quoted(
  fc.oneof(
    { arbitrary: named.map((text) => text.replaceAll('"', "'")), weight: 4 },
    unnamed,
    elsewhere,
    option,
  ),
);
const beside = pick('', '', '', '  # PHYS 77', '  # alpha');
const above = pick(
  '',
  '',
  '',
  '# DATA 8\n',
  '# alpha must stay\n',
  '\n# ---- x ----\n',
  '# a\n# b\n',
  '# - alpha\n',
);

const indented = (text: string, by: string) => text.replaceAll(/^(?=.)/gm, by);
const blockItem = (entry: fc.Arbitrary<string>) => joined(above, pick('- '), entry, beside, pick('\n'));
const pipSection = fc.oneof(
  fc
    .tuple(
      above,
      beside,
      fc.array(blockItem(pipEntry), { minLength: 1, maxLength: 5 }),
      pick('', '  ', '    '),
    )
    .map(([comment, end, items, by]) => `${comment}- pip:${end}\n${indented(items.join(''), `  ${by}`)}`),
  fc
    .array(pipEntry, { minLength: 1, maxLength: 4 })
    .map((items) => `- pip: [${items.map(inFlow).join(', ')}]\n`),
);
const blockList = fc
  .tuple(
    fc.array(fc.oneof({ arbitrary: blockItem(quoted(condaEntry)), weight: 3 }, pipSection), {
      minLength: 1,
      maxLength: 8,
    }),
    pick('', '  '),
  )
  .map(([items, by]) => `dependencies:\n${indented(items.join(''), by)}`);
const flowList = fc
  .tuple(
    fc.array(fc.tuple(quoted(condaEntry), pick(',', ', ', ',\n  ', ',  # alpha\n  ', '\n  ,')), {
      minLength: 1,
      maxLength: 6,
    }),
    pick('', '', ', {pip: [alpha, h2]}'),
    pick('', ',', '\n', '  # last\n'),
  )
  .map(([items, pip, end]) => {
    const all = items
      .map(([text, comma], i) => `${inFlow(text)}${i === items.length - 1 ? '' : comma}`)
      .join('');
    return `dependencies: [${all}${pip}${end}]\n`;
  });
/** beta under an anchor, and what stands for it. */
const anchored = joined(
  pick('dependencies:\n- python\n- &z alpha  # DATA 8\n'),
  pick('', '- h2\n'),
  pick('', '- *z\n', '- pip:\n  - *z\n', '- pip:\n  - *z\n  - h2\n'),
  pick('', 'about: *z\n'),
);

export const environmentFile = joined(
  pick('', 'name: hub\n', '# made by hand\n\nname: hub\nchannels:\n- conda-forge\n'),
  fc.oneof({ arbitrary: blockList, weight: 5 }, { arbitrary: flowList, weight: 2 }, anchored),
  pick('', 'prefix: /opt/conda\n', '# the end\n'),
).chain((text) => pick('\n', '\r\n').map((ending) => text.replaceAll('\n', ending)));

function inFlow(text: string): string {
  return /^['"]/.test(text) ? text : `"${text.replaceAll('"', '\\"')}"`;
}
