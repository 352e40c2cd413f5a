import {
  createRequire,
  isBuiltin,
  type ResolveFnOutput,
  type ResolveHookContext,
  register as registerLoader,
  registerHooks as registerModuleHooks,
  syncBuiltinESMExports,
} from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { warnOnce } from '../../core/warn.js';
import { messageOf } from './load.js';

interface SyncHooks {
  supportsSyncHooks(): boolean;
  register(options: { include?: string[] }): void;
}

/**
 * Lets instrumentations see what ES modules import. Only called when there are any: it costs start-up time.
 * @param files of the packages that the instrumentations come from, each of which may have its own copy of the hooks
 */
export function registerImportHooks(
  instrumentations: readonly Instrumentation[],
  files: readonly string[],
): void {
  const names = moduleNames(instrumentations);
  // Loaded once with `require`, a built-in module is patched; an ES module gets a copy of its names.
  for (const name of names?.filter(isBuiltin) ?? []) createRequire(process.execPath)(name);
  syncBuiltinESMExports();
  const include = names?.filter((name) => !isBuiltin(name));
  if (include?.length === 0) return;
  for (const directory of new Set(files.map(findHooks))) {
    if (directory === undefined) continue;
    try {
      registerHooks(directory, include === undefined ? {} : { include });
    } catch (error) {
      warnOnce(`ES modules are not instrumented: ${messageOf(error)}`);
    }
  }
}

/** Loaded with the instrumentations, so that both know of the same hooks. */
function findHooks(file: string): string | undefined {
  try {
    const base = createRequire(file).resolve('@opentelemetry/instrumentation');
    return createRequire(base).resolve('import-in-the-middle/register-hooks.mjs');
  } catch {
    return undefined;
  }
}

function registerHooks(file: string, options: { include?: string[] }): void {
  const hooks = createRequire(file)(file) as SyncHooks;
  if (hooks.supportsSyncHooks()) {
    hooks.register(options);
    registerModuleHooks({ resolve: resolveBuiltin });
    return;
  }
  // Before Node.js 22.22.3 and 24.11.1 only the loader on a thread of its own takes CommonJS from ES modules.
  registerLoader('import-in-the-middle/hook.mjs', pathToFileURL(file), { data: options });
}

/** Without a parent, as in `node --eval` and the REPL, import-in-the-middle takes Node's own modules for files. */
function resolveBuiltin(
  specifier: string,
  context: ResolveHookContext,
  next: (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput,
): ResolveFnOutput {
  const resolved = next(specifier, context);
  return resolved.url.startsWith('node:') ? { ...resolved, format: 'builtin' } : resolved;
}

/** Modules that the instrumentations patch; undefined: unknown, so all of them. */
function moduleNames(instrumentations: readonly Instrumentation[]): string[] | undefined {
  const names = new Set<string>();
  for (const instrumentation of instrumentations) {
    const { _modules: modules } = instrumentation as { _modules?: readonly { name: string }[] };
    if (!Array.isArray(modules)) return undefined;
    for (const { name } of modules) names.add(name);
  }
  return [...names];
}
