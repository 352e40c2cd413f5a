import type { TraceSummary } from '../../shared/api-types.js';
import { formatCount, formatMillis, formatMoment } from '../../shared/format.js';
import { visible } from '../../shared/printable.js';
import { fetchTraces } from '../lib/client.js';
import { h } from '../lib/dom.js';
import { LiveList } from '../lib/live-list.js';
import { listHash, NEWEST_FIRST, type Route, traceHash } from '../lib/route.js';
import { serviceClass } from '../lib/service-class.js';
import { VirtualList } from '../lib/virtual-list.js';
import { emptyState, message } from './empty.js';
import { ListBar, TRACE_FILTERS } from './list-bar.js';
import { type Column, SortHeader } from './sort-header.js';
import type { PageState, View } from './view.js';

const COLUMNS: readonly Column[] = [
  { title: 'Time', sort: 'time', isDescending: true },
  { title: 'Service', sort: 'service' },
  { title: 'Name', sort: 'name' },
  { title: 'Status', sort: 'status', isDescending: true },
  { title: 'Duration', sort: 'duration', isDescending: true },
  { title: 'Spans', sort: 'spans', isNumber: true, isDescending: true },
  { title: 'Logs', sort: 'logs', isNumber: true, isDescending: true },
  { title: 'Errors', sort: 'errors', isNumber: true, isDescending: true },
  { title: 'Correlation ID' },
];

const isNarrow = matchMedia('(width < 720px)');

/** All traces that the query finds, newest first or by a column. */
export class TraceListView implements View {
  readonly element = h('section', { class: 'view', 'aria-label': 'Traces' });
  readonly list: VirtualList<TraceSummary>;
  readonly #live: LiveList<TraceSummary>;
  readonly #header: SortHeader;
  readonly #bar: ListBar;
  readonly #body = h('div', { class: 'split' });
  /** Bars are drawn against the longest row seen of this list. */
  #longest = 1;

  constructor() {
    this.#header = new SortHeader(COLUMNS, (sort) => {
      location.hash = listHash('traces', this.#live.query, sort);
    });
    this.list = new VirtualList({
      role: 'grid',
      label: 'Traces',
      className: 'traces',
      header: this.#header.element,
      rowHeight: () => (isNarrow.matches ? 56 : 32),
      render: (trace) => this.#row(trace),
      open: (trace) => {
        location.hash = traceHash(trace.traceId);
      },
      need: (first) => this.#live.need(first),
      scrolled: () => this.#live.scrolled(),
    });
    this.#live = new LiveList({
      list: this.list,
      edge: () =>
        this.#live.sort === NEWEST_FIRST ? 'start' : this.#live.sort === 'time' ? 'end' : undefined,
      fetch: async (query, offset, limit) => {
        const answer = await fetchTraces(query, offset, limit);
        this.#scale(answer.items, offset === 0 && answer.total <= answer.items.length);
        return answer;
      },
      keyOf: ({ traceId }) => traceId,
      changed: () => this.#changed(),
    });
    this.#bar = new ListBar(
      TRACE_FILTERS,
      (query) => {
        location.hash = listHash('traces', query, this.#live.sort);
      },
      () => this.#live.follow(),
    );
    this.element.append(this.#bar.element, this.#body);
  }

  show(route: Route, _model: unknown, { isPaused }: PageState): void {
    this.#live.setPaused(isPaused);
    const isOther = route.query !== this.#live.query || route.sort !== this.#live.sort;
    this.#bar.showQuery(route.query);
    this.#header.show(route.sort);
    if (isOther || !this.#live.isAnswered) this.#live.ask(route.query, route.sort);
    else this.#live.refresh();
  }

  update(_model: unknown, { isPaused }: PageState): void {
    this.#live.setPaused(isPaused);
    if (isPaused) this.#changed();
    else this.#live.refresh();
  }

  #changed(): void {
    this.#bar.showState(this.#live, 'trace');
    const content =
      this.#live.total > 0 ? this.list.element : this.#live.isAnswered ? this.#nothing() : undefined;
    if (
      content === undefined ||
      (content !== this.list.element && this.#body.firstElementChild?.isEqualNode(content))
    )
      return;
    if (content.parentElement !== this.#body) this.#body.replaceChildren(content);
  }

  #nothing(): HTMLElement {
    if (this.#live.query === '') {
      return emptyState(
        'Waiting for telemetry',
        'Start an app with one line; its traces and logs appear here as they happen.',
      );
    }
    return message('Nothing found', `No trace that is kept here matches “${this.#live.query}”`);
  }

  /** Takes in a longer row; begins anew with a list that is known whole. */
  #scale(traces: readonly TraceSummary[], isWhole: boolean): void {
    const longest = Math.max(
      ...traces.map(({ durationMillis }) => durationMillis),
      isWhole ? 1 : this.#longest,
    );
    if (longest === this.#longest) return;
    this.#longest = longest;
    this.list.refresh();
  }

  #row(trace: TraceSummary): HTMLElement {
    const cell = (names: string, ...children: (Node | string)[]) =>
      h('div', { class: `cell ${names}`, role: 'gridcell' }, ...children);
    const status = trace.httpStatus === undefined ? '' : String(trace.httpStatus);
    const isNamed = trace.name !== '';
    const name = cell(
      `c-name ${isNamed ? 'name' : 'muted'}`,
      isNamed ? trace.name : trace.spans === 0 ? '(logs only)' : '(no root span yet)',
    );
    const more = trace.services.length > 1 ? ` +${trace.services.length - 1}` : '';
    const service = cell(
      'c-service',
      h('span', { class: `service ${serviceClass(trace.service)}` }, trace.service),
      more,
    );
    name.title = visible(trace.name);
    service.title = visible(trace.services.join(', '));
    return h(
      'div',
      {},
      cell('c-time muted', formatMoment(trace.startTimeUnixMillis)),
      service,
      name,
      cell(`c-status status-${status[0] ?? 'none'}`, status),
      cell('c-duration', this.#duration(trace)),
      cell('c-spans number', formatCount(trace.spans)),
      cell('c-logs number', formatCount(trace.logs)),
      cell('c-errors number errors', trace.errors === 0 ? '' : `✖ ${formatCount(trace.errors)}`),
      cell('c-id mono muted', trace.correlationIds[0] ?? ''),
    );
  }

  /** Square root, so that short ones still differ beside a long one. */
  #duration(trace: TraceSummary): HTMLElement {
    const fill = h('div', { class: 'fill' });
    fill.style.width = `${Math.sqrt(trace.durationMillis / this.#longest) * 100}%`;
    return h(
      'div',
      { class: `duration ${serviceClass(trace.service)}` },
      h('span', { class: 'number' }, formatMillis(trace.durationMillis)),
      h('div', { class: 'track' }, fill),
    );
  }
}
