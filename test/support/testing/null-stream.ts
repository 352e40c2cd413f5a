import { Writable } from 'node:stream';

/** A stream for loggers whose output a test does not read. */
export function nullStream(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
