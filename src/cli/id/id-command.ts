import { stdout } from 'node:process';
import { correlationIdToTraceId, isCorrelationId } from '../../correlation/correlation-id.js';
import { type CommandModule, UsageError } from '../command.js';
import { parseOptionsAndText } from '../parse-options.js';
import { readHttpUrl } from '../read-values.js';

const JAEGER = 'http://localhost:16686';

const USAGE = `Usage: tracebridge id <correlation id> [options]

Prints the trace ID of a correlation ID and where to look for it. A request that
came with a traceparent header belongs to that one's trace instead: it is found
by the attribute correlation_id, the second link.

Options:
      --jaeger <url>  address of Jaeger's page (default ${JAEGER})
      --json          the same as one JSON object
  -h, --help          this text
`;

export const idCommand: CommandModule = {
  usage: USAGE,
  async run(args) {
    const { values, text: correlationId } = parseOptionsAndText(args, {
      jaeger: { type: 'string' },
      json: { type: 'boolean' },
    });
    if (correlationId === '') throw new UsageError('Expected a correlation ID');
    if (!isCorrelationId(correlationId))
      throw new UsageError(
        'Expected a correlation ID of 1 to 128 characters of A–Z a–z 0–9 . _ : @ / + = -; any other one is replaced by a new ID at the service that it comes to',
      );
    const traceId = correlationIdToTraceId(correlationId);
    const base = readHttpUrl('--jaeger', values.jaeger ?? JAEGER, JAEGER).href.replace(/\/+$/, '');
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
