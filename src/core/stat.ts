import * as fs from 'node:fs';

/** Node's, whatever an app puts in their place to watch or to fake. */
const { fstatSync, lstatSync, statSync } = fs;

// In bigints: where the last answer in numbers was of a pipe or a socket, Node.js 22's `require` no longer follows
// symbolic links, of which pnpm's packages are made (https://github.com/nodejs/node/issues/51142).
const BIGINT = { bigint: true, throwIfNoEntry: false } as const;

/** @throws when it can't be asked for; undefined where nothing is */
export const statOf = (path: string): fs.BigIntStats | undefined => statSync(path, BIGINT);

/** As {@link statOf}, of a link itself. */
export const linkStatOf = (path: string): fs.BigIntStats | undefined => lstatSync(path, BIGINT);

/** @throws when the descriptor is closed */
export const openStatOf = (descriptor: number): fs.BigIntStats => fstatSync(descriptor, BIGINT);
