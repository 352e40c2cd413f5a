import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJsonText } from '../../core/json-text.js';

/** What the doctor reads of a package.json. */
interface Manifest {
  readonly version?: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const OWN_FOLDER = join(__dirname, '..', '..', '..');

/** @param folder default: this package's */
export function readManifest(folder: string = OWN_FOLDER): Manifest | undefined {
  try {
    return parseJsonText(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}
