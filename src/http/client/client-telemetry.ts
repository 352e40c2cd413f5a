import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import type { Attributes, Span } from '@opentelemetry/api';
import type { RecordClientDuration } from './client-durations.js';

/** What the instrumentation that requests belong to decides and records. Its hooks don't throw. */
export interface ClientTelemetry {
  readonly redactedQueryParams: readonly string[] | undefined;
  readonly enableSyntheticSourceDetection: boolean | undefined;
  isIgnored(options: () => RequestOptions): boolean;
  startAttributes(options: () => RequestOptions): Attributes | undefined;
  startSpan(name: string, attributes: Attributes): Span;
  onRequest(span: Span, request: ClientRequest): void;
  onResponse(span: Span, request: ClientRequest, response: IncomingMessage): void;
  onEnd(span: Span, request: ClientRequest, response: IncomingMessage): void;
  readonly recordDuration: RecordClientDuration;
}
