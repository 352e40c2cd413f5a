import type { WorkerSample, WorkerView } from '../../api-types.js';
import { formatCount, formatMillis, formatTime } from '../../text/format.js';
import type { Model } from '../data/model.js';
import { perSecond } from '../data/rate.js';
import type { Route } from '../data/route.js';
import { h } from '../elements/dom.js';
import { plot } from '../elements/plot.js';
import { emptyState } from './empty.js';
import type { View } from './view.js';

/** Background workers: totals, and rate and duration over time. */
export class WorkersView implements View {
  readonly element = h('section', { class: 'scroll', 'aria-label': 'Workers', tabindex: 0 });
  #shown: readonly WorkerView[] | undefined;

  show(_route: Route, model: Model): void {
    this.update(model);
  }

  update({ workers }: Model): void {
    if (workers === this.#shown) return;
    this.#shown = workers;
    if (workers.length === 0) {
      const text = 'Jobs that run in workerJob() report how many, how long and how many failed.';
      this.element.replaceChildren(emptyState('No workers yet', text));
      return;
    }
    this.element.replaceChildren(h('ul', { class: 'cards' }, ...workers.map(card)));
  }
}

function card(worker: WorkerView): HTMLElement {
  const seconds = (value: number | undefined) => (value === undefined ? '–' : formatMillis(value * 1_000));
  const figures: [string, string, string?][] = [
    ['Done', formatCount(worker.succeeded + worker.failed)],
    ['Failed', formatCount(worker.failed), worker.failed > 0 ? 'errors' : ''],
    ['Active', formatCount(worker.active)],
    ['Success', `${(worker.successRatio * 100).toFixed(1)} %`],
    ['Mean', seconds(worker.avgDurationSeconds)],
    ['Longest', seconds(worker.maxDurationSeconds)],
    [
      'Last job',
      worker.lastJobAtUnixMillis === undefined ? '–' : formatTime(worker.lastJobAtUnixMillis).slice(0, 8),
    ],
    ['Up', seconds(worker.uptimeSeconds)],
  ];
  return h(
    'li',
    { class: 'card' },
    h('h2', {}, worker.worker, h('span', { class: 'muted' }, worker.service)),
    h(
      'dl',
      { class: 'figures' },
      ...figures.map(([name, value, className]) =>
        h('div', {}, h('dt', {}, name), h('dd', { class: className }, value)),
      ),
    ),
    h(
      'div',
      { class: 'plots' },
      plot('Jobs per second', rates(worker.samples), (value) => value.toFixed(value < 10 ? 1 : 0)),
      plot('Mean duration', durations(worker.samples), (value) => formatMillis(value * 1_000)),
    ),
  );
}

function rates(samples: readonly WorkerSample[]): number[] {
  const ended = ({ succeeded, failed }: WorkerSample) => succeeded + failed;
  return between(samples, (before, after) => perSecond(before, after, ended(after) - ended(before)));
}

/** Where no job has ended the mean stays as it was; there is none before the first. */
function durations(samples: readonly WorkerSample[]): (number | undefined)[] {
  let mean: number | undefined;
  return between(samples, (before, after) => {
    const jobs = after.durationCount - before.durationCount;
    if (jobs > 0) mean = Math.max(0, (after.durationSumSeconds - before.durationSumSeconds) / jobs);
    return mean;
  });
}

function between<T>(
  samples: readonly WorkerSample[],
  value: (before: WorkerSample, after: WorkerSample) => T,
): T[] {
  return samples.slice(1).map((after, index) => value(samples[index]!, after));
}
