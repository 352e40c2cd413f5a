import { readFileSync, statSync } from 'node:fs';

const MIN_BYTES = 20_000;
const MAX_BYTES = 64 * 1024 * 1024;

/** Texts of the packages that minifiers keep, and nobody else writes. */
const MARKS: readonly (readonly [name: string, mark: string])[] = [
  ['winston', '[winston] Attempt to write logs with no transports'],
  ['winston', '/winston/lib/winston/logger.js'],
  ['express', 'app.use() requires a middleware function'],
  ['@opentelemetry/api', '@opentelemetry/api: Registered a global for'],
];

/** Packages whose code is inside one of the app's own files. */
export function findBundled(files: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of files) {
    const text = readLarge(file);
    for (const [name, mark] of MARKS) {
      if (!found.has(name) && text.includes(mark)) found.set(name, file);
    }
  }
  return found;
}

function readLarge(file: string): string {
  try {
    const { size } = statSync(file);
    return size < MIN_BYTES || size > MAX_BYTES ? '' : readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
