/** Values read out of a metrics page, as any collector writes it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasLabel, labelValues, sumOf } from '../../src/diagnosis/exposition.ts';

const PAGE = `# HELP python_popcon_processes Processes that reported.
# TYPE python_popcon_processes counter
python_popcon_processes{namespace="a"} 3
python_popcon_processes 4
python_popcon_processes_other 100
python_popcon_imported_package{namespace="a} 9",package="numpy"} 2
python_popcon_imported_package{notpackage="x"} 1e3
`;

test('sums', () => {
  assert.equal(sumOf(PAGE, 'python_popcon_processes'), 7);
  assert.equal(sumOf(PAGE, 'python_popcon_imported_package'), 1002);
  assert.equal(sumOf(PAGE, 'python_popcon_processes', 'namespace="a"'), 3);
  assert.equal(sumOf(PAGE, 'absent'), 0);
});

test('labels', () => {
  assert.equal(hasLabel(PAGE, 'python_popcon_imported_package', 'package'), false);
  assert.equal(
    hasLabel(PAGE.replace('notpackage', 'package'), 'python_popcon_imported_package', 'package'),
    true,
  );
  assert.equal(hasLabel(PAGE, 'absent', 'package'), undefined);
});

test('values of a label, unescaped', () => {
  const page =
    'm{namespace="a"} 1\nm{x="y",namespace="b \\"c\\" \\\\ \\n"} 1\nm{x="y"} 1\nm 2\nother{namespace="d"} 1\n';
  assert.deepEqual(labelValues(page, 'm', 'namespace'), ['a', 'b "c" \\ \n']);
});
