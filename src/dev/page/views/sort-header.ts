import { button, h } from '../elements/dom.js';

export interface Column {
  readonly title: string;
  /** Name to sort by; undefined where the list can't be. */
  readonly sort?: string;
  readonly isNumber?: boolean;
  /** Whether the largest come first when the column is chosen. */
  readonly isDescending?: boolean;
}

/** A list's header row; a click on a column sorts by it, a second one the other way round. */
export class SortHeader {
  readonly element: HTMLElement;
  readonly #cells: { column: Column; cell: HTMLElement }[];
  #sort = '';

  constructor(columns: readonly Column[], choose: (sort: string) => void) {
    this.#cells = columns.map((column) => ({ column, cell: this.#cell(column, choose) }));
    this.element = h('div', { class: 'columns', role: 'row' }, ...this.#cells.map(({ cell }) => cell));
  }

  /** @param sort the column's name, with `-` before it where the largest come first */
  show(sort: string): void {
    this.#sort = sort;
    for (const { column, cell } of this.#cells) {
      if (column.sort === undefined || column.sort !== sort.replace('-', ''))
        cell.removeAttribute('aria-sort');
      else cell.setAttribute('aria-sort', sort.startsWith('-') ? 'descending' : 'ascending');
    }
  }

  #cell({ title, sort, isNumber, isDescending }: Column, choose: (sort: string) => void): HTMLElement {
    const properties = { class: isNumber ? 'cell number' : 'cell', role: 'columnheader' };
    if (sort === undefined) return h('div', properties, title);
    const click = () => {
      const other = this.#sort === sort ? `-${sort}` : sort;
      const first = isDescending ? `-${sort}` : sort;
      choose(this.#sort.replace('-', '') === sort ? other : first);
    };
    return h('div', properties, button(title, click, { class: 'sort' }));
  }
}
