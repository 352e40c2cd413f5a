export { tracebridge } from './bundler/webpack.js';
