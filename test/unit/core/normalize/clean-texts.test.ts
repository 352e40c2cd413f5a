import { CleanTexts, createNormalizer } from '../../../../src/core/normalize/index.js';
import { createRedactor } from '../../../../src/core/redact/redactor.js';

test('gives what the normaliser gives, and counts a secret each time', () => {
  const redactor = createRedactor();
  const normalizer = createNormalizer({ redactor });
  const texts = new CleanTexts();
  const secret = 'Bearer abcdefghijklmnop.qrstuvwxyz';
  for (const round of [1, 2, 3]) {
    expect(texts.text('GET /orders/:id', normalizer)).toBe('GET /orders/:id');
    expect(texts.text(secret, normalizer)).not.toContain('abcdefghijklmnop');
    expect(redactor.count).toBe(round);
  }
  expect(texts.text({ a: 1 }, normalizer)).toBe('{"a":1}');
});

test('knows nothing of what another normaliser found', () => {
  const texts = new CleanTexts();
  const secret = 'Bearer abcdefghijklmnop.qrstuvwxyz';
  expect(texts.text(secret, createNormalizer())).toBe(secret);
  expect(texts.text(secret, createNormalizer({ redactor: createRedactor() }))).not.toBe(secret);
});

test('made-up texts are not kept for ever', () => {
  const normalizer = createNormalizer();
  const texts = new CleanTexts();
  for (let index = 0; index < 5000; index++)
    expect(texts.text(`name ${index}`, normalizer)).toBe(`name ${index}`);
});
