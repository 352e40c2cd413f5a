import { type Context, context, createContextKey } from '@opentelemetry/api';
import { DEBUG } from '../core/globals.js';
import { share } from '../core/share.js';
import { createSlot, type Slot } from '../core/slot.js';
import { type CorrelationScope, getScope, type Unit } from '../correlation/scope.js';
import { activeUnit } from '../keep/keeper.js';
import { DebugAccount } from './account.js';
import type { DebugRule } from './rule.js';
import { type DebugSwitch, RulesInForce } from './rules-in-force.js';
import type { SignedRule } from './token.js';

interface Shared {
  readonly account: DebugAccount;
  readonly rules: RulesInForce;
  readonly debugs: Slot<Unit | CorrelationScope, RequestDebug>;
  listener: ((switched: DebugSwitch) => void) | undefined;
}

// A logger of one copy of this package writes what the bridge that another copy started says.
const shared = share(DEBUG, createShared);
const { account, rules, debugs } = shared;

export { account as debugAccount, rules as rulesInForce };

function createShared(): Shared {
  const made: Shared = {
    account: new DebugAccount(),
    rules: new RulesInForce((switched) => {
      if (switched.isOn) made.account.switchedOn++;
      else made.account.switchedOff++;
      made.listener?.(switched);
    }),
    debugs: createSlot(),
    listener: undefined,
  };
  return made;
}

/** @param listener is told of each rule that comes into force, and that ends */
export function onDebugSwitch(listener: Shared['listener']): void {
  shared.listener = listener;
}

/** Signatures that are to be used once, until they end. */
const used = new Map<string, number>();
const MAX_USED = 10_000;

/** Whether a request or job is debugged, and by which rule. */
class RequestDebug {
  /** Of a header, until its user is known. */
  #token: SignedRule | undefined;
  /** The request that a job runs inside of. */
  readonly #outer: RequestDebug | undefined;
  #rule: DebugRule | undefined;
  #version = -1;
  #userId: string | undefined;
  #correlationId: string | undefined;

  constructor(outer?: RequestDebug) {
    this.#outer = outer;
  }

  /** @param correlationId the one that the header is for, if it is for one */
  take(token: SignedRule, correlationId: string): void {
    if (token.hasUser) this.#token = token;
    else this.#accept(token, undefined, correlationId);
  }

  /** Asked again and again: the user is known when the app has authenticated the request. */
  rule(scope: CorrelationScope | undefined): DebugRule | undefined {
    const current = this.#current;
    if (current !== undefined) return current;
    const userId = scope?.userId;
    const correlationId = scope?.correlationId;
    const { version } = rules;
    if (version === this.#version && userId === this.#userId && correlationId === this.#correlationId)
      return undefined;
    this.#version = version;
    this.#userId = userId;
    this.#correlationId = correlationId;
    if (userId !== undefined && this.#token !== undefined) this.#judge(this.#token, userId, correlationId);
    this.#rule ??= rules.find(userId, correlationId);
    return this.#rule;
  }

  get #current(): DebugRule | undefined {
    if (this.#rule !== undefined) {
      if (rules.has(this.#rule)) return this.#rule;
      this.#rule = undefined;
    }
    return this.#outer === undefined ? undefined : this.#outer.#current;
  }

  #judge(token: SignedRule, userId: string, correlationId: string | undefined): void {
    if (token.isFor(userId)) this.#accept(token, userId, correlationId);
    else account.refuse('other_user');
    this.#token = undefined;
  }

  #accept(token: SignedRule, userId: string | undefined, correlationId: string | undefined): void {
    this.#token = undefined;
    const { id, level, until } = token;
    if (until <= Date.now()) account.refuse('expired');
    else if (token.isOnce && !isFirstUse(id, until)) account.refuse('replayed');
    else this.#rule = rules.takeHeader({ id, level, until, userId, correlationId });
  }
}

function isFirstUse(id: string, until: number): boolean {
  const now = Date.now();
  if (used.size >= MAX_USED) for (const [old, end] of used) if (end <= now) used.delete(old);
  if (used.has(id) || used.size >= MAX_USED) return false;
  used.set(id, until);
  return true;
}

const GIVEN = createContextKey('tracebridge.debug');

/**
 * The rule by which what runs in a context is debugged; undefined: it isn't. Its unit is kept from now on: whoever asks
 * at the beginning, and whenever the user may have become known, has nothing held back.
 */
export function debugRuleOf(given?: Context): DebugRule | undefined {
  if (!rules.isAny) return undefined;
  const ctx = given ?? context.active();
  const scope = getScope(ctx);
  const rule = debugOf(ctx, scope)?.rule(scope);
  if (rule !== undefined) activeUnit(ctx)?.keep('debug');
  return rule;
}

function debugOf(ctx: Context, scope: CorrelationScope | undefined): RequestDebug | undefined {
  const given = ctx.getValue(GIVEN) as RequestDebug | undefined;
  if (given !== undefined || scope === undefined) return given;
  const owner = scope.unit ?? scope;
  let debug = debugs.get(owner);
  if (debug === undefined) {
    debug = new RequestDebug();
    debugs.set(owner, debug);
  }
  return debug;
}

/** The context of a request that came with a signed rule. */
export function withSignedRule(ctx: Context, token: SignedRule, correlationId: string): Context {
  const debug = new RequestDebug();
  debug.take(token, correlationId);
  rules.wait(token.until);
  return ctx.setValue(GIVEN, debug);
}

/** The context for a job that begins inside of a request: debugged as that is, and for its own user and ID. */
export function withDebugOf(ctx: Context): Context {
  if (!rules.isAny) return ctx;
  const scope = getScope(ctx);
  const outer = debugOf(ctx, scope);
  // It may not have been asked yet.
  outer?.rule(scope);
  return outer === undefined ? ctx : ctx.setValue(GIVEN, new RequestDebug(outer));
}
