import { read } from '../config/environment.js';

/** Who writes: the default `service_name` and `environment` of log lines. */
export interface Identity {
  readonly serviceName: string;
  readonly environment: string;
  /** `service.version` of the resource. */
  readonly version: string | undefined;
}

let configured: Partial<Omit<Identity, 'version'>> = {};
let fromEnvironment: Identity | undefined;
let current: Identity | undefined;

/** What code said with `configureLogging` or `start`, else the environment, else "api" in "development". */
export function defaultIdentity(): Identity {
  if (current === undefined) {
    fromEnvironment ??= readIdentity();
    current = {
      serviceName: configured.serviceName ?? fromEnvironment.serviceName,
      environment: configured.environment ?? fromEnvironment.environment,
      version: fromEnvironment.version,
    };
  }
  return current;
}

/** Later calls win, field by field; undefined leaves a field as it is. */
export function configureIdentity(identity: {
  serviceName?: string | undefined;
  environment?: string | undefined;
}): void {
  current = undefined;
  configured = {
    ...configured,
    ...(identity.serviceName !== undefined && { serviceName: identity.serviceName }),
    ...(identity.environment !== undefined && { environment: identity.environment }),
  };
}

function readIdentity(): Identity {
  const attributes = read('OTEL_RESOURCE_ATTRIBUTES') ?? {};
  return {
    serviceName: read('OTEL_SERVICE_NAME') ?? attributes['service.name'] ?? 'api',
    environment:
      attributes['deployment.environment.name'] ?? attributes['deployment.environment'] ?? 'development',
    version: attributes['service.version'],
  };
}
