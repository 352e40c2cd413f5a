import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import Module, { createRequire, getCompileCacheDir } from 'node:module';
import { dirname, join } from 'node:path';
import type { Script } from 'node:vm';
import { isMainThread } from 'node:worker_threads';
import { OWN_FILE } from './own-file.js';

/** Loaded where there is a compile cache: Node.js takes 18 million instructions for them, of 505 of a cold Lambda function. */
const crc32 = (data: Buffer) => process.getBuiltinModule('node:zlib').crc32(data);

/** Of the checksum after the code. Bytes. */
const CHECKSUM_BYTES = 4;

/** Bundles that are loaded with kept code, each after those that it takes from (`scripts/build/bundles.mjs`). */
const BUNDLES = ['common', 'api', 'bridge', 'inline', 'lambda'] as const;

/** Bundles whose code was compiled in this process, by the file that will hold it. */
const compiled = new Map<string, Script>();

/** Bundles that {@link makeAhead} makes code of, by the file that will hold it. */
let ahead: Map<string, Script> | undefined;

/**
 * Loads a bundle, after those that it takes from, into `require.cache`, from compiled code of an earlier process where there
 * is some. Node's compile cache holds what V8 compiles when a file is loaded; every function that is called is compiled
 * at each start: 52 of 237 million instructions that starting the bridge takes, 99 of 331 of a program of ten lines.
 * What is kept here was made at the end of a process, and has the functions that it called.
 *
 * Nothing happens without a compile cache or code that was made ahead, in a bundle of the app's, or where the file can't
 * be read: then `require` loads it as any other.
 */
export function loadBundle(last: (typeof BUNDLES)[number]): void {
  for (const name of BUNDLES.slice(0, BUNDLES.indexOf(last) + 1))
    loadWith(name, (file) => compileAhead(name, file) ?? compileKept(name, file));
}

/** As {@link loadBundle}, of what every program loads: with code that was made ahead alone, as a checksum costs more. */
export function loadStartBundle(): void {
  loadWith('start', (file) => compileAhead('start', file));
}

function loadWith(name: string, compile: (file: string) => Script | undefined): void {
  if (OWN_FILE === undefined) return;
  const file = join(OWN_FILE, '..', '..', 'bundles', `${name}.js`);
  const require = createRequire(file);
  if (require.cache[file] !== undefined) return;
  try {
    const script = compile(file);
    if (script !== undefined) run(script, file, require);
  } catch {
    delete require.cache[file];
  }
}

/** From here on, bundles are loaded to make code of them that {@link keepAhead} keeps. */
export function makeAhead(): void {
  ahead = new Map();
}

/**
 * Keeps the code of what was loaded since {@link makeAhead}, inside the package.
 * @returns bytes
 * @throws Error where the folder can't be written
 */
export function keepAhead(): number {
  let bytes = 0;
  for (const [place, script] of ahead ?? []) {
    const code = script.createCachedData();
    mkdirSync(dirname(place), { recursive: true });
    replace(place, code);
    bytes += code.length;
  }
  return bytes;
}

/**
 * Where code of a bundle is that was made ahead. It was made of this very file, in the same package: no checksum. By the
 * version, because Node.js changes V8 between versions of V8; by `--expose-gc`, with which Lambda starts Node.js, because V8
 * takes code of the same flags alone.
 */
function placeAhead(name: string, file: string): string {
  const flags = 'gc' in globalThis ? '-expose-gc' : '';
  return join(dirname(file), 'compiled', `${name}-${process.version}-${process.arch}${flags}`);
}

function compileAhead(name: string, file: string): Script | undefined {
  const place = placeAhead(name, file);
  if (ahead !== undefined) {
    const script = compile(readFileSync(file), file);
    ahead.set(place, script);
    return script;
  }
  return existsSync(place) ? compile(readFileSync(file), file, readFileSync(place)) : undefined;
}

function compileKept(name: string, file: string): Script | undefined {
  const folder = getCompileCacheDir();
  if (folder === undefined) return undefined;
  const source = readFileSync(file);
  const place = join(folder, `tracebridge-${name}-${crc32(source).toString(16)}`);
  const code = readCode(place);
  const script = compile(source, file, code);
  if (code === undefined || script.cachedDataRejected) compiled.set(place, script);
  return script;
}

/** At the end of a process: keeps the code of what it had to compile. Takes 10 ms, once. */
export function keepCompiled(): void {
  // A thread of the app may be terminated while it writes.
  if (!isMainThread) return;
  for (const [place, script] of compiled) {
    try {
      const code = script.createCachedData();
      const checksum = Buffer.alloc(CHECKSUM_BYTES);
      checksum.writeUInt32LE(crc32(code));
      replace(place, Buffer.concat([code, checksum]));
    } catch {
      // The folder is gone, full or not writable: the next start compiles again.
    }
  }
  compiled.clear();
}

function replace(place: string, code: Buffer): void {
  const partial = `${place}.${process.pid}`;
  writeFileSync(partial, code);
  renameSync(partial, place);
}

function compile(source: Buffer, filename: string, cachedData?: Buffer): Script {
  const begin = '(function (exports, require, module, __filename, __dirname) {';
  const { Script } = process.getBuiltinModule('node:vm');
  const text = `${begin}${source.toString('latin1')}\n})`;
  return new Script(text, { filename, cachedData, columnOffset: -begin.length });
}

/** V8 knows code of another version or of other flags, but not damaged code. */
function readCode(place: string): Buffer | undefined {
  try {
    const bytes = readFileSync(place);
    const code = bytes.subarray(0, -CHECKSUM_BYTES);
    return crc32(code) === bytes.readUInt32LE(code.length) ? code : undefined;
  } catch {
    return undefined;
  }
}

function run(script: Script, file: string, require: NodeJS.Require): void {
  const module = new Module(file);
  module.filename = file;
  require.cache[file] = module;
  const load = script.runInThisContext() as (...args: unknown[]) => void;
  Reflect.apply(load, module.exports, [module.exports, require, module, file, dirname(file)]);
  module.loaded = true;
}
