import { appended, PACKAGES } from './append.js';

/** The part of esbuild's `PluginBuild` that the plugin uses. */
export interface EsbuildBuild {
  onLoad(
    options: { filter: RegExp },
    callback: (args: { path: string }) => { contents: string; loader: 'js' } | undefined,
  ): void;
}

/**
 * esbuild plugin: winston, Express, Koa and Hono inside of the bundle are seen by the bridge, as from node_modules.
 * @example
 * ```ts
 * import { tracebridge } from 'tracebridge/esbuild';
 *
 * const plugins = [tracebridge()]; // of esbuild's `build({ plugins, bundle: true, platform: 'node', … })`
 * ```
 */
export function tracebridge(): { name: string; setup(build: EsbuildBuild): void } {
  return {
    name: 'tracebridge',
    setup(build) {
      build.onLoad({ filter: PACKAGES }, ({ path }) => {
        const contents = appended(path);
        return contents === undefined ? undefined : { contents, loader: 'js' };
      });
    },
  };
}
