import { stdout } from 'node:process';
import type { TraceSummary, Window } from '../../dev/api-types.js';
import { MAX_QUERY } from '../../dev/query/parse.js';
import { printable, printableJson } from '../../dev/text/printable.js';
import { type CommandModule, UsageError } from '../command.js';
import { parseOptionsAndText } from '../parse-options.js';
import { RECEIVER_OPTIONS, RECEIVER_USAGE, Receiver } from '../receiver.js';

const USAGE = `Usage: tracebridge find <id or query> [options]

Looks in a running "tracebridge dev" for traces: by correlation ID or trace ID
in any spelling, or by a query such as

  'service:api status:5xx duration>100ms order_id:42 "card declined"'

One trace is shown whole, several as a list.

Options:
      --json           one JSON document: the traces, and of a single one its
                       spans and log records
${RECEIVER_USAGE}
  -h, --help           this text

Exit status: 0 found, 1 nothing found or nobody asked, 2 wrong usage.
`;

export const findCommand: CommandModule = {
  usage: USAGE,
  async run(args) {
    const { values, text: query } = parseOptionsAndText(args, {
      ...RECEIVER_OPTIONS,
      json: { type: 'boolean' },
    });
    if (query === '' || query.length > MAX_QUERY)
      throw new UsageError(`Expected an ID or a query, of at most ${MAX_QUERY} characters`);
    const receiver = new Receiver(values);
    const { items, total, mistakes } = await receiver.json<Window<TraceSummary>>(
      `/api/traces?q=${encodeURIComponent(query)}`,
    );
    const only = total === 1 ? items[0]!.traceId : undefined;
    if (values.json) {
      const whole = only === undefined ? undefined : await receiver.json<object>(`/api/traces/${only}?whole`);
      stdout.write(`${printableJson(JSON.stringify({ total, traces: items, mistakes, ...whole }))}\n`);
    } else if (total > 0) {
      const text = await receiver.ask(only === undefined ? 'find_correlation' : 'get_trace', {
        id: only ?? query,
      });
      stdout.write(stdout.isTTY ? withoutMarks(text) : text);
    } else
      stdout.write(`${['Nothing found', ...(mistakes ?? [])].map((line) => printable(line)).join('\n')}\n`);
    return total > 0 ? 0 : 1;
  },
};

/** People see where telemetry ends; agents, who read a pipe, are told by marks. */
function withoutMarks(text: string): string {
  return text.replace(/^.*\n<telemetry>\n/, '').replace(/<\/telemetry>\n?$/, '');
}
