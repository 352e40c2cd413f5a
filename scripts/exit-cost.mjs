// What the bridge adds to the end of a short program: milliseconds from its last line to its end, with the preload and
// without, in interleaved runs. `node scripts/exit-cost.mjs [runs]`, on a quiet machine, after a build.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { median } from '../bench/lib/statistics.mjs';

const runs = Number(process.argv[2] ?? 50);
const root = fileURLToPath(new URL('..', import.meta.url));
const server = createServer((request, response) => request.resume().on('end', () => response.end()));
await once(server.listen(0, '127.0.0.1'), 'listening');
const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${server.address().port}` };

const LINES = `const winston = require('winston');
  const logger = winston.createLogger({ transports: [new winston.transports.Console()] });
  for (let line = 0; line < 10; line++) logger.info('line');
  require('fs').writeSync(2, String(Date.now()));`;
const ENDS = { 'natural end': '', 'process.exit()': 'process.exit()' };
const PRELOADS = { bare: [], preloaded: ['--require', './dist/register.js'] };

/** Milliseconds from the last line to the end of the process. */
async function endMillis(preload, end) {
  const child = spawn(process.execPath, [...preload, '-e', LINES + end], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr.on('data', (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(text);
  return Date.now() - Number(text);
}

for (const [name, end] of Object.entries(ENDS)) {
  const taken = { bare: [], preloaded: [] };
  for (let run = 0; run < runs; run++)
    for (const [kind, preload] of Object.entries(PRELOADS)) taken[kind].push(await endMillis(preload, end));
  const [bare, preloaded] = [median(taken.bare), median(taken.preloaded)];
  console.log(
    `${name}: ${bare} ms bare, ${preloaded} ms preloaded, ${preloaded - bare} ms added (medians of ${runs})`,
  );
}
server.close();
