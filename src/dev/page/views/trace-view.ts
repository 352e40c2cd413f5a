import type { ChangeEvent, TraceAnswer, TraceRow } from '../lib/api-types.js';
import { fetchLog, fetchSpan, fetchTrace, NotKeptError } from '../lib/client.js';
import { h } from '../lib/dom.js';
import { formatMillis } from '../lib/format.js';
import type { Model } from '../lib/model.js';
import { listHash, type Route, traceHash } from '../lib/route.js';
import { VirtualList } from '../lib/virtual-list.js';
import { itemOf, VisibleRows } from '../lib/visible-rows.js';
import { logPanel, spanPanel } from './detail.js';
import { message } from './empty.js';
import { traceHead } from './trace-head.js';
import type { View } from './view.js';
import { waterfallRow } from './waterfall-row.js';

/** A trace that still grows is asked for again at most this often, a large one less often. */
const REFETCH_MILLIS = 500;
const REFETCH_MILLIS_PER_ROW = 0.1;

/** One trace as a waterfall, each log line at its moment, and the details of what is selected. */
export class TraceView implements View {
  readonly element = h('section', { class: 'view', 'aria-label': 'Trace' });
  readonly #list: VirtualList<TraceRow>;
  readonly #ticks = h('div', { class: 'ticks', role: 'columnheader', 'aria-label': 'Timeline' });
  readonly #split = h('div', { class: 'split' });
  readonly #logsButton: HTMLButtonElement;
  readonly #rows = new VisibleRows();
  #traceId = '';
  #item = '';
  #answer: TraceAnswer | undefined;
  #refetch: number | undefined;

  constructor() {
    const header = h(
      'div',
      { class: 'columns', role: 'row' },
      h('div', { class: 'cell', role: 'columnheader' }, 'Span or log'),
      this.#ticks,
    );
    this.#list = new VirtualList({
      role: 'treegrid',
      label: 'Spans and logs of the trace',
      className: 'waterfall',
      header,
      rowHeight: () => 26,
      render: (row) => this.#row(row),
      open: (row) => this.#open(row),
      key: (event, row, index) => this.#listKey(event.key, row, index),
    });
    this.#logsButton = h(
      'button',
      { type: 'button', 'aria-pressed': 'true', on: { click: () => this.#toggleLogs() } },
      'Logs',
    );
  }

  show(route: Route): void {
    const isOther = route.traceId !== this.#traceId;
    this.#traceId = route.traceId;
    this.#item = route.item;
    if (!isOther) {
      void this.#showDetail();
      return;
    }
    this.#answer = undefined;
    this.#rows.clear();
    this.element.replaceChildren();
    void this.#load(true);
  }

  update(_model: Model, event?: ChangeEvent): void {
    const isOurs =
      event === undefined || event.partial || event.traces.some(({ traceId }) => traceId === this.#traceId);
    if (!isOurs || this.#refetch !== undefined) return;
    const rows = this.#answer?.rows.length ?? 0;
    this.#refetch = window.setTimeout(
      () => {
        this.#refetch = undefined;
        void this.#load(false);
      },
      Math.max(REFETCH_MILLIS, rows * REFETCH_MILLIS_PER_ROW),
    );
  }

  key(key: string): boolean {
    if (key === 'l') this.#toggleLogs();
    else if (key === 'Escape' && this.#item !== '') this.#close();
    else if (key === 'Escape') location.hash = listHash('traces');
    else return false;
    return true;
  }

  async #load(isFirst: boolean): Promise<void> {
    const traceId = this.#traceId;
    try {
      const answer = await fetchTrace(traceId);
      if (traceId !== this.#traceId) return;
      this.#answer = answer;
      this.#rows.setRows(answer.rows);
      this.#render();
      if (isFirst) await this.#selectRoutedItem();
    } catch (error) {
      if (traceId !== this.#traceId) return;
      if (error instanceof NotKeptError) {
        const text =
          'It has not come yet, or was evicted to keep the memory bounded. It appears here when it comes.';
        this.element.replaceChildren(message('This trace is not here', text));
      }
    }
  }

  #render(): void {
    if (this.#answer === undefined) return;
    const { summary } = this.#answer;
    const head = traceHead(this.#answer, this.#logsButton);
    if (this.#split.parentElement === this.element) this.element.firstElementChild?.replaceWith(head);
    else {
      this.#split.replaceChildren(this.#list.element);
      this.element.replaceChildren(head, this.#split);
      this.#list.element.focus({ preventScroll: true });
    }
    this.#ticks.replaceChildren(
      ...[0, 0.25, 0.5, 0.75, 1].map((part) => {
        const tick = h('span', {}, formatMillis(summary.durationMillis * part));
        tick.style.left = `${part * 100}%`;
        return tick;
      }),
    );
    this.#showRows();
  }

  #row(row: TraceRow): HTMLElement {
    return waterfallRow(row, {
      totalMillis: this.#answer?.summary.durationMillis ?? 0,
      hasChildren: this.#rows.isParent(row),
      isCollapsed: this.#rows.isCollapsed(row),
      toggle: () => this.#setCollapsed(row, !this.#rows.isCollapsed(row)),
    });
  }

  #setCollapsed(row: TraceRow, isCollapsed: boolean): void {
    this.#rows.setCollapsed(row, isCollapsed);
    this.#showRows();
  }

  #showRows(): void {
    this.#list.setItems(this.#rows.list());
    this.#list.refresh();
  }

  /** Tree keys of the ARIA treegrid pattern. */
  #listKey(key: string, row: TraceRow, index: number): boolean {
    const isParent = this.#rows.isParent(row);
    const isOpen = isParent && !this.#rows.isCollapsed(row);
    if (key === 'ArrowRight' && isParent && !isOpen) this.#setCollapsed(row, false);
    else if (key === 'ArrowLeft' && isOpen) this.#setCollapsed(row, true);
    else if (key === 'ArrowLeft') this.#list.activate(this.#rows.parentIndex(index));
    else return false;
    return true;
  }

  #open(row: TraceRow): void {
    location.hash = traceHash(this.#traceId, itemOf(row));
  }

  #close(): void {
    location.hash = traceHash(this.#traceId);
    this.#list.element.focus({ preventScroll: true });
  }

  #toggleLogs(): void {
    this.#rows.showLogs = !this.#rows.showLogs;
    this.#logsButton.setAttribute('aria-pressed', String(this.#rows.showLogs));
    this.#showRows();
  }

  async #selectRoutedItem(): Promise<void> {
    const index = this.#rows.indexOf(this.#item);
    if (index !== -1) this.#list.activate(index);
    await this.#showDetail();
  }

  async #showDetail(): Promise<void> {
    const item = this.#item;
    const [kind, id] = item.split('/');
    let panel: HTMLElement | undefined;
    try {
      if (kind === 'span' && id) panel = spanPanel(await fetchSpan(this.#traceId, id), () => this.#close());
      if (kind === 'log' && id) panel = logPanel(await fetchLog(Number(id)), () => this.#close(), false);
    } catch {
      panel = undefined;
    }
    if (item !== this.#item) return;
    // The list stays in place: taking it out would lose its scroll position and the focus.
    while (this.#split.childElementCount > 1) this.#split.lastElementChild?.remove();
    if (panel !== undefined) this.#split.append(panel);
  }
}
