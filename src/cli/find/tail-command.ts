import { stdout } from 'node:process';
import type { LogLine, Window } from '../../dev/shared/api-types.js';
import { printable } from '../../dev/shared/printable.js';
import type { CommandModule } from '../command.js';
import { parseOptions } from '../parse-options.js';
import { RECEIVER_OPTIONS, Receiver, URL_USAGE } from '../receiver.js';

const USAGE = `Usage: tracebridge tail [--query <query>] [--json] [--url <url>]

Prints log lines of all apps as they come to a running "tracebridge dev", until Ctrl-C.

Options:
  -q, --query <query>  only those, such as 'level:warning service:api'
      --json           each as a line of JSON
${URL_USAGE}
  -h, --help       this text
`;

export const tailCommand: CommandModule = {
  usage: USAGE,
  async run(args) {
    const values = parseOptions(args, {
      ...RECEIVER_OPTIONS,
      query: { type: 'string', short: 'q' },
      json: { type: 'boolean' },
    });
    const receiver = new Receiver(values.url);
    const path = `/api/logs?q=${encodeURIComponent(values.query ?? '')}`;
    const isGone = new Promise<'gone'>((resolve) => {
      stdout.on('error', () => resolve('gone'));
    });
    const events = await receiver.get('/api/events');
    let after = ((await (await receiver.get(`${path}&limit=0`)).json()) as Window<LogLine>).newest;
    const reader = events.body!.getReader();
    // Each event says that something came.
    for (;;) {
      const read = await Promise.race([reader.read(), isGone]);
      if (read === 'gone' || read.done) return 0;
      for (;;) {
        const answer = (await (await receiver.get(`${path}&after=${after}`)).json()) as Window<LogLine>;
        for (const line of answer.items)
          stdout.write(values.json ? `${JSON.stringify(line)}\n` : lineText(line));
        if (answer.items.length === answer.total) {
          after = answer.newest;
          break;
        }
        after = Math.max(...answer.items.map(({ sequence }) => sequence));
      }
    }
  },
};

function lineText({ timeUnixMillis, level, service, message, fields, traceId }: LogLine): string {
  const time = new Date(timeUnixMillis).toISOString().slice(11, 23);
  const parts = [time, (level || 'LOG').padEnd(5), service, message, fields, traceId.slice(0, 8)];
  return `${parts.map((part) => printable(part)).join('  ')}\n`;
}
