import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tlsOptions, tlsStamp } from '../../../../src/export/transport/tls.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tls-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file that is replaced, rewritten or removed shows, and is read again', () => {
  const certificate = join(folder, 'ca.pem');
  writeFileSync(certificate, 'one');
  const stamps = [tlsStamp({ certificate })];
  expect(tlsStamp({ certificate })).toBe(stamps[0]);
  writeFileSync(join(folder, 'new.pem'), 'two');
  renameSync(join(folder, 'new.pem'), certificate);
  stamps.push(tlsStamp({ certificate }));
  expect(tlsOptions({ certificate }).ca).toEqual(Buffer.from('two'));
  writeFileSync(certificate, 'three');
  stamps.push(tlsStamp({ certificate }));
  rmSync(certificate);
  stamps.push(tlsStamp({ certificate }));
  expect(new Set(stamps).size).toBe(4);
});

test('texts never change', () => {
  expect(tlsStamp({ certificate: '-----BEGIN CERTIFICATE-----' })).toBe('');
  expect(tlsStamp(undefined)).toBe('');
});
