import { createRequire } from 'node:module';
import { RequireHook } from './require-hook.js';

/**
 * Makes instrumentations, whose first one hooks into `require`, with {@link RequireHook} in the place of
 * require-in-the-middle's.
 * @param file of the code that loads `@opentelemetry/instrumentation`, of which there may be several copies; undefined
 *   in a bundle, which has a copy that nobody finds
 */
export function withRequireHook<T>(file: string | undefined, make: () => T): T {
  const hooks = file === undefined ? undefined : findHooks(file);
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
