import { warn } from './core/warn.js';
import { start } from './sdk/start.js';

// `--require` and `--import` run this before the app. Whatever goes wrong here, the app runs: without telemetry.
try {
  start();
} catch (error) {
  warn(`not started, the app runs without it: ${error instanceof Error ? error.message : String(error)}`);
}
