import { OtlpServer } from '../../support/otlp-server/otlp-server.js';
import { RunningFixture } from '../../support/run-fixture.js';

test.each(['end', 'terminate', 'crash', 'exit'])(
  'threads that %s: all their records arrive, each with its own resource',
  async (way) => {
    await using server = await OtlpServer.start();
    const finished = await new RunningFixture('export/threads.cjs', [server.url, way]).finished();
    expect(finished).toMatchObject({ code: 0, signal: null, stderr: '' });
    expect(server.distinct('logs').size).toBe(3000);
    expect(server.duplicates('logs')).toBe(0);
    const services = new Map<string | undefined, number>();
    for (const { service } of server.taken.logs) services.set(service, (services.get(service) ?? 0) + 1);
    expect(services.size).toBe(3);
    expect([...services.values()]).toEqual([1000, 1000, 1000]);
  },
);
