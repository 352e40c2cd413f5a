import { join } from 'node:path';
import { PACKAGES } from './append.js';

/** The part of webpack's `Compiler` that the plugin uses. */
export interface WebpackCompiler {
  readonly options: { readonly module: { rules: unknown[] } };
}

/**
 * webpack plugin: winston, Express, Koa and Hono inside of the bundle are seen by the bridge, as from node_modules.
 * @example
 * ```ts
 * import { tracebridge } from 'tracebridge/webpack';
 *
 * export default { target: 'node', entry: './app.js', plugins: [tracebridge()] };
 * ```
 */
export function tracebridge(): { apply(compiler: WebpackCompiler): void } {
  return {
    apply({ options }) {
      const use = [{ loader: join(__dirname, 'webpack-loader.js') }];
      options.module.rules.push({ test: PACKAGES, enforce: 'pre', use });
    },
  };
}
