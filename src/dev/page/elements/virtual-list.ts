import { h } from './dom.js';
import { singleKeysOn } from './single-keys.js';

interface VirtualListOptions<T> {
  readonly role: 'grid' | 'treegrid';
  readonly label: string;
  readonly className: string;
  /** Header row, if any; it stays in view. */
  readonly header?: HTMLElement;
  rowHeight(): number;
  /** Cells and classes of a row. Position, id and ARIA row attributes are the list's own. */
  render(item: T): HTMLElement;
  /** Called when rows come into view whose items are undefined, with the range that is in view. */
  need?(first: number, end: number): void;
  /** Enter or a click. */
  open(item: T, index: number): void;
  /** A key, before the list's own; returns whether it was used. */
  key?(event: KeyboardEvent, item: T, index: number): boolean;
  /** Called after the list has moved under the eyes of the reader. */
  scrolled?(): void;
}

/** Rows beyond the edges, so that a fast scroll does not show a gap. */
const OVERSCAN = 6;

let nextId = 0;

/**
 * A list that has elements only for the rows in view. Focus stays on the list itself, the active row is told by
 * `aria-activedescendant`, so scrolling a row out of existence can't lose the focus.
 */
export class VirtualList<T> {
  readonly element: HTMLElement;
  readonly #rows: HTMLElement;
  readonly #id = `list${nextId++}`;
  #rendered = new Map<number, { item: T | undefined; element: HTMLElement }>();
  #items: readonly (T | undefined)[] = [];
  #active = 0;
  #frame = 0;
  #rowHeight = 0;
  /** As it was seen last: pixels of the view and above it, and whether its last row was in it. */
  #seen = { height: 0, top: 0, isAtEnd: false };

  constructor(private readonly options: VirtualListOptions<T>) {
    this.#rows = h('div', { class: 'rows', role: 'rowgroup' });
    this.element = h('div', {
      class: `list ${options.className}`,
      role: options.role,
      'aria-label': options.label,
      tabindex: 0,
      on: {
        scroll: () => this.#schedule(),
        keydown: (event) => this.keydown(event as KeyboardEvent),
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

  /** The rows in view, and a few around them. */
  get range(): { first: number; end: number } {
    const height = this.options.rowHeight();
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / height) - OVERSCAN);
    return {
      first,
      end: Math.min(this.#items.length, Math.ceil((scrollTop + clientHeight) / height) + OVERSCAN),
    };
  }

  get atStart(): boolean {
    return this.element.scrollTop < 4;
  }

  /** Whether the last row is in view. */
  get atEnd(): boolean {
    const { scrollTop, clientHeight, scrollHeight } = this.element;
    return scrollTop + clientHeight >= scrollHeight - 4;
  }

  /** Shows other items. Rows whose item is the same object keep their elements, wherever they stand now. */
  setItems(items: readonly (T | undefined)[], active?: number): void {
    this.#items = items;
    if (items.length === 0) this.#seen.top = 0;
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

  scrollToStart(): void {
    this.element.scrollTop = 0;
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
    this.#frame = requestAnimationFrame(() => {
      this.#render();
      this.options.scrolled?.();
    });
  }

  #render(): void {
    this.#keepPlace();
    const height = this.options.rowHeight();
    if (height !== this.#rowHeight) this.#dropRendered();
    this.#rowHeight = height;
    this.#rows.style.height = `${this.#items.length * height}px`;
    const { first, end } = this.range;
    const wanted = new Set(this.#items.slice(first, end));
    wanted.delete(undefined);
    const moving = new Map<T | undefined, HTMLElement>();
    for (const [index, { item, element }] of this.#rendered) {
      if (index >= first && index < end && this.#items[index] === item) continue;
      this.#rendered.delete(index);
      if (wanted.has(item)) moving.set(item, element);
      else element.remove();
    }
    let isComplete = true;
    for (let index = first; index < end; index += 1) {
      const item = this.#items[index];
      if (!this.#rendered.has(index)) {
        const element = moving.get(item) ?? this.#make(item);
        this.#place(element, index, height);
        this.#rendered.set(index, { item, element });
      }
      this.#arrange(index, first);
      isComplete &&= item !== undefined;
    }
    if (!isComplete) this.options.need?.(first, end);
    const active = this.#rendered.get(this.#active)?.element.id;
    if (active === undefined) this.element.removeAttribute('aria-activedescendant');
    else this.element.setAttribute('aria-activedescendant', active);
    const { clientHeight, scrollTop } = this.element;
    if (clientHeight === 0) this.#seen.height = 0;
    else this.#seen = { height: clientHeight, top: scrollTop, isAtEnd: this.atEnd };
  }

  /** Back in the page it is scrolled as before, which the browser forgets; with less room its last row stays in view. */
  #keepPlace(): void {
    const { height, top, isAtEnd } = this.#seen;
    const { clientHeight, scrollHeight } = this.element;
    if (height === 0) this.element.scrollTop = top;
    else if (clientHeight !== height && isAtEnd && !this.atStart) this.element.scrollTop = scrollHeight;
  }

  #make(item: T | undefined): HTMLElement {
    const element =
      item === undefined
        ? h('div', { class: 'coming', 'aria-busy': 'true' }, h('div', { role: 'gridcell' }, '…'))
        : this.options.render(item);
    element.classList.add('row');
    element.setAttribute('role', 'row');
    element.addEventListener('click', () => this.#click(Number(element.ariaRowIndex) - 1));
    return element;
  }

  #place(element: HTMLElement, index: number, height: number): void {
    element.id = `${this.#id}-${index}`;
    element.ariaRowIndex = String(index + 1);
    element.style.top = `${index * height}px`;
    element.style.height = `${height}px`;
  }

  /** In the document's order too, for those who read it so; and whether it is the active one. */
  #arrange(index: number, first: number): void {
    const { element } = this.#rendered.get(index)!;
    const before = this.#rendered.get(index - 1)?.element ?? null;
    if (element.previousElementSibling !== before || element.parentElement === null) {
      if (before === null || index === first) this.#rows.prepend(element);
      else before.after(element);
    }
    const isActive = index === this.#active;
    if (element.ariaSelected === String(isActive)) return;
    element.ariaSelected = String(isActive);
    element.classList.toggle('active', isActive);
  }

  #click(index: number): void {
    this.activate(index);
    const item = this.#items[index];
    if (item !== undefined) this.options.open(item, index);
  }

  #reveal(): void {
    const height = this.options.rowHeight();
    const top = this.#active * height;
    const header = this.#rows.offsetTop;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + height + header > scrollTop + clientHeight)
      this.element.scrollTop = top + height + header - clientHeight;
  }

  /** Moves, opens, or what the options make of a key; also for keys that were pressed while nothing had the focus. */
  keydown(event: KeyboardEvent): void {
    if (event.target !== this.element && this.element.contains(event.target as Node)) return;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const item = this.active;
    if (item !== undefined && this.options.key?.(event, item, this.#active) === true) {
      event.preventDefault();
      return;
    }
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.options.rowHeight()) - 2);
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
    if (target !== undefined && (event.key.length > 1 || singleKeysOn())) this.activate(target);
    else if (event.key === 'Enter' && item !== undefined) this.options.open(item, this.#active);
    else return;
    event.preventDefault();
  }
}
