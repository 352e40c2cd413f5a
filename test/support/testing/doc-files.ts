import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const BLOCK = /^```\w+ file=(\S+)\n([\s\S]*?)^```$/gm;

/** The code blocks of a documentation page that are named `file=…`, by that name. */
export function docFiles(page: string): Record<string, string> {
  const text = readFileSync(join(ROOT, 'docs', page), 'utf8');
  return Object.fromEntries([...text.matchAll(BLOCK)].map(([, file, code]) => [file, code]));
}
