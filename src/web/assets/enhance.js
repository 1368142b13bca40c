/**
 * Additions to a page that is whole without them. Tables that say so (`data-enhance`) can be filtered and
 * sorted, pictures tell the value under the pointer, commands can be copied. It loads nothing and stores nothing.
 */

const MIN_ROWS = 8;

for (const table of document.querySelectorAll('table[data-enhance]')) {
  const wishes = table.dataset.enhance.split(' ');
  const rows = [...table.tBodies[0].rows];
  if (rows.length < MIN_ROWS) continue;
  if (wishes.includes('filter')) addFilter(table, rows);
  if (wishes.includes('sort')) addSorting(table, rows);
}
for (const chart of document.querySelectorAll('.chart')) addReadout(chart);
if (navigator.clipboard !== undefined) {
  for (const command of document.querySelectorAll('[data-enhance="copy"]')) addCopy(command);
}

function addFilter(table, rows) {
  const input = make('input', { type: 'search' });
  const found = make('span', { className: 'quiet' });
  found.setAttribute('role', 'status');
  const label = make('label', {}, 'Filter these rows ', input);
  table.before(make('p', { className: 'filter' }, label, ' ', found));
  const texts = rows.map((row) => row.textContent.toLowerCase());
  input.addEventListener('input', () => {
    const wanted = input.value.trim().toLowerCase();
    let shown = 0;
    for (const [at, row] of rows.entries()) {
      row.hidden = !texts[at].includes(wanted);
      if (!row.hidden) shown += 1;
    }
    found.textContent = wanted === '' ? '' : `${shown} of ${rows.length}`;
  });
}

/** A heading that is a link sorts the rows that are here at once, rather than have the page made anew. */
function addSorting(table, rows) {
  for (const [column, heading] of [...table.tHead.rows[0].cells].entries()) {
    const { first } = heading.dataset;
    if (first === undefined) continue;
    let control = heading.querySelector('a');
    if (control === null) {
      control = make('button', { type: 'button', className: 'sort' }, ...heading.childNodes);
      heading.append(control);
    }
    control.addEventListener('click', (event) => {
      event.preventDefault();
      const other = first === 'ascending' ? 'descending' : 'ascending';
      const direction = heading.ariaSort === first ? other : first;
      for (const cell of table.tHead.rows[0].cells) cell.ariaSort = null;
      heading.ariaSort = direction;
      const isNumeric = rows.some((row) => row.cells[column].dataset.value !== undefined);
      const keys = new Map(rows.map((row) => [row, keyOf(row.cells[column], isNumeric)]));
      const sign = direction === 'ascending' ? 1 : -1;
      const sorted = rows.toSorted((a, b) => sign * compare(keys.get(a), keys.get(b)));
      table.tBodies[0].append(...sorted);
    });
  }
}

function keyOf(cell, isNumeric) {
  return isNumeric ? Number(cell.dataset.value ?? -Infinity) : cell.textContent.trim();
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Says what the nearest bar or the area under the pointer stands for, at once and not after a while. */
function addReadout(chart) {
  const texts = new Map();
  for (const title of chart.querySelectorAll('title')) {
    texts.set(title.parentElement, title.textContent);
    title.remove();
  }
  if (texts.size === 0) return;
  const readout = make('span', { className: 'readout' });
  readout.setAttribute('aria-hidden', 'true');
  chart.append(readout);
  const isCourse = chart.querySelector('.bars') !== null;
  chart.addEventListener('pointermove', ({ target, clientX }) => {
    const element = isCourse ? nearest([...texts.keys()], clientX) : target;
    readout.textContent = texts.get(element) ?? '';
  });
  chart.addEventListener('pointerleave', () => {
    readout.textContent = '';
  });
}

function nearest(elements, x) {
  let best;
  let least = Number.POSITIVE_INFINITY;
  for (const element of elements) {
    const { left, right } = element.getBoundingClientRect();
    const distance = Math.abs((left + right) / 2 - x);
    if (distance < least) [best, least] = [element, distance];
  }
  return best;
}

function addCopy(command) {
  const text = command.textContent;
  const button = make('button', { type: 'button', className: 'copy' }, 'Copy');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  });
  command.prepend(button);
}

function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}
