import { InstalledFolder } from '../support/packed.js';
import { TelemetryReceiver } from '../support/telemetry-receiver.js';

const TIMEOUT_MILLIS = 300_000;

// The oldest winston of the peer range, the one before `winston.Logger`, and frameworks older than what is supported.
test.each([
  ['winston@3.2.1', 'express@4.17.1', 'fastify@4.29.1'],
  ['winston@3.3.3', 'express@4.17.1', 'koa@2.13.4'],
])(
  '%s, %s and %s stay as they are locked, and work',
  async (...locked) => {
    await using folder = await InstalledFolder.create([], locked);
    await folder.write(
      'app.cjs',
      `const express = require('express');
       const winston = require('winston');
       const { getLogger } = require('tracebridge');
       const { correlation } = require('tracebridge/express');
       const { structuredJson } = require('tracebridge/winston');
       const { Console } = winston.transports;
       winston.createLogger({ format: structuredJson(), transports: [new Console()] }).info('structured');
       const app = express().use(correlation());
       app.get('/orders/:id', (request, response) => {
         winston.createLogger({ transports: [new Console()] }).info('hand-made');
         getLogger('app').child({ part: 1 }).info('own');
         response.send('ok');
       });
       const server = app.listen(0, async () => {
         const url = 'http://127.0.0.1:' + server.address().port + '/orders/1';
         const response = await fetch(url, { headers: { 'x-correlation-id': 'abc' } });
         console.log(JSON.stringify({ id: response.headers.get('x-correlation-id') }));
         server.close();
         server.closeAllConnections();
       });`,
    );
    const receiver = await TelemetryReceiver.start();
    const { stdout, stderr } = await folder.run('node', ['--require', 'tracebridge/register', 'app.cjs'], {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    });
    await receiver.close();
    const versions = await Promise.all(
      locked.map(async (name) => {
        const [module] = name.split('@');
        const { stdout: version } = await folder.run('node', [
          '-p',
          `require('${module}/package.json').version`,
        ]);
        return `${module}@${version.trim()}`;
      }),
    );
    expect(versions).toEqual(locked);
    expect(stderr).toBe('');
    expect(stdout).toContain('{"id":"abc"}');
    expect(receiver.logs.map(({ body }) => body)).toEqual(
      expect.arrayContaining(['structured', 'hand-made', 'own', 'Request completed']),
    );
    expect(receiver.spans.map(({ name }) => name)).toContain('GET /orders/:id');
  },
  TIMEOUT_MILLIS,
);
