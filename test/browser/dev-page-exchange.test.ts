import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DevPage, eventually, texts } from '../support/browser/dev-page.js';
import { ORDER_TRACE, sendShop, sendWorkersAndLosses } from '../support/browser/shop.js';
import { logsBody, newTraceId, tracesBody } from '../support/dev/otlp-json.js';

jest.setTimeout(60_000);

const dev = DevPage.forEachTest();

test('what is found is exported as OTLP JSON lines, and comes back by choosing or dropping the file', async () => {
  await sendShop(dev.url);
  const page = await dev.open('#/traces?q=service:payments');
  await page.locator('.traces .row').first().waitFor();
  const whole = async () => (await fetch(`${dev.url}/api/traces/${ORDER_TRACE}?whole`)).json();
  const before = await whole();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export' }).click(),
  ]);
  const file = (await download.path())!;
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => Object.keys(JSON.parse(line))[0])).toEqual(['resourceSpans', 'resourceLogs']);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByText('Nothing found').waitFor();
  await page
    .locator('#import-file')
    .setInputFiles({ name: 'a.jsonl', mimeType: 'text/plain', buffer: readFileSync(file) });
  await page.getByText('a.jsonl: 2 lines taken').waitFor();
  await page.locator('.traces .row').first().waitFor();
  const after = await whole();
  expect(after).toEqual(before);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByText('Nothing found').waitFor();
  await page.evaluate(
    (content) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([`${content}not json\n`], 'dropped.jsonl'));
      dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    },
    readFileSync(file, 'utf8'),
  );
  await page.getByText('dropped.jsonl: 2 lines taken; 1 line not, or not whole').waitFor();
  await page.locator('.traces .row').first().waitFor();
});

test('a line of a file is taken for what it is, not for what it tells of; one with several signals is taken whole', async () => {
  const page = await dev.open();
  const logs = logsBody('shop', [{ message: 'kept', attributes: { resourceSpans: 'none' } }]);
  const spans = tracesBody('shop', [{ traceId: newTraceId(), name: 'kept' }]);
  for (const [name, content] of Object.entries({
    'log.jsonl': logs,
    'both.json': { ...spans, ...logs },
  })) {
    const buffer = Buffer.from(JSON.stringify(content));
    await page.locator('#import-file').setInputFiles({ name, mimeType: 'text/plain', buffer });
    await page.getByText(`${name}: 1 line taken`).waitFor();
  }
  const buffer = Buffer.from(JSON.stringify(tracesBody('shop', [{ traceId: '' }])));
  await page.locator('#import-file').setInputFiles({ name: 'no-id.json', mimeType: 'text/plain', buffer });
  await page.getByText('no-id.json: 0 lines taken; 1 line not, or not whole').waitFor();
  const total = async (list: string) => (await (await fetch(`${dev.url}/api/${list}`)).json()).total;
  expect([await total('traces'), await total('logs')]).toEqual([1, 2]);
});

test('Clear asks before it empties the file of --keep-file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracebridge-clear-'));
  const file = join(folder, 'kept.jsonl');
  const keeping = await DevPage.start('--keep-file', file);
  try {
    await sendShop(keeping.url);
    const page = await keeping.open();
    const clear = async (answer: 'accept' | 'dismiss') => {
      await Promise.all([
        page.waitForEvent('dialog').then(async (asked) => {
          expect(asked.message()).toContain(file);
          await asked[answer]();
        }),
        page.getByRole('button', { name: 'Clear' }).click(),
      ]);
    };
    await page.locator('.traces .row').first().waitFor();
    await clear('dismiss');
    expect(readFileSync(file, 'utf8')).toContain(ORDER_TRACE);
    await clear('accept');
    await page.getByText('Waiting for telemetry').waitFor();
    expect(readFileSync(file, 'utf8')).toBe('');
  } finally {
    await keeping.close();
    rmSync(folder, { recursive: true });
  }
});

test('metrics are charts with their series; the map shows who calls whom', async () => {
  await sendShop(dev.url);
  await sendWorkersAndLosses(dev.url);
  const page = await dev.open('#/metrics');
  await page.getByRole('link', { name: 'tracebridge.worker.job.duration' }).click();
  await page.getByRole('heading', { name: 'tracebridge.worker.job.duration' }).waitFor();
  const series = page.getByRole('table', { name: 'Series of tracebridge.worker.job.duration' });
  await eventually(() => texts(series.locator('tbody td').first()), ['worker.name=mail mailer']);
  await page.keyboard.press('4');
  const calls = page.getByRole('table', { name: 'Calls between services' });
  const firstCall = calls.locator('tbody tr').first().locator('td');
  await eventually(() => texts(firstCall), ['shop', 'payments', '1', '1', '60.0 ms']);
});
