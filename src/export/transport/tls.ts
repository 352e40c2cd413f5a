import { readFileSync } from 'node:fs';
import type { SecureContextOptions } from 'node:tls';
import { statOf } from '../../core/stat.js';
import type { TlsConfig } from '../config-types.js';
import { UNREADABLE_FILE } from './outcome.js';

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

/** Changes when one of the files does; '' for texts. */
export function tlsStamp(tls: TlsConfig | undefined): string {
  return [tls?.certificate, tls?.clientKey, tls?.clientCertificate].map(stampOf).join(' ').trim();
}

/** Whether it is the text itself, not the path of a file. */
export function isPem(textOrPath: string): boolean {
  return textOrPath.includes('-----BEGIN');
}

function stampOf(textOrPath: string | undefined): string {
  if (textOrPath === undefined || isPem(textOrPath)) return '';
  const stat = statOf(textOrPath);
  return stat === undefined ? '' : `${stat.ino}:${stat.size}:${stat.mtimeNs}`;
}

function pem(textOrPath: string): string | Buffer {
  if (isPem(textOrPath)) return textOrPath;
  try {
    return readFileSync(textOrPath);
  } catch (error) {
    throw Object.assign(error as Error, { code: `${UNREADABLE_FILE} ${textOrPath}` });
  }
}
