import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { binary } from './binaries.js';
import { collectorEnvironment, configArguments } from './collector.js';

/** `otelcol validate`: undefined when the configuration is right, else what the Collector says about it. */
export async function validate(
  configs: readonly string[],
  env: Record<string, string> = {},
  args: readonly string[] = [],
): Promise<string | undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'tracebridge-validate-'));
  try {
    await promisify(execFile)(binary('otelcol'), ['validate', ...configArguments(configs), ...args], {
      env: { AWS_EC2_METADATA_DISABLED: 'true', ...collectorEnvironment(directory, [0, 0, 0, 0]), ...env },
    });
    return undefined;
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    if (stderr === undefined) throw error;
    return stderr;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
