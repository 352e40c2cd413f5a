import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const BENCH = fileURLToPath(new URL('..', import.meta.url));
/** The preload of this package, as built. */
export const REGISTER = `${ROOT}dist/register.js`;

export const program = (name) => `${BENCH}programs/${name}.cjs`;
export const preload = (name) => `${BENCH}preloads/${name}.cjs`;
export const peer = (name) => `${BENCH}peers/${name}`;
