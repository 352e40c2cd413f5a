import { type Attributes, type Context, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { setImmediate } from '../core/native.js';
import { endAfter } from '../tracing/end-after.js';
import { innerServer } from '../tracing/inner-server.js';
import { OWNED, type OwnedSpanOptions } from '../tracing/owned-attributes.js';
import { ByRoute } from './by-route.js';
import { withoutMapping } from './client-address.js';
import { forwardedHost, forwardedProto } from './forwarded.js';
import type { RequestMessage } from './messages.js';
import { spanMethod } from './methods.js';
import { pathOf, queryOf } from './request-target.js';
import type { ServerTelemetry } from './server-telemetry.js';

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** From here on, a server span's status is an error (semantic conventions, "HTTP spans", "Status"). */
const SERVER_ERROR = 500;

/** The SERVER span of a request that the bridge itself traces, and the request's duration. */
export class ServerSpan {
  readonly span: Span;
  readonly #context: Context;

  /** Starts the span. Attributes as in the semantic conventions for HTTP 1.27 and later. */
  constructor(
    private readonly telemetry: ServerTelemetry,
    private readonly request: RequestMessage,
    ctx: Context,
  ) {
    this.#context = ctx;
    const attributes = new RequestAttributes(request);
    const options: OwnedSpanOptions = { kind: SpanKind.SERVER, attributes, [OWNED]: true };
    this.span = telemetry.startSpan(spanMethod(request.method), options, ctx);
  }

  /** Of what a trusted proxy says, where that is another than the connection's. */
  setClientAddress(address: string): void {
    if (address !== withoutMapping(this.request.socket?.remoteAddress))
      this.span.setAttribute('client.address', address);
  }

  /**
   * Adds name and attributes known at the end, ends the span and records the duration.
   * @param seconds the duration
   * @param observedRoute what is known of a framework; a route that code has put on the span counts more
   * @param status undefined when the response's head was not sent
   * @param failure `error.type` of what the app threw or the client did, if no status tells of it
   */
  end(
    seconds: number,
    observedRoute: string | undefined,
    status: number | undefined,
    failure: string | undefined,
  ): void {
    // A framework that traces its requests itself is through, and tells the route, just after the response.
    if (innerServer.get(this.span) === undefined) this.#end(seconds, observedRoute, status, failure);
    else setImmediate(() => this.#end(seconds, observedRoute, status, failure));
  }

  #end(
    seconds: number,
    observedRoute: string | undefined,
    status: number | undefined,
    failure: string | undefined,
  ): void {
    const { span } = this;
    const route = routeOn(span) ?? observedRoute;
    const request = this.request;
    const method = spanMethod(request.method);
    if (route !== undefined) {
      span.setAttribute('http.route', route);
      span.updateName(nameOf(method, route));
    }
    const isServerError = status !== undefined && status >= SERVER_ERROR;
    const errorType = isServerError ? String(status) : failure;
    if (status !== undefined) span.setAttribute('http.response.status_code', status);
    if (errorType !== undefined) span.setAttribute('error.type', errorType);
    if (isServerError) span.setStatus({ code: SpanStatusCode.ERROR });
    // One measured time for span and metric.
    endAfter(span, seconds * 1000);
    const labels = {
      method,
      scheme: schemeOf(request),
      version: protocolVersion(request),
      status,
      route,
      errorType,
    };
    this.telemetry.durations.record(seconds, labels, this.#context, span);
  }
}

function routeOn(span: Partial<ReadableSpan>): string | undefined {
  const route = span.attributes?.['http.route'];
  return typeof route === 'string' ? route : undefined;
}

const names = new ByRoute<string>();

/** The same text each time, so that what others know of it, such as its hash, stays known. */
function nameOf(method: string, route: string): string {
  const known = names.get(method, route);
  if (known !== undefined) return known;
  const name = `${method} ${route}`;
  names.set(method, route, name);
  return name;
}

/** Of the URL that the client asked for, as the host is: a proxy may have another one with this server. */
function schemeOf({ headers, socket }: RequestMessage): string {
  const scheme = forwardedProto(headers) ?? headers[':scheme'];
  return typeof scheme === 'string' ? scheme : socket?.encrypted ? 'https' : 'http';
}

function protocolVersion({ httpVersion }: RequestMessage): string | undefined {
  return httpVersion === '2.0' ? '2' : httpVersion;
}

/** Attributes known at the start. A constructor, so that V8 makes room for all of them at once. */
function requestAttributes(this: Attributes, request: RequestMessage): void {
  const { headers, socket } = request;
  const method = spanMethod(request.method);
  const scheme = schemeOf(request);
  const forwarded = forwardedHost(headers);
  const { name, port } = hostOf(forwarded ?? headers.host ?? headers[':authority']);
  // What port a proxy's host has by default, only the proxy can say.
  const hostScheme = forwarded === undefined ? scheme : forwardedProto(headers);
  const serverPort = port ?? (name === undefined ? undefined : DEFAULT_PORTS[hostScheme ?? '']);
  const query = queryOf(request);
  // Who a proxy says the client is, counts where it is trusted (`RequestObservation.adopt`).
  const client = withoutMapping(socket?.remoteAddress);
  const version = protocolVersion(request);
  this['http.request.method'] = method === 'HTTP' ? '_OTHER' : method;
  if (method === 'HTTP') this['http.request.method_original'] = request.method;
  this['url.scheme'] = scheme;
  this['url.path'] = pathOf(request);
  if (query !== undefined) this['url.query'] = query;
  if (name !== undefined) this['server.address'] = name;
  if (serverPort !== undefined) this['server.port'] = serverPort;
  if (client !== undefined) this['client.address'] = client;
  if (socket?.remoteAddress !== undefined) this['network.peer.address'] = socket.remoteAddress;
  if (socket?.remotePort !== undefined) this['network.peer.port'] = socket.remotePort;
  if (version !== undefined) this['network.protocol.version'] = version;
  if (headers['user-agent'] !== undefined) this['user_agent.original'] = headers['user-agent'];
}

requestAttributes.prototype = Object.freeze(Object.create(null));
const RequestAttributes = requestAttributes as unknown as new (request: RequestMessage) => Attributes;

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
