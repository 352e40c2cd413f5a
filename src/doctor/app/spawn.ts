/// <reference path="./cross-spawn.d.ts" />
// The only file that loads cross-spawn, which the build puts into it. npm, npx and what lies in node_modules/.bin are command
// scripts on Windows: only its shell runs them, and Node.js does not quote for it.
export { spawn } from 'cross-spawn';
