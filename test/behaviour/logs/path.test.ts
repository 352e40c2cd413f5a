import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const LINES = 50;

/** What `NODE_V8_COVERAGE` tells of a file: its functions, with how often each was called. */
interface Coverage {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly { startOffset: number; count: number }[] }[];
}

/** Files of `src`, without their ending, that have a function which each line calls. */
function filesOfEachLine(folder: string): Set<string> {
  const all = readdirSync(folder).flatMap(
    (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')).result as Coverage[],
  );
  const files = new Set<string>();
  for (const { url, functions } of all) {
    const path = url.startsWith('file:') ? fileURLToPath(url) : '';
    // That of OpenTelemetry's API has no map.
    if (!path.startsWith(join(ROOT, 'dist')) || !existsSync(`${path}.map`)) continue;
    const lines = readFileSync(path, 'utf8').split('\n');
    const map = new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8')));
    for (const { ranges } of functions) {
      if (ranges[0]!.count < LINES) continue;
      let [line, column] = [0, ranges[0]!.startOffset];
      while (column > lines[line]!.length) column -= lines[line++]!.length + 1;
      const entry = map.findEntry(line, column);
      if ('originalSource' in entry) files.add(entry.originalSource.replace(/^.*\bsrc\/|\.ts$/g, ''));
    }
  }
  return files;
}

/** Files and folders of the steps in docs/architecture.md. */
function namedFiles(): string[] {
  const text = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
  const [, section = ''] = /\n## The path of a log record\n([\s\S]*?)\n### /.exec(text) ?? [];
  const steps = section.slice(section.indexOf('\n1. '));
  return [...steps.matchAll(/`([a-z0-9-]+(?:\/[a-z0-9-]+)+)`/g)].map(([, name]) => name!);
}

test('each line runs through the files that docs/architecture.md names for its steps', async () => {
  const receiver = await TelemetryReceiver.start();
  const folder = mkdtempSync(join(tmpdir(), 'path-'));
  for (const mode of ['thread', 'inline']) {
    const { stderr } = await runProgram(
      ['--require', REGISTER, join(ROOT, 'test/fixtures/logs/path.cjs'), String(LINES)],
      {
        NODE_V8_COVERAGE: folder,
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        TRACEBRIDGE_EXPORT: mode,
        TRACEBRIDGE_KEEP: 'errors',
      },
    );
    expect(stderr).toBe('');
  }
  await receiver.close();
  const run = [...filesOfEachLine(folder)];
  const named = namedFiles();
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !run.some((file) => `${file}/`.startsWith(`${name}/`)))).toEqual([]);
});
