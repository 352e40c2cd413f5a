import { INSTRUMENTATIONS, runInstrumented, scopes, served } from '../../support/apps/instrumented-app.js';

/** A busy machine takes long to start them. */
const TIMEOUT_MILLIS = 180_000;

test(
  'only those in the dependencies are used',
  async () => {
    const result = await runInstrumented('app.cjs', { names: ['@opentelemetry/instrumentation-dns'] });
    expect(scopes(result)).not.toContain('@opentelemetry/instrumentation-express');
    expect(scopes(result)).toContain('@opentelemetry/instrumentation-dns');
  },
  TIMEOUT_MILLIS,
);

test.each([
  ['OTEL_NODE_DISABLED_INSTRUMENTATIONS', 'express,undici', ['http', 'dns']],
  ['OTEL_NODE_ENABLED_INSTRUMENTATIONS', 'express,http', ['http', 'express']],
])(
  '%s=%s',
  async (variable, value, expected) => {
    const result = await runInstrumented('app.cjs', { env: { [variable]: value } });
    expect(scopes(result)).toEqual(new Set(expected.map((name) => `@opentelemetry/instrumentation-${name}`)));
  },
  TIMEOUT_MILLIS,
);

test(
  'a name that no instrumentation has is told once, and one that is not installed is not',
  async () => {
    const result = await runInstrumented('app.cjs', {
      env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'nope,expres,pg,fs,undici' },
    });
    expect(result.stderr.split('\n').sort()).toEqual([
      '',
      '[tracebridge] OTEL_NODE_DISABLED_INSTRUMENTATIONS: "expres" is ignored: no instrumentation has this name, did you mean express?',
      '[tracebridge] OTEL_NODE_DISABLED_INSTRUMENTATIONS: "nope" is ignored: no instrumentation has this name',
    ]);
    expect(scopes(result)).toContain('@opentelemetry/instrumentation-express');
  },
  TIMEOUT_MILLIS,
);

test(
  'one that is not installed is told in one line, and the app runs',
  async () => {
    const result = await runInstrumented('app.cjs', {
      names: ['@opentelemetry/instrumentation-absent', ...INSTRUMENTATIONS],
    });
    expect(result.code).toBe(0);
    expect(result.stderr).toMatch(
      /^\[tracebridge\] @opentelemetry\/instrumentation-absent can't be loaded and is left out: .*\n$/,
    );
    expect(served(result)).toHaveLength(1);
  },
  TIMEOUT_MILLIS,
);

test(
  'instances that code passes to start(); one of ours is left out',
  async () => {
    const result = await runInstrumented('passed.cjs', { names: [], args: [] });
    expect(scopes(result)).toContain('@opentelemetry/instrumentation-express');
    expect(served(result)).toHaveLength(1);
    expect(result.stderr).toBe(
      '[tracebridge] @opentelemetry/instrumentation-winston is left out: tracebridge has its own\n',
    );
  },
  TIMEOUT_MILLIS,
);
