import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from './binaries.js';

export const AGENT_CONFIG = 'deploy/collector/agent.yaml';

type Options = Record<string, unknown>;

/** deploy/collector/agent.yaml; the Collector of these tests is built without the `loadbalancing` exporter. */
export function readAgent(): { exporters: { loadbalancing: Options; 'otlp_grpc/gateway': Options } } {
  return parse(readFileSync(join(ROOT, AGENT_CONFIG), 'utf8'));
}

/** The exporter's options that are its own; the others are those of every exporter with a queue. */
const LOAD_BALANCING_OPTIONS = ['resolver', 'protocol', 'routing_key'];

/**
 * The agent as it is, but for `loadbalancing`: there an exporter a gateway, with the same queue, and a filter before it
 * that lets the traces of its half of the IDs through. As with the exporter's hash, the trace ID alone decides.
 * @param gateways `host:port` of two
 * @param logsEndpoint in place of the agent's, where the name is not one that the machine's own resolver knows
 */
export function agentWithRoutes(gateways: readonly [string, string], logsEndpoint?: string): string {
  const { exporters, ...rest } = readAgent();
  const { loadbalancing, 'otlp_grpc/gateway': gateway } = exporters;
  const queue = Object.fromEntries(
    Object.entries(loadbalancing).filter(([name]) => !LOAD_BALANCING_OPTIONS.includes(name)),
  );
  const route = (endpoint: string) => ({ endpoint, tls: { insecure: true }, ...queue });
  const dropped = (firstDigit: string) => ({
    error_mode: 'propagate',
    traces: { span: [`IsMatch(span.trace_id.string, "^${firstDigit}")`] },
  });
  const pipeline = (index: 0 | 1) => ({
    receivers: ['otlp'],
    processors: ['memory_limiter', 'resource', 'redaction', `filter/${index}`],
    exporters: [`otlp_grpc/${index}`],
  });
  return JSON.stringify({
    ...rest,
    exporters: {
      'otlp_grpc/gateway': logsEndpoint === undefined ? gateway : { ...gateway, endpoint: logsEndpoint },
      'otlp_grpc/0': route(gateways[0]),
      'otlp_grpc/1': route(gateways[1]),
    },
    processors: { 'filter/0': dropped('[89a-f]'), 'filter/1': dropped('[0-7]') },
    service: {
      pipelines: {
        traces: pipeline(0),
        'traces/1': pipeline(1),
        logs: { exporters: ['otlp_grpc/gateway'] },
        metrics: { exporters: ['otlp_grpc/gateway'] },
      },
    },
  });
}
