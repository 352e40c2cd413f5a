import { encodingOf } from './content-type.js';
import { type LogsRequest, toLogsRequest } from './model/log.js';
import { type MetricsRequest, toMetricsRequest } from './model/metric.js';
import { type TraceRequest, toTraceRequest } from './model/span.js';
import { readJson } from './read-json.js';
import { readProtobuf } from './read-protobuf.js';
import { NATIVE } from './representation.js';
import { requestMessage } from './schema/resolve.js';
import type { Signal } from './signal.js';

interface Requests {
  traces: TraceRequest;
  logs: LogsRequest;
  metrics: MetricsRequest;
}

export type OtlpRequest<S extends Signal = Signal> = Requests[S];

const CONVERTERS: { [S in Signal]: (request: ReturnType<typeof readJson>) => Requests[S] } = {
  traces: toTraceRequest,
  logs: toLogsRequest,
  metrics: toMetricsRequest,
};

/**
 * Decodes the body of an OTLP/HTTP request, protobuf or JSON (OTLP 1.x).
 * @param contentType the request's `Content-Type`
 * @throws OtlpDecodeError when the body is not such a message or exceeds the limits of depth and number
 * @throws OtlpContentTypeError when the content type is neither `application/x-protobuf` nor `application/json`
 */
export function decodeRequest<S extends Signal>(
  signal: S,
  body: Buffer,
  contentType: string,
): OtlpRequest<S> {
  const message = requestMessage(signal);
  const raw =
    encodingOf(contentType) === 'protobuf'
      ? readProtobuf(message, body, NATIVE)
      : readJson(message, body.toString('utf8'));
  return CONVERTERS[signal](raw);
}
