export { tracebridge } from './bundler/esbuild.js';
