import { COUNTERS_BYTES, Counters } from '../counters.js';

/** Control words that all threads of a process share with its exporter thread. */
export const HubWord = {
  /** Raised to wake the exporter; its value means nothing else. */
  wake: 0,
  /** One of {@link ExporterState}. */
  state: 1,
  /** Raised after each pass over the rings: there is room again. */
  progress: 2,
  /** Threads that wait for room. */
  waiters: 3,
  /** Number of the last flush that was asked for, and of the last that is done or given up. */
  flushAsked: 4,
  flushDone: 5,
  /** The last flush that ended because nothing could be delivered. Written before `flushDone`. */
  flushGivenUp: 6,
  /** Milliseconds that remain of the process; 0 while it is not ending. */
  endingMillis: 7,
  /** 1 once the exporter takes announcements of rings. */
  listening: 8,
  /** Identity of the last ring. */
  rings: 9,
  /** The last flush before which everything was taken out of the rings, and is on disk where there is a spool. */
  flushBegun: 10,
  /** 1 when the exporter is to send nothing more, and once it does so. */
  restAsked: 11,
  resting: 12,
} as const;

export const ExporterState = {
  /** Reads rings, or will before it sleeps: needs no wake-up. */
  running: 0,
  /** Looks again within some milliseconds. Woken early only when a ring fills. */
  dozing: 1,
  /** Woken by anything. */
  asleep: 2,
} as const;

const CONTROL_BYTES = 64;

/** Memory shared by all threads of a process that export. */
export interface Hub {
  readonly memory: SharedArrayBuffer;
  readonly control: Int32Array;
  readonly counters: Counters;
}

export function createHub(): Hub {
  return openHub(new SharedArrayBuffer(CONTROL_BYTES + COUNTERS_BYTES));
}

export function openHub(memory: SharedArrayBuffer): Hub {
  const control = new Int32Array(memory, 0, CONTROL_BYTES / 4);
  return { memory, control, counters: new Counters(memory, CONTROL_BYTES) };
}

/** Wakes the exporter unless it is awake anyway. */
export function wakeExporter({ control }: Hub): void {
  Atomics.store(control, HubWord.state, ExporterState.running);
  Atomics.add(control, HubWord.wake, 1);
  Atomics.notify(control, HubWord.wake);
}
