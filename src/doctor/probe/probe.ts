import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { BridgeHandle } from '../../sdk/handle.js';
import type { AppReport } from './app-report.js';
import { foreignRegistrations, uncapturedLoggers, unpatchedModules } from './inspect.js';
import { ModuleLog } from './module-log.js';

// Runs inside the app, before everything else: it may load nothing that a preload would want to come first.

const HANDLE = Symbol.for('tracebridge.handle.v1');
const FLUSH_MILLIS = 2000;

/**
 * Watches this process and writes what it saw to `<directory>/<pid>.json`: when the time is over, or when the process
 * ends before.
 */
export function watch(directory: string, seconds: number): void {
  if (!isMainThread) return;
  const log = new ModuleLog();
  let told = false;
  const tell = (): void => {
    if (told) return;
    told = true;
    const file = join(directory, `${process.pid}.json`);
    // A reader must never find half of it.
    writeFileSync(`${file}.part`, JSON.stringify(createReport(log)));
    renameSync(`${file}.part`, file);
  };
  const timer = setTimeout(() => {
    const flushed = handle()?.forceFlush(FLUSH_MILLIS) ?? Promise.resolve();
    void flushed.catch(() => {}).then(tell);
  }, seconds * 1000);
  timer.unref();
  process.on('exit', tell);
  // Behind the bridge's own exit handler, which delivers: registered by the preload, after this file.
  process.nextTick(() => process.off('exit', tell).on('exit', tell));
}

function handle(): BridgeHandle | undefined {
  return (globalThis as { [HANDLE]?: BridgeHandle })[HANDLE];
}

function createReport(log: ModuleLog): AppReport {
  const main = process.argv[1];
  const started = handle() !== undefined;
  return {
    nodeVersion: process.version,
    main,
    // `require.main` was bound when this file was preloaded, before there was a main module.
    isEsm: main !== undefined && process.mainModule === undefined,
    execArgv: process.execArgv,
    started,
    loadedBefore: [...log.loadedBefore],
    packages: [...log.packages].map(([name, folders]) => ({ name, folders: [...folders] })),
    loaderHooks: log.loaderHooks,
    files: [...log.files],
    unpatched: started ? unpatchedModules() : [],
    uncaptured: started ? uncapturedLoggers() : [],
    ...(started && foreignRegistrations()),
    stats: handle()?.stats(),
  };
}
