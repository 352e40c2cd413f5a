import { appName } from '../config/app-name.js';
import { read } from '../config/environment.js';
import { HANDLE } from '../core/globals.js';

/** Who writes: the default `service_name` and `environment` of log lines. */
export interface Identity {
  readonly serviceName: string;
  readonly environment: string;
  /** `service.version` of the resource. */
  readonly version: string | undefined;
}

/** `service.name` where nobody gave one and the app has no package.json (resource semantic conventions). */
const UNKNOWN_SERVICE = 'unknown_service:node';

let configured: { readonly [Name in 'serviceName' | 'environment']?: string | undefined } = {};
let fromEnvironment: (Omit<Identity, 'serviceName'> & { serviceName: string | undefined }) | undefined;
let current: Identity | undefined;

let isBridgeRunning = false;

/**
 * What code said with `configureLogging` or `start`, else the environment, else the app's package.json. A process
 * without a bridge, whose lines are all that anybody sees of it, is "api".
 */
export function defaultIdentity(): Identity {
  const isRunning = hasBridge();
  if (current === undefined || isRunning !== isBridgeRunning) {
    isBridgeRunning = isRunning;
    fromEnvironment ??= readIdentity();
    current = {
      serviceName:
        configured.serviceName ?? fromEnvironment.serviceName ?? (isRunning ? ownServiceName() : 'api'),
      environment: configured.environment ?? fromEnvironment.environment,
      version: fromEnvironment.version,
    };
  }
  return current;
}

/** Whether a bridge runs, of this copy of the package or of another. */
export function hasBridge(): boolean {
  return (globalThis as { [HANDLE]?: unknown })[HANDLE] !== undefined;
}

/** The name of a service that was given none. */
export function ownServiceName(): string {
  return appName() ?? UNKNOWN_SERVICE;
}

/** Later calls win, field by field; undefined leaves a field as it is. */
export function configureIdentity({ serviceName, environment }: typeof configured): void {
  current = undefined;
  configured = {
    serviceName: serviceName ?? configured.serviceName,
    environment: environment ?? configured.environment,
  };
}

function readIdentity(): NonNullable<typeof fromEnvironment> {
  const attributes = read('OTEL_RESOURCE_ATTRIBUTES') ?? {};
  return {
    serviceName: read('OTEL_SERVICE_NAME') ?? attributes['service.name'],
    environment:
      attributes['deployment.environment.name'] ?? attributes['deployment.environment'] ?? 'development',
    version: attributes['service.version'],
  };
}
