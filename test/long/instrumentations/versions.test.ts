import { runInstrumented, scopes, served } from '../../support/apps/instrumented-app.js';
import { NODE_VERSIONS } from '../../support/apps/node-versions.js';

/** The first run on a machine downloads Node.js. */
const TIMEOUT_MILLIS = 180_000;

describe.each(NODE_VERSIONS)('Node.js %s', (version) => {
  test.each(['app.cjs', 'app.mjs'])(
    "%s: the app's own instrumentations are used, http and winston not doubled",
    async (file) => {
      const result = await runInstrumented(file, { version });
      expect(result.stderr).toBe('');
      expect(scopes(result)).toEqual(
        new Set([
          '@opentelemetry/instrumentation-http',
          '@opentelemetry/instrumentation-undici',
          '@opentelemetry/instrumentation-express',
          '@opentelemetry/instrumentation-dns',
        ]),
      );
      expect(result.spans.filter(({ kind }) => kind === 'server')).toHaveLength(1);
      expect(served(result)).toHaveLength(1);
      const { traceId } = result.spans.find(({ kind }) => kind === 'server') ?? {};
      const ofTrace = result.spans.filter((span) => span.traceId === traceId);
      expect(scopes({ spans: ofTrace })).toEqual(scopes(result));
    },
    TIMEOUT_MILLIS,
  );
});
