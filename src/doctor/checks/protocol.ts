import { type Check, found, skipped } from '../check.js';

/** gRPC is asked for, but OTLP over HTTP is what answers. */
export const protocolCheck: Check = {
  id: 'protocol',
  title: 'Protocol',
  run({ results, destinations, grpc }) {
    const answered = results.probes.filter(
      ({ signal, outcome }) => grpc.includes(signal) && outcome.kind === 'answer' && outcome.status < 500,
    );
    if (answered.length === 0) {
      const [first] = destinations.values();
      return first === undefined
        ? skipped('no signal is exported over OTLP')
        : { findings: [], seen: first.protocol };
    }
    return found({
      id: 'http-port',
      severity: 'warning',
      what: `OTEL_EXPORTER_OTLP_PROTOCOL is grpc, but the endpoint speaks HTTP [${answered.map(({ signal }) => signal).join(', ')}]`,
      why: 'tracebridge sends http/protobuf there, which arrives; exporters that obey the variable fail at this port',
      fix: 'OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
    });
  },
};
