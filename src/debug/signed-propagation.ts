import type { Context } from '@opentelemetry/api';
import type { DebugPropagation } from '../correlation/settings.js';
import { debugAccount, debugRuleOf, withSignedRule } from './request-debug.js';
import type { DebugRule } from './rule.js';
import { signRule, verifyToken } from './token.js';

let current: SignedPropagation | undefined;

/** Carries debug to the services and jobs that a request reaches, where they have a secret in common. */
class SignedPropagation implements DebugPropagation {
  readonly #secrets: readonly string[];
  #lastRule: DebugRule | undefined;
  #lastId: string | undefined;
  #lastText = '';

  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
  }

  extract(ctx: Context, text: string, correlationId: string): Context {
    const token = verifyToken(text, this.#secrets);
    if (typeof token === 'string') debugAccount.refuse(token);
    else if (!token.isForRequest(correlationId)) debugAccount.refuse('other_request');
    else return withSignedRule(ctx, token, correlationId);
    return ctx;
  }

  /** For this request alone: the user may be unknown where it arrives. */
  textFor(ctx: Context, correlationId: string): string | undefined {
    const rule = debugRuleOf(ctx);
    if (rule === undefined) return undefined;
    if (rule !== this.#lastRule || correlationId !== this.#lastId) {
      const { id, level, until } = rule;
      this.#lastText = signRule({ id, level, until, correlationId }, this.#secrets[0]!);
      this.#lastRule = rule;
      this.#lastId = correlationId;
    }
    return this.#lastText;
  }
}

/** What the propagator and job carriers use; undefined: nobody has a secret. */
export function debugPropagation(): DebugPropagation | undefined {
  return current;
}

export function setDebugSecrets(secrets: readonly string[] | undefined): void {
  current = secrets === undefined ? undefined : new SignedPropagation(secrets);
}
