import { createNormalizer } from '../../../../src/core/normalize/index.js';

const normalizer = createNormalizer();

test.each([
  ['toFields', (value: object) => normalizer.toFields({ value })],
  ['toPlain', (value: object) => normalizer.toPlain(value)],
  ['toText', (value: object) => normalizer.toText(value)],
  ['toException', (value: object) => normalizer.toException(value)],
])(
  '%s: a value that has itself rendered while it is read comes to an end, and so does the next one',
  (_, render) => {
    let calls = 0;
    const value: object = {
      toJSON() {
        calls++;
        render(value);
        return { own: 'text' };
      },
      get message() {
        return String(normalizer.toPlain(value));
      },
    };
    for (let time = 0; time < 2; time++) {
      calls = 0;
      render(value);
      expect(calls).toBeGreaterThan(0);
      expect(calls).toBeLessThan(500);
    }
    expect(normalizer.toPlain({ toJSON: () => 'still read' })).toBe('still read');
  },
);
