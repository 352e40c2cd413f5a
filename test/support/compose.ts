import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { binary, ROOT } from './backends/binaries.js';

export interface ComposeService {
  image?: string;
  build?: { context: string; dockerfile: string };
  command?: string[] | null;
  environment?: Record<string, string>;
  volumes?: { type: string; source: string; target: string }[];
  ports?: { host_ip?: string; published: string }[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  logging?: { options?: Record<string, string> };
}

export interface ComposeFile {
  services: Record<string, ComposeService>;
  volumes?: Record<string, unknown>;
}

/**
 * The files merged, interpolated and checked, as `docker compose config` prints them.
 * Rejects with Compose's own message where they are wrong.
 */
export async function composeConfig(
  files: readonly string[],
  variables: Record<string, string> = {},
): Promise<ComposeFile> {
  const { stdout } = await promisify(execFile)(binary('compose'), [...files], { cwd: ROOT, env: variables });
  return JSON.parse(stdout) as ComposeFile;
}
