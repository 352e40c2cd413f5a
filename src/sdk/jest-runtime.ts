import { dirname, join } from 'node:path';
import { JEST_PROTECTED } from '../core/globals.js';
import { inPackages } from '../core/in-packages.js';
import { quietly } from '../core/quietly.js';
import { captureLogger, isLoggerClass } from '../logs/winston/logger-class.js';
import { LOGGER_FILE } from '../logs/winston/modules.js';
import { FRAMEWORK_MODULES } from './framework-modules.js';

/** What of jest's `Runtime` is used: one for each test file, in whose global and module registry the file runs. */
interface Runtime {
  readonly _environment?: { readonly global?: object };
  requireModuleOrMock(from: string, moduleName: string): unknown;
}

const SHARED = /^(tracebridge|opentelemetry)\./;

/**
 * Test files of jest load modules by jest's own `require` and see a global object of their own, so neither winston and
 * frameworks nor OpenTelemetry's API are those that the bridge has patched and registered with. Here each test file's copy
 * is observed when it has loaded, and its global gets what the copies of this package and of the API share by symbols.
 * @param exported of `jest-runtime`
 */
export function joinTestFiles(exported: { default?: { prototype?: Runtime } }): void {
  const runtime = exported.default?.prototype;
  if (typeof runtime?.requireModuleOrMock !== 'function') return;
  const { requireModuleOrMock } = runtime;
  const joined = new WeakSet<object>();
  runtime.requireModuleOrMock = function (from, moduleName) {
    const global = this._environment?.global;
    if (global && !joined.has(global)) {
      joined.add(global);
      share(global);
    }
    const loaded = requireModuleOrMock.call(this, from, moduleName);
    const path = moduleName.startsWith('.') ? join(dirname(from), moduleName) : moduleName;
    quietly('a module of a test file', () => observe(path, loaded));
    return loaded;
  };
}

function observe(path: string, exports: unknown): void {
  const name = inPackages(path).replace(/\.js$/, '');
  if (`${name}.js` === LOGGER_FILE && isLoggerClass(exports)) captureLogger(exports);
  else (FRAMEWORK_MODULES[`${name}.js`] ?? FRAMEWORK_MODULES[`${name}/index.js`])?.(exports as never);
}

function share(global: object): void {
  for (const key of Object.getOwnPropertySymbols(globalThis)) {
    if (!SHARED.test(key.description ?? '') || key in global) continue;
    const value: unknown = Reflect.get(globalThis, key);
    if (!isObject(value)) continue;
    Object.defineProperty(value, JEST_PROTECTED, { value: [], configurable: true });
    Object.defineProperty(global, key, { value, writable: true, configurable: true });
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
