import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Attributes } from '@opentelemetry/api';
import { spanMethod } from '../methods.js';
import { readHeader } from './request-headers.js';
import { DEFAULT_PORTS, type RequestTarget, targetOf } from './request-options.js';

/** Value of what `redactedQueryParams` names, as in the stock instrumentation. */
const REDACTED = 'REDACTED';

interface AttributeOptions {
  readonly redactedQueryParams: readonly string[] | undefined;
  readonly enableSyntheticSourceDetection: boolean | undefined;
}

/** What a CLIENT span says of its request; semantic conventions for HTTP 1.27 and later. */
export function requestAttributes(request: ClientRequest, options: AttributeOptions): Attributes {
  const { method } = request;
  const target = targetOf(request);
  const attributes: Attributes = {
    'http.request.method': spanMethod(method) === 'HTTP' ? '_OTHER' : method,
    'server.address': target.host,
    'server.port': target.port,
    'url.full': fullUrl(request, target, options.redactedQueryParams),
  };
  if (spanMethod(method) === 'HTTP') attributes['http.request.method_original'] = method;
  const userAgent = readHeader(request, 'user-agent');
  if (userAgent === undefined) return attributes;
  attributes['user_agent.original'] = String(userAgent);
  const synthetic = options.enableSyntheticSourceDetection ? syntheticType(String(userAgent)) : undefined;
  if (synthetic !== undefined) attributes['user_agent.synthetic.type'] = synthetic;
  return attributes;
}

/** What it says of the response. */
export function responseAttributes({ statusCode, httpVersion, socket }: IncomingMessage): Attributes {
  const attributes: Attributes = {};
  if (statusCode !== undefined) attributes['http.response.status_code'] = statusCode;
  if (socket === null || socket === undefined) return attributes;
  attributes['network.peer.address'] = socket.remoteAddress;
  attributes['network.peer.port'] = socket.remotePort;
  attributes['network.protocol.version'] = httpVersion;
  return attributes;
}

/** Semantic conventions, "Metric: http.client.request.duration". */
export const METRIC_ATTRIBUTES: readonly string[] = [
  'http.request.method',
  'server.address',
  'server.port',
  'http.response.status_code',
  'network.protocol.version',
  'error.type',
];

/** Of a span's attributes, those that durations are counted by. */
export function metricAttributes(attributes: Attributes, names = METRIC_ATTRIBUTES): Attributes {
  return Object.fromEntries(
    names.filter((name) => attributes[name] !== undefined).map((name) => [name, attributes[name]]),
  );
}

const ABSOLUTE = /^https?:\/\//i;

function fullUrl(
  request: ClientRequest,
  { protocol, host, port, hasUser }: RequestTarget,
  redacted: readonly string[] | undefined,
): string {
  const { path, method } = request;
  // A proxy is asked for a whole URL.
  if (ABSOLUTE.test(path)) return withoutUser(redactQuery(path, redacted));
  const name = host.includes(':') ? `[${host}]` : host;
  const authority = port === DEFAULT_PORTS[protocol] ? name : `${name}:${port}`;
  const user = hasUser ? `${REDACTED}:${REDACTED}@` : '';
  // CONNECT has an authority in the path's place.
  return `${protocol}//${user}${authority}${method === 'CONNECT' ? '' : redactQuery(path, redacted)}`;
}

function withoutUser(url: string): string {
  return url.replace(/^(https?:\/\/)[^/?#@]*@/i, `$1${REDACTED}:${REDACTED}@`);
}

function redactQuery(path: string, names: readonly string[] | undefined): string {
  const query = path.indexOf('?');
  if (names === undefined || names.length === 0 || query === -1) return path;
  const parameters = path.slice(query + 1).split('&');
  const shown = parameters.map((parameter) => {
    const [name] = new URLSearchParams(parameter).keys();
    return name !== undefined && names.includes(name)
      ? `${parameter.split('=', 1)[0]}=${REDACTED}`
      : parameter;
  });
  return `${path.slice(0, query)}?${shown.join('&')}`;
}

const TESTS = ['alwayson'];
const BOTS = ['googlebot', 'bingbot'];

/** `user_agent.synthetic.type`, by the names that the stock instrumentation knows. */
function syntheticType(userAgent: string): string | undefined {
  const text = userAgent.toLowerCase();
  if (TESTS.some((name) => text.includes(name))) return 'test';
  return BOTS.some((name) => text.includes(name)) ? 'bot' : undefined;
}
