import { read } from '../../config/environment.js';
import { appCheck } from '../app-check.js';
import type { Finding } from '../finding.js';

/** Whether the modules that the bridge patches are patched. */
export const appPatchesCheck = appCheck('app-patches', 'App: patches', ({ unpatched, uncaptured }) => {
  const switchedOff = read('OTEL_NODE_DISABLED_INSTRUMENTATIONS') ?? [];
  return [
    unpatched.length === 0 ? undefined : notPatched(unpatched, switchedOff.includes('http')),
    uncaptured.length === 0 ? undefined : notCaptured(uncaptured, switchedOff.includes('winston')),
  ];
});

function notPatched(modules: readonly string[], switchedOff: boolean): Finding {
  return {
    id: 'not-patched',
    severity: 'error',
    what: `Requests of ${modules.join(' and ')} are not observed`,
    why: 'requests get no span and no X-Correlation-ID',
    fix: switchedOff
      ? 'take http out of OTEL_NODE_DISABLED_INSTRUMENTATIONS'
      : 'look for code that switches @opentelemetry/instrumentation-http off',
  };
}

function notCaptured(files: readonly string[], switchedOff: boolean): Finding {
  return {
    id: 'winston-not-captured',
    severity: 'error',
    what: `Loggers of ${files.join(', ')} are not captured`,
    why: 'their lines carry no trace_id and are not exported',
    fix: switchedOff
      ? 'take winston out of OTEL_NODE_DISABLED_INSTRUMENTATIONS'
      : 'use winston 3 (npm install winston@3), loaded the usual way',
  };
}
