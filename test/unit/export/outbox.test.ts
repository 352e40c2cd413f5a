import { Outbox } from '../../../src/export/outbox.js';

let written: unknown[];
let bursts = 0;
const channel = {
  burst(emit: () => void) {
    bursts++;
    emit();
  },
};
const lanes = (outbox: Outbox, bytes = 1) =>
  ['a', 'b'].map((name) =>
    outbox.lane<number>(
      (item) => written.push(`${name}${item}`),
      () => bytes,
    ),
  ) as [(item: number) => void, (item: number) => void];

beforeEach(() => {
  jest.useFakeTimers();
  written = [];
  bursts = 0;
});
afterEach(() => jest.useRealTimers());

test('records wait for the end of the turn, in the order in which they came', () => {
  const [a, b] = lanes(new Outbox(true, channel));
  a(1);
  b(1);
  a(2);
  expect(written).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(written).toEqual(['a1', 'b1', 'a2']);
  a(3);
  jest.advanceTimersByTime(1);
  expect(written.at(-1)).toBe('a3');
  expect(jest.getTimerCount()).toBe(0);
});

test('128 of them, or half a mebibyte, do not wait', () => {
  const [a] = lanes(new Outbox(true, channel));
  for (let count = 0; count < 127; count++) a(count);
  expect(written).toEqual([]);
  a(127);
  expect(written).toHaveLength(128);
  expect(bursts).toBe(1);
  const [heavy] = lanes(new Outbox(true, channel), 300 * 1024);
  heavy(1);
  expect(written).toHaveLength(128);
  heavy(2);
  expect(written).toHaveLength(130);
});

test('a flush hands on at once, also what is recorded by it', () => {
  const outbox = new Outbox(true, channel);
  const inner = outbox.lane<number>(
    (item) => written.push(`inner${item}`),
    () => 1,
  );
  const outer = outbox.lane<number>(
    (item) => inner(item),
    () => 1,
  );
  outer(1);
  outbox.flush();
  outbox.flush();
  expect(written).toEqual(['inner1']);
});

test('once closed nothing waits; one that is closed from the start never lets anything wait', () => {
  const outbox = new Outbox(true, channel);
  const [a] = lanes(outbox);
  a(1);
  outbox.close();
  a(2);
  const [, b] = lanes(new Outbox(false, channel));
  b(3);
  expect(written).toEqual(['a1', 'a2', 'b3']);
});
