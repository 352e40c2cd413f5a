import type { ChangeEvent, TraceAnswer, TraceRow } from '../lib/api-types.js';
import { fetchLog, fetchSpan, fetchTrace, NotKeptError } from '../lib/client.js';
import { h } from '../lib/dom.js';
import { formatMillis } from '../lib/format.js';
import type { Model } from '../lib/model.js';
import { listHash, type Route, traceHash } from '../lib/route.js';
import { VirtualList } from '../lib/virtual-list.js';
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
  readonly #collapsed = new Set<string>();
  #traceId = '';
  #item = '';
  #answer: TraceAnswer | undefined;
  #parents = new Set<string>();
  #showLogs = true;
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
    this.#collapsed.clear();
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
      this.#parents = parentsOf(answer.rows);
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
    this.#list.setItems(this.#visibleRows());
    this.#list.refresh();
  }

  #visibleRows(): TraceRow[] {
    const rows: TraceRow[] = [];
    let hiddenBelow = Number.POSITIVE_INFINITY;
    for (const row of this.#answer?.rows ?? []) {
      if (row.depth > hiddenBelow) continue;
      hiddenBelow = Number.POSITIVE_INFINITY;
      if (row.type === 'log' && !this.#showLogs) continue;
      rows.push(row);
      if (row.type === 'span' && this.#collapsed.has(row.id)) hiddenBelow = row.depth;
    }
    return rows;
  }

  #row(row: TraceRow): HTMLElement {
    const id = row.type === 'span' ? row.id : '';
    return waterfallRow(row, {
      totalMillis: this.#answer?.summary.durationMillis ?? 0,
      hasChildren: this.#parents.has(id),
      isCollapsed: this.#collapsed.has(id),
      toggle: () => this.#setCollapsed(id, !this.#collapsed.has(id)),
    });
  }

  #setCollapsed(id: string, isCollapsed: boolean): void {
    if (isCollapsed) this.#collapsed.add(id);
    else this.#collapsed.delete(id);
    this.#list.setItems(this.#visibleRows());
    this.#list.refresh();
  }

  /** Tree keys of the ARIA treegrid pattern. */
  #listKey(key: string, row: TraceRow, index: number): boolean {
    const isParent = row.type === 'span' && this.#parents.has(row.id);
    const isOpen = isParent && !this.#collapsed.has(row.id);
    if (key === 'ArrowRight' && isParent && !isOpen) this.#setCollapsed(row.id, false);
    else if (key === 'ArrowLeft' && isParent && isOpen) this.#setCollapsed(row.id, true);
    else if (key === 'ArrowLeft') {
      const rows = this.#visibleRows();
      let parent = index;
      while (parent > 0 && rows[parent]!.depth >= row.depth) parent -= 1;
      this.#list.activate(parent);
    } else return false;
    return true;
  }

  #open(row: TraceRow): void {
    location.hash = traceHash(this.#traceId, row.type === 'span' ? `span/${row.id}` : `log/${row.sequence}`);
  }

  #close(): void {
    location.hash = traceHash(this.#traceId);
    this.#list.element.focus({ preventScroll: true });
  }

  #toggleLogs(): void {
    this.#showLogs = !this.#showLogs;
    this.#logsButton.setAttribute('aria-pressed', String(this.#showLogs));
    this.#list.setItems(this.#visibleRows());
    this.#list.refresh();
  }

  async #selectRoutedItem(): Promise<void> {
    const [kind, id] = this.#item.split('/');
    if (id === undefined) return;
    const index = this.#visibleRows().findIndex((row) =>
      kind === 'span'
        ? row.type === 'span' && row.id === id
        : row.type === 'log' && String(row.sequence) === id,
    );
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
    if (panel === undefined) this.#split.replaceChildren(this.#list.element);
    else {
      // The list stays in place: taking it out would lose its scroll position and the focus.
      while (this.#split.childElementCount > 1) this.#split.lastElementChild?.remove();
      this.#split.append(panel);
    }
  }
}

function parentsOf(rows: readonly TraceRow[]): Set<string> {
  const parents = new Set<string>();
  for (const [index, row] of rows.entries()) {
    const next = rows[index + 1];
    if (row.type === 'span' && next !== undefined && next.depth > row.depth) parents.add(row.id);
  }
  return parents;
}
