import { isMainThread, threadId } from 'node:worker_threads';
import type { Attributes } from '@opentelemetry/api';
import {
  defaultResource,
  detectResources,
  envDetector,
  hostDetector,
  osDetector,
  processDetector,
  type Resource,
  type ResourceDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import { readOrDefault } from '../config/environment.js';
import type { ResolvedOptions } from '../config/options.js';

/** Without `process.command_args`: passwords and tokens among them can't be told from other arguments. */
const processWithoutArguments: ResourceDetector = {
  detect() {
    const { 'process.command_args': _arguments, ...attributes } = processDetector.detect().attributes ?? {};
    return { attributes };
  },
};

const DETECTORS = {
  env: [envDetector],
  host: [hostDetector, osDetector],
  os: [osDetector],
  process: [processWithoutArguments],
  serviceinstance: [serviceInstanceIdDetector],
  service: [serviceInstanceIdDetector],
};

/** Who sends: the SDK's defaults, what is detected, `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME`, then options. */
export function createResource(options: ResolvedOptions): Resource {
  const own: Attributes = {};
  if (options.serviceName !== undefined) own['service.name'] = options.serviceName;
  if (options.environment !== undefined) own['deployment.environment.name'] = options.environment;
  if (!isMainThread) own['thread.id'] = threadId;
  return defaultResource()
    .merge(detectResources({ detectors: detectors() }))
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes(own));
}

/** Arguments hold passwords and tokens in too many deployments to send them unasked. */
const NOT_SENT: ReadonlySet<string> = new Set(['process.command_args', 'process.command_line']);

/** What is sent of a resource. */
export function attributesToSend(resource: Resource): Attributes {
  return Object.fromEntries(Object.entries(resource.attributes).filter(([name]) => !NOT_SENT.has(name)));
}

/**
 * A resource of {@link attributesToSend} for exporters that are not ours.
 * @param onlySettled leaves out what is still being read, such as the host's ID: the Prometheus exporter can't wait
 */
export function resourceToSend(resource: Resource, onlySettled: boolean): Resource {
  const wanted = resource
    .getRawAttributes()
    .filter(([name, value]) => !NOT_SENT.has(name) && !(onlySettled && value instanceof Promise));
  // Of several values the first one counts.
  return resourceFromAttributes(Object.fromEntries(wanted.reverse()));
}

/** `OTEL_NODE_RESOURCE_DETECTORS`: names of detectors, `all` (the default) or `none`. */
function detectors() {
  const names = readOrDefault('OTEL_NODE_RESOURCE_DETECTORS');
  if (names.includes('none')) return [];
  if (names.includes('all'))
    return [serviceInstanceIdDetector, processWithoutArguments, hostDetector, osDetector];
  return [...new Set(names.flatMap((name) => DETECTORS[name as keyof typeof DETECTORS]))];
}
