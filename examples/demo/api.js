'use strict';
// An Express API that hands its work to a worker process. Run it with `node --require tracebridge/register api.js`.
const express = require('express');
const { getLogger } = require('tracebridge');
const { correlation } = require('tracebridge/express');
const { generate } = require('./generate.js');

const log = getLogger('demo.api');
const app = express();

app.use(correlation());
app.use(express.json());

app.post('/generate', async (request, response) => {
  const [status, body] = await generate(request, request.body?.prompt);
  response.status(status).json(body);
});

app.use((error, _request, response, _next) => {
  log.exception('Request refused', error);
  response.status(error instanceof TypeError ? 400 : 500).json({ error: error.message });
});

const server = app.listen(Number(process.env.PORT ?? 0), process.env.HOST ?? '127.0.0.1', () => {
  const { port } = server.address();
  log.info('Listening', { port });
  process.send?.({ port });
});
process.on('SIGTERM', () => process.exit(0));
