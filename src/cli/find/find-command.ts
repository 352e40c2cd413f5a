import { stdout } from 'node:process';
import { parseArgs } from 'node:util';
import type { TraceSummary, Window } from '../../dev/shared/api-types.js';
import { type CommandModule, UsageError } from '../command.js';
import { parseOptions } from '../parse-options.js';
import { RECEIVER_OPTIONS, Receiver, URL_USAGE } from '../receiver.js';

const USAGE = `Usage: tracebridge find <id or query> [--json] [--url <url>]

Looks in a running "tracebridge dev" for traces: by correlation ID or trace ID in any spelling, or by a query such as
'service:api status:5xx duration>100ms order_id:42 "card declined"'. One trace is shown whole, several as a list.
Exit status: 0 found, 1 nothing found.

Options:
      --json       one JSON document: the traces, and of a single one its spans and log records
${URL_USAGE}
  -h, --help       this text
`;

export const findCommand: CommandModule = {
  usage: USAGE,
  async run(args) {
    const { query, json, url } = readArguments(args);
    const receiver = new Receiver(url);
    const path = `/api/traces?q=${encodeURIComponent(query)}`;
    const { items, total } = (await (await receiver.get(path)).json()) as Window<TraceSummary>;
    const only = total === 1 ? items[0]!.traceId : undefined;
    if (json) {
      const whole =
        only === undefined ? undefined : await (await receiver.get(`/api/traces/${only}?whole`)).json();
      stdout.write(`${JSON.stringify({ total, traces: items, ...(whole as object | undefined) })}\n`);
    } else if (total > 0) {
      const text = await receiver.ask(only === undefined ? 'find_correlation' : 'get_trace', {
        id: only ?? query,
      });
      stdout.write(text);
    } else stdout.write('Nothing found\n');
    return total > 0 ? 0 : 1;
  },
};

function readArguments(args: string[]): { query: string; json: boolean; url: string | undefined } {
  const options = { ...RECEIVER_OPTIONS, json: { type: 'boolean' } } as const;
  const { positionals } = parseArgs({ args, options, allowPositionals: true, strict: false });
  const query = positionals.join(' ').trim();
  if (query === '') throw new UsageError('Expected an ID or a query');
  const { json = false, url } = parseOptions(
    args.filter((arg) => !positionals.includes(arg)),
    options,
  );
  return { query, json, url };
}
