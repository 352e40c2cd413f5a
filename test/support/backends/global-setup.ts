import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

async function runScript(name: string): Promise<string> {
  const running = promisify(execFile)(process.execPath, [join(__dirname, '..', '..', '..', 'scripts', name)]);
  running.child.stderr?.pipe(process.stderr);
  return (await running).stdout.trim();
}

/**
 * Builds the real Collector and Jaeger when they are missing, installs AWS's and Kubernetes' models, and leaves their paths in the
 * environment for `binary()`. Jest runs this once, before its workers: a cold build would outlast any hook's time-out.
 */
async function globalSetup(): Promise<void> {
  const paths = JSON.parse(await runScript('build-backends.mjs')) as Record<string, string>;
  const programs = await runScript('install-models.mjs');
  for (const [name, path] of Object.entries({ ...paths, models: programs }))
    process.env[`TRACEBRIDGE_TEST_${name.toUpperCase()}`] = path;
}

module.exports = globalSetup;
