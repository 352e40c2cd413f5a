import { readFileSync } from 'node:fs';
import type { SecureContextOptions } from 'node:tls';
import type { TlsConfig } from '../config-types.js';

/**
 * TLS options from PEM texts or paths.
 * @throws when a file can't be read
 */
export function tlsOptions(tls: TlsConfig | undefined): SecureContextOptions {
  return {
    ...(tls?.certificate !== undefined && { ca: pem(tls.certificate) }),
    ...(tls?.clientKey !== undefined && { key: pem(tls.clientKey) }),
    ...(tls?.clientCertificate !== undefined && { cert: pem(tls.clientCertificate) }),
  };
}

function pem(textOrPath: string): string | Buffer {
  return textOrPath.includes('-----BEGIN') ? textOrPath : readFileSync(textOrPath);
}
