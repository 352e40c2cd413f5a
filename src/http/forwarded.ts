import type { IncomingHttpHeaders } from 'node:http';

/** A parameter of the first element of a Forwarded header (RFC 7239, section 4), a token or a quoted string. */
const PARAMETERS = {
  host: /^[^,]*?(?:^|[;\s])host=(?:"([^"\\]*)"|([^;,\s"]+))/i,
  proto: /^[^,]*?(?:^|[;\s])proto=(?:"([^"\\]*)"|([^;,\s"]+))/i,
} as const;

/** The host that the client asked for, as proxies say (`server.address`). */
export function forwardedHost(headers: IncomingHttpHeaders): string | undefined {
  return parameter(headers.forwarded, 'host') ?? firstOf(headers['x-forwarded-host']);
}

/** The scheme that the client used, as proxies say; others than these two are nobody's to say. */
export function forwardedProto(headers: IncomingHttpHeaders): 'http' | 'https' | undefined {
  const stated = (
    parameter(headers.forwarded, 'proto') ?? firstOf(headers['x-forwarded-proto'])
  )?.toLowerCase();
  return stated === 'http' || stated === 'https' ? stated : undefined;
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
