'use strict';
// The same API as api.js without a framework. Run it with `node --require tracebridge/register api-http.js`.
const http = require('node:http');
const { json } = require('node:stream/consumers');
const { getLogger } = require('tracebridge');
const { correlation } = require('tracebridge/http');
const { generate } = require('./generate.js');

const log = getLogger('demo.api');

async function handle(request, response) {
  const [status, body] = await answer(request);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function answer(request) {
  if (request.method !== 'POST' || request.url !== '/generate') return [404, { error: 'not found' }];
  try {
    return await generate(request, (await json(request)).prompt);
  } catch (error) {
    log.exception('Request refused', error);
    return [error instanceof TypeError ? 400 : 500, { error: error.message }];
  }
}

const server = http.createServer(correlation(handle));
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const { port } = server.address();
  log.info('Listening', { port });
  process.send?.({ port });
});
process.on('SIGTERM', () => process.exit(0));
