import { createHmac, randomBytes } from 'node:crypto';
import { logLevel } from '../config/rules.js';
import { isSameSecret } from '../core/same-secret.js';
import { type DebugLevel, type DebugRule, MAX_DEBUG_MILLIS } from './rule.js';

/**
 * A rule in a header, signed. Whom it is for is told by a keyed digest: proxies and servers log headers, and user IDs
 * are often e-mail addresses.
 *
 *     v1;user=<16>;request=<16>;until=<seconds since the Unix epoch>;level=debug;id=<id>;once;sig=<HMAC-SHA256>
 */
export interface SignedRule {
  readonly id: string;
  readonly level: DebugLevel;
  /** Milliseconds since the Unix epoch. */
  readonly until: number;
  /** Whether it was made for a user, who is known later than the header. */
  readonly hasUser: boolean;
  /** Whether it counts for one request in a process. */
  readonly isOnce: boolean;
  isFor(userId: string): boolean;
  /** Of one for any correlation ID, any. */
  isForRequest(correlationId: string): boolean;
}

export type TokenFault = 'unsigned' | 'malformed' | 'signature' | 'expired' | 'too_long';

/** Fits into a member of `tracestate`. */
const MAX_CHARACTERS = 256;
const FORM =
  /^(v1;(?:user=([\w-]{16});)?(?:request=([\w-]{16});)?until=(\d{10});level=([a-z]{4,8});id=([\w-]{1,32})(;once)?);sig=([\w-]{43})$/;

export function signRule(rule: DebugRule, secret: string, { isOnce = false } = {}): string {
  const { userId, correlationId, until, level, id } = rule;
  const user = userId === undefined ? '' : `user=${digestOf(secret, 'user', userId)};`;
  const request = correlationId === undefined ? '' : `request=${digestOf(secret, 'request', correlationId)};`;
  const seconds = String(Math.floor(until / 1000)).padStart(10, '0');
  const text = `v1;${user}${request}until=${seconds};level=${level};id=${id}${isOnce ? ';once' : ''}`;
  return `${text};sig=${hmac(secret, text)}`;
}

/** Of a rule or a signature that is to be used once. */
export function newRuleId(): string {
  return randomBytes(6).toString('hex');
}

/** @returns why a text is no rule in force, when it is none */
export function verifyToken(
  text: string,
  secrets: readonly string[],
  now = Date.now(),
): SignedRule | TokenFault {
  if (text.length > MAX_CHARACTERS) return 'malformed';
  const found = FORM.exec(text);
  if (found === null) return text.includes('sig=') ? 'malformed' : 'unsigned';
  const [, signed, user, request, seconds, level, id, once, signature] = found as unknown as string[];
  const secret = secrets.find((one) => isSameSecret(hmac(one, signed!), signature!));
  if (secret === undefined) return 'signature';
  const until = Number(seconds) * 1000;
  if (until <= now) return 'expired';
  if (until - now > MAX_DEBUG_MILLIS) return 'too_long';
  // Whoever has the secret may sign anything.
  if (!logLevel.holds(level) || (user === undefined && request === undefined)) return 'malformed';
  return {
    id: id!,
    level,
    until,
    hasUser: user !== undefined,
    isOnce: once !== undefined,
    isFor: (userId) => user === undefined || isSameSecret(digestOf(secret, 'user', userId), user),
    isForRequest: (correlationId) =>
      request === undefined || isSameSecret(digestOf(secret, 'request', correlationId), request),
  };
}

function hmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}

/** 96 bits. */
function digestOf(secret: string, kind: 'user' | 'request', text: string): string {
  return hmac(secret, `${kind}:${text}`).slice(0, 16);
}
