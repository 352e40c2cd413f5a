import { type Attributes, type Context, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { forwardedFor, forwardedHost, forwardedProto } from './forwarded.js';
import type { RequestMessage } from './messages.js';
import { pathOf, queryOf } from './request-target.js';
import type { ServerTelemetry } from './server-telemetry.js';

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

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** From here on, a server span's status is an error (semantic conventions, "HTTP spans", "Status"). */
const SERVER_ERROR = 500;

/** The SERVER span of a request that the bridge itself traces, and the request's duration. */
export class ServerSpan {
  readonly span: Span;
  readonly #telemetry: ServerTelemetry;
  readonly #request: RequestMessage;
  readonly #context: Context;

  /** Starts the span. Attributes as in the semantic conventions for HTTP 1.27 and later. */
  constructor(telemetry: ServerTelemetry, request: RequestMessage, ctx: Context) {
    this.#telemetry = telemetry;
    this.#request = request;
    this.#context = ctx;
    const options = { kind: SpanKind.SERVER, attributes: requestAttributes(request) };
    this.span = telemetry.startSpan(spanMethod(request), options, ctx);
  }

  /**
   * Adds name and attributes known at the end, ends the span and records the duration.
   * @param status undefined for a response that was cut off
   * @param failure `error.type` of what the app threw, if no status tells of it
   */
  end(
    seconds: number,
    route: string | undefined,
    status: number | undefined,
    failure: string | undefined,
  ): void {
    const { span } = this;
    const request = this.#request;
    const method = spanMethod(request);
    if (route !== undefined) {
      span.setAttribute('http.route', route);
      span.updateName(`${method} ${route}`);
    }
    const isServerError = status !== undefined && status >= SERVER_ERROR;
    const errorType = isServerError ? String(status) : failure;
    if (status !== undefined) span.setAttribute('http.response.status_code', status);
    if (isServerError) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('error.type', errorType);
    }
    span.end();
    const scheme = schemeOf(request);
    const version = protocolVersion(request);
    this.#telemetry.duration.record(
      `${method} ${scheme} ${version} ${status} ${errorType} ${route}`,
      () =>
        defined({
          'http.request.method': method === 'HTTP' ? '_OTHER' : method,
          'url.scheme': scheme,
          'network.protocol.version': version,
          'http.response.status_code': status,
          'http.route': route,
          'error.type': errorType,
        }),
      seconds,
      this.#context,
    );
  }
}

function defined(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

function spanMethod(request: RequestMessage): string {
  const method = request.method ?? 'GET';
  return METHODS.has(method) ? method : 'HTTP';
}

function schemeOf({ headers, socket }: RequestMessage): string {
  const scheme = headers[':scheme'];
  return typeof scheme === 'string' ? scheme : socket?.encrypted ? 'https' : 'http';
}

function protocolVersion({ httpVersion }: RequestMessage): string | undefined {
  return httpVersion === '2.0' ? '2' : httpVersion;
}

function requestAttributes(request: RequestMessage): Attributes {
  const { headers, socket } = request;
  const method = spanMethod(request);
  const scheme = schemeOf(request);
  const forwarded = forwardedHost(headers);
  const { name, port } = hostOf(forwarded ?? headers.host ?? headers[':authority']);
  // What port a proxy's host has by default, only the proxy can say.
  const hostScheme = forwarded === undefined ? scheme : forwardedProto(headers);
  return {
    'http.request.method': method === 'HTTP' ? '_OTHER' : method,
    'http.request.method_original': method === 'HTTP' ? request.method : undefined,
    'url.scheme': scheme,
    'url.path': pathOf(request),
    'url.query': queryOf(request),
    'server.address': name,
    'server.port': port ?? (name === undefined ? undefined : DEFAULT_PORTS[hostScheme ?? '']),
    'client.address': forwardedFor(headers) ?? socket?.remoteAddress,
    'network.peer.address': socket?.remoteAddress,
    'network.peer.port': socket?.remotePort,
    'network.protocol.version': protocolVersion(request),
    'user_agent.original': headers['user-agent'],
  };
}

interface Host {
  readonly name: string | undefined;
  readonly port: number | undefined;
}

let lastHeader: string | undefined;
let lastHost: Host = { name: undefined, port: undefined };

/** A server is mostly asked for by one name. */
function hostOf(header: string | string[] | undefined): Host {
  if (typeof header !== 'string') return { name: undefined, port: undefined };
  if (header !== lastHeader) {
    const [, name, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(header) ?? [];
    lastHost = { name: name || undefined, port: port === undefined ? undefined : Number(port) };
    lastHeader = header;
  }
  return lastHost;
}
