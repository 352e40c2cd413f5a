import type {
  LogDetail,
  LogLine,
  SpanDetail,
  Status,
  TraceAnswer,
  TraceSummary,
  WorkerView,
} from './api-types.js';

/** The receiver does not keep what was asked for (any more). */
export class NotKeptError extends Error {}

async function read<T>(path: string): Promise<T> {
  const response = await fetch(`/api/${path}`);
  if (response.status === 404) throw new NotKeptError(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as T;
}

const text = encodeURIComponent;

export const fetchTraces = () => read<{ traces: TraceSummary[] }>('traces');
export const findTraces = (id: string) => read<{ traces: TraceSummary[] }>(`traces?id=${text(id)}`);
export const fetchTrace = (traceId: string) => read<TraceAnswer>(`traces/${text(traceId)}`);
export const fetchWholeTrace = (traceId: string) => read<unknown>(`traces/${text(traceId)}?whole`);
export const fetchSpan = (traceId: string, spanId: string) =>
  read<SpanDetail>(`traces/${text(traceId)}/spans/${text(spanId)}`);
export const fetchLog = (sequence: number) => read<LogDetail>(`logs/${sequence}`);
export const fetchStatus = () => read<Status & { workers: WorkerView[] }>('status');
export const fetchLogs = (severity: number, filter: string, after: number) =>
  read<{ logs: LogLine[]; lastSequence: number }>(
    `logs?severity=${severity}&text=${text(filter)}&after=${after}`,
  );

export async function clearTelemetry(): Promise<void> {
  await fetch('/api/telemetry', { method: 'DELETE' });
}
