export { tracebridge } from './bundler/rollup.js';
