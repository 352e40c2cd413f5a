import { gzipSync } from 'node:zlib';
import { partialSuccess, type Reply } from './reply.js';

/** Answers with a status of 2xx, whatever else is wrong with them: all records are taken. */
export const TAKING_REPLIES: Record<string, Reply> = {
  HTML: { body: '<html>hello</html>', headers: { 'content-type': 'text/html' } },
  'a truncated response': { body: partialSuccess(5, 'never').subarray(0, 3) },
  '5 MB': { body: Buffer.alloc(5_000_000) },
  'a gzip bomb': { body: gzipSync(Buffer.alloc(50_000_000)), headers: { 'content-encoding': 'gzip' } },
  'a body that drips': { dripMillis: 50 },
  'a reset within the response': { reset: 'in-response' },
  'a reset after the response': { reset: 'after-response' },
};
