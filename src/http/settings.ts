import { OPTIONS } from '../config/options.js';
import { type PathRule, pathMatcher } from '../config/paths.js';
import { boolean } from '../config/rules.js';
import type { Trust } from '../config/start-options.js';
import { arrayOf, checkedOptions, type OptionRules } from '../core/checked-options.js';
import { CORRELATION_HEADER } from '../correlation/propagator.js';
import type { CorrelationOptions, IgnoreRule } from './options.js';
import type { ServerTelemetry } from './server-telemetry.js';

const DEFAULT_HEADER = 'X-Correlation-ID';

/** RFC 9110, section 5.6.2: the characters of a field name. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** What an adapter knows about its framework's requests. */
export interface FrameworkBinding<Subject> {
  /** Used when no `getUserId` is given. */
  userId(subject: Subject): unknown;
  /** The client's address where the framework has its own rule for it. */
  clientAddress?(subject: Subject): string | undefined;
  /** The pattern of the matched route; asked for when the request ends. */
  route?(subject: Subject): string | undefined;
}

/** Options checked and prepared once per middleware. */
export interface RequestSettings<Subject = unknown> {
  readonly binding: FrameworkBinding<Subject>;
  readonly getUserId: ((subject: Subject) => unknown) | undefined;
  readonly headerName: string;
  /** Lower case, as in `request.headers`. */
  readonly headerKey: string;
  readonly hasDefaultHeader: boolean;
  readonly isIgnored: ((path: string) => boolean) | undefined;
  readonly requestLogs: boolean;
  readonly trust: Trust | undefined;
  readonly trustProxy: boolean | number;
  readonly captureQuery: boolean;
  /** Of the instrumentation that the settings belong to. */
  readonly telemetry?: ServerTelemetry;
}

const IGNORE_RULES = arrayOf('a string, a RegExp, a function or an array of these', isIgnoreRule);

const RULES: OptionRules<CorrelationOptions<unknown>> = {
  header: {
    expected: 'the name of an HTTP header',
    holds: (value) => typeof value === 'string' && TOKEN.test(value),
  },
  getUserId: { expected: 'a function', holds: (value) => typeof value === 'function' },
  ignorePaths: { ...IGNORE_RULES, holds: (value) => isIgnoreRule(value) || IGNORE_RULES.holds(value) },
  requestLogs: boolean,
  trust: OPTIONS.trust.rule,
  trustProxy: {
    expected: 'a boolean or a whole number from 0 up',
    holds: (value) => typeof value === 'boolean' || (Number.isSafeInteger(value) && (value as number) >= 0),
  },
  captureQuery: boolean,
};

function isIgnoreRule(value: unknown): value is IgnoreRule {
  return typeof value === 'string' || typeof value === 'function' || value instanceof RegExp;
}

/** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
export function resolveSettings<Subject>(
  options: CorrelationOptions<Subject>,
  binding: FrameworkBinding<Subject>,
): RequestSettings<Subject> {
  const given = checkedOptions(options, RULES);
  const { header = DEFAULT_HEADER, getUserId, ignorePaths, requestLogs = true, trust } = given;
  const { trustProxy = false, captureQuery = true } = given;
  const headerKey = header.toLowerCase();
  return {
    binding,
    getUserId,
    headerName: header,
    headerKey,
    hasDefaultHeader: headerKey === CORRELATION_HEADER,
    isIgnored: ignoreTest(ignorePaths),
    requestLogs,
    trust,
    trustProxy,
    captureQuery,
  };
}

function ignoreTest(rules: CorrelationOptions<never>['ignorePaths']): RequestSettings['isIgnored'] {
  if (rules === undefined) return undefined;
  const list: readonly IgnoreRule[] = Array.isArray(rules) ? rules : [rules as IgnoreRule];
  if (list.length === 0) return undefined;
  const matches = pathMatcher(list.filter((rule): rule is PathRule => typeof rule !== 'function'));
  const tests = list.filter((rule) => typeof rule === 'function');
  return (path) => matches(path) || tests.some((test) => isTrue(test, path));
}

/** A test that throws ignores nothing: it must not cost the app its request. */
function isTrue(test: (path: string) => boolean, path: string): boolean {
  try {
    return test(path) === true;
  } catch {
    return false;
  }
}
