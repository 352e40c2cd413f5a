import { requireKnownName, requireObject } from '../core/checked-options.js';
import { reading } from '../core/errors.js';
import { renamed } from '../core/renamed.js';
import { acceptCorrelationId, newCorrelationId } from './correlation-id.js';
import { defaultIdentity } from './identity.js';

/**
 * What a {@link LoggingContext} is made of; each field may be left out.
 * @example
 * ```ts
 * import { LoggingContext, type LoggingContextInit } from 'tracebridge';
 *
 * const init: LoggingContextInit = { correlationId: 'order-42', requestPath: '/orders' };
 * new LoggingContext(init);
 * ```
 */
export interface LoggingContextInit {
  /** Default: a new UUID. One that is not accepted is replaced and counted. */
  correlationId?: string | undefined;
  userId?: string | undefined;
  requestPath?: string | undefined;
  requestMethod?: string | undefined;
  /** Default: that of `configureLogging` or `start`, else `OTEL_SERVICE_NAME`, else `name` of the package.json; "api" where no bridge runs. */
  serviceName?: string | undefined;
  /** Default: that of `configureLogging` or `start`, else `deployment.environment.name`, else "development". */
  environment?: string | undefined;
  extra?: Readonly<Record<string, unknown>> | undefined;
  /** Milliseconds since the Unix epoch. Default: now. */
  startTime?: number | undefined;
}

/** Asks for the user when a line is written, so that authentication which runs later still counts. */
type UserIdSource = () => string | undefined;

const INTERNAL = Symbol('tracebridge.internal');
const NO_FIELDS = Object.freeze({});

/**
 * Fields that every log line of a request or job carries. Immutable.
 * @example
 * ```ts
 * import { LoggingContext } from 'tracebridge';
 *
 * const context = new LoggingContext({ userId: 'u1', extra: { tenant: 'acme' } });
 * context.toDict(); // { correlation_id, user_id, service_name, environment, tenant }
 * context.withExtra({ cart: 3 }).startTime === context.startTime; // true
 * ```
 */
export class LoggingContext {
  readonly correlationId: string;
  readonly requestPath: string | undefined;
  readonly requestMethod: string | undefined;
  readonly serviceName: string;
  readonly environment: string;
  readonly extra: Readonly<Record<string, unknown>>;
  /** Milliseconds since the Unix epoch. */
  readonly startTime: number;
  readonly #userId: string | undefined;
  readonly #userIdSource: UserIdSource | undefined;

  /** @throws BridgeError TRACEBRIDGE_INVALID_OPTION for an init that is no object, or can't be read */
  constructor(
    init: LoggingContextInit = {},
    internal?: { token: symbol; userIdSource: UserIdSource | undefined },
  ) {
    const identity = defaultIdentity();
    const isInternal = internal?.token === INTERNAL;
    const own = isInternal ? init : validated(init);
    this.correlationId =
      own.correlationId === undefined
        ? newCorrelationId()
        : isInternal
          ? own.correlationId
          : acceptCorrelationId(own.correlationId, 'api');
    this.#userId = own.userId;
    this.requestPath = own.requestPath;
    this.requestMethod = own.requestMethod;
    this.serviceName = own.serviceName ?? identity.serviceName;
    this.environment = own.environment ?? identity.environment;
    this.extra = own.extra === undefined ? NO_FIELDS : Object.freeze(own.extra);
    this.startTime = own.startTime ?? Date.now();
    this.#userIdSource = isInternal ? internal.userIdSource : undefined;
    Object.freeze(this);
  }

  get userId(): string | undefined {
    return this.#userId ?? this.#userIdSource?.();
  }

  /**
   * The fields as they stand in a log line, in its order; absent ones left out. An `extra` field of a name that is taken
   * is kept as `field_<name>`.
   */
  toDict(): Record<string, unknown> {
    const fields: Record<string, unknown> = { correlation_id: this.correlationId };
    const { userId } = this;
    if (userId !== undefined) fields.user_id = userId;
    if (this.requestPath !== undefined) fields.request_path = this.requestPath;
    if (this.requestMethod !== undefined) fields.request_method = this.requestMethod;
    fields.service_name = this.serviceName;
    fields.environment = this.environment;
    return { ...fields, ...renamed(this.extra, (name) => Object.hasOwn(fields, name)) };
  }

  /**
   * A new context with more `extra` fields; all else, `startTime` included, stays.
   * @throws BridgeError TRACEBRIDGE_INVALID_OPTION for fields that can't be read
   */
  withExtra(fields: Readonly<Record<string, unknown>>): LoggingContext {
    return this.#with({ extra: { ...this.extra, ...reading('fields', () => ({ ...fields })) } });
  }

  /** A new context under another correlation ID; all else stays. */
  withCorrelationId(correlationId: string): LoggingContext {
    return this.#with({ correlationId: acceptCorrelationId(correlationId, 'api') });
  }

  #with(changes: LoggingContextInit): LoggingContext {
    return createLoggingContext(
      {
        correlationId: this.correlationId,
        userId: this.#userId,
        requestPath: this.requestPath,
        requestMethod: this.requestMethod,
        serviceName: this.serviceName,
        environment: this.environment,
        extra: this.extra,
        startTime: this.startTime,
        ...changes,
      },
      this.#userIdSource,
    );
  }
}

const NAMES = [
  'correlationId',
  'userId',
  'requestPath',
  'requestMethod',
  'serviceName',
  'environment',
  'extra',
  'startTime',
] as const satisfies readonly (keyof LoggingContextInit)[];

/** The init, read once. */
function validated(init: LoggingContextInit): LoggingContextInit {
  return reading('init', () => {
    requireObject('init', init);
    for (const [name, value] of Object.entries(init)) requireKnownName(name, NAMES, value, `init.${name}`);
    const { correlationId, userId, requestPath, requestMethod, serviceName, environment, startTime } = init;
    const extra = init.extra === undefined ? undefined : { ...init.extra };
    return { correlationId, userId, requestPath, requestMethod, serviceName, environment, startTime, extra };
  });
}

/** A context of an ID that was accepted before, whose user is asked for when a line is written. */
export function createLoggingContext(init: LoggingContextInit, userIdSource?: UserIdSource): LoggingContext {
  return new LoggingContext(init, { token: INTERNAL, userIdSource });
}
