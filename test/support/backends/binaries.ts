import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..', '..');

/**
 * Path of a real backend, of the manifest checker, or of the folder of Python programs with AWS's models, which the e2e
 * project's global set-up has built or installed.
 */
export function binary(name: 'otelcol' | 'jaeger' | 'manifests' | 'aws_models'): string {
  const path = process.env[`TRACEBRIDGE_TEST_${name.toUpperCase()}`];
  if (path === undefined)
    throw new Error(`No ${name}: run through the e2e project (jest --selectProjects e2e)`);
  return path;
}
