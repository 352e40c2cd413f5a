import { Agent, type ClientRequest, type RequestOptions } from 'node:http';
import { replaceMethod } from '../../core/replace-method.js';
import { createSlot } from '../../core/slot.js';

const given = createSlot<ClientRequest, RequestOptions>();

/**
 * Keeps the options of requests, as their agents are given them: a request has no other trace of its port, and hooks
 * of the instrumentation are promised them. `addRequest` is what agents are made of (`agent-base`, `agentkeepalive`):
 * Node.js calls it with the options of all forms of `http.request`, put together and otherwise as they came.
 * @returns a function that ends it
 */
export function keepRequestOptions(): () => void {
  const agents = Agent.prototype as unknown as Partial<AgentInternals>;
  if (typeof agents.addRequest !== 'function') return () => undefined;
  return replaceMethod(
    agents as AgentInternals,
    'addRequest',
    (addRequest) =>
      function (this: AgentInternals, request, options, ...others) {
        if (typeof options === 'object' && options !== null) given.set(request, options);
        return addRequest.call(this, request, options, ...others);
      },
  );
}

interface AgentInternals {
  addRequest(request: ClientRequest, options: RequestOptions, ...others: unknown[]): void;
}

/** Where a request goes. */
export interface RequestTarget {
  /** With a colon. */
  readonly protocol: string;
  /** Without brackets and port. */
  readonly host: string;
  readonly port: number;
  /** Whether the app gave a user and a password, as `auth` or in the URL. */
  readonly hasUser: boolean;
}

/** By protocol, with its colon. */
export const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Without an agent of Node's, the port is read of the Host header, where Node.js writes it. */
export function targetOf(request: ClientRequest): RequestTarget {
  const { protocol, host } = request;
  const options = given.get(request);
  const port = options?.port ?? portOf(request.getHeader('host')) ?? DEFAULT_PORTS[protocol];
  return {
    protocol,
    host: withoutBrackets(host),
    port: Number(port),
    hasUser: Boolean(options?.auth),
  };
}

/** What the app asked for, for hooks of the instrumentation. A copy: changing it has no effect. */
export function optionsOf(request: ClientRequest): RequestOptions {
  const { protocol, host, port } = targetOf(request);
  const { method, path } = request;
  return {
    headers: request.getHeaders(),
    ...given.get(request),
    protocol,
    hostname: host,
    host,
    port,
    method,
    path,
  };
}

function portOf(host: unknown): string | undefined {
  return typeof host === 'string' ? /:(\d{1,5})$/.exec(host)?.[1] : undefined;
}

function withoutBrackets(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}
