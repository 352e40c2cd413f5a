import { stderr, stdout } from 'node:process';
import type { LogLine, Window } from '../../dev/api-types.js';
import { printable, printableJson } from '../../dev/text/printable.js';
import type { CommandModule } from '../command.js';
import { parseOptionsAndText } from '../parse-options.js';
import { RECEIVER_OPTIONS, RECEIVER_USAGE, Receiver } from '../receiver.js';

const USAGE = `Usage: tracebridge tail [<query>] [options]

Prints log lines of all apps as they come to a running "tracebridge dev", until
Ctrl-C. With a query, such as 'level:warning service:api', only those.

Options:
  -q, --query <query>  the query, also this way
      --json           each as a line of JSON
${RECEIVER_USAGE}
  -h, --help           this text
`;

export const tailCommand: CommandModule = {
  usage: USAGE,
  async run(args) {
    const { values, text } = parseOptionsAndText(args, {
      ...RECEIVER_OPTIONS,
      query: { type: 'string', short: 'q' },
      json: { type: 'boolean' },
    });
    const receiver = new Receiver(values);
    const path = `/api/logs?q=${encodeURIComponent(`${values.query ?? ''} ${text}`.trim())}`;
    // Nobody reads on, and nothing is left to be written.
    stdout.on('error', () => process.exit());
    const changes = await receiver.changes();
    const { newest, mistakes = [] } = await receiver.json<Window<LogLine>>(`${path}&limit=0`);
    for (const mistake of mistakes) stderr.write(`${printable(mistake)}\n`);
    let after = newest;
    for await (const _ of changes) {
      for await (const line of linesAfter(receiver, path, after)) {
        after = Math.max(after, line.sequence);
        stdout.write(values.json ? `${printableJson(JSON.stringify(line))}\n` : lineText(line));
      }
    }
    stderr.write(`${receiver.name} has ended\n`);
    return 0;
  },
};

/** What came after a number of arrival until now, in the order of their times; it may be more than one answer holds. */
async function* linesAfter(receiver: Receiver, path: string, after: number): AsyncGenerator<LogLine> {
  let upTo: number | undefined;
  for (let offset = 0, total = 1; offset < total; ) {
    const until = upTo === undefined ? '' : `&upTo=${upTo}`;
    const window = await receiver.json<Window<LogLine>>(`${path}&after=${after}&offset=${offset}${until}`);
    yield* window.items;
    upTo ??= window.newest;
    ({ total } = window);
    offset += window.items.length || total;
  }
}

function lineText({ timeUnixMillis, level, service, message, fields, traceId }: LogLine): string {
  const time = new Date(timeUnixMillis).toISOString().slice(11, 23);
  const parts = [time, (level || 'LOG').padEnd(5), service, message, fields, traceId.slice(0, 8)];
  return `${parts.map((part) => printable(part)).join('  ')}\n`;
}
