import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';

/**
 * A context that gets its content after it was handed out. BullMQ asks for the context of a job first and tells the
 * job's ID, which its correlation ID may be, inside of it.
 */
export class LateContext implements Context {
  #content: Context = ROOT_CONTEXT;

  fill(content: Context): void {
    this.#content = content;
  }

  getValue(key: symbol): unknown {
    return this.#content.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#content.setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.#content.deleteValue(key);
  }
}
