import { syncBuiltinESMExports } from 'node:module';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { read } from '../config/environment.js';
import type { ResolvedOptions } from '../config/options.js';
import { setOutgoingRequest } from '../correlation/outgoing-request.js';
import { CORRELATION_HEADER } from '../correlation/propagator.js';
import { ServingHttpInstrumentation } from './serving-http-instrumentation.js';
import { WinstonInstrumentation } from './winston-instrumentation.js';

/**
 * The bridge's own instrumentations, less those that `OTEL_NODE_ENABLED_INSTRUMENTATIONS` leaves out or
 * `OTEL_NODE_DISABLED_INSTRUMENTATIONS` names (short names: http, undici, winston).
 */
export function createInstrumentations(options: ResolvedOptions): Instrumentation[] {
  const requests = createHttpInstrumentations(options);
  return isEnabled('winston') ? [...requests, new WinstonInstrumentation()] : requests;
}

/** Those for incoming and outgoing requests: http and undici. */
export function createHttpInstrumentations(options: ResolvedOptions): Instrumentation[] {
  return [
    ...(isEnabled('http') ? [createHttpInstrumentation(options)] : []),
    ...(isEnabled('undici') ? [createUndiciInstrumentation()] : []),
  ];
}

/** Whether the standard variables leave an instrumentation switched on. */
export function isEnabled(shortName: string): boolean {
  const enabled = read('OTEL_NODE_ENABLED_INSTRUMENTATIONS');
  const disabled = read('OTEL_NODE_DISABLED_INSTRUMENTATIONS');
  return (enabled?.includes(shortName) ?? true) && !disabled?.includes(shortName);
}

/**
 * Loads the built-in modules once, so that they are patched, and makes the patched functions visible to
 * `import { request } from 'node:http'`: an ES module gets a copy of a built-in module's names.
 */
export function patchBuiltins(): void {
  require('node:http');
  require('node:https');
  syncBuiltinESMExports();
}

function createHttpInstrumentation(options: ResolvedOptions): Instrumentation {
  return new ServingHttpInstrumentation(
    { requestLogs: options.requestLogs, ignorePaths: options.ignorePaths },
    {
      startOutgoingSpanHook: (request) => {
        setOutgoingRequest({
          host: request.hostname ?? hostWithoutPort(request.host) ?? 'localhost',
          hasCorrelationId: namesOf(request.headers).some(isCorrelationHeader),
        });
        return {};
      },
    },
  );
}

function createUndiciInstrumentation(): Instrumentation {
  return new UndiciInstrumentation({
    startSpanHook: (request) => {
      setOutgoingRequest({
        host: new URL(request.origin).hostname,
        hasCorrelationId: namesOf(request.headers).some(isCorrelationHeader),
      });
      return {};
    },
  });
}

function isCorrelationHeader(name: unknown): boolean {
  return typeof name === 'string' && name.toLowerCase() === CORRELATION_HEADER;
}

/** Header names of a request in any of the forms of `http.request` and undici: object, flat list, or text. */
function namesOf(headers: unknown): unknown[] {
  if (typeof headers === 'string')
    return headers.split('\r\n').map((line) => line.slice(0, line.indexOf(':')));
  if (Array.isArray(headers)) return headers.flat().filter((_, index) => index % 2 === 0);
  return typeof headers === 'object' && headers !== null ? Object.keys(headers) : [];
}

function hostWithoutPort(host: string | null | undefined): string | undefined {
  return host?.replace(/:\d+$/, '');
}
