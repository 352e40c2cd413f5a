import type { TraceRow } from '../../api-types.js';
import { formatCount } from '../../text/format.js';
import { h } from '../elements/dom.js';

/** Search within a trace: its box, how many rows match, and which ones. */
export class TraceSearch {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  readonly #count = h('span', { class: 'muted', role: 'status' });
  #matches = new Set<TraceRow>();

  /** @param step goes to the next match, or the one before; @param changed the matches are others now */
  constructor(step: (direction: 1 | -1) => void, changed: () => void) {
    this.input = h('input', {
      type: 'search',
      placeholder: 'Find in this trace',
      'aria-label': 'Find in this trace: span names, services and log text',
      spellcheck: 'false',
      autocomplete: 'off',
    });
    this.input.addEventListener('input', changed);
    this.input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      step(event.shiftKey ? -1 : 1);
    });
    this.element = h('div', { class: 'trace-search' }, this.input, this.#count);
  }

  /** Looks through the rows of the trace for what is typed. */
  search(rows: readonly TraceRow[]): void {
    const text = this.input.value.trim().toLowerCase();
    this.#matches = new Set(text === '' ? [] : rows.filter((row) => textOf(row).includes(text)));
    this.#count.textContent = text === '' ? '' : `${formatCount(this.#matches.size)} found`;
  }

  has(row: TraceRow): boolean {
    return this.#matches.has(row);
  }

  get size(): number {
    return this.#matches.size;
  }
}

function textOf(row: TraceRow): string {
  const texts =
    row.type === 'span' ? [row.name, row.service, row.id] : [row.message, row.fields, row.level, row.service];
  return texts.join('\n').toLowerCase();
}
