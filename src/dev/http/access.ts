import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isSameSecret } from '../../core/same-secret.js';
import { SIGNALS } from '../../otlp/signal.js';
import { answerText } from './answer.js';

const LOCAL_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);
const COOKIE = 'tracebridge_dev';
const OTLP_PATHS = new Set<string>(SIGNALS.map((signal) => `/v1/${signal}`));

/** Who may use the receiver. */
export interface Access {
  /** Answers a request that is refused; returns whether it was. */
  refuses(request: IncomingMessage, response: ServerResponse): boolean;
  /** What the page's address carries, or ''. */
  readonly query: string;
}

/**
 * On loopback: this machine. Listening there does not keep web pages out: a page whose name is made to resolve to
 * 127.0.0.1 (DNS rebinding) shows in `Host`, one that merely posts here in `Origin`.
 */
export const LOCAL_ACCESS: Access = {
  query: '',
  refuses({ headers, rawHeaders }, response) {
    // Node.js shows the first of several; what stands before this server may have gone by another.
    const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
    if (hosts.length > 1) return refuse(response, 'Only one Host is taken');
    if (!isLocal(headers.host)) return refuse(response, 'Only reachable as localhost, 127.0.0.1 or [::1]');
    if (headers.origin !== undefined && !isLocal(authorityOf(headers.origin)))
      return refuse(response, 'Requests from other sites are not taken');
    return false;
  },
};

/**
 * Reachable from elsewhere: who has the token may read. It comes in the link, then in a cookie, or as
 * `Authorization: Bearer`. Telemetry is taken from anybody but web pages, since exporters know no token.
 */
export function tokenAccess(token = randomBytes(16).toString('hex')): Access {
  return {
    query: `?token=${token}`,
    refuses(request, response) {
      const { headers, url = '/' } = request;
      if (headers.origin !== undefined && authorityOf(headers.origin) !== headers.host)
        return refuse(response, 'Requests from other sites are not taken');
      const [path = '/', search] = url.split('?', 2);
      if (OTLP_PATHS.has(path)) return false;
      const inLink = new URLSearchParams(search).get('token');
      if (inLink !== null && isSameSecret(inLink, token)) {
        // The browser keeps what stands after # in the address.
        const cookie = `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict`;
        // `//host` and `/\host` would lead elsewhere.
        const location = `/${path.replace(/^[/\\]+/, '')}`;
        response.writeHead(302, { location, 'set-cookie': cookie, 'cache-control': 'no-store' }).end();
        return true;
      }
      const given = headers.authorization?.replace(/^Bearer /i, '') ?? cookieOf(headers.cookie);
      if (given !== undefined && isSameSecret(given, token)) return false;
      return refuse(response, 'Open the link with the token that `tracebridge dev` printed');
    },
  };
}

function refuse(response: ServerResponse, why: string): true {
  answerText(response, 403, why, { connection: 'close' });
  return true;
}

function cookieOf(header: string | undefined): string | undefined {
  return header
    ?.split(/;\s*/)
    .find((pair) => pair.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1);
}

function authorityOf(origin: string): string {
  return origin.replace(/^https?:\/\//, '');
}

function isLocal(authority: string | undefined): boolean {
  return authority !== undefined && LOCAL_NAMES.has(authority.toLowerCase().replace(/:\d+$/, ''));
}
