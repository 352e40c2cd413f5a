import { appCheck } from '../app-check.js';
import type { AppReport } from '../probe/probe.js';

/** What the bridge loads itself needs no hook: http is a built-in module, winston is CommonJS. */
const OWN = new Set(['@opentelemetry/instrumentation-http', '@opentelemetry/instrumentation-undici']);
const INSTRUMENTATION = /^@opentelemetry\/instrumentation-/;
const HOOK = /import-in-the-middle|instrumentation\/hook\.mjs/;

/** Instrumentations of the app itself that need a loader hook to see what an ES module imports. */
export const appEsmCheck = appCheck('app-esm', 'App: ES modules', (report) => {
  const names = report.packages.map(({ name }) => name);
  const others = names.filter((name) => INSTRUMENTATION.test(name) && !OWN.has(name));
  return [
    !report.isEsm || others.length === 0 || hasHook(report)
      ? undefined
      : {
          id: 'esm-without-hook',
          severity: 'warning',
          what: `The app is an ES module and uses ${others.join(', ')} without a loader hook`,
          why: 'packages that are ES modules themselves are imported unpatched: these instrumentations see nothing of them',
          fix: 'node --experimental-loader=@opentelemetry/instrumentation/hook.mjs --require tracebridge/register app.mjs',
        },
  ];
});

function hasHook({ loaderHooks, execArgv }: AppReport): boolean {
  return [...loaderHooks, ...execArgv].some((text) => HOOK.test(text));
}
