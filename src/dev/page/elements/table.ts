import { h } from './dom.js';

/** A heading for each title; those of numbers stand right. */
export function headings(
  titles: readonly string[],
  isNumber: (index: number) => boolean,
): HTMLTableCellElement[] {
  return titles.map((title, index) => h('th', { scope: 'col', class: isNumber(index) && 'number' }, title));
}

/** The cell of a figure. */
export function numberCell(text: string, className = ''): HTMLTableCellElement {
  return h('td', { class: `number ${className}`.trim() }, text);
}

/** A table with a row of headings. On a phone each figure stands after its heading, as there is no room for a row of them. */
export function table(
  { label, class: className = 'table' }: { label: string; class?: string },
  head: readonly HTMLTableCellElement[],
  rows: readonly HTMLTableRowElement[],
): HTMLTableElement {
  for (const row of rows)
    for (const [index, cell] of [...row.cells].entries())
      if (cell.classList.contains('number')) cell.dataset.label = head[index]?.textContent ?? '';
  return h(
    'table',
    { class: className, 'aria-label': label },
    h('thead', {}, h('tr', {}, ...head)),
    h('tbody', {}, ...rows),
  );
}
