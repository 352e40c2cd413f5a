import { appCheck } from '../app-check.js';

/** What the app required before the bridge was started. */
export const appLoadOrderCheck = appCheck('app-load-order', 'App: load order', ({ loadedBefore }) => [
  loadedBefore.length === 0
    ? undefined
    : {
        id: 'loaded-before-preload',
        severity: 'warning',
        what: `Loaded before tracebridge: ${loadedBefore.join(', ')}`,
        why: 'functions that were taken out of them before (const { request } = require("http")) are not instrumented, and what ran before was not recorded',
        fix: 'node --require tracebridge/register app.js, in place of a require inside the app',
      },
]);
