import { join } from 'node:path';
import { readManifest } from './manifest.js';
import { resolvePackage } from './resolve-package.js';

/** The copy that tracebridge loads and registers with. */
export function ownApiVersion(): string {
  const folder = resolvePackage('@opentelemetry/api', join(__dirname, '..', '..'));
  return (folder && readManifest(folder)?.version) ?? '0.0.0';
}

/**
 * Whether a copy of the API does nothing when another version has registered: with a newer minor version or another
 * major one it does not trust what it finds.
 */
export function isBlindCopy(copy: string, registered: string): boolean {
  const [copyMajor = 0, copyMinor = 0] = copy.split('.').map(Number);
  const [major = 0, minor = 0] = registered.split('.').map(Number);
  return copyMajor !== major || copyMinor > minor;
}
