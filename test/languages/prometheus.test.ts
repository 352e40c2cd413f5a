import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { REGISTER, ROOT } from '../support/run-program.js';

const TRACE_ID = '7f9c24e51b2a4c3d8e4f5a6b7c8d9e0f';

/** What the pattern's group finds in the first line that it matches; the stream is read on. */
function lineLike(stream: Readable, pattern: RegExp): Promise<string> {
  return new Promise((resolve) => {
    createInterface({ input: stream }).on('line', (line) => {
      const [, found] = pattern.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
}

test('Prometheus scrapes exemplars that lead to the trace', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tracebridge-prometheus-'));
  await using _removed = { [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
  const app = spawn(
    join(ROOT, 'node_modules/.bin/node'),
    ['--require', REGISTER, join(ROOT, 'test/fixtures/languages/scraped.cjs')],
    // A closed port: what is scraped is what counts here.
    {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env.PATH, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    },
  );
  const port = await lineLike(app.stdout, /^(\d+)$/);
  const config = join(directory, 'prometheus.yml');
  await writeFile(
    config,
    `global: { scrape_interval: 1s }\nscrape_configs: [{ job_name: app, metrics_path: /, static_configs: [{ targets: ['127.0.0.1:${port}'] }] }]\n`,
  );
  const prometheus = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      '--web.listen-address=127.0.0.1:0',
      '--enable-feature=exemplar-storage',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  try {
    const address = await lineLike(prometheus.stderr, /"Listening on" address=(127\.0\.0\.1:\d+)/);
    const query = `http://${address}/api/v1/query_exemplars?query=tracebridge_worker_job_duration_seconds_bucket&start=0&end=9999999999`;
    let found: { exemplars: { labels: Record<string, string> }[] }[] = [];
    while (found.length === 0) {
      await sleep(200);
      const { data } = (await (await fetch(query)).json()) as { data: typeof found };
      found = data;
    }
    expect(found[0]!.exemplars[0]!.labels).toEqual({
      trace_id: TRACE_ID,
      span_id: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  } finally {
    prometheus.kill();
    app.kill('SIGKILL');
  }
}, 60_000);
