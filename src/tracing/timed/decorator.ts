import { invalidOption } from '../../core/errors.js';
import { Operation } from './operation.js';
import { type TimedOptions, validateName } from './options.js';
import { type AnyFunction, validateFunction, wrap } from './wrap.js';

type MemberContext = ClassMethodDecoratorContext | ClassGetterDecoratorContext | ClassSetterDecoratorContext;

/**
 * Decorates methods, accessors and fields that hold a function; static and private ones too.
 * @example
 * ```ts
 * import { type TimedDecorator, timed } from 'tracebridge';
 *
 * const slow: TimedDecorator = timed({ thresholdMs: 200 });
 *
 * class Orders {
 *   @slow
 *   place(): void {}
 * }
 * ```
 */
export interface TimedDecorator {
  <F extends AnyFunction>(value: F, context: MemberContext): F;
  <This, V>(
    value: ClassAccessorDecoratorTarget<This, V>,
    context: ClassAccessorDecoratorContext<This, V>,
  ): ClassAccessorDecoratorResult<This, V>;
  <This, F extends AnyFunction>(
    value: undefined,
    context: ClassFieldDecoratorContext<This, F>,
  ): (this: This, initial: F) => F;
  /** Under `experimentalDecorators`: methods and accessors. */
  <T>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<T>,
  ): TypedPropertyDescriptor<T>;
}

/**
 * Which of the two kinds of decorators calls is known from the arguments alone: the second one is a context object
 * (TC39) or a property key (`experimentalDecorators`).
 */
export function createDecorator(name: string | undefined, options: TimedOptions): TimedDecorator {
  const timedAs = <F extends AnyFunction>(fn: F, key: string | symbol): F => {
    validateFunction(fn);
    const operation = name ?? (typeof key === 'symbol' ? key.description : key);
    validateName(operation);
    return wrap(fn, new Operation(operation, fn.name, options));
  };
  const decorate = (
    value: unknown,
    second: DecoratorContext | string | symbol,
    descriptor?: PropertyDescriptor,
  ) =>
    typeof second === 'object'
      ? decorateMember(value, second, timedAs)
      : decorateDescriptor(second, descriptor, timedAs);
  return decorate as TimedDecorator;
}

type TimedAs = <F extends AnyFunction>(fn: F, key: string | symbol) => F;

function decorateMember(value: unknown, context: DecoratorContext, timedAs: TimedAs): unknown {
  switch (context.kind) {
    case 'method':
    case 'getter':
    case 'setter':
      return timedAs(value as AnyFunction, context.name);
    case 'accessor': {
      const { get, set } = value as ClassAccessorDecoratorTarget<unknown, unknown>;
      return { get: timedAs(get, context.name), set: timedAs(set, context.name) };
    }
    case 'field':
      return (initial: AnyFunction) => timedAs(initial, context.name);
    default:
      throw invalidOption(
        '@timed',
        'on a method, an accessor or a field that holds a function',
        context.kind,
      );
  }
}

function decorateDescriptor(
  key: string | symbol,
  descriptor: PropertyDescriptor | undefined,
  timedAs: TimedAs,
): PropertyDescriptor {
  if (descriptor === undefined) {
    throw invalidOption('@timed', 'on a method or an accessor under experimentalDecorators', key);
  }
  const { value, get, set } = descriptor;
  if (get === undefined && set === undefined) return { ...descriptor, value: timedAs(value, key) };
  return { ...descriptor, ...(get && { get: timedAs(get, key) }), ...(set && { set: timedAs(set, key) }) };
}
