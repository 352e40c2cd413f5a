import { decodePart } from '../../text/decode-part.js';

export type ViewName = 'traces' | 'trace' | 'logs' | 'metrics' | 'map' | 'workers' | 'losses';

/** What the address after `#` says; every state worth sharing has one. */
export interface Route {
  readonly view: ViewName;
  /** Of a trace. */
  readonly traceId: string;
  /** Of a trace: `span/<id>` or `log/<number>`, what is open in it. Of the metrics: the name of one. */
  readonly item: string;
  /** Of the lists: what is searched for. */
  readonly query: string;
  /** Of the traces: the column, with `-` before it where the largest come first. */
  readonly sort: string;
  /** Of a trace: another one beside it. */
  readonly compare: string;
}

const LISTS: readonly ViewName[] = ['traces', 'logs', 'metrics', 'map', 'workers', 'losses'];

export const NEWEST_FIRST = '-time';

export function goTo(hash: string): void {
  location.hash = hash;
}

export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [view = '', id = '', ...item] = path.split('/').map(decodePart);
  const parameters = new URLSearchParams(search);
  const shared = {
    query: parameters.get('q') ?? '',
    sort: parameters.get('sort') ?? NEWEST_FIRST,
    compare: parameters.get('compare') ?? '',
  };
  if (view === 'trace' && id !== '') return { view, traceId: id, item: item.join('/'), ...shared };
  const known = LISTS.find((name) => name === view) ?? 'traces';
  return { view: known, traceId: '', item: [id, ...item].join('/').replace(/\/+$/, ''), ...shared };
}

export function listHash(view: ViewName, query = '', sort = NEWEST_FIRST): string {
  const parameters = new URLSearchParams();
  if (query !== '') parameters.set('q', query);
  if (sort !== NEWEST_FIRST) parameters.set('sort', sort);
  const search = parameters.toString().replaceAll('+', '%20');
  return search === '' ? `#/${view}` : `#/${view}?${search}`;
}

export function traceHash(traceId: string, item = '', compare = ''): string {
  const search = compare === '' ? '' : `?compare=${encodeURIComponent(compare)}`;
  return `#/trace/${encodeURIComponent(traceId)}${item === '' ? '' : `/${item}`}${search}`;
}

export function metricHash(name: string): string {
  return `#/metrics/${encodeURIComponent(name)}`;
}
