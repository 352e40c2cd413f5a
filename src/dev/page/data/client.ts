import type {
  LogDetail,
  LogLine,
  MetricDetail,
  MetricSummary,
  ServiceMap,
  SpanDetail,
  Status,
  Suggestion,
  TraceAnswer,
  TraceSummary,
  Window,
  WorkerView,
} from '../../api-types.js';

/** The receiver does not keep what was asked for (any more). */
export class NotKeptError extends Error {}

async function read<T>(path: string): Promise<T> {
  const response = await fetch(`/api/${path}`);
  if (response.status === 404) throw new NotKeptError(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as T;
}

const text = encodeURIComponent;

/** What is asked of a list; `upTo` holds it still at a number of arrival. */
export interface ListQuery {
  readonly query: string;
  readonly sort: string;
  readonly upTo: number | undefined;
}

function listPath(list: ListQuery, offset: number, limit: number): string {
  const order = list.sort.startsWith('-') ? 'desc' : 'asc';
  const upTo = list.upTo === undefined ? '' : `&upTo=${list.upTo}`;
  const sort = `sort=${text(list.sort.replace('-', ''))}&order=${order}`;
  return `q=${text(list.query)}&${sort}${upTo}&offset=${offset}&limit=${limit}`;
}

export const fetchTraces = (list: ListQuery, offset: number, limit: number) =>
  read<Window<TraceSummary>>(`traces?${listPath(list, offset, limit)}`);
export const fetchLogs = (list: ListQuery, offset: number, limit: number) =>
  read<Window<LogLine>>(`logs?${listPath(list, offset, limit)}`);
export const fetchTrace = (traceId: string) => read<TraceAnswer>(`traces/${text(traceId)}`);
export const fetchWholeTrace = (traceId: string) => read<unknown>(`traces/${text(traceId)}?whole`);
export const fetchSpan = (traceId: string, spanId: string) =>
  read<SpanDetail>(`traces/${text(traceId)}/spans/${text(spanId)}`);
export const fetchLog = (sequence: number) => read<LogDetail>(`logs/${sequence}`);
export const fetchMetrics = () => read<MetricSummary[]>('metrics');
export const fetchMetric = (name: string) => read<MetricDetail>(`metrics/${text(name)}`);
/** What a link to the page carries for others to open it, or ''. */
export const fetchLinkQuery = () => read<{ query: string }>('link').then(({ query }) => query);
export const fetchServiceMap = () => read<ServiceMap>('map');
export const fetchStatus = () => read<Status & { workers: WorkerView[] }>('status');
/** Values of a field, or with field '' names of attributes, that contain the prefix. */
export const fetchSuggestions = (field: string, prefix: string) =>
  read<Suggestion[]>(`suggest?field=${text(field)}&prefix=${text(prefix)}`);

/** Address of a file with what a query finds. */
export const exportPath = (query: string) => `/api/export?q=${text(query)}`;

const IMPORT_PATHS: Readonly<Record<string, string>> = {
  resourceSpans: '/v1/traces',
  resourceLogs: '/v1/logs',
  resourceMetrics: '/v1/metrics',
};

/**
 * Sends each line of a file of OTLP JSON lines, as an exporter would; a file that is one JSON document too.
 * @returns how many lines were taken whole, and how many were not
 */
export async function importText(content: string): Promise<{ taken: number; refused: number }> {
  const whole = parsed(content);
  const lines = whole !== undefined ? [content] : content.split('\n').filter((line) => line.trim() !== '');
  let taken = 0;
  for (const line of lines) if (await importLine(line, whole ?? parsed(line))) taken += 1;
  return { taken, refused: lines.length - taken };
}

/** @returns whether all signals in it were taken */
async function importLine(line: string, members: Record<string, unknown> | undefined): Promise<boolean> {
  const signals = Object.entries(IMPORT_PATHS).filter(([field]) => members?.[field] !== undefined);
  const headers = { 'content-type': 'application/json' };
  for (const [field, path] of signals) {
    // As it is where it can be: JSON.parse rounds large numbers.
    const body = signals.length === 1 ? line : JSON.stringify({ [field]: members![field] });
    const response = await fetch(path, { method: 'POST', headers, body });
    if (!response.ok || 'partialSuccess' in (await response.json())) return false;
  }
  return signals.length > 0;
}

/** What a text is as JSON; undefined when it is none, or null. */
function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

export async function clearTelemetry(): Promise<void> {
  await fetch('/api/telemetry', { method: 'DELETE' });
}
