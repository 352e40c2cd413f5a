import { timed } from '../../../../src/tracing/timed/index.js';
import { Legacy } from '../../../fixtures/timed/experimental-decorators.js';
import { telemetryOfEachTest } from '../../../support/telemetry-of-each-test.js';

const { sdk, lines } = telemetryOfEachTest();

const spanNames = () => sdk.spans().map((span) => span.name);

class Modern {
  base = 10;

  @timed('modern_add', { level: 'debug' })
  add(n: number): number {
    return this.base + n;
  }

  @timed()
  async load(): Promise<number> {
    return this.base;
  }

  @timed()
  static make(): Modern {
    return new Modern();
  }

  @timed({ level: 'debug' })
  #hidden(): string {
    return `hidden ${this.base}`;
  }

  callHidden(): string {
    return this.#hidden();
  }

  @timed('half')
  get half(): number {
    return this.base / 2;
  }

  @timed('set_half')
  set half(value: number) {
    this.base = value * 2;
  }

  @timed()
  accessor size = 3;

  @timed()
  handle = (n: number): number => this.base * n;
}

describe('TC39 decorators', () => {
  test('methods, async ones, static ones, private ones', async () => {
    const modern = Modern.make();
    expect(modern.add(1)).toBe(11);
    expect(await modern.load()).toBe(10);
    expect(modern.callHidden()).toBe('hidden 10');
    expect(spanNames()).toEqual(['make', 'modern_add', 'load', '#hidden']);
    expect(sdk.span('modern_add').attributes['code.function.name']).toBe('add');
    expect(modern.add.length).toBe(1);
    expect(modern.add.name).toBe('add');
    expect(lines.all().map((line) => line.message)).toEqual(['make completed', 'load completed']);
  });

  test('getters, setters, accessors and fields that hold a function', () => {
    const modern = new Modern();
    modern.half = 4;
    expect(modern.half).toBe(4);
    modern.size = 5;
    expect(modern.size).toBe(5);
    expect(modern.handle(2)).toBe(16);
    expect(spanNames()).toEqual(['set_half', 'half', 'size', 'size', 'handle']);
  });

  test('a class, or a field without a function, is refused', () => {
    const decorate = timed() as unknown as (
      value: unknown,
      context: unknown,
    ) => (initial: unknown) => unknown;
    expect(() => decorate(class {}, { kind: 'class', name: 'A' })).toThrow(
      expect.objectContaining({ code: 'TRACEBRIDGE_INVALID_OPTION' }),
    );
    expect(() => decorate(undefined, { kind: 'field', name: 'a' })(7)).toThrow(
      expect.objectContaining({ code: 'TRACEBRIDGE_INVALID_OPTION' }),
    );
  });
});

describe('experimentalDecorators', () => {
  test('methods, static methods and accessors', async () => {
    const legacy = new Legacy();
    expect(legacy.add(1)).toBe(11);
    expect(await legacy.load()).toBe(10);
    expect(Legacy.make()).toBeInstanceOf(Legacy);
    expect(legacy.half).toBe(5);
    expect(spanNames()).toEqual(['legacy_add', 'load', 'make', 'half']);
    expect(legacy.add.name).toBe('add');
  });

  test('what reflect-metadata knows of the method is kept', () => {
    const metadata = new Map<unknown, Map<unknown, unknown>>();
    const reflect = Reflect as unknown as Record<string, unknown>;
    Object.assign(reflect, {
      getOwnMetadataKeys: (target: object) => [...(metadata.get(target)?.keys() ?? [])],
      getOwnMetadata: (key: unknown, target: object) => metadata.get(target)?.get(key),
      defineMetadata: (key: unknown, value: unknown, target: object) =>
        metadata.set(target, (metadata.get(target) ?? new Map()).set(key, value)),
    });
    try {
      const get = () => 'orders';
      metadata.set(get, new Map([['path', '/orders']]));
      expect(metadata.get(timed('get', get))?.get('path')).toBe('/orders');
    } finally {
      for (const name of ['getOwnMetadataKeys', 'getOwnMetadata', 'defineMetadata']) delete reflect[name];
    }
  });

  test('a property is refused', () => {
    const decorate = timed() as unknown as (target: object, key: string) => unknown;
    expect(() => decorate({}, 'field')).toThrow(
      expect.objectContaining({ code: 'TRACEBRIDGE_INVALID_OPTION' }),
    );
  });
});
