import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';

function tryResolve(resolve: (name: string) => string, name: string): string | undefined {
  try {
    return resolve(name);
  } catch {
    return undefined;
  }
}

/**
 * An app and all that it requires in one file, as bundlers make it: each module is a function in a table, and `require`
 * looks there.
 * @param entry source of the app
 * @param from a file that the entry's `require` is resolved from
 */
export function bundle(entry: string, from: string): string {
  const modules = new Map<string, string>();
  const add = (id: string, source: string, base: string): void => {
    modules.set(id, '');
    const resolve = createRequire(base).resolve;
    const linked = source.replace(/\brequire\((['"])([^'"]+)\1\)/g, (whole, _quote, name: string) => {
      if (isBuiltin(name)) return whole;
      const file = tryResolve(resolve, name);
      // In a comment, or optional.
      if (file === undefined) return whole;
      if (!modules.has(file)) addFile(file);
      return `__bundled(${JSON.stringify(file)})`;
    });
    modules.set(id, linked);
  };
  const addFile = (file: string): void => {
    const text = readFileSync(file, 'utf8');
    add(file, file.endsWith('.json') ? `module.exports = ${text}` : text, file);
  };
  add('entry', entry, from);
  const table = [...modules].map(
    ([id, source]) => `${JSON.stringify(id)}: function (module, exports, __bundled) {\n${source}\n}`,
  );
  return `const table = {\n${table.join(',\n')}\n};
const cache = {};
function load(id) {
  if (cache[id]) return cache[id].exports;
  const module = (cache[id] = { exports: {} });
  table[id].call(module.exports, module, module.exports, load);
  return module.exports;
}
load('entry');
`;
}
