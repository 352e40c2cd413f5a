import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..', '..');

/**
 * Path of a real backend, of Compose's loader, or of the folder of Python programs with other people's models, which
 * the e2e project's global set-up has built or installed.
 */
export function binary(name: 'otelcol' | 'jaeger' | 'compose' | 'models'): string {
  const path = process.env[`TRACEBRIDGE_TEST_${name.toUpperCase()}`];
  if (path === undefined)
    throw new Error(`No ${name}: run through the e2e project (jest --selectProjects e2e)`);
  return path;
}
