import { formatTerm, parseQuery, withTerm } from '../../query/parse.js';
import { formatCount, plural } from '../../text/format.js';
import { exportPath, fetchSuggestions } from '../data/client.js';
import type { LiveList } from '../data/live-list.js';
import { button, h } from '../elements/dom.js';

/** A condition that can be clicked together. */
export interface Filter {
  /** Of the query. */
  readonly field: string;
  readonly label: string;
  /** What no condition is called. */
  readonly any: string;
  readonly values?: readonly [label: string, term: string][];
}

const SINCE: Filter = {
  field: 'since',
  label: 'Time',
  any: 'Any time',
  values: ['1m', '5m', '15m', '1h'].map((ago) => [`Last ${ago}`, `since:${ago}`] as [string, string]),
};
const SERVICE: Filter = { field: 'service', label: 'Service', any: 'All services' };

export const TRACE_FILTERS: readonly Filter[] = [
  SERVICE,
  { field: 'is', label: 'Outcome', any: 'All outcomes', values: [['Errors only', 'is:error']] },
  {
    field: 'status',
    label: 'Status',
    any: 'Any status',
    values: ['2xx', '3xx', '4xx', '5xx'].map((status) => [status, `status:${status}`] as [string, string]),
  },
  {
    field: 'duration',
    label: 'Duration',
    any: 'Any duration',
    values: ['10ms', '100ms', '500ms', '1s', '10s'].map(
      (bound) => [`Over ${bound}`, `duration>${bound}`] as [string, string],
    ),
  },
  SINCE,
  { field: 'route', label: 'Route', any: 'All routes' },
];

export const LOG_FILTERS: readonly Filter[] = [
  {
    field: 'level',
    label: 'Level',
    any: 'All levels',
    values: ['Info', 'Warning', 'Error'].map(
      (level) => [`${level} and above`, `level:${level.toLowerCase()}`] as [string, string],
    ),
  },
  SERVICE,
  { field: 'logger', label: 'Logger', any: 'All loggers' },
  SINCE,
];

/** Between two looks at which values there are. */
const VALUES_AGE_MILLIS = 3_000;

/** Above a list: conditions to click together, how many rows there are, and whether they are live. */
export class ListBar {
  readonly element: HTMLElement;
  readonly #selects: { filter: Filter; select: HTMLSelectElement; at: number }[];
  readonly #count = h('span', { class: 'count', role: 'status' });
  readonly #tail: HTMLButtonElement;
  readonly #export: HTMLAnchorElement;
  #query = '';

  constructor(filters: readonly Filter[], setQuery: (query: string) => void, follow: () => void) {
    this.#selects = filters.map((filter) => {
      const select = h('select', { 'aria-label': filter.label });
      select.addEventListener('change', () => {
        setQuery(withTerm(this.#query, filter.field, select.value || undefined));
      });
      const entry = { filter, select, at: 0 };
      for (const event of ['pointerenter', 'focus']) select.addEventListener(event, () => this.#fill(entry));
      return entry;
    });
    this.#tail = button('', follow, { class: 'tail' });
    this.#export = h(
      'a',
      { class: 'export', download: '', title: 'Save what is found as OTLP JSON lines' },
      'Export',
    );
    const selects = this.#selects.map(({ select }) => select);
    this.element = h(
      'div',
      { class: 'filters' },
      ...selects,
      h('div', { class: 'state' }, this.#count, this.#export, this.#tail),
    );
  }

  showQuery(query: string): void {
    this.#query = query;
    this.#export.href = exportPath(query);
    for (const { filter, select } of this.#selects) this.#options(filter, select, filter.values ?? []);
  }

  showState({ total, newer, tail }: LiveList<unknown>, noun: string): void {
    const text = plural(total, noun);
    if (this.#count.textContent !== text) this.#count.textContent = text;
    const [label, title] = {
      live: ['Live', 'New ones appear as they come'],
      paused: ['Paused', ''],
      held: [
        `Held while you read${newer > 0 ? `: ${formatCount(newer)} new` : ''}`,
        'Show the newest and go on live',
      ],
    }[tail] as [string, string];
    this.#tail.dataset.state = tail === 'live' ? 'live' : 'paused';
    this.#tail.textContent = label;
    this.#tail.title = title;
    this.#tail.disabled = tail !== 'held';
  }

  /** Asks which values there are, where they are not known beforehand. */
  #fill(entry: { filter: Filter; select: HTMLSelectElement; at: number }): void {
    const { filter, select } = entry;
    if (filter.values !== undefined || Date.now() - entry.at < VALUES_AGE_MILLIS) return;
    entry.at = Date.now();
    void fetchSuggestions(filter.field, '').then(
      (values) => {
        const options = values.map(
          ({ value }) => [value || '(none)', formatTerm(filter.field, '=', value)] as [string, string],
        );
        this.#options(filter, select, options);
      },
      () => {},
    );
  }

  #options(filter: Filter, select: HTMLSelectElement, values: readonly [string, string][]): void {
    const term = parseQuery(this.#query).find(({ field }) => field === filter.field);
    const current = term === undefined ? '' : this.#query.slice(term.start, term.end);
    const known = values.some(([, value]) => value === current);
    const own: [string, string][] =
      current === '' || known ? [] : [[current.replace(/^\w+[:=]/, ''), current]];
    select.replaceChildren(
      ...[[filter.any, ''] as const, ...values, ...own].map(([label, value]) =>
        h('option', { value, selected: value === current }, label.slice(0, 60)),
      ),
    );
    select.classList.toggle('set', current !== '');
  }
}
