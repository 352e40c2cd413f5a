import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectEven, NumberingChannel } from '../../support/export-channel.js';
import { OtlpServer } from '../../support/otlp-server/otlp-server.js';
import { REGISTER, runProgram } from '../../support/run-program.js';

const path = (name: string): string => join(__dirname, '..', '..', 'fixtures', 'export', 'tls', name);
const pem = (name: string): string => readFileSync(path(name), 'utf8');
const key = pem('key.pem');
const RETRY = {
  initialMillis: 20,
  maxMillis: 100,
  limitMillis: 200,
  minRetryAfterMillis: 20,
  maxRetryAfterMillis: 100,
};

test.each([
  ['a path', path('self-signed.pem')],
  ['a PEM text', pem('self-signed.pem')],
])('a certificate given as %s is trusted', async (_, certificate) => {
  await using server = await OtlpServer.start({ key, cert: pem('self-signed.pem') });
  await using channel = new NumberingChannel(server.url, { destination: { tls: { certificate } } });
  channel.emit('logs', 0, 100);
  await channel.channel.forceFlush();
  expect(channel.stats('logs').delivered).toBe(100);
  expectEven(channel.stats('logs'), server, 'logs');
});

test('a collector gets a new certificate, and then its file is replaced: what waited arrives', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'));
  const certificate = join(folder, 'ca.pem');
  copyFileSync(path('self-signed.pem'), certificate);
  await using server = await OtlpServer.start({ key, cert: pem('self-signed.pem') });
  {
    await using channel = new NumberingChannel(server.url, { destination: { tls: { certificate } } });
    channel.emit('logs', 0, 10);
    await channel.channel.forceFlush();
    await server.down();
    await server.up({ key, cert: pem('renewed.pem') });
    channel.emit('logs', 10, 20);
    await expect(channel.channel.forceFlush(500)).rejects.toThrow();
    expect(channel.stats('logs')).toMatchObject({ delivered: 10, queued: 10 });
    // As Kubernetes and cert-manager do, in one step.
    copyFileSync(path('renewed.pem'), join(folder, 'new.pem'));
    renameSync(join(folder, 'new.pem'), certificate);
    await channel.channel.forceFlush();
    expectEven(channel.stats('logs'), server, 'logs');
    expect(server.distinct('logs').size).toBe(20);
  }
  rmSync(folder, { recursive: true });
});

test('a certificate that is not there yet is waited for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'));
  const certificate = join(folder, 'ca.pem');
  await using server = await OtlpServer.start({ key, cert: pem('self-signed.pem') });
  {
    await using channel = new NumberingChannel(server.url, { destination: { tls: { certificate } } });
    channel.emit('logs', 0, 10);
    await expect(channel.channel.forceFlush(300)).rejects.toThrow();
    expect(channel.stats('logs')).toMatchObject({ queued: 10, rejected: 0 });
    copyFileSync(path('self-signed.pem'), certificate);
    await channel.channel.forceFlush();
    expectEven(channel.stats('logs'), server, 'logs');
    expect(channel.stats('logs').delivered).toBe(10);
  }
  rmSync(folder, { recursive: true });
});

test('a client certificate is presented', async () => {
  const names: string[] = [];
  const options = { key, cert: pem('self-signed.pem'), ca: pem('client.pem'), requestCert: true };
  const server: Server = createServer(options, (request, response) => {
    names.push((request.socket as import('node:tls').TLSSocket).getPeerCertificate().subject.CN as string);
    request.resume().on('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const tls = {
    certificate: path('self-signed.pem'),
    clientKey: path('client-key.pem'),
    clientCertificate: path('client.pem'),
  };
  const url = `https://localhost:${(server.address() as AddressInfo).port}`;
  {
    await using channel = new NumberingChannel(url, { destination: { tls } });
    channel.emit('logs', 0, 1);
    await channel.channel.forceFlush();
    expect(channel.stats('logs').delivered).toBe(1);
  }
  expect(names).toEqual(['client']);
  server.closeAllConnections();
  server.close();
});

test.each([
  ['self-signed.pem', undefined],
  ['expired.pem', path('expired.pem')],
])('a collector with %s that is not trusted is retried, nothing is sent', async (cert, certificate) => {
  await using server = await OtlpServer.start({ key, cert: pem(cert) });
  await using channel = new NumberingChannel(server.url, {
    retry: RETRY,
    destination: { tls: { certificate } },
  });
  channel.emit('logs', 0, 10);
  await channel.channel.forceFlush();
  expect(channel.stats('logs')).toMatchObject({ delivered: 0, dropped: { retry_expired: 10 }, queued: 0 });
  expect(server.requests).toHaveLength(0);
});

test('https to a plaintext port, and http to a TLS port, are retried', async () => {
  await using plain = await OtlpServer.start();
  await using secure = await OtlpServer.start({ key, cert: pem('self-signed.pem') });
  for (const url of [plain.url.replace('http:', 'https:'), secure.url.replace('https:', 'http:')]) {
    await using channel = new NumberingChannel(url, { retry: RETRY });
    channel.emit('logs', 0, 10);
    await channel.channel.forceFlush();
    expect(channel.stats('logs')).toMatchObject({ dropped: { retry_expired: 10 }, queued: 0 });
  }
});

test('a TLS file that never can be read is retried as a connection is', async () => {
  await using channel = new NumberingChannel('https://localhost:1', {
    retry: RETRY,
    destination: { tls: { certificate: '/nonexistent.pem' } },
  });
  channel.emit('logs', 0, 10);
  await channel.channel.forceFlush();
  expect(channel.stats('logs')).toMatchObject({ dropped: { retry_expired: 10 }, rejected: 0, queued: 0 });
});

const SYSTEM_CA = { SSL_CERT_FILE: path('self-signed.pem') };

// `exit` makes sure of the exporter thread, which has neither the environment nor the options of its process.
test.each([
  ['--use-system-ca', ['--use-system-ca'], SYSTEM_CA],
  ['--use-system-ca in NODE_OPTIONS', [], { ...SYSTEM_CA, NODE_OPTIONS: '--use-system-ca' }],
  ['NODE_TLS_REJECT_UNAUTHORIZED', [], { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
])('the exporter thread trusts whom its process trusts: %s', async (_, options, env) => {
  await using server = await OtlpServer.start({ key, cert: pem('self-signed.pem') });
  const program = `require('winston').createLogger().error('one'); process.exit()`;
  const { stderr } = await runProgram([...options, '--require', REGISTER, '-e', program], {
    OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
    OTEL_METRICS_EXPORTER: 'none',
    ...env,
  });
  expect(stderr).not.toContain('[tracebridge]');
  expect(server.requests).toHaveLength(1);
});
