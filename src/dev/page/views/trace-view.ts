import type { ChangeEvent, SpanRow, TraceAnswer, TraceRow } from '../../api-types.js';
import { formatMillis } from '../../text/format.js';
import { fetchLog, fetchSpan, fetchTrace, NotKeptError } from '../data/client.js';
import { type SpanTimes, spanTimes } from '../data/critical-path.js';
import type { Model } from '../data/model.js';
import { type Route, traceHash } from '../data/route.js';
import { SlowRefresh } from '../data/slow-refresh.js';
import { TimeRange } from '../data/time-range.js';
import { itemOf, VisibleRows } from '../data/visible-rows.js';
import { button, h, keepingFocus } from '../elements/dom.js';
import { VirtualList } from '../elements/virtual-list.js';
import { CompareView } from './compare-view.js';
import { logPanel, spanPanel } from './detail.js';
import { message } from './empty.js';
import { dragRange, Minimap } from './minimap.js';
import { traceHead } from './trace-head.js';
import { TraceSearch } from './trace-search.js';
import type { PageState, View } from './view.js';
import { waterfallRow } from './waterfall-row.js';

/** A trace that still grows is asked for again at most this often, a large one less often. */
const REFETCH_MILLIS = 500;
const REFETCH_MILLIS_PER_ROW = 0.1;

/** Nothing shorter can be zoomed to: a hundred nanoseconds. Milliseconds. */
const MIN_ZOOM_MILLIS = 1e-4;

/** One trace as a waterfall, each log line at its moment, and the details of what is selected. */
export class TraceView implements View {
  readonly element = h('section', { class: 'view', 'aria-label': 'Trace' });
  readonly list: VirtualList<TraceRow>;
  readonly #ticks = h('div', { class: 'ticks', role: 'columnheader', 'aria-label': 'Timeline' });
  readonly #split = h('div', { class: 'split' });
  readonly #minimap = new Minimap((range) => this.#zoom(range));
  readonly #compare = new CompareView();
  readonly #search: TraceSearch;
  readonly #buttons: Record<'logs' | 'collapse' | 'critical', HTMLButtonElement>;
  readonly #rows = new VisibleRows();
  #traceId = '';
  #item = '';
  #compareWith = '';
  #answer: TraceAnswer | undefined;
  #head: HTMLElement | undefined;
  #times = new Map<string, SpanTimes>();
  #range = new TimeRange(0, 0);
  #showsCritical = false;
  readonly #refresh = new SlowRefresh(
    () => void this.#load(false),
    () => Math.max(REFETCH_MILLIS, (this.#answer?.rows.length ?? 0) * REFETCH_MILLIS_PER_ROW),
  );

  constructor() {
    const heading = (name: string, className = 'cell') =>
      h('div', { class: className, role: 'columnheader' }, name);
    const timeline = this.#ticks;
    timeline.title = 'Drag over the timeline to zoom';
    this.list = new VirtualList({
      role: 'treegrid',
      label: 'Spans and logs of the trace',
      className: 'waterfall',
      header: h(
        'div',
        { class: 'columns', role: 'row' },
        heading('Span or log'),
        heading('Took', 'cell took'),
        timeline,
      ),
      rowHeight: () => 26,
      render: (row) => this.#row(row),
      open: (row) => this.#open(row),
      key: (event, row, index) => this.#listKey(event.key, row, index),
    });
    dragRange(
      this.list.element,
      (from, to) => this.#zoom(new TimeRange(this.#range.at(from), this.#range.at(to))),
      () =>
        new DOMRect(
          timeline.getBoundingClientRect().left,
          this.list.element.getBoundingClientRect().top,
          timeline.clientWidth,
          this.list.element.clientHeight,
        ),
    );
    this.#search = new TraceSearch(
      (direction) => this.#step(direction, (row) => this.#search.has(row)),
      () => this.#searched(),
    );
    this.#buttons = {
      logs: button('Logs', () => this.#toggleLogs(), { 'aria-pressed': 'true' }),
      collapse: button('Collapse', () => this.#toggleAll()),
      critical: button('Critical path', () => this.#toggleCritical(), { 'aria-pressed': 'false' }),
    };
  }

  show(route: Route): void {
    const isOther = route.traceId !== this.#traceId;
    this.#traceId = route.traceId;
    this.#item = route.item;
    const isOtherCompared = route.compare !== this.#compareWith;
    this.#compareWith = route.compare;
    if (!isOther) {
      if (isOtherCompared) this.#render();
      void this.#selectRoutedItem();
      return;
    }
    this.#answer = undefined;
    this.#head = undefined;
    this.#rows.clear();
    this.list.setItems([], 0);
    this.#search.input.value = '';
    this.element.replaceChildren();
    void this.#load(true);
  }

  update(_model: Model, { isPaused }: PageState, event?: ChangeEvent): void {
    const isOurs = event === undefined || event.partial || event.changed.includes(this.#traceId);
    if (isPaused || isOurs) this.#refresh.ask(isPaused);
  }

  key(key: string): boolean {
    switch (key) {
      case '/':
        this.#search.input.select();
        return true;
      case 'n':
      case 'N':
        this.#step(key === 'n' ? 1 : -1, (row) => this.#search.has(row));
        return true;
      case 'e':
      case 'E':
        this.#step(key === 'e' ? 1 : -1, isErrorRow);
        return true;
      case 'l':
        this.#toggleLogs();
        return true;
      case 'c':
        this.#toggleAll();
        return true;
      case '0':
        this.#zoom(this.#whole);
        return true;
      case 'Escape':
        if (this.#compareWith !== '') location.hash = traceHash(this.#traceId, this.#item);
        else if (this.#item !== '') this.#close();
        else return false;
        return true;
      default:
        return false;
    }
  }

  get #whole(): TimeRange {
    return new TimeRange(0, this.#answer?.summary.durationMillis ?? 0);
  }

  async #load(isFirst: boolean): Promise<void> {
    const traceId = this.#traceId;
    try {
      const answer = await fetchTrace(traceId);
      if (traceId !== this.#traceId) return;
      const wasWhole = isFirst || this.#range.length >= this.#whole.length;
      // Records only come, so the summary's counts tell whether anything did. What is the same stays as it is: a menu
      // may be open, a row may be dragged over.
      if (JSON.stringify(answer.summary) === JSON.stringify(this.#answer?.summary)) return;
      this.#head = undefined;
      this.#answer = answer;
      this.#rows.setRows(answer.rows);
      this.#times = spanTimes(answer.rows);
      this.#search.search(answer.rows);
      if (wasWhole) this.#range = this.#whole;
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
    const { logs, collapse, critical } = this.#buttons;
    const isNew = this.#head === undefined;
    this.#head ??= traceHead(this.#answer, {
      nextError: () => this.#step(1, isErrorRow),
      tools: [this.#search.element, logs, collapse, critical],
    });
    const head = this.#head;
    if (this.#compareWith !== '') {
      keepingFocus(this.element, () => this.element.replaceChildren(head, this.#compare.element));
      void this.#compare.show(this.#answer, this.#compareWith);
      return;
    }
    if (this.#split.parentElement === this.element) {
      if (isNew) keepingFocus(this.element, () => this.element.firstElementChild?.replaceWith(head));
    } else {
      this.#split.replaceChildren(this.list.element);
      this.element.replaceChildren(head, this.#minimap.element, this.#split);
      if (document.activeElement === document.body) this.list.element.focus({ preventScroll: true });
    }
    this.#minimap.show(this.#answer.rows, this.#whole);
    this.#showRange();
  }

  #zoom(range: TimeRange): void {
    if (range.length < MIN_ZOOM_MILLIS) return;
    this.#range = range;
    this.#showRange();
  }

  #showRange(): void {
    this.#minimap.mark(this.#range);
    this.#ticks.replaceChildren(
      ...[0, 0.25, 0.5, 0.75, 1].map((part) => {
        const tick = h('span', {}, formatMillis(this.#range.at(part)));
        tick.style.left = `${part * 100}%`;
        return tick;
      }),
    );
    this.#showRows();
  }

  #row(row: TraceRow): HTMLElement {
    return waterfallRow(row, {
      range: this.#range,
      hasChildren: this.#rows.isParent(row),
      isCollapsed: this.#rows.isCollapsed(row),
      isMatch: this.#search.has(row),
      isCritical: this.#showsCritical && row.type === 'span' && this.#times.get(row.id)?.isCritical === true,
      toggle: () => this.#setCollapsed(row, !this.#rows.isCollapsed(row)),
    });
  }

  #setCollapsed(row: TraceRow, isCollapsed: boolean): void {
    this.#rows.setCollapsed(row, isCollapsed);
    this.#showRows();
  }

  #showRows(): void {
    const { logs, collapse, critical } = this.#buttons;
    logs.setAttribute('aria-pressed', String(this.#rows.showLogs));
    critical.setAttribute('aria-pressed', String(this.#showsCritical));
    collapse.textContent = this.#rows.hasCollapsed ? 'Expand' : 'Collapse';
    this.list.setItems(this.#rows.list());
    this.list.refresh();
  }

  #searched(): void {
    this.#search.search(this.#answer?.rows ?? []);
    if (this.#search.size > 0 && (this.list.active === undefined || !this.#search.has(this.list.active)))
      this.#step(1, (row) => this.#search.has(row));
    this.list.refresh();
  }

  /** Goes to the next row that is meant, and makes it visible. */
  #step(direction: 1 | -1, isMeant: (row: TraceRow) => boolean): void {
    const row = this.#rows.next(this.list.active, direction, isMeant);
    if (row === undefined) return;
    this.#rows.reveal(row);
    this.#showRows();
    this.list.activate(this.#rows.indexOf(itemOf(row)));
  }

  /** Tree keys of the ARIA treegrid pattern. */
  #listKey(key: string, row: TraceRow, index: number): boolean {
    const isParent = this.#rows.isParent(row);
    const isOpen = isParent && !this.#rows.isCollapsed(row);
    if (key === 'ArrowRight' && isParent && !isOpen) this.#setCollapsed(row, false);
    else if (key === 'ArrowLeft' && isOpen) this.#setCollapsed(row, true);
    else if (key === 'ArrowLeft') this.list.activate(this.#rows.parentIndex(index));
    else return false;
    return true;
  }

  #open(row: TraceRow): void {
    location.hash = traceHash(this.#traceId, itemOf(row));
  }

  #close(): void {
    location.hash = traceHash(this.#traceId);
    this.list.element.focus({ preventScroll: true });
  }

  #toggleLogs(): void {
    this.#rows.showLogs = !this.#rows.showLogs;
    this.#showRows();
  }

  #toggleAll(): void {
    this.#rows.toggleAll();
    this.#showRows();
  }

  #toggleCritical(): void {
    this.#showsCritical = !this.#showsCritical;
    this.#showRows();
  }

  async #selectRoutedItem(): Promise<void> {
    const index = this.#rows.indexOf(this.#item);
    if (index !== -1) this.list.activate(index);
    await this.#showDetail();
  }

  #span(id: string): SpanRow | undefined {
    return this.#answer?.rows.find((row) => row.type === 'span' && row.id === id) as SpanRow | undefined;
  }

  async #showDetail(): Promise<void> {
    const item = this.#item;
    const [kind, id] = item.split('/');
    let panel: HTMLElement | undefined;
    try {
      if (kind === 'span' && id) {
        const span = await fetchSpan(this.#traceId, id);
        const parent = this.#span(span.parentSpanId);
        panel = spanPanel(span, this.#span(id), this.#times.get(id), parent, () => this.#close());
      }
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

function isErrorRow(row: TraceRow): boolean {
  return row.type === 'span' ? row.status === 'error' : row.severity >= 17;
}
