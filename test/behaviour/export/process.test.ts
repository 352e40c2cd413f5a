import { join } from 'node:path';
import { OtlpServer } from '../../support/otlp-server/otlp-server.js';
import { RunningFixture } from '../../support/run-fixture.js';

test('the exporter thread runs no preload, neither of --require nor of NODE_OPTIONS', async () => {
  await using server = await OtlpServer.start();
  const preload = join(__dirname, '..', '..', 'fixtures', 'export', 'preloaded.cjs');
  const fixture = new RunningFixture('export/exit.cjs', [server.url, 'natural'], {
    NODE_OPTIONS: `--require=${preload}`,
  });
  const finished = await fixture.finished();
  expect(finished).toMatchObject({ code: 0, stdout: 'preloaded in thread 0\n', stderr: '' });
  expect(server.distinct('logs').size).toBe(1000);
});

test('a cluster whose workers are replaced: each exports with its own resource, all arrives', async () => {
  await using server = await OtlpServer.start();
  const finished = await new RunningFixture('export/cluster.cjs', [server.url]).finished();
  expect(finished).toMatchObject({ code: 0, stdout: 'null SIGTERM\n'.repeat(3), stderr: '' });
  expect(server.distinct('logs').size).toBe(3000);
  expect(new Set(server.taken.logs.map(({ service }) => service)).size).toBe(3);
}, 15_000);

test('warnings show no credentials and no query of the endpoint', async () => {
  await using server = await OtlpServer.start();
  await server.down();
  const url = server.url.replace('http://', 'http://user:s3cret@');
  const { stderr } = await new RunningFixture('export/exit.cjs', [url, 'natural']).finished();
  expect(stderr).toContain('[tracebridge] cannot deliver to http://localhost');
  expect(stderr).not.toContain('s3cret');
  for (const line of stderr.trim().split('\n')) expect(line).toMatch(/^\[tracebridge\] /);
});

test('credentials of the URL are sent as basic authentication', async () => {
  await using server = await OtlpServer.start();
  const url = server.url.replace('http://', 'http://user:s3cret@');
  await new RunningFixture('export/exit.cjs', [url, 'natural']).finished();
  expect(server.requests[0]!.headers.authorization).toBe(
    `Basic ${Buffer.from('user:s3cret').toString('base64')}`,
  );
});
