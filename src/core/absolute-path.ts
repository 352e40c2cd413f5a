import { resolve } from 'node:path';

let workingDirectory: string | undefined;

/** For {@link absolutePath}: the one in which the program was started, which the app may change before the bridge starts. */
export function rememberWorkingDirectory(): void {
  workingDirectory = absolutePath('');
}

/** Where a path of the environment leads, whatever becomes of the working directory; the path itself where that is gone. */
export function absolutePath(path: string): string {
  try {
    return resolve(workingDirectory ?? '', path);
  } catch {
    return path;
  }
}
