/**
 * The registered symbols: constants only, because the doctor's probe imports them before anything of the app is loaded.
 *
 * Several copies of this package may run in one process: the preload's, the app's, those of jest. They share by these
 * symbols, so each one is a promise between versions. What lies under a `v1` may get further members, which a copy of
 * an older version does not fill and does not read; any other change takes a `v2`.
 */

// On globalThis: one for the process.

/** The bridge that runs: `BridgeHandle`. */
export const HANDLE: unique symbol = Symbol.for('tracebridge.handle.v1');
export const CONTEXT_MANAGER: unique symbol = Symbol.for('tracebridge.contextManager.v1');
/** Who takes captured log records: a list of `LogSink`. */
export const LOG_SINKS: unique symbol = Symbol.for('tracebridge.logSinks.v1');
/** What `getLogger` knows of the infos it makes: a slot of `Origin`. */
export const INFO_ORIGINS: unique symbol = Symbol.for('tracebridge.infoOrigins.v1');
/** Histograms of durations and who collects them. */
export const DURATIONS: unique symbol = Symbol.for('tracebridge.durations.v1');
/** `WorkerMetricsCollector`. */
export const WORKER_METRICS: unique symbol = Symbol.for('tracebridge.workerMetrics.v1');
/** Observers of requests and responses, and which of Node's classes look for them. */
export const MESSAGE_OBSERVERS: unique symbol = Symbol.for('tracebridge.messageObservers.v1');
/** Which requests and jobs are debugged: the rules in force, their account, and what is known of each request. */
export const DEBUG: unique symbol = Symbol.for('tracebridge.debug.v1');
/** The methods of winston's `Logger` classes from before they were captured: a slot, by prototype. */
export const ORIGINALS: unique symbol = Symbol.for('tracebridge.originals.v1');
/** Of `captureTelemetry`. */
export const TAPS: unique symbol = Symbol.for('tracebridge.taps.v1');

// On objects: what another copy has done with them.

/** A `BridgeError`. */
export const BRIDGE_ERROR: unique symbol = Symbol.for('tracebridge.BridgeError');
/** The `KeepUnit` of a span. */
export const KEEP_UNIT: unique symbol = Symbol.for('tracebridge.keepUnit.v1');
/** On a span's options: a unit of its own begins with it, also inside of another one. */
export const UNIT_ROOT: unique symbol = Symbol.for('tracebridge.unitRoot.v1');
/** RPC metadata of a request that is observed. */
export const REQUEST_METADATA: unique symbol = Symbol.for('tracebridge.requestMetadata.v1');
/** A class of the SDK whose methods keep what they throw to themselves. */
export const GUARDED: unique symbol = Symbol.for('tracebridge.guarded.v1');
/** A `structuredJson()` format as a `LineFormat`. */
export const STRUCTURED: unique symbol = Symbol.for('tracebridge.structuredJson.v1');

// Of other packages.

/** The global registrations of @opentelemetry/api 1.x. */
export const OPENTELEMETRY_API: unique symbol = Symbol.for('opentelemetry.js.api.1');
/** On a Fastify plugin: it reaches the context that registers it, not only its own. */
export const SKIP_OVERRIDE: unique symbol = Symbol.for('skip-override');
/** On a Fastify plugin: its name. */
export const DISPLAY_NAME: unique symbol = Symbol.for('fastify.display-name');
/** On objects that jest is not to empty when it takes down the global they are on (`protectProperties` of jest-util). */
export const JEST_PROTECTED: unique symbol = Symbol.for('$$jest-protect-from-deletion');
/** vitest's `expect`, also without `globals`. */
export const VITEST_EXPECT: unique symbol = Symbol.for('expect-global');
