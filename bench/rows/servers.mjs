import { number, spread } from '../lib/format.mjs';
import { startReceiver } from '../lib/receiver.mjs';
import { interleave, ratio, summarise } from '../lib/rounds.mjs';
import { APP_STACKS } from '../lib/stacks.mjs';
import { measure } from './express.mjs';

const [BARE, OURS] = APP_STACKS;

/** Requests of other kinds than the one of the row `express`; each beside the same without the preload. */
const KINDS = [
  { name: 'Fastify, a GET', app: ['fastify'] },
  { name: 'Express, a POST with a JSON body', load: ['post'] },
];

export const servers = {
  id: 'servers',
  title: 'Fastify, and a POST with a JSON body, everything on, against bare',
  target: '–',
  peers: [],
  quick: false,
  header: ['request', 'requests/s', 'of bare', 'by CPU time of the main thread', 'spans', 'logs'],
  async run({ quick }) {
    const receiver = await startReceiver();
    try {
      const outcomes = [];
      for (const kind of KINDS) {
        const variants = [BARE, OURS].map((stack) => ({
          name: `${kind.name}, ${stack.isBare ? 'bare' : stack.name}`,
          measure: () => measure(receiver, stack, quick ? 1500 : 4000, kind),
        }));
        const [baseline, ours] = await interleave(variants, quick ? 3 : 5);
        outcomes.push({ outcome: baseline, baseline }, { outcome: ours, baseline });
      }
      return {
        result: outcomes
          .filter(({ outcome, baseline }) => outcome !== baseline)
          .map(({ outcome, baseline }) => spread(ratio(baseline, outcome, 'microsPerRequest')))
          .join('; '),
        rows: outcomes.map(({ outcome, baseline }) => [
          outcome.name,
          outcome.failure ?? number(summarise(outcome, 'perSecond')?.median, 0),
          spread(ratio(baseline, outcome, 'microsPerRequest')),
          spread(ratio(baseline, outcome, 'cpuMicros')),
          number(summarise(outcome, 'spansPerRequest')?.median),
          number(summarise(outcome, 'logsPerRequest')?.median),
        ]),
      };
    } finally {
      await receiver.stop();
    }
  },
};
