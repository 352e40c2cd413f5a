import { type Check, skipped } from '../check.js';

/** In what form the signals are sent; whether the endpoint takes that is the collector's check. */
export const protocolCheck: Check = {
  id: 'protocol',
  title: 'Protocol',
  run({ destinations, grpc }) {
    if (destinations.size === 0) return skipped('no signal is exported over OTLP');
    const protocols = [...destinations].map(([signal, { protocol }]) =>
      grpc.includes(signal) ? "grpc, by OpenTelemetry's own SDK" : protocol,
    );
    return { findings: [], seen: [...new Set(protocols)].join('; ') };
  },
};
