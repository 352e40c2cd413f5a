import type { IncomingHttpHeaders } from 'node:http';

/** A parameter of the first element of a Forwarded header (RFC 7239, section 4), a token or a quoted string. */
const PARAMETERS = {
  for: /^[^,]*?(?:^|[;\s])for=(?:"([^"\\]*)"|([^;,\s"]+))/i,
  host: /^[^,]*?(?:^|[;\s])host=(?:"([^"\\]*)"|([^;,\s"]+))/i,
  proto: /^[^,]*?(?:^|[;\s])proto=(?:"([^"\\]*)"|([^;,\s"]+))/i,
} as const;

/**
 * What proxies say the client's address was, without its port; anybody can send these headers. For span attributes,
 * which by the semantic conventions hold it (`client.address`).
 */
export function forwardedFor(headers: IncomingHttpHeaders): string | undefined {
  const stated = parameter(headers.forwarded, 'for') ?? firstOf(headers['x-forwarded-for']);
  return stated === undefined ? undefined : withoutPort(stated);
}

/** The host that the client asked for, as proxies say (`server.address`). */
export function forwardedHost(headers: IncomingHttpHeaders): string | undefined {
  return parameter(headers.forwarded, 'host') ?? firstOf(headers['x-forwarded-host']);
}

/** The scheme that the client used, as proxies say. */
export function forwardedProto(headers: IncomingHttpHeaders): string | undefined {
  return parameter(headers.forwarded, 'proto') ?? firstOf(headers['x-forwarded-proto']);
}

function parameter(header: string | undefined, name: keyof typeof PARAMETERS): string | undefined {
  if (header === undefined) return undefined;
  const match = PARAMETERS[name].exec(header);
  return match?.[1] ?? match?.[2];
}

function firstOf(header: string | string[] | undefined): string | undefined {
  if (header === undefined || header.length === 0) return undefined;
  const first = (Array.isArray(header) ? header[0] : header)?.split(',', 1)[0]?.trim();
  return first === '' ? undefined : first;
}

/** `192.0.2.1:4711` and `[2001:db8::1]:4711` have a port, `2001:db8::1` has none. */
function withoutPort(address: string): string {
  if (address.startsWith('[')) return address.slice(1, Math.max(1, address.indexOf(']')));
  const colon = address.indexOf(':');
  return colon !== -1 && colon === address.lastIndexOf(':') ? address.slice(0, colon) : address;
}
