import { createRequire } from 'node:module';
import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator } from '@opentelemetry/core';
import { readOrDefault } from '../config/environment.js';
import { warnOnce } from '../core/warn.js';
import { StrictTraceContextPropagator } from '../correlation/tracestate.js';
import { findAppPackages } from './app-packages.js';

/** `OTEL_PROPAGATORS`, default tracecontext and baggage; packages of the others are loaded only when asked for. */
export function propagatorFromEnvironment(): TextMapPropagator {
  const names = readOrDefault('OTEL_PROPAGATORS');
  if (names.includes('none')) return new CompositePropagator({ propagators: [] });
  const create = (name: string) => CREATE[name as keyof typeof CREATE]();
  const known = [...new Set(names)].map(create).filter((propagator) => propagator !== undefined);
  const propagators = known.length === 0 ? [CREATE.tracecontext(), CREATE.baggage()] : known;
  return propagators.length === 1 && propagators[0]
    ? propagators[0]
    : new CompositePropagator({ propagators });
}

const CREATE = {
  tracecontext: () => new StrictTraceContextPropagator(),
  baggage: () => new W3CBaggagePropagator(),
  b3: () => createB3(false),
  b3multi: () => createB3(true),
  xray: () => fromApp('xray', '@opentelemetry/propagator-aws-xray', 'AWSXRayPropagator'),
  jaeger: () => fromApp('jaeger', '@opentelemetry/propagator-jaeger', 'JaegerPropagator'),
};

/** A propagator of a package that the app has installed. */
function fromApp(name: string, packageName: string, className: string): TextMapPropagator | undefined {
  for (const { file } of findAppPackages()) {
    try {
      const module = createRequire(file)(packageName) as Record<string, new () => TextMapPropagator>;
      if (module[className] !== undefined) return new module[className]();
    } catch {
      // The next package may have it.
    }
  }
  warnOnce(
    `OTEL_PROPAGATORS: "${name}" is ignored: it needs the package ${packageName} (npm install ${packageName})`,
  );
  return undefined;
}

function createB3(multiHeader: boolean): TextMapPropagator {
  const { B3Propagator, B3InjectEncoding } =
    require('@opentelemetry/propagator-b3') as typeof import('@opentelemetry/propagator-b3');
  return new B3Propagator(multiHeader ? { injectEncoding: B3InjectEncoding.MULTI_HEADER } : {});
}
