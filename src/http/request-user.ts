import type { RequestSettings } from './settings.js';
import { userIdText } from './user-id.js';

/**
 * How often a request's user is asked for. A `getUserId` that logs is asked again for its own line, at once or when
 * that line is formatted: this ends it. A request with more lines keeps the user that was found by then.
 */
const MAX_ASKED = 1000;

/** The user of one request, asked for anew each time: authentication may run at any moment. */
export class RequestUser {
  #isAsking = false;
  #asked = 0;
  #last: string | undefined;

  constructor(
    private settings: RequestSettings,
    private subject: unknown,
  ) {}

  /** Takes the rule of a further middleware, unless that has none of its own and an earlier one has. */
  adopt(settings: RequestSettings, subject: unknown): void {
    if (settings.getUserId === undefined && this.settings.getUserId !== undefined) return;
    this.settings = settings;
    this.subject = subject;
  }

  /** Keeps the user that was found last, and nothing of the request. */
  release(): void {
    this.#asked = MAX_ASKED;
    this.subject = undefined;
  }

  /** Never throws. */
  id(): string | undefined {
    if (this.#isAsking || this.#asked === MAX_ASKED) return this.#last;
    this.#asked++;
    this.#isAsking = true;
    try {
      const { getUserId, binding } = this.settings;
      const value = getUserId === undefined ? binding.userId(this.subject) : getUserId(this.subject);
      this.#last = userIdText(value);
    } catch {
      this.#last = undefined;
    }
    this.#isAsking = false;
    return this.#last;
  }
}
