import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export interface CertificateOptions {
  /** The name it is for. @default "localhost" */
  readonly host?: string;
  /** As openssl writes dates, such as "20200101000000Z". @default now, for ten years */
  readonly from?: string;
  readonly to?: string;
}

/** A self-signed certificate, made by openssl. */
export function createCertificate({ host = 'localhost', from, to }: CertificateOptions = {}): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'tracebridge-certificate-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  try {
    writeFileSync(join(folder, 'ca.cnf'), config(host));
    writeFileSync(join(folder, 'index.txt'), '');
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'key.pem');
    openssl(
      'req',
      '-new',
      '-key',
      'key.pem',
      '-subj',
      `/CN=${host}`,
      '-config',
      'ca.cnf',
      '-out',
      'request.pem',
    );
    const dates = [
      '-startdate',
      from ?? asDate(Date.now() - 60_000),
      '-enddate',
      to ?? asDate(Date.now() + 10 * 365 * 86_400_000),
    ];
    openssl(
      ...['ca', '-batch', '-selfsign', '-notext', '-config', 'ca.cnf', '-keyfile', 'key.pem'],
      ...['-in', 'request.pem', '-out', 'cert.pem', ...dates],
    );
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    return { key: read('key.pem'), cert: read('cert.pem') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function config(host: string): string {
  return `
[req]
distinguished_name = name
[name]
[ca]
default_ca = own
[own]
dir = .
database = index.txt
rand_serial = yes
new_certs_dir = .
default_md = sha256
policy = any
x509_extensions = extensions
[any]
commonName = supplied
[extensions]
subjectAltName = DNS:${host}
basicConstraints = critical, CA:TRUE
`;
}

function asDate(millis: number): string {
  return `${new Date(millis).toISOString().replace(/[-:T]|\.\d+/g, '')}`;
}
