import { stdout } from 'node:process';
import { correlationIdToTraceId, isCorrelationId } from '../../correlation/correlation-id.js';
import { type CommandModule, UsageError } from '../command.js';
import { parseOptions } from '../parse-options.js';

const JAEGER = 'http://localhost:16686';

const USAGE = `Usage: tracebridge id <correlation id> [--jaeger <url>] [--json]

Prints the trace ID of a correlation ID and where to look for it. A request that came with a traceparent header belongs
to that one's trace instead: it is found by the attribute correlation_id, the second link.

Options:
      --jaeger <url>  address of Jaeger's page (default ${JAEGER})
      --json          the same as one JSON object
  -h, --help          this text
`;

export const idCommand: CommandModule = {
  usage: USAGE,
  async run(args) {
    const [correlationId, ...options] = args;
    if (correlationId === undefined) throw new UsageError('Expected a correlation ID');
    const values = parseOptions(options, { jaeger: { type: 'string' }, json: { type: 'boolean' } });
    if (!isCorrelationId(correlationId))
      throw new UsageError(
        'Expected a correlation ID of 1 to 128 characters of A–Z a–z 0–9 . _ : @ / + = -; any other one is replaced by a new ID at the service that it comes to',
      );
    const traceId = correlationIdToTraceId(correlationId);
    const base = jaegerUrl(values.jaeger ?? JAEGER);
    const tags = encodeURIComponent(JSON.stringify({ correlation_id: correlationId }));
    const found = {
      correlation_id: correlationId,
      trace_id: traceId,
      trace: `${base}/trace/${traceId}`,
      search: `${base}/search?tags=${tags}`,
    };
    stdout.write(
      values.json
        ? `${JSON.stringify(found)}\n`
        : `trace ID  ${traceId}\ntrace     ${found.trace}\nsearch    ${found.search}&service=<service>\n`,
    );
    return 0;
  },
};

function jaegerUrl(text: string): string {
  if (!URL.canParse(text))
    throw new UsageError('Expected --jaeger to be a URL such as http://localhost:16686');
  return text.replace(/\/+$/, '');
}
