import { BroadcastChannel, workerData } from 'node:worker_threads';
import type { Announcement, EndedThreads, ExporterWorkerData } from '../announcement.js';
import { HELLO } from '../announcement.js';
import { HubWord, openHub, wakeExporter } from '../hub.js';
import { Exporter } from './exporter.js';

/** Entry of the exporter thread. It needs nothing of the main thread, which may be blocked or ending. */
const { hub: memory, channelName, config, main } = workerData as ExporterWorkerData;
const hub = openHub(memory);
const exporter = new Exporter(hub, config);
exporter.attach(main);

// Also what keeps this thread alive: waiting for a wake-up does not.
const announcements = new BroadcastChannel(channelName);
announcements.onmessage = (event: unknown) => {
  const { data } = event as { data: Announcement | EndedThreads | typeof HELLO };
  if (data === HELLO) return;
  if ('ended' in data) exporter.release(data.ended);
  else exporter.attach(data);
  wakeExporter(hub);
};
announcements.postMessage(HELLO);
Atomics.store(hub.control, HubWord.listening, 1);
Atomics.notify(hub.control, HubWord.listening);

void exporter.run();
