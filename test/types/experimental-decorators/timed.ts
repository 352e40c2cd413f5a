// Compiled with `experimentalDecorators`, never run.
import { timed } from '../../../src/tracing/timed/index.js';

class Orders {
  @timed('place', { level: 'debug' })
  place(id: string, count: number): string {
    return id + count;
  }

  @timed()
  async load<T>(value: T): Promise<T> {
    return value;
  }

  @timed()
  static make(): Orders {
    return new Orders();
  }

  @timed()
  get size(): number {
    return 1;
  }

  // @ts-expect-error a property can't be decorated under experimentalDecorators
  @timed()
  handle = (n: number): number => n;
}
void Orders;
