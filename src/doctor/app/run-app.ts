import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { environmentForProgram } from '../../config/environment.js';
import { REGISTER } from '../../core/register-file.js';
import type { AppReport } from '../probe/probe.js';
import { loadsPreload } from './loads-preload.js';
import { chooseReport, waitForReport } from './reports.js';
import { spawn } from './spawn.js';
import { stopTree, stopWithUs } from './stop-tree.js';

const PROBE = join(__dirname, '..', 'probe', 'probe.js');
const MAX_OUTPUT_CHARS = 4096;

export interface AppRun {
  /** undefined: no Node.js process of the command told anything. */
  readonly report: AppReport | undefined;
  readonly addedPreload: boolean;
  /** How it ended by itself; undefined when it ran on until the doctor ended it. */
  readonly ended?: { readonly code: number | null; readonly signal: NodeJS.Signals | null };
  /** Why it could not be started. */
  readonly spawnError?: string;
  /** The end of what it wrote on stderr. */
  readonly stderr: string;
}

interface AppOptions {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly asIs: boolean;
  readonly seconds: number;
  /** How long the flush before the report, and the report, may take beyond `seconds`. */
  readonly graceMillis: number;
}

/** Runs the app with the preload and the probe, for some seconds or until it ends. */
export async function runApp(options: AppOptions): Promise<AppRun> {
  const directory = mkdtempSync(join(tmpdir(), 'tracebridge-doctor-'));
  try {
    return await runWithProbe(directory, options);
  } finally {
    removeFolder(directory);
  }
}

function removeFolder(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}

async function runWithProbe(directory: string, options: AppOptions): Promise<AppRun> {
  const addedPreload = !options.asIs && !loadsPreload(options.command, options.cwd);
  const child = spawnApp(writePreload(directory, options.seconds, addedPreload), options);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr = (stderr + chunk).slice(-MAX_OUTPUT_CHARS);
  });
  const ended = once(child, 'close').then(
    ([code, signal]) => ({ code, signal }) as NonNullable<AppRun['ended']>,
    (error: Error) => ({ spawnError: error.message }),
  );
  const restore = stopWithUs(child, () => removeFolder(directory));
  const waiting = new AbortController();
  const millis = options.seconds * 1000 + options.graceMillis;
  await Promise.race([ended, waitForReport(directory, millis, waiting.signal)]);
  waiting.abort();
  const report = chooseReport(directory);
  // A process that told while it ended is about to be gone; one that runs on is not.
  const patience = report?.atExit || report === undefined ? options.graceMillis : 0;
  const outcome = await Promise.race([ended, delay(patience, undefined, { ref: false })]);
  await stopTree(child);
  restore();
  const common = { report, addedPreload, stderr };
  if (outcome === undefined) return common;
  return 'spawnError' in outcome ? { ...common, ...outcome } : { ...common, ended: outcome };
}

/**
 * One file for `--require`: the probe, then the preload. What the probe needs is in the file and not in environment
 * variables, so that the app sees none that it would not have otherwise.
 */
function writePreload(directory: string, seconds: number, withPreload: boolean): string {
  const file = join(directory, 'preload.cjs');
  const lines = [`require(${JSON.stringify(PROBE)}).watch(${JSON.stringify(directory)}, ${seconds});`];
  if (withPreload) lines.push(`require(${JSON.stringify(REGISTER)});`);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

function spawnApp(preload: string, { command, cwd }: AppOptions): ChildProcess {
  const [program, ...args] = command as [string, ...string[]];
  return spawn(program, args, {
    cwd,
    env: environmentForProgram(`--require ${JSON.stringify(preload)}`),
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own, so that what the command starts (npm, a shell) ends with it; on Windows it would be a window.
    detached: process.platform !== 'win32',
  });
}
