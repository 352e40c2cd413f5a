export type ViewName = 'traces' | 'trace' | 'logs' | 'workers' | 'losses';

/** What the address after `#` says; every state worth sharing has one. */
export interface Route {
  readonly view: ViewName;
  /** Of a trace. */
  readonly traceId: string;
  /** Of a trace: `span/<id>` or `log/<number>`, what is open in it. */
  readonly item: string;
  /** Of the lists: what is searched for. */
  readonly query: string;
}

export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [view = '', id = '', ...item] = path.split('/').map(decode);
  const query = new URLSearchParams(search).get('q') ?? '';
  if (view === 'trace' && id !== '') return { view, traceId: id, item: item.join('/'), query };
  const known = ['logs', 'workers', 'losses'].includes(view) ? (view as ViewName) : 'traces';
  return { view: known, traceId: '', item: '', query };
}

export function listHash(view: ViewName, query = ''): string {
  return query === '' ? `#/${view}` : `#/${view}?q=${encodeURIComponent(query)}`;
}

export function traceHash(traceId: string, item = ''): string {
  return `#/trace/${encodeURIComponent(traceId)}${item === '' ? '' : `/${item}`}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
