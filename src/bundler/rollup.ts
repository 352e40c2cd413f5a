import { appended } from './append.js';

/** What rollup, rolldown and vite take as a plugin. */
export interface RollupPlugin {
  name: string;
  enforce: 'pre';
  transform: {
    order: 'pre';
    handler(code: string, id: string): { code: string; map: null } | undefined;
  };
}

/**
 * Plugin of rollup, rolldown and vite: winston, Express, Koa and Hono inside of the bundle are seen by the bridge, as
 * from node_modules. Before the `commonjs` plugin, wherever it stands in the list.
 * @example
 * ```ts
 * import { tracebridge } from 'tracebridge/rollup';
 *
 * export default { input: 'app.js', plugins: [tracebridge()] };
 * ```
 */
export function tracebridge(): RollupPlugin {
  return {
    name: 'tracebridge',
    enforce: 'pre',
    transform: {
      order: 'pre',
      handler(code, id) {
        const changed = appended(id, code);
        // Nothing moves: the map of before stays right.
        return changed === undefined ? undefined : { code: changed, map: null };
      },
    },
  };
}
