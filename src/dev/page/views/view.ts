import type { ChangeEvent } from '../lib/api-types.js';
import type { Model } from '../lib/model.js';
import type { Route } from '../lib/route.js';

/** One of the page's views. Its element is made once and kept. */
export interface View {
  readonly element: HTMLElement;
  /** Called when the view comes up and when its route changes. */
  show(route: Route, model: Model): void;
  /** Called after each event from the receiver while the view is up; no event means that anything may have changed. */
  update(model: Model, event?: ChangeEvent): void;
  /** A shortcut; returns whether it was used. */
  key?(key: string): boolean;
}
