import { AsyncLocalStorage } from 'node:async_hooks';
import { channel } from 'node:diagnostics_channel';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { read, readOrDefault } from '../config/environment.js';
import { rememberWorkingDirectory } from '../core/absolute-path.js';
import { HANDLE, OPENTELEMETRY_API } from '../core/globals.js';
import { loadedModules } from '../core/loaded-modules.js';
import { OWN_FILE } from '../core/own-file.js';
import { reserveExporter } from '../export/thread/exporter-address.js';
import { findAppPackages } from './app-packages.js';
import { needsStandardSdk } from './standard/needed.js';
import { tellSettings } from './tell-settings.js';

/** Packages that the bridge's own instrumentations patch when they are loaded. */
export const PATCHED_PACKAGES: readonly string[] = [
  'winston',
  'logform',
  'jest-runtime',
  'express',
  'router',
  'koa',
  'fastify',
];

/** Dependencies of the app that the bridge has work for before the first module: hono, and further instrumentations. */
const EARLY_DEPENDENCY =
  /^(hono|@fastify\/otel|@prisma\/instrumentation|@opentelemetry\/(instrumentation-(?!(http|undici|winston|runtime-node)$).+|auto-instrumentations-node))$/;

/**
 * For what is reached without loading a module, such as `fetch`; asked by Node.js before it tells of a request, or of a
 * thread. A thread's records go through its parent's exporter.
 */
const CHANNELS = [
  'undici:request:create',
  'http.client.request.created',
  'http.server.request.start',
  ...(isMainThread ? ['worker_threads'] : []),
];

const PACKAGE_FILE = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;
const OWN_FILES = OWN_FILE && pathToFileURL(join(OWN_FILE, '..', '..', '/')).href;

/** Modules of Node.js by which requests are made and served. */
const OBSERVED_BUILTINS: ReadonlySet<string> = new Set(['node:http', 'node:https']);

/**
 * Calls `start` when this thread first does something that the bridge observes: loads a package that it patches, the
 * bridge itself, or {@link OBSERVED_BUILTINS}; makes a request without, or a thread; or uses OpenTelemetry's API or the bridge, of any
 * copy, as in a bundle. Most threads of an app, and many small programs, never do, and starting takes several times the
 * CPU that they take themselves.
 */
export function startWhenUsed(start: () => void): void {
  if (isUsedAtOnce()) {
    start();
    return;
  }
  rememberWorkingDirectory();
  tellSettings();
  if (isMainThread && readOrDefault('TRACEBRIDGE_EXPORT') === 'thread') reserveExporter();
  // What is started by a request of the app is not to keep the app's own async context.
  const startOutside = AsyncLocalStorage.bind(start);
  const undo: (() => void)[] = [];
  const begin = (): void => {
    if (undo.length === 0) return;
    for (const each of undo.splice(0)) each();
    startOutside();
  };
  undo.push(
    whenLoaded(begin),
    whenRead(globalThis, OPENTELEMETRY_API, begin),
    whenRead(globalThis, HANDLE, begin),
    ...CHANNELS.map((name) => whenRead(channel(name), 'hasSubscribers', begin)),
    // A process that lasts has metrics of its runtime.
    isMainThread ? after(readOrDefault('OTEL_METRIC_EXPORT_INTERVAL'), begin) : () => {},
  );
}

function isUsedAtOnce(): boolean {
  return (
    readOrDefault('OTEL_SDK_DISABLED') ||
    // Sends what the last process left.
    read('TRACEBRIDGE_SPOOL_DIR') !== undefined ||
    // Answers requests for metrics, or is told what to do by a file.
    needsStandardSdk() ||
    // In a bundle: what else is inside is not seen when it loads.
    OWN_FILES === undefined ||
    // Another preload was here.
    OPENTELEMETRY_API in globalThis ||
    Object.keys(loadedModules()).some((file) => isPatched(pathToFileURL(file).href)) ||
    read('TRACEBRIDGE_CONSOLE') === true ||
    findAppPackages().some(({ dependencies }) => dependencies.some((name) => EARLY_DEPENDENCY.test(name)))
  );
}

function isPatched(url: string): boolean {
  return PATCHED_PACKAGES.includes(PACKAGE_FILE.exec(url)?.[1] ?? '');
}

function isUse(url: string): boolean {
  return OBSERVED_BUILTINS.has(url) || url.startsWith(OWN_FILES as string) || isPatched(url);
}

function after(millis: number, begin: () => void): () => void {
  const timer = setTimeout(begin, millis).unref();
  return () => clearTimeout(timer);
}

function whenLoaded(begin: () => void): () => void {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      if (isUse(resolved.url)) begin();
      return resolved;
    },
  });
  return () => hooks.deregister();
}

/** Puts an accessor in the place of a property that is inherited, or not there yet, until it is used. */
function whenRead(object: object, key: PropertyKey, begin: () => void): () => void {
  Object.defineProperty(object, key, {
    configurable: true,
    enumerable: false,
    get(): unknown {
      begin();
      return Reflect.get(object, key);
    },
    set(value: unknown) {
      begin();
      Reflect.set(object, key, value);
    },
  });
  return () => void Reflect.deleteProperty(object, key);
}
