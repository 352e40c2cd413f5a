import { appCheck } from '../app-check.js';
import type { Finding } from '../finding.js';

/** They send each winston record to the logger provider, which is the bridge's: it has it already. */
const LOG_BRIDGES = ['@opentelemetry/winston-transport', '@opentelemetry/instrumentation-winston'];

const OTHER_SDKS = [
  'dd-trace',
  '@opentelemetry/auto-instrumentations-node',
  '@elastic/opentelemetry-node',
  '@splunk/otel',
  '@sentry/node',
  'applicationinsights',
  '@azure/monitor-opentelemetry',
  'elastic-apm-node',
  'newrelic',
];

/** Others in the app that do what the bridge does. */
export const appDoublingCheck = appCheck('app-doubling', 'App: done twice', ({ packages }) => {
  const names = packages.map(({ name }) => name);
  const logs = LOG_BRIDGES.filter((name) => names.includes(name));
  const sdks = OTHER_SDKS.filter((name) => names.includes(name));
  return [logs.length === 0 ? undefined : doubled(logs), sdks.length === 0 ? undefined : other(sdks)];
});

function doubled(names: readonly string[]): Finding {
  return {
    id: 'doubled-logs',
    severity: 'error',
    what: `${names.join(', ')} exports winston's records too`,
    why: 'each log line arrives twice, once from it and once from tracebridge',
    fix: `npm uninstall ${names.join(' ')}, and take its transport out of createLogger`,
  };
}

function other(names: readonly string[]): Finding {
  return {
    id: 'other-sdk',
    severity: 'warning',
    what: `${names.join(', ')} runs in the app too`,
    why: 'two agents patch the same modules: requests get two spans, and the first one owns the context',
    fix: `run one of them: take ${names.join(', ')} out of --require, --import and the app`,
  };
}
