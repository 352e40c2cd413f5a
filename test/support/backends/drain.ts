import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './binaries.js';
import type { Collector } from './collector.js';

const run = promisify(execFile);
const SCRIPT = join(ROOT, 'deploy/kubernetes/drain.sh');
let shell: Promise<string> | undefined;

/** As in the pods: a folder with busybox's programs, and nothing else to be found. */
async function busybox(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tracebridge-busybox-'));
  await run('busybox', ['--install', '-s', folder]);
  return folder;
}

/**
 * Runs deploy/kubernetes/drain.sh beside a Collector, with busybox's shell alone.
 * @returns whether it was drained, and what the script said
 */
export async function drain(
  collector: Collector,
  seconds: { quiet: number; deadline: number },
): Promise<{ drained: boolean; said: string }> {
  shell ??= busybox();
  const folder = await shell;
  const env = {
    PATH: folder,
    METRICS_URL: collector.metricsUrl,
    QUIET: String(seconds.quiet),
    DEADLINE: String(seconds.deadline),
  };
  try {
    const { stdout } = await run(join(folder, 'sh'), [SCRIPT], { env });
    return { drained: true, said: stdout.trim() };
  } catch (error) {
    return { drained: false, said: (error as { stderr: string }).stderr.trim() };
  }
}
