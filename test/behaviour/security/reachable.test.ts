import { REGISTER, runProgram } from '../../support/run-program.js';

test('nothing that an app is given leads to the headers of exports or the secret of debugging', async () => {
  const header = 'header-6b1f0c';
  const secret = '0123456789abcdef0123456789abcdef';
  const { lines, stderr } = await runProgram(
    ['--require', REGISTER, 'test/fixtures/security/reachable.cjs'],
    {
      SECRETS: [header, secret].join(),
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${header}`,
      TRACEBRIDGE_DEBUG_SECRET: secret,
    },
  );
  expect([lines.at(-1), stderr]).toEqual([
    { found: ['control.held.0'] },
    expect.not.stringContaining('not started'),
  ]);
});
