import { decodeRequest, type OtlpRequest } from '../../otlp/decode-request.js';
import { SIGNALS } from '../../otlp/signal.js';
import type { Trace } from '../store/trace.js';
import { logsJson, spansJson } from './otlp-json.js';

const FIELDS = { traces: 'resourceSpans', logs: 'resourceLogs', metrics: 'resourceMetrics' } as const;

/** One or two lines of OTLP/JSON for each trace: its spans, its log records. Each ends with a newline. */
export function* traceLines(traces: Iterable<Trace>): Generator<string> {
  for (const trace of traces) {
    if (trace.spans.size > 0) yield `${spansJson([...trace.spans.values()])}\n`;
    if (trace.logs.length > 0) yield `${logsJson(trace.logs.map(({ record }) => record))}\n`;
  }
}

/** The line of a request with spans or log records; '' of one with metrics, which are not kept one by one. */
export function requestLine(request: OtlpRequest): string {
  if (request.signal === 'traces') return `${spansJson(request.spans)}\n`;
  return request.signal === 'logs' ? `${logsJson(request.logs)}\n` : '';
}

/**
 * The requests on a line of OTLP/JSON, one a signal; none on a line that is empty or another's.
 * @throws OtlpDecodeError, SyntaxError when it is no JSON, or not OTLP's
 */
export function readLine(line: string): OtlpRequest[] {
  // A byte order mark counts as white space.
  const text = line.trim();
  if (text === '') return [];
  const members = JSON.parse(text) as object;
  const signals = SIGNALS.filter((name) => FIELDS[name] in members);
  return signals.map((signal) => decodeRequest(signal, Buffer.from(text), 'application/json'));
}
