import type { ChangeEvent } from '../../api-types.js';
import type { Model } from '../data/model.js';
import type { Route } from '../data/route.js';

/** What holds for the whole page. */
export interface PageState {
  readonly isPaused: boolean;
}

/** One of the page's views. Its element is made once and kept. */
export interface View {
  readonly element: HTMLElement;
  /** The list that takes arrow keys pressed anywhere. */
  readonly list?: { keydown(event: KeyboardEvent): void; readonly element: HTMLElement };
  /** Called when the view comes up and when its route changes. */
  show(route: Route, model: Model, state: PageState): void;
  /**
   * Called after each event from the receiver while the view is up, and when the page is paused or goes on; no event
   * means that anything may have changed.
   */
  update(model: Model, state: PageState, event?: ChangeEvent): void;
  /** A shortcut; returns whether it was used. */
  key?(key: string): boolean;
}
