import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { VERSION } from '../version.js';
import { clientAddress } from './client-address.js';
import type { RequestMessage } from './messages.js';
import { pathOf, queryOf } from './request-target.js';

const SCOPE_NAME = 'tracebridge.http';

/** Semantic conventions, `http.request.method`: others are `_OTHER`, the original beside it. */
const METHODS = new Set([
  'CONNECT',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'POST',
  'PUT',
  'QUERY',
  'TRACE',
]);

/**
 * Starts the SERVER span of a request that no instrumentation traces: HTTP/2, or a process where `node:http` was
 * loaded before the instrumentation. Attributes as in the semantic conventions for HTTP 1.27 and later.
 */
export function startServerSpan(request: RequestMessage, ctx: Context, trustProxy: boolean | number): Span {
  const method = spanMethod(request);
  return trace
    .getTracer(SCOPE_NAME, VERSION)
    .startSpan(
      method,
      { kind: SpanKind.SERVER, attributes: requestAttributes(request, method, trustProxy) },
      ctx,
    );
}

/** Name and attributes known at the end; ends the span. `status` is undefined for a response that was cut off. */
export function endServerSpan(
  span: Span,
  request: RequestMessage,
  route: string | undefined,
  status: number | undefined,
): void {
  if (route !== undefined) {
    span.setAttribute('http.route', route);
    span.updateName(`${spanMethod(request)} ${route}`);
  }
  if (status !== undefined) {
    span.setAttribute('http.response.status_code', status);
    if (status >= 500) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('error.type', String(status));
    }
  }
  span.end();
}

function spanMethod(request: RequestMessage): string {
  const method = request.method ?? 'GET';
  return METHODS.has(method) ? method : 'HTTP';
}

function requestAttributes(
  request: RequestMessage,
  method: string,
  trustProxy: boolean | number,
): Attributes {
  const { headers, socket } = request;
  const attributes: Attributes = {
    'http.request.method': method === 'HTTP' ? '_OTHER' : method,
    'url.path': pathOf(request),
    'url.scheme': headers[':scheme'] ?? (socket?.encrypted ? 'https' : 'http'),
  };
  if (method === 'HTTP') attributes['http.request.method_original'] = request.method;
  set(attributes, 'url.query', queryOf(request));
  set(attributes, 'user_agent.original', headers['user-agent']);
  set(attributes, 'network.protocol.version', request.httpVersion?.replace('.0', ''));
  set(attributes, 'client.address', clientAddress(request, trustProxy));
  set(attributes, 'network.peer.address', socket?.remoteAddress);
  set(attributes, 'network.peer.port', socket?.remotePort);
  setHost(attributes, headers.host ?? headers[':authority']);
  return attributes;
}

function setHost(attributes: Attributes, host: string | string[] | undefined): void {
  if (typeof host !== 'string') return;
  const [, name, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(host) ?? [];
  if (!name) return;
  attributes['server.address'] = name;
  if (port !== undefined) attributes['server.port'] = Number(port);
}

function set(attributes: Attributes, key: string, value: string | number | undefined): void {
  if (value !== undefined) attributes[key] = value;
}
