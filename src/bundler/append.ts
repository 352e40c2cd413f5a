import { readFileSync } from 'node:fs';
import { BUNDLED_MODULE_CHANNEL } from '../core/bundled-module.js';
import { inPackages } from '../core/in-packages.js';
import { LOGGER_FILE, STOCK_MODULES } from '../logs/winston/modules.js';
import { FRAMEWORK_MODULES } from '../sdk/framework-modules.js';

/** Modules that the bridge looks into when they are loaded, which it can't see in a bundle. */
const FILES: ReadonlySet<string> = new Set([
  LOGGER_FILE,
  ...STOCK_MODULES,
  ...Object.keys(FRAMEWORK_MODULES),
]);

/** Matches the paths of all of them, on any system; {@link appended} says which ones are meant. */
export const PACKAGES: RegExp =
  /[\\/]node_modules[\\/](?:winston|logform|express|router|koa|fastify|hono)[\\/][^?]*\.js$/;

/**
 * The code of a module with a line behind it that shows the module to the bridge, if one runs; on the last line, so that
 * source maps stay right.
 * @returns undefined for a module that is left as it is
 */
export function appended(path: string, code: string = readFileSync(path, 'utf8')): string | undefined {
  const file = inPackages(path);
  if (!FILES.has(file)) return undefined;
  const [name, told] = [BUNDLED_MODULE_CHANNEL, file].map((text) => JSON.stringify(text));
  if (/^export /m.test(code)) {
    const names = [...code.matchAll(/^export \{([^}]*)\}/gm)].map(([, list]) => list).join();
    return `${code};import{channel as __tracebridge}from"node:diagnostics_channel";__tracebridge(${name}).publish({file:${told},exports:{${names}}});`;
  }
  return `${code};{const c=require("node:diagnostics_channel").channel(${name});if(c.hasSubscribers){const m={file:${told},exports:module.exports};c.publish(m);module.exports=m.exports}}`;
}
