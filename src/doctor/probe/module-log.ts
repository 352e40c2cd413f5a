import Module from 'node:module';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HANDLE } from '../../core/globals.js';

const OWN_FOLDER = join(__dirname, '..', '..', '..') + sep;
const NODE_MODULES = `${sep}node_modules${sep}`;
const MAX_FILES = 2000;

/** Modules that are worth loading after the preload. */
const TIMELY = /^(?:node:)?(https?|http2|undici|winston|express|fastify|koa|hono|@nestjs\/core|bullmq)$/;

/** Follows what is loaded, by `require` and by `import`, from the moment it is made. */
export class ModuleLog {
  readonly loadedBefore = new Set<string>();
  /** Folders of the packages that were loaded, by name. */
  readonly packages = new Map<string, Set<string>>();
  readonly files = new Set<string>();
  readonly loaderHooks: string[] = [];

  constructor() {
    this.#followLoads();
    this.#followLoaderHooks();
  }

  #followLoads(): void {
    // Node 22.15 and later; the doctor tells older ones by their version.
    Module.registerHooks?.({
      resolve: (specifier, context, nextResolve) => {
        const resolved = nextResolve(specifier, context);
        try {
          this.#note(specifier, resolved.url, context.parentURL, context.conditions);
        } catch {
          // What can't be noted is no fault of the app's.
        }
        return resolved;
      },
    });
  }

  #followLoaderHooks(): void {
    const { register } = Module;
    Module.register = ((specifier: string | URL, ...rest: []) => {
      this.loaderHooks.push(String(specifier));
      return register(specifier, ...rest);
    }) as typeof register;
  }

  /** @param conditions an array, a Set on Node.js 22.15 */
  #note(specifier: string, url: string, parentUrl: string | undefined, conditions: Iterable<string>): void {
    const file = url.startsWith('file:') ? fileURLToPath(url) : undefined;
    if (file !== undefined) this.#noteFile(file);
    const started = (globalThis as { [HANDLE]?: unknown })[HANDLE] !== undefined;
    const name = TIMELY.exec(specifier)?.[1];
    // `import` resolves all of a file's modules before the first is run: that order says nothing.
    if (started || name === undefined || [...conditions].includes('import') || !isOfApp(parentUrl)) return;
    this.loadedBefore.add(name);
  }

  #noteFile(file: string): void {
    const end = file.lastIndexOf(NODE_MODULES);
    if (end === -1) {
      if (this.files.size < MAX_FILES && !file.startsWith(OWN_FOLDER)) this.files.add(file);
      return;
    }
    const start = end + NODE_MODULES.length;
    const parts = file.slice(start).split(sep);
    const name = parts[0]?.startsWith('@') ? `${parts[0]}/${parts[1]}` : (parts[0] as string);
    const folders = this.packages.get(name) ?? new Set();
    this.packages.set(name, folders.add(join(file.slice(0, start), name)));
  }
}

function isOfApp(parentUrl: string | undefined): boolean {
  if (parentUrl === undefined || !parentUrl.startsWith('file:')) return false;
  const parent = fileURLToPath(parentUrl);
  return !parent.includes(NODE_MODULES) && !parent.startsWith(OWN_FOLDER);
}
