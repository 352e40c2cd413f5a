import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RunningFixture } from '../../support/run-fixture.js';

const THREADS = 80;
const MIB = 2 ** 20;

test('threads that start others and are terminated: all that they recorded arrives, and their rings are let go of', async () => {
  const server = createServer((request, response) => request.resume().on('end', () => response.end()));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { stdout, stderr } = await new RunningFixture('export/ended-threads.cjs', [
    url,
    `${THREADS}`,
  ]).finished();
  server.close();
  expect(stderr).toBe('');
  const [early, late, accepted, delivered] = stdout.trim().split(/\s/).map(Number);
  expect([accepted, delivered]).toEqual([THREADS * 200, THREADS * 200]);
  // Two rings of 4 MiB each of the last 60 would be 480. V8 collects what is let go of when it likes: after tens of MiB.
  expect((late! - early!) / MIB).toBeLessThan(300);
}, 120_000);
