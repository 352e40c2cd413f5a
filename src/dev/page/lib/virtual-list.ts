import { h } from './dom.js';

export interface VirtualListOptions<T> {
  readonly role: 'grid' | 'treegrid';
  readonly label: string;
  readonly className: string;
  /** Header row, if any; it stays in view. */
  readonly header?: HTMLElement;
  rowHeight(): number;
  /** Cells and classes of a row. Position, id and ARIA row attributes are the list's own. */
  render(item: T, index: number): HTMLElement;
  /** Enter or a click. */
  open(item: T, index: number): void;
  /** A key the list does not handle; returns whether it was used. */
  key?(event: KeyboardEvent, item: T, index: number): boolean;
}

/** Rows beyond the edges, so that a fast scroll does not show a gap. */
const OVERSCAN = 12;

let nextId = 0;

/**
 * A list that has elements only for the rows in view. Focus stays on the list itself, the active row is told by
 * `aria-activedescendant`, so scrolling a row out of existence can't lose the focus.
 */
export class VirtualList<T> {
  readonly element: HTMLElement;
  readonly #rows: HTMLElement;
  readonly #options: VirtualListOptions<T>;
  readonly #id = `list${nextId++}`;
  #rendered = new Map<number, { item: T; element: HTMLElement }>();
  #items: readonly T[] = [];
  #active = 0;
  #frame = 0;
  #rowHeight = 0;

  constructor(options: VirtualListOptions<T>) {
    this.#options = options;
    this.#rows = h('div', { class: 'rows', role: 'rowgroup' });
    this.element = h('div', {
      class: `list ${options.className}`,
      role: options.role,
      'aria-label': options.label,
      tabindex: 0,
      on: {
        scroll: () => this.#schedule(),
        keydown: (event) => this.#keydown(event as KeyboardEvent),
      },
    });
    if (options.header !== undefined)
      this.element.append(h('div', { class: 'head', role: 'rowgroup' }, options.header));
    this.element.append(this.#rows);
    new ResizeObserver(() => this.refresh()).observe(this.element);
  }

  get active(): T | undefined {
    return this.#items[this.#active];
  }

  get length(): number {
    return this.#items.length;
  }

  /** Whether the last row is in view. */
  get atEnd(): boolean {
    const { scrollTop, clientHeight, scrollHeight } = this.element;
    return scrollTop + clientHeight >= scrollHeight - 4;
  }

  /** Shows other items. Rows whose item is the same object keep their elements. */
  setItems(items: readonly T[], active?: number): void {
    this.#items = items;
    this.#active = Math.min(active ?? this.#active, Math.max(items.length - 1, 0));
    this.element.setAttribute('aria-rowcount', String(items.length));
    this.#render();
  }

  /** Renders all rows in view anew, after something that they are made from has changed. */
  refresh(): void {
    this.#dropRendered();
    this.#render();
  }

  activate(index: number): void {
    if (this.#items.length === 0) return;
    this.#active = Math.max(0, Math.min(index, this.#items.length - 1));
    this.#reveal();
    this.#render();
  }

  scrollToEnd(): void {
    this.element.scrollTop = this.element.scrollHeight;
    this.#render();
  }

  #dropRendered(): void {
    for (const { element } of this.#rendered.values()) element.remove();
    this.#rendered.clear();
  }

  #schedule(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#render());
  }

  #render(): void {
    const height = this.#options.rowHeight();
    if (height !== this.#rowHeight) this.#dropRendered();
    this.#rowHeight = height;
    this.#rows.style.height = `${this.#items.length * height}px`;
    const top = this.element.scrollTop;
    const first = Math.max(0, Math.floor(top / height) - OVERSCAN);
    const last = Math.min(
      this.#items.length,
      Math.ceil((top + this.element.clientHeight) / height) + OVERSCAN,
    );
    for (const [index, { item, element }] of this.#rendered) {
      if (index >= first && index < last && this.#items[index] === item) continue;
      element.remove();
      this.#rendered.delete(index);
    }
    for (let index = first; index < last; index += 1) this.#renderRow(index, height);
    const active = this.#rendered.get(this.#active)?.element.id;
    if (active === undefined) this.element.removeAttribute('aria-activedescendant');
    else this.element.setAttribute('aria-activedescendant', active);
  }

  #renderRow(index: number, height: number): void {
    const item = this.#items[index]!;
    let element = this.#rendered.get(index)?.element;
    if (element === undefined) {
      element = this.#options.render(item, index);
      element.id = `${this.#id}-${index}`;
      element.classList.add('row');
      element.setAttribute('role', 'row');
      element.setAttribute('aria-rowindex', String(index + 1));
      element.style.top = `${index * height}px`;
      element.style.height = `${height}px`;
      element.addEventListener('click', () => this.#click(index));
      this.#rendered.set(index, { item, element });
      this.#rows.append(element);
    }
    element.classList.toggle('active', index === this.#active);
    element.setAttribute('aria-selected', String(index === this.#active));
  }

  #click(index: number): void {
    this.activate(index);
    this.#options.open(this.#items[index]!, index);
  }

  #reveal(): void {
    const height = this.#options.rowHeight();
    const top = this.#active * height;
    const header = this.#rows.offsetTop;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + height + header > scrollTop + clientHeight)
      this.element.scrollTop = top + height + header - clientHeight;
  }

  #keydown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const item = this.active;
    if (item !== undefined && this.#options.key?.(event, item, this.#active) === true) {
      event.preventDefault();
      return;
    }
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.#options.rowHeight()) - 2);
    const moves: Record<string, number> = {
      ArrowDown: this.#active + 1,
      j: this.#active + 1,
      ArrowUp: this.#active - 1,
      k: this.#active - 1,
      PageDown: this.#active + page,
      PageUp: this.#active - page,
      Home: 0,
      End: this.#items.length - 1,
    };
    const target = moves[event.key];
    if (target !== undefined) this.activate(target);
    else if (event.key === 'Enter' && item !== undefined) this.#options.open(item, this.#active);
    else return;
    event.preventDefault();
  }
}
