import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Builds the real Collector and Jaeger when they are missing, and leaves their paths in the environment for
 * `binary()`. Jest runs this once, before its workers: a cold build would outlast any hook's time-out.
 */
async function globalSetup(): Promise<void> {
  const script = join(__dirname, '..', '..', '..', 'scripts', 'build-backends.mjs');
  const building = promisify(execFile)(process.execPath, [script]);
  building.child.stderr?.pipe(process.stderr);
  const { stdout } = await building;
  const paths = JSON.parse(stdout) as Record<string, string>;
  for (const [name, path] of Object.entries(paths))
    process.env[`TRACEBRIDGE_TEST_${name.toUpperCase()}`] = path;
}

module.exports = globalSetup;
