import {
  type Attributes,
  diag,
  logs,
  metrics,
  ProxyTracerProvider,
  propagation,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { defaultResource, type Resource } from '@opentelemetry/resources';
import { read } from '../../config/environment.js';
import type { ResolvedOptions } from '../../config/options.js';
import { reclaimContextManager } from '../../correlation/context-manager.js';
import { configureIdentity } from '../../correlation/identity.js';
import { CorrelatingTracerProvider } from '../../tracing/correlating-tracer-provider.js';
import { BridgeIdGenerator } from '../../tracing/id-generator.js';
import { createPropagator } from '../correlation-propagator.js';
import { setDiagLogger } from '../diag-logger.js';
import { propagatorFromEnvironment } from '../propagators.js';
import { createTracerProvider } from '../providers.js';
import { createResource, resourceToSend } from '../resource.js';
import { CountingTracerProvider } from './counting-provider.js';

/**
 * OpenTelemetry's own SDK set-up, with the bridge's correlation around it. Loaded only when it is needed: `sdk-node`
 * with its exporters takes longer to load than all of the bridge.
 */
export function startStandardSdk(options: ResolvedOptions) {
  const sdk = read('OTEL_CONFIG_FILE') === undefined ? startFromEnvironment(options) : startFromFile();
  // It has set a logger that writes to stdout too.
  diag.disable();
  setDiagLogger('warn');
  reclaimContextManager();
  wrapPropagator(options);
  const provider = wrapTracerProvider();
  return {
    spanCount: () => provider?.spans ?? 0,
    forceFlush: async () => {
      const flushed = [provider?.provider, metrics.getMeterProvider(), logs.getLoggerProvider()];
      await Promise.all(flushed.map((each) => (each as Partial<Flushable> | undefined)?.forceFlush?.()));
    },
    shutdown: () => sdk.shutdown(),
  };
}

interface Flushable {
  forceFlush(): Promise<void>;
}

function startFromEnvironment(options: ResolvedOptions) {
  const { NodeSDK } = loadSdk();
  const resource = resourceToSend(createResource(options));
  const sdk = new NodeSDK({
    resource,
    autoDetectResources: false,
    instrumentations: [],
  });
  sdk.start();
  return sdk;
}

/** Resource, sampler, processors and exporters are those of the file; log lines take their names from its resource. */
function startFromFile() {
  const sdk = loadSdk().startNodeSdk({ instrumentations: [] });
  const { 'service.name': serviceName, 'deployment.environment.name': environment } = registeredResource();
  configureIdentity({
    serviceName: typeof serviceName === 'string' ? serviceName : undefined,
    environment: typeof environment === 'string' ? environment : undefined,
  });
  return sdk;
}

interface WithResource {
  readonly _sharedState?: { readonly resource?: Resource };
  readonly _resource?: Resource;
}

/** The SDK's providers tell their resource nobody, but in their own fields. */
function registeredResource(): Attributes {
  const tracers = trace.getTracerProvider();
  const providers = [
    tracers instanceof ProxyTracerProvider ? tracers.getDelegate() : tracers,
    metrics.getMeterProvider(),
    logs.getLoggerProvider(),
  ] as WithResource[];
  const resources = providers.map((provider) => provider._resource ?? provider._sharedState?.resource);
  return resources.find((resource) => resource !== undefined)?.attributes ?? {};
}

function loadSdk() {
  return require('@opentelemetry/sdk-node') as typeof import('@opentelemetry/sdk-node');
}

function wrapPropagator(options: ResolvedOptions): void {
  const wrapped = registeredPropagator() ?? propagatorFromEnvironment();
  propagation.disable();
  propagation.setGlobalPropagator(createPropagator(wrapped, options));
}

/** The API tells nobody which propagator is registered, but through itself, which would go round in circles. */
function registeredPropagator(): TextMapPropagator | undefined {
  const api = propagation as unknown as { _getGlobalPropagator?(): TextMapPropagator };
  return api._getGlobalPropagator?.();
}

function wrapTracerProvider(): CountingTracerProvider | undefined {
  const proxy = trace.getTracerProvider();
  if (!(proxy instanceof ProxyTracerProvider)) return undefined;
  const delegate = proxy.getDelegate();
  if (delegate === new ProxyTracerProvider().getDelegate()) {
    // No exporter of spans: they go nowhere, and lines and headers have their IDs.
    proxy.setDelegate(createTracerProvider(defaultResource(), []));
    return undefined;
  }
  const idGenerator = new BridgeIdGenerator();
  const counting = new CountingTracerProvider(delegate, idGenerator);
  proxy.setDelegate(new CorrelatingTracerProvider(counting, idGenerator));
  return counting;
}
