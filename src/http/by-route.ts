/** Routes come from code; an app that makes them up from data must not grow the map for ever. */
const MAX_ROUTES = 1000;

/** Remembers something of each method of each route: most routes of an API have several methods. */
export class ByRoute<Value> {
  readonly #methods = new Map<string, Map<string | undefined, Value>>();

  /** @param method as in the name of a span, of which there are few */
  get(method: string, route: string | undefined): Value | undefined {
    return this.#methods.get(method)?.get(route);
  }

  set(method: string, route: string | undefined, value: Value): void {
    let routes = this.#methods.get(method);
    if (routes === undefined) {
      routes = new Map();
      this.#methods.set(method, routes);
    }
    if (routes.size >= MAX_ROUTES) routes.clear();
    routes.set(route, value);
  }
}
