import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..', '..');

/** Path of a real backend, or of the manifest checker, which the e2e project's global set-up has built. */
export function binary(name: 'otelcol' | 'jaeger' | 'manifests'): string {
  const path = process.env[`TRACEBRIDGE_TEST_${name.toUpperCase()}`];
  if (path === undefined)
    throw new Error(`No ${name}: run through the e2e project (jest --selectProjects e2e)`);
  return path;
}
