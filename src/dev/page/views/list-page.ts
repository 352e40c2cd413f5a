import type { Window } from '../../api-types.js';
import type { ListQuery } from '../data/client.js';
import { LiveList } from '../data/live-list.js';
import { goTo } from '../data/route.js';
import { h } from '../elements/dom.js';
import { VirtualList } from '../elements/virtual-list.js';
import { emptyState, message } from './empty.js';
import { type Filter, ListBar } from './list-bar.js';

const isNarrow = matchMedia('(width < 720px)');

interface ListPageOptions<T> {
  /** Singular. */
  readonly noun: string;
  readonly label: string;
  readonly className: string;
  readonly header: HTMLElement;
  /** Pixels, on a phone and elsewhere. */
  readonly rowHeights: readonly [narrow: number, wide: number];
  readonly filters: readonly Filter[];
  /** Title and text while nothing has come. */
  readonly nothingYet: readonly [title: string, text: string];
  render(item: T): HTMLElement;
  open(item: T): void;
  fetch(query: ListQuery, offset: number, limit: number): Promise<Window<T>>;
  keyOf(item: T): string | number;
  /** At which end new rows come, by what the list is sorted by. */
  edge(sort: string): 'start' | 'end' | undefined;
  /** Address of what a query finds. */
  hashOf(query: string): string;
}

/** All that a query finds: conditions to click together, the rows, or why there are none. */
export class ListPage<T> {
  readonly list: VirtualList<T>;
  readonly live: LiveList<T>;
  readonly body = h('div', { class: 'split' });
  readonly #bar: ListBar;

  constructor(private readonly options: ListPageOptions<T>) {
    const { label, className, header, rowHeights, filters, fetch, keyOf } = options;
    this.list = new VirtualList({
      role: 'grid',
      label,
      className,
      header,
      rowHeight: () => rowHeights[isNarrow.matches ? 0 : 1],
      render: (item) => options.render(item),
      open: (item) => options.open(item),
      need: (first) => this.live.need(first),
      scrolled: () => this.live.scrolled(),
    });
    const edge = () => options.edge(this.live.sort);
    const changed = () => this.changed();
    this.live = new LiveList({ list: this.list, edge, fetch, keyOf, changed });
    const setQuery = (query: string) => goTo(options.hashOf(query));
    this.#bar = new ListBar(filters, setQuery, () => this.live.follow());
  }

  get elements(): HTMLElement[] {
    return [this.#bar.element, this.body];
  }

  show(query: string, sort: string, isPaused: boolean): void {
    this.live.setPaused(isPaused);
    this.#bar.showQuery(query);
    const isOther = query !== this.live.query || sort !== this.live.sort;
    if (isOther || !this.live.isAnswered) this.live.ask(query, sort);
    else this.live.refresh();
  }

  update(isPaused: boolean): void {
    this.live.setPaused(isPaused);
    if (isPaused) this.changed();
    else this.live.refresh();
  }

  private changed(): void {
    this.#bar.showState(this.live, this.options.noun);
    const isAny = this.live.total > 0;
    if (!isAny && !this.live.isAnswered) return;
    const content = isAny ? this.list.element : this.#nothing();
    const shown = this.body.firstElementChild;
    // What is selected in a text stays so.
    if (shown !== content && (isAny || !shown?.isEqualNode(content))) this.body.replaceChildren(content);
  }

  #nothing(): HTMLElement {
    const { query, mistakes } = this.live;
    if (query === '') return emptyState(...this.options.nothingYet);
    const element = message('Nothing found', `No ${this.options.noun} that is kept here matches “${query}”`);
    element.append(...mistakes.map((mistake) => h('p', {}, mistake)));
    return element;
  }
}
