import { readFileSync } from 'node:fs';
import { arch, hostname } from 'node:os';
import { isMainThread, threadId } from 'node:worker_threads';
import type { Attributes } from '@opentelemetry/api';
import {
  defaultResource,
  detectResources,
  envDetector,
  osDetector,
  processDetector,
  type Resource,
  type ResourceDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import { readOrDefault } from '../config/environment.js';
import type { ResolvedOptions } from '../config/options.js';
import { VERSION } from '../core/version.js';
import { ownServiceName } from '../correlation/identity.js';

/** Without `process.command_args`: passwords and tokens among them can't be told from other arguments. */
const processWithoutArguments: ResourceDetector = {
  detect() {
    const { 'process.command_args': _arguments, ...attributes } = processDetector.detect().attributes ?? {};
    return { attributes };
  },
};

/**
 * The SDK's detector reads the machine's ID asynchronously, so that the first batches went without it, and what a
 * resource says must not change. On Linux it is a small file; elsewhere it takes a program to ask (`ioreg`, `reg`), and
 * is left out.
 */
const hostAtOnce: ResourceDetector = {
  detect() {
    const attributes: Attributes = { 'host.name': hostname(), 'host.arch': ARCHITECTURES[arch()] ?? arch() };
    const id = machineId();
    if (id !== undefined) attributes['host.id'] = id;
    return { attributes };
  },
};

/** Resource semantic conventions, `host.arch`. */
const ARCHITECTURES: Readonly<Record<string, string>> = { arm: 'arm32', ppc: 'ppc32', x64: 'amd64' };

function machineId(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  for (const file of ['/etc/machine-id', '/var/lib/dbus/machine-id']) {
    try {
      return readFileSync(file, 'utf8').trim() || undefined;
    } catch {
      // The next one may be there.
    }
  }
  return undefined;
}

const DETECTORS = {
  all: [serviceInstanceIdDetector, processWithoutArguments, hostAtOnce, osDetector],
  env: [envDetector],
  host: [hostAtOnce, osDetector],
  os: [osDetector],
  process: [processWithoutArguments],
  serviceinstance: [serviceInstanceIdDetector],
  service: [serviceInstanceIdDetector],
};

/**
 * Who sends: the SDK's defaults, what is detected, `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME`, then options.
 * Complete at once: attributes never change during a process's life (specification, "Resource SDK").
 */
export function createResource(options: ResolvedOptions): Resource {
  const own: Attributes = {};
  if (options.serviceName !== undefined) own['service.name'] = options.serviceName;
  if (options.environment !== undefined) own['deployment.environment.name'] = options.environment;
  if (!isMainThread) own['thread.id'] = threadId;
  return defaultResource()
    .merge(resourceFromAttributes({ ...DISTRIBUTION, 'service.name': ownServiceName() }))
    .merge(detectResources({ detectors: [...detectors(), envDetector] }))
    .merge(resourceFromAttributes(own));
}

const DISTRIBUTION = { 'telemetry.distro.name': 'tracebridge', 'telemetry.distro.version': VERSION };

/** Arguments hold passwords and tokens in too many deployments to send them unasked. */
const NOT_SENT: ReadonlySet<string> = new Set(['process.command_args', 'process.command_line']);

export function attributesToSend(resource: Resource): Attributes {
  return Object.fromEntries(Object.entries(resource.attributes).filter(([name]) => !NOT_SENT.has(name)));
}

/** A resource of {@link attributesToSend} for exporters that are not ours. */
export function resourceToSend(resource: Resource): Resource {
  return resourceFromAttributes(attributesToSend(resource));
}

/** `OTEL_NODE_RESOURCE_DETECTORS`: names of detectors, `all` (the default) or `none`. */
function detectors() {
  const names = readOrDefault('OTEL_NODE_RESOURCE_DETECTORS');
  if (names.includes('none')) return [];
  return [...new Set(names.flatMap((name) => DETECTORS[name as keyof typeof DETECTORS]))];
}
