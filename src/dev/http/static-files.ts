import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { answer } from './answer.js';
import type { Route } from './router.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Serves the files of a folder and its subfolders. Paths are looked up, never joined, so none leads outside. */
export function staticFiles(folder: string): Route {
  const files = new Map<string, { type: string; body: Buffer }>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(folder.length).replaceAll('\\', '/');
    files.set(path, { type, body: readFileSync(file) });
  }
  return (path, request, response) => {
    const file = files.get(path === '/' ? '/index.html' : path);
    if (file === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
    answer(response, 200, file.type, file.body);
    return true;
  };
}
