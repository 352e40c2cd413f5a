import { type BigIntStats, fstatSync, lstatSync, statSync } from 'node:fs';

// In bigints: where the last answer in numbers was of a pipe or a socket, Node.js 22's `require` no longer follows
// symbolic links, of which pnpm's packages are made (https://github.com/nodejs/node/issues/51142).
const BIGINT = { bigint: true, throwIfNoEntry: false } as const;

/** @throws when it can't be asked for; undefined where nothing is */
export const statOf = (path: string): BigIntStats | undefined => statSync(path, BIGINT);

/** As {@link statOf}, of a link itself. */
export const linkStatOf = (path: string): BigIntStats | undefined => lstatSync(path, BIGINT);

/** @throws when the descriptor is closed */
export const openStatOf = (descriptor: number): BigIntStats => fstatSync(descriptor, BIGINT);
