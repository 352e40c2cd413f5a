import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import Module, { createRequire, getCompileCacheDir } from 'node:module';
import { dirname, join } from 'node:path';
import type { Script } from 'node:vm';
import { isMainThread } from 'node:worker_threads';
import { OWN_FILE } from './own-file.js';

/** Loaded where there is a compile cache: Node.js takes 18 million instructions for them, of 505 of a cold Lambda function. */
const crc32 = (data: Buffer) => process.getBuiltinModule('node:zlib').crc32(data);

/** Of the checksum after the code. Bytes. */
const CHECKSUM_BYTES = 4;

/** Bundles whose code was compiled in this process, by the file that will hold it. */
const compiled = new Map<string, Script>();

/**
 * Loads a bundle (`scripts/build/bundles.mjs`) into `require.cache`, from compiled code of an earlier process where there
 * is some. Node's compile cache holds what V8 compiles when a file is loaded; every function that is called is compiled
 * at each start: 52 of 237 million instructions that starting the bridge takes, 99 of 331 of a program of ten lines.
 * What is kept here was made at the end of a process, and has the functions that it called.
 *
 * Nothing happens without a compile cache, in a bundle of the app's, or where the file can't be read: then `require`
 * loads it as any other.
 */
export function loadBundle(name: string): void {
  const folder = getCompileCacheDir();
  if (OWN_FILE === undefined || folder === undefined) return;
  const file = join(OWN_FILE, '..', '..', 'bundles', `${name}.js`);
  const require = createRequire(file);
  if (require.cache[file] !== undefined) return;
  try {
    const source = readFileSync(file);
    const place = join(folder, `tracebridge-${name}-${crc32(source).toString(16)}`);
    run(compile(source.toString('latin1'), file, place), file, require);
  } catch {
    delete require.cache[file];
  }
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
      const partial = `${place}.${process.pid}`;
      writeFileSync(partial, Buffer.concat([code, checksum]), { mode: 0o600 });
      renameSync(partial, place);
    } catch {
      // The folder is gone, full or not writable: the next start compiles again.
    }
  }
  compiled.clear();
}

function compile(source: string, filename: string, place: string): Script {
  const begin = '(function (exports, require, module, __filename, __dirname) {';
  const cachedData = readCode(place);
  const { Script } = process.getBuiltinModule('node:vm');
  const script = new Script(`${begin}${source}\n})`, { filename, cachedData, columnOffset: -begin.length });
  if (cachedData === undefined || script.cachedDataRejected) compiled.set(place, script);
  return script;
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
