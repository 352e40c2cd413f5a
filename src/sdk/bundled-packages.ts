import * as fs from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { mainScript } from '../config/main-script.js';
import { BUNDLED_MODULE_CHANNEL } from '../core/bundled-module.js';
import { statOf } from '../core/stat.js';
import { warn } from '../core/warn.js';

/** Node's, which reads text without other functions of fs: an app may watch who reads its files. */
const { readFileSync } = fs;

const MIN_BYTES = 20_000;
const MAX_BYTES = 64 * 1024 * 1024;

/** Where a bundle that was split names its other parts, at its beginning or end; they are followed within bounds. */
const PART = /\b(?:from|import)\s*\(?\s*["'](\.[^"'\n]+)["']/g;
const MAX_PART_TEXT = 256 * 1024;
const MAX_PARTS = 100;

/** Older versions of webpack 5 make the names of an ES module's parts up: how they import them, from which folder, how each begins. */
const WEBPACK_IMPORT = /\bimport\(\s*"\.\/"\s*\+/;
const WEBPACK_FOLDER = /\.u\s*=\s*\(?\w+\)?\s*=>[^"]{0,200}"((?:[^"/]+\/)*)/;
const WEBPACK_PART = /^[\s\S]{0,4096}\bexport const (?:ids|__webpack_(?:esm_)?ids__)\s?=\s?\[/;

/** Texts of the packages that minifiers keep, and nobody else writes. */
const MARKS: readonly (readonly [name: string, mark: string])[] = [
  ['winston', '[winston] Attempt to write logs with no transports'],
  ['winston', '/winston/lib/winston/logger.js'],
  ['express', 'app.use() requires a middleware function'],
  ['@opentelemetry/api', '@opentelemetry/api: Registered a global for'],
];

/** In a bundle: `start()` of this package, whose copy there sees the winston that is bundled with it. */
const OWN_MARK = 'start() was called before, or by the preload';

/** Packages whose code is inside one of the app's own files, by name; those that the bridge can't see there. */
export function findBundled(files: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of files)
    for (const name of packagesIn(readLarge(file) ?? '')) if (!found.has(name)) found.set(name, file);
  return found;
}

function packagesIn(text: string): Set<string> {
  if (text.includes(BUNDLED_MODULE_CHANNEL)) return new Set();
  const seesWinston = text.includes(OWN_MARK);
  const marks = MARKS.filter(([name, mark]) => !(name === 'winston' && seesWinston) && text.includes(mark));
  return new Set(marks.map(([name]) => name));
}

function readLarge(file: string, minBytes = MIN_BYTES): string | undefined {
  try {
    const size = statOf(file)?.size ?? 0;
    return size < minBytes || size > MAX_BYTES ? undefined : readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** What it means for the app that a package is bundled. */
export function explainBundled(name: string, file: string): { what: string; why: string; fix: string } {
  return {
    what: `${name} is bundled into ${basename(file)}`,
    why: CONSEQUENCES[name] ?? 'the preload can not find it there',
    fix: `${PLUGIN_FIXES.includes(name) ? 'add the plugin of tracebridge/esbuild, /webpack or /rollup; or ' : ''}keep it out of the bundle: esbuild --external:${name}, externals: ['${name}'] in webpack, serverExternalPackages: ['${name}'] in Next.js, ncc -e ${name}${OTHER_FIXES[name] ?? ''}`,
  };
}

/** What the plugin shows. */
const PLUGIN_FIXES: readonly string[] = ['winston', 'express'];

const CONSEQUENCES: Readonly<Record<string, string>> = {
  winston: 'the preload can not find its loggers: their lines carry no trace_id and are not exported',
  '@opentelemetry/api':
    'a copy of the API of its own; when it is newer than the installed one its spans are lost',
  express: 'requests are recorded all the same (http is patched), without http.route',
};

const OTHER_FIXES: Readonly<Record<string, string>> = {
  winston: "; or bundle tracebridge too: import 'tracebridge/register' first in the app",
  express: '; or add correlation() of tracebridge/express',
};

/** Of packages that have been told, and files that were looked into. */
const told = new Set<string>(['@opentelemetry/api']);
const looked = new Set<string>();

/**
 * Frameworks and loggers that the preload can't see, in the main script and the parts of the same bundle that it imports,
 * which no hook on `require` sees: one line on stderr for each.
 */
export function tellBundledPackages(): void {
  const script = mainScript();
  if (script === undefined) return;
  const files = new Set([script]);
  // What the main script names itself may be small, such as a runtime that loads the rest.
  let small = new Set(files);
  for (const file of files) {
    const text = readLarge(file, small.has(file) ? 1 : MIN_BYTES);
    if (text === undefined) continue;
    if (Buffer.byteLength(text) >= MIN_BYTES) tellBundledIn(file, text);
    for (const part of partsOf(file, text)) if (files.size < MAX_PARTS) files.add(part);
    if (file === script) small = new Set(files);
  }
}

function partsOf(file: string, text: string): string[] {
  const ends =
    text.length > 2 * MAX_PART_TEXT ? text.slice(0, MAX_PART_TEXT) + text.slice(-MAX_PART_TEXT) : text;
  const named = [...ends.matchAll(PART)].map(([, name]) => join(dirname(file), name as string));
  return WEBPACK_IMPORT.test(ends) ? [...named, ...webpackParts(file, ends)] : named;
}

function webpackParts(file: string, text: string): string[] {
  const folder = join(dirname(file), WEBPACK_FOLDER.exec(text)?.[1] ?? '');
  try {
    return fs
      .readdirSync(folder)
      .filter((name) => extname(name) === extname(file))
      .slice(0, MAX_PARTS)
      .map((name) => join(folder, name))
      .filter((part) => WEBPACK_PART.test(readLarge(part) ?? ''));
  } catch {
    return [];
  }
}

/** The same of a file that the app has required: a bundler's parts are loaded when they are needed. */
export function tellBundledIn(file: string, known?: string): void {
  if (looked.has(file)) return;
  looked.add(file);
  for (const name of packagesIn(known ?? readLarge(file) ?? '')) {
    if (told.has(name)) continue;
    told.add(name);
    const { what, why, fix } = explainBundled(name, file);
    warn(`${what}: ${why}; ${fix}`);
  }
}
