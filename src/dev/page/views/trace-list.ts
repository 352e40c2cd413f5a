import type { TraceSummary } from '../../api-types.js';
import { formatCount, formatMillis, formatMoment } from '../../text/format.js';
import { visible } from '../../text/printable.js';
import { fetchTraces } from '../data/client.js';
import { goTo, listHash, NEWEST_FIRST, type Route, traceHash } from '../data/route.js';
import { h } from '../elements/dom.js';
import { coloured } from '../elements/service-colour.js';
import { TRACE_FILTERS } from './list-bar.js';
import { ListPage } from './list-page.js';
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

/** All traces that the query finds, newest first or by a column. */
export class TraceListView implements View {
  readonly element = h('section', { class: 'view', 'aria-label': 'Traces' });
  readonly #header = new SortHeader(COLUMNS, (sort) => goTo(listHash('traces', this.#page.live.query, sort)));
  readonly #page: ListPage<TraceSummary> = new ListPage({
    noun: 'trace',
    label: 'Traces',
    className: 'traces',
    header: this.#header.element,
    rowHeights: [56, 32],
    filters: TRACE_FILTERS,
    nothingYet: [
      'Waiting for telemetry',
      'Start an app with one line; its traces and logs appear here as they happen.',
    ],
    render: (trace) => this.#row(trace),
    open: ({ traceId }) => goTo(traceHash(traceId)),
    fetch: async (query, offset, limit) => {
      const answer = await fetchTraces(query, offset, limit);
      this.#scale(answer.items, offset === 0 && answer.total <= answer.items.length);
      return answer;
    },
    keyOf: ({ traceId }) => traceId,
    edge: (sort) => (sort === NEWEST_FIRST ? 'start' : sort === 'time' ? 'end' : undefined),
    hashOf: (query) => listHash('traces', query, this.#page.live.sort),
  });
  readonly list = this.#page.list;
  /** Bars are drawn against the longest row seen of this list. */
  #longest = 1;

  constructor() {
    this.element.append(...this.#page.elements);
  }

  show(route: Route, _model: unknown, { isPaused }: PageState): void {
    this.#header.show(route.sort);
    this.#page.show(route.query, route.sort, isPaused);
  }

  update(_model: unknown, { isPaused }: PageState): void {
    this.#page.update(isPaused);
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
    const label = coloured(h('span', { class: 'service' }, trace.service), trace.service);
    const service = cell('c-service', label, more);
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
    const figure = h('span', { class: 'number' }, formatMillis(trace.durationMillis));
    return coloured(
      h('div', { class: 'duration' }, figure, h('div', { class: 'track' }, fill)),
      trace.service,
    );
  }
}
