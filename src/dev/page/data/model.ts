import type { ChangeEvent, Status, WorkerView } from '../../api-types.js';

/** Counts and workers as last told by the receiver. */
export class Model {
  status: Status | undefined;
  workers: WorkerView[] = [];

  reset(status: Status & { workers: WorkerView[] }): void {
    this.status = status;
    this.workers = status.workers;
  }

  apply(event: ChangeEvent): void {
    this.status = event.status;
    this.workers = event.workers ?? this.workers;
  }
}
