import { runChild } from '../lib/child.mjs';
import { number } from '../lib/format.mjs';
import { program, REGISTER } from '../lib/paths.mjs';

export const memory = {
  id: 'memory',
  title: 'Memory with the collector down, 5,000 lines/s',
  target: 'at most +32 MiB, event-loop p99 at most 2 ms',
  peers: [],
  quick: true,
  header: ['seconds', 'lines', 'grown MiB', 'queue MiB', 'event-loop p99 ms', 'queued', 'dropped'],
  async run({ quick }) {
    const seconds = quick ? 10 : 60;
    const { written, grownMib, queueMib, delayP99, logs } = await runChild({
      program: program('memory'),
      args: [seconds],
      preloads: [REGISTER],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    });
    const dropped = Object.values(logs.dropped).reduce((sum, count) => sum + count, 0);
    return {
      note: 'The ten-minute run is `npm run soak`. Growth counts from two seconds after start.',
      result: `+${number(grownMib, 0)} MiB, p99 ${number(delayP99, 1)} ms in ${seconds} s`,
      rows: [
        [
          seconds,
          number(written, 0),
          number(grownMib, 1),
          number(queueMib, 1),
          number(delayP99, 1),
          number(logs.queued, 0),
          number(dropped, 0),
        ],
      ],
    };
  },
};
