import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import { HANDLE } from '../../core/globals.js';
import type { BridgeHandle } from '../../sdk/handle.js';
import { foreignRegistrations, uncapturedLoggers, unpatchedModules } from './inspect.js';
import { ModuleLog } from './module-log.js';

// Runs inside the app, before everything else: it may load nothing that a preload would want to come first.

const FLUSH_MILLIS = 2000;

/**
 * Watches this process and writes what it saw to `<directory>/<pid>.json`: when the time is over, or when the process
 * ends before.
 */
export function watch(directory: string, seconds: number): void {
  if (!isMainThread) return;
  const log = new ModuleLog();
  let told = false;
  const tell = (atExit: boolean): void => {
    if (told) return;
    told = true;
    const file = join(directory, `${process.pid}.json`);
    // A reader must never find half of it.
    writeFileSync(`${file}.part`, JSON.stringify(createReport(log, atExit)));
    renameSync(`${file}.part`, file);
  };
  const timer = setTimeout(() => {
    const flushed = handle()?.forceFlush(FLUSH_MILLIS) ?? Promise.resolve();
    const patience = delay(FLUSH_MILLIS, undefined, { ref: false });
    void Promise.race([flushed, patience]).then(
      () => tell(false),
      () => tell(false),
    );
  }, seconds * 1000);
  timer.unref();
  afterExitListeners(() => tell(true));
}

/** Runs `fn` behind all listeners of "exit". The bridge delivers in the last of them, and keeps itself the last. */
function afterExitListeners(fn: () => void): void {
  const { emit } = process;
  process.emit = function (this: NodeJS.Process, event: string, ...args: unknown[]) {
    try {
      return Reflect.apply(emit, this, [event, ...args]);
    } finally {
      if (event === 'exit') fn();
    }
  } as typeof emit;
}

function handle(): BridgeHandle | undefined {
  return (globalThis as { [HANDLE]?: BridgeHandle })[HANDLE];
}

/** What the probe saw in the app's process. Written as JSON. */
export type AppReport = Readonly<ReturnType<typeof createReport>>;

/** @param atExit whether the process was ending when it was looked at */
function createReport(log: ModuleLog, atExit: boolean) {
  const main = process.argv[1];
  /** Whether the bridge was started there. */
  const started = handle() !== undefined;
  return {
    nodeVersion: process.version,
    main,
    // `require.main` was bound when this file was preloaded, before there was a main module.
    isEsm: main !== undefined && process.mainModule === undefined,
    execArgv: process.execArgv,
    started,
    // Packages and built-in modules that the app required before the bridge.
    loadedBefore: [...log.loadedBefore],
    // By the names that apps import; several folders where several copies were loaded.
    packages: [...log.packages].map(([name, folders]) => ({ name, folders: [...folders] })),
    loaderHooks: log.loaderHooks,
    files: [...log.files],
    unpatched: started ? unpatchedModules() : [],
    uncaptured: started ? uncapturedLoggers() : [],
    ...(started && foreignRegistrations()),
    atExit,
    stats: handle()?.stats(),
  };
}
