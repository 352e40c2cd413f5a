// What tracebridge adds to a Lambda function's cold start, for docs/aws.md:
//   npm run measure:lambda -- [rounds]
// AWS's own runtime interface client in a real process, the Runtime API and a collector emulated. Processor time (user
// and system, of all threads, from /proc) from the process's start to its second question for an event: init, the first
// invocation, and its flush. The function writes one line with winston. Variants take turns. Linux only.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../bench/lib/statistics.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ROUNDS = Number(process.argv[2] ?? 21);
const CLIENT = execFileSync(process.execPath, [join(ROOT, 'scripts/install-lambda-client.mjs')], {
  encoding: 'utf8',
}).trim();

const HANDLER = `const winston = require('winston');
const logger = winston.createLogger({ format: winston.format.json(), transports: [new winston.transports.Console()] });
const handler = async () => {
  logger.info('ordered');
  return { statusCode: 200 };
};
`;
const folder = mkdtempSync(join(tmpdir(), 'tracebridge-measure-lambda-'));
/** Two functions, one of them with code that `tracebridge compile` has made. */
for (const name of ['as-installed', 'compiled']) {
  const installed = join(folder, name, 'node_modules/tracebridge');
  mkdirSync(installed, { recursive: true });
  cpSync(join(ROOT, 'dist'), join(installed, 'dist'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(installed, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(installed, 'node_modules'));
  symlinkSync(join(ROOT, 'node_modules/winston'), join(folder, name, 'node_modules/winston'));
  writeFileSync(join(folder, name, 'plain.cjs'), `${HANDLER}exports.handler = handler;`);
  writeFileSync(
    join(folder, name, 'wrapped.cjs'),
    `const { withTelemetry } = require('tracebridge/lambda');\n${HANDLER}exports.handler = withTelemetry(handler);`,
  );
}
execFileSync(process.execPath, [
  join(folder, 'compiled/node_modules/tracebridge/dist/cli/main.js'),
  'compile',
]);

// A deployed function's folder is read-only: no compile cache is kept there.
const NO_CACHE = { NODE_DISABLE_COMPILE_CACHE: '1' };
const PRELOAD = { NODE_OPTIONS: '--require tracebridge/register' };
const INLINE = { ...PRELOAD, TRACEBRIDGE_EXPORT: 'inline' };
const VARIANTS = [
  ['plain', 'as-installed', 'plain.handler', {}],
  ['withTelemetry', 'as-installed', 'wrapped.handler', {}],
  ['withTelemetry, compiled', 'compiled', 'wrapped.handler', {}],
  ['preload, inline', 'as-installed', 'wrapped.handler', INLINE],
  ['preload, inline, compiled', 'compiled', 'wrapped.handler', INLINE],
  ['preload, exporter thread', 'as-installed', 'wrapped.handler', PRELOAD],
  ['preload, exporter thread, compiled', 'compiled', 'wrapped.handler', PRELOAD],
];

async function listen(answer) {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('latin1')) body += chunk;
    answer(request.url, response, body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, address: `127.0.0.1:${server.address().port}` };
}

const collector = await listen((_url, response) => {
  collected++;
  response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
});
let collected = 0;

function cpuMillis(pid) {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanos = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanos.reduce((sum, each) => sum + each, 0) / 1e6;
}

/** Milliseconds of processor and wall time to the second question. */
async function coldStart(task, handler, env) {
  const idle = Promise.withResolvers();
  let asks = 0;
  let answer;
  const api = await listen((url, response, body) => {
    if (url.endsWith('/response')) answer = body;
    if (!url.endsWith('/next')) return response.writeHead(202).end('{}');
    if (++asks === 2) return idle.resolve();
    response
      .writeHead(200, {
        // Its native part ends without one.
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': crypto.randomUUID(),
        'lambda-runtime-deadline-ms': String(Date.now() + 30_000),
        'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-central-1:123456789012:function:shop',
      })
      .end('{"version":"2.0","rawPath":"/orders","requestContext":{"http":{"method":"POST"}}}');
  });
  const startedAt = performance.now();
  // As Lambda's own runtime.
  const child = spawn(process.execPath, ['--expose-gc', CLIENT], {
    cwd: join(folder, task),
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      AWS_LAMBDA_RUNTIME_API: api.address,
      AWS_LAMBDA_FUNCTION_NAME: 'shop',
      AWS_LAMBDA_FUNCTION_VERSION: '7',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/shop',
      AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
      _HANDLER: handler,
      LAMBDA_TASK_ROOT: join(folder, task),
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${collector.address}`,
      ...NO_CACHE,
      ...env,
    },
  });
  const exited = once(child, 'exit');
  await Promise.race([idle.promise, exited]);
  const wall = performance.now() - startedAt;
  const cpu = cpuMillis(child.pid);
  if (!answer?.includes('200')) throw new Error(`The function answered ${answer}`);
  child.kill('SIGKILL');
  await exited;
  api.server.closeAllConnections();
  api.server.close();
  return { cpu, wall };
}

const found = new Map(VARIANTS.map(([name]) => [name, []]));
try {
  // The first round fills caches of files, and is left out.
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, task, handler, env] of VARIANTS) {
      collected = 0;
      const measured = await coldStart(task, handler, env);
      if (collected > 0 !== (name !== 'plain')) throw new Error(`${name}: ${collected} requests`);
      if (round > 0) found.get(name).push(measured);
    }
} finally {
  collector.server.closeAllConnections();
  collector.server.close();
  rmSync(folder, { recursive: true });
}
const spread = (all) =>
  `${median(all).toFixed(0)} (${Math.min(...all).toFixed(0)} to ${Math.max(...all).toFixed(0)})`;
const plain = found.get('plain');
for (const [name, all] of found) {
  const added = all.map(({ cpu }, round) => cpu - plain[round].cpu);
  const addedWall = all.map(({ wall }, round) => wall - plain[round].wall);
  const cpu = median(all.map((each) => each.cpu));
  const wall = median(all.map((each) => each.wall));
  console.log(
    `${name.padEnd(36)} ${wall.toFixed(0)} ms of wall, added ${spread(addedWall)}; ${cpu.toFixed(0)} ms of CPU, added ${spread(added)}`,
  );
}
