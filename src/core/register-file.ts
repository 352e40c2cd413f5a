import { join } from 'node:path';

/** The preload, for `--require`. */
export const REGISTER = join(__dirname, '..', 'register.js');
