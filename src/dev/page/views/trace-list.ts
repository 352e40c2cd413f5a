import type { TraceSummary } from '../lib/api-types.js';
import { findTraces } from '../lib/client.js';
import { announce, h } from '../lib/dom.js';
import { formatCount, formatMillis, formatTime, plural, serviceClass } from '../lib/format.js';
import { type Model, matches } from '../lib/model.js';
import { type Route, traceHash } from '../lib/route.js';
import { VirtualList } from '../lib/virtual-list.js';
import { emptyState, message } from './empty.js';
import type { View } from './view.js';

const COLUMNS = [
  'Time',
  'Service',
  'Name',
  'Status',
  'Duration',
  'Spans',
  'Logs',
  'Errors',
  'Correlation ID',
];

const isNarrow = matchMedia('(width < 720px)');

/** All traces, newest first; a search narrows them. */
export class TraceListView implements View {
  readonly element = h('section', { class: 'split', 'aria-label': 'Traces' });
  readonly #list: VirtualList<TraceSummary>;
  #query = '';
  /** What the receiver found by ID; it may be older than what the page lists. */
  #found: TraceSummary[] = [];
  #longest = 1;

  constructor() {
    const header = h(
      'div',
      { class: 'columns', role: 'row' },
      ...COLUMNS.map((name) =>
        h('div', { class: isCount(name) ? 'cell number' : 'cell', role: 'columnheader' }, name),
      ),
    );
    this.#list = new VirtualList({
      role: 'grid',
      label: 'Traces, newest first',
      className: 'traces',
      header,
      rowHeight: () => (isNarrow.matches ? 56 : 32),
      render: (trace) => this.#row(trace),
      open: (trace) => {
        location.hash = traceHash(trace.traceId);
      },
    });
  }

  show(route: Route, model: Model): void {
    const changed = route.query !== this.#query;
    this.#query = route.query;
    if (changed) this.#found = [];
    this.update(model);
    if (!changed || this.#query === '') return;
    void findTraces(this.#query).then(
      ({ traces }) => {
        this.#found = traces;
        this.update(model);
        announce(`${plural(this.#list.length, 'trace')} found`);
      },
      // The connection's state tells that the receiver is away.
      () => {},
    );
  }

  update(model: Model): void {
    const listed = model.traces.filter((trace) => matches(trace, this.#query));
    const ids = new Set(listed.map(({ traceId }) => traceId));
    const traces = [...listed, ...this.#found.filter(({ traceId }) => !ids.has(traceId))];
    if (traces.length === 0) {
      this.element.replaceChildren(this.#nothing());
      return;
    }
    if (this.#list.element.parentElement !== this.element) this.element.replaceChildren(this.#list.element);
    const longest = Math.max(...traces.map(({ durationMillis }) => durationMillis), 1);
    const active = this.#list.active?.traceId;
    const index = traces.findIndex(({ traceId }) => traceId === active);
    const isScaled = longest !== this.#longest;
    this.#longest = longest;
    this.#list.setItems(traces, index === -1 ? undefined : index);
    if (isScaled) this.#list.refresh();
  }

  #nothing(): HTMLElement {
    if (this.#query === '') {
      return emptyState(
        'Waiting for telemetry',
        'Start an app with one line; its traces and logs appear here as they happen.',
      );
    }
    return message('Nothing found', `No trace here has “${this.#query}” in its IDs, services or name.`);
  }

  #row(trace: TraceSummary): HTMLElement {
    const cell = (name: string, ...children: (Node | string)[]) =>
      h('div', { class: `cell c-${name}`, role: 'gridcell' }, ...children);
    const status = trace.httpStatus === undefined ? '' : String(trace.httpStatus);
    const statusCell = cell('status', status);
    if (status !== '') statusCell.classList.add(`status-${status[0]}`);
    const errors = cell('errors', trace.errors === 0 ? '' : `✖ ${formatCount(trace.errors)}`);
    errors.classList.add('number', 'errors');
    const name = cell('name', trace.name || (trace.spans === 0 ? '(logs only)' : '(no root span yet)'));
    name.classList.add(trace.name === '' ? 'muted' : 'name');
    const more = trace.services.length > 1 ? ` +${trace.services.length - 1}` : '';
    const service = cell(
      'service',
      h('span', { class: `service ${serviceClass(trace.service)}` }, trace.service),
      more,
    );
    const row = h(
      'div',
      {},
      cell('time', h('span', { class: 'muted' }, formatTime(trace.startTimeUnixMillis))),
      service,
      name,
      statusCell,
      cell('duration', this.#duration(trace)),
      cell('spans', formatCount(trace.spans)),
      cell('logs', formatCount(trace.logs)),
      errors,
      cell('id', h('span', { class: 'mono muted' }, trace.correlationIds[0] ?? '')),
    );
    for (const count of row.querySelectorAll('.c-spans, .c-logs')) count.classList.add('number');
    return row;
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

function isCount(name: string): boolean {
  return name === 'Spans' || name === 'Logs' || name === 'Errors';
}
