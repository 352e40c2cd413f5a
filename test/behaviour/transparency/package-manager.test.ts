import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REGISTER, ROOT } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

test('npm under NODE_OPTIONS is left alone, and the app that it starts is bridged', async () => {
  const receiver = await TelemetryReceiver.start();
  const asked: NodeJS.Dict<string | string[]>[] = [];
  const registry = createServer((request, response) => {
    asked.push(request.headers);
    response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const folder = await mkdtemp(join(tmpdir(), 'npm-app-'));
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'app', scripts: { start: 'node app.cjs' } }),
  );
  await writeFile(
    join(folder, 'app.cjs'),
    `require(${JSON.stringify(join(ROOT, 'dist/index.js'))}).getLogger('app').info('started by npm');`,
  );
  const npm = async (...args: string[]) => {
    const child = spawn('npm', args, {
      cwd: folder,
      env: {
        PATH: `${join(ROOT, 'node_modules/node/bin')}:${process.env.PATH}`,
        HOME: folder,
        NODE_OPTIONS: `--require=${REGISTER}`,
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        npm_config_registry: `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`,
        npm_config_update_notifier: 'false',
      },
      stdio: 'ignore',
    });
    await once(child, 'close');
  };
  await npm('view', 'nothing');
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((headers) => headers.traceparent ?? headers['x-correlation-id'])).toEqual([]);
  expect(receiver.contentTypes).toEqual([]);
  await npm('start');
  expect(receiver.logs.map(({ body }) => body)).toEqual(['started by npm']);
  registry.close();
  receiver.close();
  await rm(folder, { recursive: true });
});
