import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificate } from '../../support/doctor/certificates.js';
import { diagnose } from '../../support/doctor/run-doctor.js';
import { httpServer, httpsServer } from '../../support/doctor/servers.js';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'tracebridge-tls-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const valid = createCertificate();

/** Writes a certificate to a file, as `OTEL_EXPORTER_OTLP_CERTIFICATE` wants it. */
function file(name: string, pem: string): string {
  const path = join(folder, name);
  writeFileSync(path, pem);
  return path;
}

describe('tracebridge doctor finds with TLS', () => {
  test('nothing, when the authority is named', async () => {
    await using server = await httpsServer(valid);
    const { ids } = await diagnose({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
        OTEL_EXPORTER_OTLP_CERTIFICATE: file('valid.pem', valid.cert),
      },
    });
    expect(ids.filter((id) => id !== 'no-read-back')).toEqual([]);
  });

  test('tls-unknown-authority: self-signed', async () => {
    await using server = await httpsServer(valid);
    const { status, finding } = await diagnose({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: server.url } });
    expect(finding('tls-unknown-authority').what).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(status).toBe(1);
  });

  test.each([
    ['tls-expired', { from: '20200101000000Z', to: '20210101000000Z' }],
    ['tls-not-yet-valid', { from: '20700101000000Z', to: '20800101000000Z' }],
    ['tls-host-mismatch', { host: 'otel.example.com' }],
  ] as const)('%s', async (id, options) => {
    const certificate = createCertificate(options);
    await using server = await httpsServer(certificate);
    const { finding } = await diagnose({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
        OTEL_EXPORTER_OTLP_CERTIFICATE: file(`${id}.pem`, certificate.cert),
      },
    });
    expect(finding(id).severity).toBe('error');
  });

  test('tls-client-certificate: the server wants one', async () => {
    await using server = await httpsServer({ ...valid, requestCert: true, rejectUnauthorized: true });
    const { finding } = await diagnose({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
        OTEL_EXPORTER_OTLP_CERTIFICATE: file('mtls.pem', valid.cert),
      },
    });
    expect(finding('tls-client-certificate').fix).toContain('OTEL_EXPORTER_OTLP_CLIENT_KEY');
  });

  test('tls-to-plaintext: https to a server without TLS', async () => {
    await using server = await httpServer(200);
    const { finding } = await diagnose({
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${server.port}` },
    });
    expect(finding('tls-to-plaintext').fix).toBe(
      `OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:${server.port}`,
    );
  });

  test('plaintext-to-tls: http to a server with TLS', async () => {
    await using server = await httpsServer(valid);
    const { finding } = await diagnose({
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:${server.port}` },
    });
    expect(finding('plaintext-to-tls').fix).toBe(
      `OTEL_EXPORTER_OTLP_ENDPOINT=https://localhost:${server.port}`,
    );
  });

  test("plaintext-to-tls: what Go's TLS servers answer to plain HTTP", async () => {
    await using server = await httpServer(400, {}, 'Client sent an HTTP request to an HTTPS server.\n');
    const { ids } = await diagnose({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: server.url } });
    expect(ids).toEqual(['plaintext-to-tls']);
  });

  test('tls-file-unreadable: a file that is not there', async () => {
    await using server = await httpsServer(valid);
    const { finding } = await diagnose({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
        OTEL_EXPORTER_OTLP_CERTIFICATE: join(folder, 'missing.pem'),
      },
    });
    expect(finding('tls-file-unreadable').what).toBe(
      "The file of OTEL_EXPORTER_OTLP_CERTIFICATE can't be read (ENOENT)",
    );
  });
});
