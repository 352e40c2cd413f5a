import { appCheck } from '../app-check.js';

/** Who holds OpenTelemetry's global registrations, which the first one takes. */
export const appRegistrationsCheck = appCheck(
  'app-registrations',
  'App: registrations',
  ({ foreignProvider, foreignContextManager }) => [
    foreignProvider === undefined
      ? undefined
      : {
          id: 'foreign-provider',
          severity: 'error',
          what: `Another SDK registered its tracer provider (${foreignProvider}) before tracebridge`,
          why: 'spans go there: their trace IDs are not the correlation IDs, and tracebridge delivers none',
          fix: 'load tracebridge/register first, or remove the other SDK',
        },
    foreignContextManager === undefined
      ? undefined
      : {
          id: 'foreign-context-manager',
          severity: 'error',
          what: `Another context manager is registered (${foreignContextManager})`,
          why: 'setLoggingContext throws, and context can be lost where that manager does not follow',
          fix: 'load tracebridge/register first, or remove the call of context.setGlobalContextManager',
        },
  ],
);
