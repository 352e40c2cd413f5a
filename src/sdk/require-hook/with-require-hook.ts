import { createRequire } from 'node:module';
import { RequireHook } from './require-hook.js';

/**
 * Makes instrumentations, whose first one hooks into `require`, with {@link RequireHook} in the place of
 * require-in-the-middle's. Those of the bridge have it already (`scripts/build/bundles.mjs`).
 * @param file of the code that loads `@opentelemetry/instrumentation`, of which there may be several copies
 */
export function withRequireHook<T>(file: string, make: () => T): T {
  const hooks = findHooks(file);
  if (hooks === undefined) return make();
  const { Hook } = hooks;
  hooks.Hook = RequireHook;
  try {
    return make();
  } finally {
    hooks.Hook = Hook;
  }
}

function findHooks(file: string): { Hook: unknown } | undefined {
  try {
    const instrumentation = createRequire(file).resolve('@opentelemetry/instrumentation');
    return createRequire(instrumentation)('require-in-the-middle') as { Hook: unknown };
  } catch {
    return undefined;
  }
}
