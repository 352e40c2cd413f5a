import { createRequire } from 'node:module';
import { diag } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { read } from '../../config/environment.js';
import { nearest } from '../../core/nearest.js';
import { warnOnce } from '../../core/warn.js';
import { getCorrelationId } from '../../correlation/scope.js';
import { findAppPackages } from '../app-packages.js';
import { isEnabled } from '../instrumentations.js';
import { withRequireHook } from '../require-hook/with-require-hook.js';
import { RUNTIME_INSTRUMENTATION } from '../runtime-metrics.js';
import { AUTO_PACKAGE, missingInstrumentations } from './missing.js';

/** Those of the projects that they instrument are named otherwise. */
const PACKAGE = /^@(?:opentelemetry\/instrumentation-(.+)|(fastify)\/otel|(prisma)\/instrumentation)$/;

/** The bridge has its own for these; a second one would make each span, and each field of a log line, twice. */
export const OWN_INSTRUMENTATIONS: ReadonlySet<string> = new Set([
  '@opentelemetry/instrumentation-http',
  '@opentelemetry/instrumentation-undici',
  '@opentelemetry/instrumentation-winston',
]);

/** Not taken from the app's dependencies: the bridge brings them. */
const BROUGHT: ReadonlySet<string> = new Set([...OWN_INSTRUMENTATIONS, RUNTIME_INSTRUMENTATION]);

/** Short names that mean something although the app has no such package: the bridge's, and those of the auto-instrumentations. */
const SHORT_NAMES =
  'http undici winston runtime-node amqplib aws-lambda aws-sdk bunyan cassandra-driver connect cucumber dataloader dns express fastify fs generic-pool graphql grpc hapi ioredis kafkajs knex koa lru-memoizer memcached mongodb mongoose mysql mysql2 nestjs-core net openai oracledb pg pino prisma redis redis-4 restify router socket.io tedious'.split(
    ' ',
  );

/** Configuration of instrumentations that the bridge has something to add to, by package. */
const CONFIGURATIONS: Readonly<Record<string, object>> = {
  // Without it each Fastify instance would have to register its plugin.
  '@fastify/otel': { registerOnInitialization: true },
  '@opentelemetry/instrumentation-pino': {
    logHook: (_span: unknown, record: Record<string, unknown>) => {
      const correlationId = getCorrelationId();
      if (correlationId !== undefined) record.correlation_id ??= correlationId;
    },
  },
};

/**
 * Makes the OpenTelemetry instrumentations that the app has in its dependencies: `@opentelemetry/instrumentation-*`
 * and those of `@opentelemetry/auto-instrumentations-node`, as `OTEL_NODE_ENABLED_INSTRUMENTATIONS` and
 * `OTEL_NODE_DISABLED_INSTRUMENTATIONS` say. One that can't be loaded is told on stderr.
 * @returns them, and the files of the packages they are from
 */
export function loadAppInstrumentations() {
  const byName = new Map<string, Instrumentation>();
  const files: string[] = [];
  const packages = findAppPackages();
  for (const { file, dependencies } of packages) {
    const load = createRequire(file);
    for (const name of dependencies.filter(isWanted)) {
      try {
        const exported: unknown = load(name);
        const resolved = load.resolve(name);
        files.push(resolved);
        for (const instrumentation of withRequireHook(resolved, () => createAll(name, exported))) {
          if (!byName.has(instrumentation.instrumentationName))
            byName.set(instrumentation.instrumentationName, instrumentation);
        }
      } catch (error) {
        warnOnce(`${name} can't be loaded and is left out: ${messageOf(error)}`);
      }
    }
  }
  const all = packages.flatMap(({ dependencies }) => dependencies);
  tellMissing(all);
  tellUnknown(all);
  return { instrumentations: [...byName.values()], files };
}

function tellMissing(dependencies: readonly string[]): void {
  for (const { used, instrumentation } of missingInstrumentations(dependencies))
    diag.debug(`${used} gets no spans without ${instrumentation}: npx tracebridge add`);
}

function tellUnknown(dependencies: readonly string[]): void {
  for (const variable of [
    'OTEL_NODE_ENABLED_INSTRUMENTATIONS',
    'OTEL_NODE_DISABLED_INSTRUMENTATIONS',
  ] as const)
    for (const name of read(variable) ?? []) {
      if (SHORT_NAMES.includes(name) || dependencies.some((each) => shortNameOf(each) === name)) continue;
      const meant = nearest(name, SHORT_NAMES);
      warnOnce(
        `${variable}: ${JSON.stringify(name.slice(0, 60))} is ignored: no instrumentation has this name${meant === undefined ? '' : `, did you mean ${meant}?`}`,
      );
    }
}

function shortNameOf(name: string): string | undefined {
  return PACKAGE.exec(name)
    ?.slice(1)
    .find((part) => part !== undefined);
}

function isWanted(name: string): boolean {
  if (name === AUTO_PACKAGE) return true;
  const shortName = shortNameOf(name);
  return shortName !== undefined && !BROUGHT.has(name) && isEnabled(shortName);
}

function createAll(name: string, exported: unknown): Instrumentation[] {
  if (name === AUTO_PACKAGE) return createAuto(exported as AutoInstrumentations);
  const classes = new Set(Object.values(exported as object).filter(isInstrumentationClass));
  return [...classes].map((Class) => new Class(CONFIGURATIONS[name]));
}

interface AutoInstrumentations {
  getNodeAutoInstrumentations(config: Record<string, object>): Instrumentation[];
}

/** It reads the variables that switch instrumentations itself. */
function createAuto({ getNodeAutoInstrumentations }: AutoInstrumentations): Instrumentation[] {
  const own = [...BROUGHT].map((name) => [name, { enabled: false }]);
  return getNodeAutoInstrumentations({ ...CONFIGURATIONS, ...Object.fromEntries(own) });
}

type InstrumentationClass = new (config?: object) => Instrumentation;

function isInstrumentationClass(value: unknown): value is InstrumentationClass {
  const prototype = (value as InstrumentationClass | undefined)?.prototype as Instrumentation | undefined;
  return typeof prototype?.enable === 'function' && typeof prototype.setTracerProvider === 'function';
}

/** The first line of an error's message. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] as string;
}
