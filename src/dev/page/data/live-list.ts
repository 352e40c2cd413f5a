import type { Window } from '../../api-types.js';
import type { VirtualList } from '../elements/virtual-list.js';
import type { ListQuery } from './client.js';
import { SlowRefresh } from './slow-refresh.js';

/** Rows asked for at once. */
const WINDOW = 200;

/** What comes is shown at most this often. */
const REFRESH_MILLIS = 500;

interface LiveListOptions<T> {
  readonly list: VirtualList<T>;
  /** At which end new rows come, where the list follows; undefined where they may come anywhere. */
  edge(): 'start' | 'end' | undefined;
  fetch(query: ListQuery, offset: number, limit: number): Promise<Window<T>>;
  /** Same for two states of one item. */
  keyOf(item: T): string | number;
  /** Called after each answer. */
  changed(): void;
}

/**
 * A list that the receiver has whole, shown window by window. While its newest end is in view it is live: it follows
 * what comes. Scrolled away from there it is held still, and counts what came meanwhile.
 */
export class LiveList<T> {
  #query = '';
  #sort = '';
  #items: (T | undefined)[] = [];
  #upTo: number | undefined;
  #newest = 0;
  /** Each question has a number; an answer to an earlier one is not shown any more. */
  #asked = 0;
  readonly #refresh = new SlowRefresh(
    () => void this.#load(false),
    () => REFRESH_MILLIS,
  );
  #isPaused = false;
  total = 0;
  /** What came since the list is held. */
  newer = 0;
  /** What may be wrong in a query that finds nothing. */
  mistakes: string[] = [];
  /** Whether the receiver has answered the question that the list shows. */
  isAnswered = false;

  constructor(private readonly options: LiveListOptions<T>) {}

  get tail(): 'live' | 'held' | 'paused' {
    if (this.#isPaused) return 'paused';
    return this.#upTo === undefined ? 'live' : 'held';
  }

  get query(): string {
    return this.#query;
  }

  get sort(): string {
    return this.#sort;
  }

  /** Asks another question; the list begins at its newest end. */
  ask(query: string, sort: string): void {
    this.#query = query;
    this.#sort = sort;
    this.isAnswered = false;
    this.follow();
  }

  /** Shows what came meanwhile, and is live again. */
  follow(): void {
    if (!this.#isPaused) this.#upTo = undefined;
    void this.#load(true);
  }

  /** Paused, it is held still whatever comes, also what is asked for already; then it goes on as it stands. */
  setPaused(isPaused: boolean): void {
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    if (!isPaused) {
      if (this.#isAtEdge !== false) this.#upTo = undefined;
    } else if (this.isAnswered) {
      this.#refresh.stop();
      this.#asked += 1;
      this.#upTo ??= this.#newest;
      // Rows in view that were on their way are asked for anew.
      this.options.list.setItems(this.#items);
    }
  }

  /** Something came. */
  refresh(): void {
    this.#refresh.ask();
  }

  /** Call when the list has been scrolled: away from its newest end it is held, back there it is live. */
  scrolled(): void {
    const isAtEdge = this.#isAtEdge;
    if (isAtEdge === undefined || this.total === 0 || this.#isPaused) return;
    if (!isAtEdge && this.#upTo === undefined) {
      this.#upTo = this.#newest;
      this.options.changed();
    } else if (isAtEdge && this.#upTo !== undefined) this.follow();
  }

  /** Whether the end where new rows come is in view; undefined where there is none. */
  get #isAtEdge(): boolean | undefined {
    const edge = this.options.edge();
    const { list } = this.options;
    return edge && (edge === 'start' ? list.atStart : list.atEnd);
  }

  /** Fetches rows that have come into view. */
  need(first: number): void {
    void this.#fetch(Math.max(0, first - 50), false);
  }

  async #load(toEdge: boolean): Promise<void> {
    const edge = this.options.edge();
    const { list } = this.options;
    const isFollowing = toEdge || (this.#upTo === undefined && edge === 'end');
    // Who scrolls away while the newest rows are on their way stays there.
    const isWanted = toEdge || !list.atEnd ? undefined : () => list.atEnd;
    if (isFollowing && edge === 'end') await this.#fetch(-WINDOW, true, isWanted);
    else if (isFollowing) await this.#fetch(0, true);
    else await this.#fetch(Math.max(0, list.range.first - 20), false);
  }

  async #fetch(offset: number, toEdge: boolean, isWanted = () => true): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const query = { query: this.#query, sort: this.#sort, upTo: this.#upTo };
    let answer: Window<T>;
    try {
      answer = await this.options.fetch(query, offset, WINDOW);
    } catch {
      // The connection's state tells that the receiver is away; reconnecting loads anew.
      return;
    }
    if (asked !== this.#asked) return;
    if (isWanted()) this.#show(answer, toEdge);
    else this.refresh();
  }

  #show(answer: Window<T>, toEdge: boolean): void {
    const { list, keyOf } = this.options;
    const before = new Map<string | number, T>();
    for (const item of this.#items) if (item !== undefined) before.set(keyOf(item), item);
    const active = toEdge ? undefined : list.active;
    this.#items = new Array<T | undefined>(answer.total).fill(undefined);
    for (const [index, item] of answer.items.entries()) {
      const known = before.get(keyOf(item));
      // An unchanged row keeps its element, so that a click or a selection in it is not lost.
      const isSame = known !== undefined && JSON.stringify(known) === JSON.stringify(item);
      this.#items[answer.offset + index] = isSame ? known : item;
    }
    this.total = answer.total;
    this.newer = answer.newer;
    this.mistakes = answer.mistakes ?? [];
    this.isAnswered = true;
    if (this.#upTo === undefined) this.#newest = answer.newest;
    // Before the rows, so that a list that was empty is in the page and has a height.
    this.options.changed();
    const place =
      active === undefined ? -1 : this.#items.findIndex((item) => item && keyOf(item) === keyOf(active));
    const edgeRow = this.options.edge() === 'end' ? answer.total - 1 : 0;
    list.setItems(this.#items, place !== -1 ? place : toEdge ? edgeRow : undefined);
    if (!toEdge) return;
    if (this.options.edge() === 'end') list.scrollToEnd();
    else list.scrollToStart();
  }
}
