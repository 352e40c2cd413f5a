import type { IncomingMessage } from 'node:http';

const LOCAL_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Why a request is refused, or undefined. Listening on loopback does not keep web pages out: a page whose name is made
 * to resolve to 127.0.0.1 (DNS rebinding) shows in `Host`, one that merely posts here in `Origin`.
 */
export function refusalOf({ headers }: IncomingMessage): string | undefined {
  if (!isLocal(headers.host)) return 'Only reachable as localhost, 127.0.0.1 or [::1]';
  if (headers.origin !== undefined && !isLocal(headers.origin.replace(/^https?:\/\//, ''))) {
    return 'Requests from other sites are not taken';
  }
  return undefined;
}

function isLocal(authority: string | undefined): boolean {
  return authority !== undefined && LOCAL_NAMES.has(authority.toLowerCase().replace(/:\d+$/, ''));
}
