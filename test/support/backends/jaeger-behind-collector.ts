import { Collector } from './collector.js';
import { Jaeger } from './jaeger.js';

/** A Jaeger and the Collector before it, for the tests of a file. */
export function jaegerBehindCollector(): { readonly jaeger: Jaeger; readonly collector: Collector } {
  let jaeger: Jaeger;
  let collector: Collector;
  beforeAll(async () => {
    jaeger = await Jaeger.start();
    collector = await Collector.start({ env: { JAEGER_ENDPOINT: jaeger.grpcEndpoint } });
  });
  afterAll(async () => {
    await collector?.stop();
    await jaeger?.stop();
  });
  return {
    get jaeger() {
      return jaeger;
    },
    get collector() {
      return collector;
    },
  };
}
