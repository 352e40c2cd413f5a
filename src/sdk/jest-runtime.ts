import { JEST_PROTECTED } from '../core/globals.js';
import { captureLogger, isLoggerClass } from '../logs/winston/logger-class.js';

/** What of jest's `Runtime` is used: one for each test file, in whose global and module registry the file runs. */
interface Runtime {
  readonly _environment?: { readonly global?: object };
  requireModuleOrMock(from: string, moduleName: string): unknown;
}

/** Who loads the `Logger` class of winston, and how it names it there. */
const LOADER = /[\\/]winston[\\/]lib[\\/]winston[\\/]create-logger\.js$/;
const LOGGER = './logger';

const SHARED = /^(tracebridge|opentelemetry)\./;

/**
 * Test files of jest load modules by jest's own `require` and see a global object of their own, so neither winston nor
 * OpenTelemetry's API are those that the bridge has patched and registered with. Here each test file's winston is
 * captured when it loads, and its global gets what the copies of this package and of the API share by symbols.
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
    if (moduleName === LOGGER && LOADER.test(from) && isLoggerClass(loaded)) captureLogger(loaded);
    return loaded;
  };
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
