import Module, { isBuiltin } from 'node:module';
import { parse } from 'node:path';
import { quietly } from '../../core/quietly.js';
import { withShape } from '../../core/replace-method.js';
import { tellBundledIn } from '../bundled-packages.js';
import { learnMain, packageFile } from './package-file.js';

type OnRequire = (exports: unknown, name: string, basedir?: string) => unknown;

/** Of `node:module`, what its types leave out. */
interface Modules {
  readonly _cache: Readonly<Record<string, NodeJS.Module | undefined>>;
  _resolveFilename(id: string, parent: NodeJS.Module): string;
  readonly prototype: { require: Require };
}
type Require = (this: NodeJS.Module, ...args: [id: string]) => unknown;

const modules = Module as unknown as Modules;

/**
 * In the place of require-in-the-middle's class of this name: shows the modules of packages, and built-in ones, to
 * OpenTelemetry's instrumentations when they have loaded, and gives the app what they make of them. That class answers
 * a second `require` itself, by what it saw at the first, so that `require.cache`, and whatever else stands in for a
 * module, no longer counts. This one asks Node each time, and answers for the very exports that an instrumentation saw.
 */
export class RequireHook {
  readonly #only: readonly string[] | undefined;
  readonly #onRequire: OnRequire;
  readonly #builtins = new Map<string, unknown>();
  readonly #seen = new WeakMap<NodeJS.Module, { exports: unknown; shown: unknown }>();

  /** @param only files, where not all modules are to be shown */
  constructor(only: readonly string[] | null, _options: object, onRequire: OnRequire) {
    this.#only = only ?? undefined;
    this.#onRequire = onRequire;
    const { require } = modules.prototype;
    const hook = this;
    // No list is spread: an app may have taken the iterator of arrays away.
    modules.prototype.require = withShape(function (this: NodeJS.Module, ...args: [id: string]) {
      const filename = hook.#fileOf(this, args[0]);
      const exports: unknown = Reflect.apply(require, this, args);
      try {
        return hook.#answer(args[0], filename, exports);
      } catch {
        // The app may have changed what all code stands on.
        return exports;
      }
    }, require);
  }

  /** Before the files within a package are asked for by itself. */
  #fileOf(parent: NodeJS.Module, id: string): string | undefined {
    try {
      if (isBuiltin(id)) return undefined;
      const filename = modules._resolveFilename(id, parent);
      learnMain(id, filename);
      return filename;
    } catch {
      // Whoever stands in for Node's loader may have it; else that says what is missing.
      return undefined;
    }
  }

  #answer(id: string, filename: string | undefined, exports: unknown): unknown {
    if (filename === undefined)
      return this.#only === undefined && isBuiltin(id) ? this.#builtin(id, exports) : exports;
    const module = modules._cache[filename];
    // Not yet loaded in a cycle, or something that stands in for the module.
    if (!module?.loaded || module.exports !== exports || !(module instanceof Module)) return exports;
    const seen = this.#seen.get(module);
    if (seen !== undefined) return seen.exports === exports ? seen.shown : exports;
    const file = this.#named(module.filename);
    if (file === undefined) {
      if (this.#only === undefined) tellBundledIn(module.filename);
      return exports;
    }
    // In time for an instrumentation that requires the module itself.
    const entry = { exports, shown: exports };
    this.#seen.set(module, entry);
    entry.shown = this.#show(exports, file.name, file.basedir);
    return entry.shown;
  }

  #builtin(id: string, exports: unknown): unknown {
    if (exports !== process.getBuiltinModule(id)) return exports;
    const name = id.replace(/^node:/, '');
    if (!this.#builtins.has(name)) {
      this.#builtins.set(name, exports);
      this.#builtins.set(name, this.#show(exports, name));
    }
    return this.#builtins.get(name);
  }

  #named(filename: string): { name: string; basedir: string } | undefined {
    if (this.#only === undefined) return packageFile(filename);
    if (!this.#only.includes(filename)) return undefined;
    const { name, dir } = parse(filename);
    return { name, basedir: dir };
  }

  #show(exports: unknown, name: string, basedir?: string): unknown {
    // OpenTelemetry's code for this does not work without the iterator of arrays, and no app without it is instrumented.
    if (!(Symbol.iterator in Array.prototype)) return exports;
    const shown = quietly('an instrumentation', () => ({ exports: this.#onRequire(exports, name, basedir) }));
    return shown === undefined ? exports : shown.exports;
  }
}
