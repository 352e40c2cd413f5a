import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SinkRequest } from './http-sink.js';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

export interface Signed {
  accessKeyId: string;
  /** As in the credential scope: "20261124". */
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer | string, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/**
 * Checks a request's AWS Signature Version 4 as AWS does: from the request as it came, with the secret that belongs to
 * the access key. Returns what was signed; throws an error that names what is wrong.
 */
export function verifySignature(request: SinkRequest, credentials: Credentials): Signed {
  const match = AUTHORIZATION.exec(request.headers.authorization ?? '');
  if (match === null) throw new Error(`no AWS signature: ${request.headers.authorization}`);
  const [, accessKeyId = '', date = '', region = '', service = '', headerList = '', signature = ''] = match;
  if (accessKeyId !== credentials.accessKeyId) throw new Error(`unknown access key ${accessKeyId}`);

  const signedHeaders = headerList.split(';');
  const timestamp = String(request.headers['x-amz-date']);
  if (!timestamp.startsWith(date))
    throw new Error(`x-amz-date ${timestamp} is not of the scope's day ${date}`);
  for (const required of ['host', 'x-amz-date']) {
    if (!signedHeaders.includes(required)) throw new Error(`${required} is not signed`);
  }

  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = [
    'AWS4-HMAC-SHA256',
    timestamp,
    scope,
    sha256(canonicalRequest(request, signedHeaders)),
  ].join('\n');
  const key = ['aws4_request', service, region, date].reduceRight<Buffer | string>(
    (secret, part) => hmac(secret, part),
    `AWS4${credentials.secretAccessKey}`,
  );
  const expected = hmac(key, toSign);
  if (!timingSafeEqual(expected, Buffer.from(signature, 'hex')))
    throw new Error('the signature does not match');
  return { accessKeyId, date, region, service, signedHeaders };
}

/** IAM User Guide, "Create a signed AWS API request", step 1. The body is hashed as sent, so compression comes first. */
function canonicalRequest(request: SinkRequest, signedHeaders: readonly string[]): string {
  const query = [...new URL(request.target, 'http://sink').searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const headers = signedHeaders.map(
    (name) => `${name}:${String(request.headers[name]).trim().replace(/ +/g, ' ')}\n`,
  );
  return [
    request.method,
    request.path,
    query,
    headers.join(''),
    signedHeaders.join(';'),
    sha256(request.raw),
  ].join('\n');
}
