import { DevPage, eventually, texts } from '../support/browser/dev-page.js';
import {
  CHARGE_SPAN,
  JOB_TRACE,
  LIST_TRACE,
  ORDER_TRACE,
  ORDER_UUID,
  sendShop,
  sendWorkersAndLosses,
} from '../support/browser/shop.js';
import {
  logsBody,
  NOON,
  newTraceId,
  send,
  tracesBody,
  wideTrace,
  workerMetricsBody,
} from '../support/dev/otlp-json.js';

jest.setTimeout(60_000);

const dev = DevPage.forEachTest();

describe('live', () => {
  test('an empty page says how to start an app, then shows its traces as they come', async () => {
    const page = await dev.open();
    await page.getByText('Waiting for telemetry').waitFor();
    expect(await page.locator('.command code').textContent()).toContain(
      'node --require tracebridge/register app.js',
    );
    await sendShop(dev.url);
    // The order comes in three parts, which the page may have seen one by one.
    const rows = page.locator('.traces .row');
    await eventually(() => texts(rows.locator('.c-name')), ['POST /orders', 'send mail', 'GET /products']);
    for (const [cell, text] of [
      ['.c-errors', '✖ 2'],
      ['.c-status', '502'],
      ['.c-duration', '100.0 ms'],
      ['.c-id', ORDER_UUID],
    ] as const)
      await eventually(() => rows.first().locator(cell).textContent(), text);
  });

  test('an open trace takes in what comes later', async () => {
    await sendShop(dev.url);
    const page = await dev.open(`#/trace/${ORDER_TRACE}`);
    await page.getByText('charge failed').first().waitFor();
    await send(
      dev.url,
      'logs',
      logsBody('shop', [{ traceId: ORDER_TRACE, spanId: CHARGE_SPAN, time: NOON + 65, message: 'one more' }]),
    );
    await page.getByText('one more').waitFor();
  });

  test('paused, the page keeps still; resumed, it catches up', async () => {
    await sendShop(dev.url);
    const page = await dev.open();
    const watcher = await dev.open();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused: new telemetry is received').waitFor();
    await send(dev.url, 'traces', tracesBody('late', [{ traceId: newTraceId(), name: 'late one' }]));
    await watcher.getByText('late one').waitFor();
    expect(await page.getByText('late one').count()).toBe(0);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('late one').waitFor();
  });

  test('paused, what was asked for before does not come either', async () => {
    await sendShop(dev.url);
    const page = await dev.open();
    await page.locator('.traces .row').nth(2).waitFor();
    const [held, release] = await dev.hold(page, '**/api/traces?*', 'late one');
    await send(dev.url, 'traces', tracesBody('late', [{ traceId: newTraceId(), name: 'late one' }]));
    await held;
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused: new telemetry is received').waitFor();
    await release();
    expect(await page.getByText('late one').count()).toBe(0);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('late one').waitFor();
  });

  test.each(['live', 'paused'])('Clear forgets everything, on each page that is open: %s', async (state) => {
    await sendShop(dev.url);
    const page = await dev.open();
    const trace = await dev.open(`#/trace/${ORDER_TRACE}`);
    for (const open of [page, trace]) {
      await open.locator('.row').first().waitFor();
      if (state === 'paused') await open.getByRole('button', { name: 'Pause' }).click();
    }
    await page.getByRole('button', { name: 'Clear' }).click();
    for (const open of [page, trace]) await open.getByText('Waiting for telemetry').waitFor();
  });

  test('without its receiver the page says so and keeps what it shows; it reconnects by itself', async () => {
    await sendShop(dev.url);
    const page = await dev.open();
    await page.locator('.traces .row').first().waitFor();
    await dev.stopReceiver();
    await page.getByText('The receiver is not reachable').waitFor();
    expect(await page.locator('.traces .row').count()).toBe(3);
    await page.getByRole('button', { name: 'Live' }).waitFor({ state: 'hidden' });
    await dev.restartReceiver();
    await page.locator('#connection[data-state="live"]').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Live' }).waitFor();
    await page.getByText('Waiting for telemetry').waitFor();
  });
});

describe('search', () => {
  test('Enter on a trace ID in either spelling opens the trace', async () => {
    await sendShop(dev.url);
    for (const id of [LIST_TRACE, '22222222-2222-4222-8222-222222222222']) {
      const page = await dev.open();
      await page.getByRole('combobox', { name: 'Find' }).fill(id);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'GET /products' }).waitFor();
      expect(new URL(page.url()).hash).toBe(`#/trace/${LIST_TRACE}`);
    }
  });

  test('a correlation ID of several traces lists them all', async () => {
    await sendShop(dev.url);
    const page = await dev.open();
    await page.getByRole('combobox', { name: 'Find' }).fill(ORDER_UUID);
    await page.keyboard.press('Enter');
    await eventually(() => texts(page.locator('.traces .row .c-name')), ['POST /orders', 'send mail']);
  });

  test('part of an ID finds its trace; what matches nothing says so, and why', async () => {
    await sendShop(dev.url);
    const page = await dev.open();
    const box = page.getByRole('combobox', { name: 'Find' });
    await box.fill(JOB_TRACE.slice(4, 20));
    await page.waitForFunction(() => document.querySelectorAll('.traces .row').length === 1);
    await box.fill('duration>long');
    await page.getByText('Nothing found').waitFor();
    await page.getByText('duration: "long" is not a duration').waitFor();
  });

  test('logs are filtered by level and text, and lead to their trace', async () => {
    await sendShop(dev.url);
    const page = await dev.open('#/logs');
    await page.locator('.logs .row').nth(1).waitFor();
    await page.getByLabel('Level').selectOption('Error and above');
    const rows = () => page.locator('.logs .row').allTextContents();
    await eventually(rows, [expect.stringContaining('charge failed')]);
    await page.getByLabel('Level').selectOption('All levels');
    await page.getByRole('combobox', { name: 'Find' }).fill('card CHECKED');
    await eventually(rows, [expect.stringContaining('Card checked')]);
    await page.locator('.logs .row a').click();
    await page.getByRole('heading', { name: 'POST /orders' }).waitFor();
    await page.locator('.detail').getByText('Card checked').waitFor();
  });
});

describe('trace', () => {
  test('is a waterfall with each log at its moment, and details on demand', async () => {
    await sendShop(dev.url);
    const page = await dev.open(`#/trace/${ORDER_TRACE}`);
    await page.locator('.waterfall .row').nth(4).waitFor();
    await eventually(
      () => texts(page.locator('.waterfall .row .text')),
      ['POST /orders', 'charge', 'Card checked', 'charge failed operation=charge', 'render'],
    );
    const percents = () =>
      page.locator('.bar').evaluateAll((bars) =>
        bars.map((bar) => {
          const cell = bar.parentElement!.getBoundingClientRect();
          return Math.round((100 * (bar.getBoundingClientRect().left - cell.left)) / cell.width);
        }),
      );
    await eventually(percents, [0, 10, 80]);
    await page.getByText('charge failed').click();
    await page.locator('.detail').getByText('Declined: no').waitFor();
    expect(new URL(page.url()).hash).toMatch(new RegExp(`^#/trace/${ORDER_TRACE}/log/\\d+$`));
  });

  test('a deep link opens a span; one to a trace that is not here waits for it', async () => {
    await sendShop(dev.url);
    const page = await dev.open(`#/trace/${ORDER_TRACE}/span/${CHARGE_SPAN}`);
    await page.locator('.detail').getByText('declined').waitFor();
    const late = newTraceId();
    const other = await dev.open(`#/trace/${late}`);
    await other.getByText('This trace is not here').waitFor();
    await send(dev.url, 'traces', tracesBody('shop', [{ traceId: late, name: 'came late' }]));
    await other.getByRole('heading', { name: 'came late' }).waitFor();
  });

  test.each([
    [
      'X11; Linux x86_64',
      `curl -i -X 'POST' -H 'X-Correlation-ID: ${ORDER_UUID}' 'http://localhost:3000/orders/it'\\''s?a=1&b=2'`,
    ],
    [
      'Windows NT 10.0; Win64; x64',
      `curl.exe -i -X 'POST' -H 'X-Correlation-ID: ${ORDER_UUID}' 'http://localhost:3000/orders/it''s?a=1&b=2'`,
    ],
  ])('copies its ID, a link, its request as curl and itself as JSON: %s', async (system, curl) => {
    await sendShop(dev.url);
    const page = await dev.open(`#/trace/${ORDER_TRACE}`, {
      permissions: ['clipboard-read', 'clipboard-write'],
      userAgent: `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36`,
    });
    const copied = async (item: string) => {
      await page.getByRole('button', { name: 'Copy…' }).click();
      // Looked for within the page from before on: the button says so for a moment only.
      const told = page.waitForFunction(
        () => [...document.querySelectorAll('button')].some(({ textContent }) => textContent === 'Copied'),
        undefined,
        { polling: 20 },
      );
      await page.getByRole('menuitem', { name: item }).click();
      await told;
      const text = await page.evaluate(() => navigator.clipboard.readText());
      await page.getByRole('button', { name: 'Copy…' }).waitFor();
      return text;
    };
    expect(await copied('Copy ID')).toBe(ORDER_UUID);
    expect(await copied('Copy link')).toBe(page.url());
    expect(await copied('Copy curl')).toBe(curl);
    const whole = JSON.parse(await copied('Copy JSON'));
    expect(whole.spans).toHaveLength(3);
    expect(whole.logs).toHaveLength(2);
  });

  test('without an HTTP request there is no curl to copy, and the menu says so', async () => {
    await sendShop(dev.url);
    const page = await dev.open(`#/trace/${JOB_TRACE}`);
    await page.getByRole('button', { name: 'Copy…' }).click();
    const item = page.getByRole('menuitem', { name: 'Copy curl' });
    expect(await item.textContent()).toBe('Copy curl: the root span tells no HTTP request');
    expect(await item.getAttribute('aria-disabled')).toBe('true');
  });

  test('of 10,000 spans only those in view are elements, and the last is one key away', async () => {
    const spans = wideTrace(10_000);
    await send(dev.url, 'traces', tracesBody('batch', spans));
    const page = await dev.open(`#/trace/${spans[0]?.traceId}`);
    await page.getByText('item 0', { exact: true }).waitFor();
    await eventually(() => page.getByRole('treegrid').getAttribute('aria-rowcount'), '10000');
    expect(await page.locator('.waterfall .row').count()).toBeLessThan(80);
    await page.keyboard.press('End');
    await page.getByText('item 9998', { exact: true }).waitFor();
    expect(await page.locator('.waterfall .row').count()).toBeLessThan(80);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction(() => document.querySelectorAll('.waterfall .row').length === 1);
  });
});

describe('workers and losses', () => {
  test('show figures, plots and what was dropped', async () => {
    await sendWorkersAndLosses(dev.url);
    const page = await dev.open('#/workers');
    const card = page.locator('.card');
    await card.getByText('75.0 %').waitFor();
    expect(await card.locator('dd').first().textContent()).toBe('12');
    await eventually(() => card.getByRole('img').count(), 2);
    await page.getByRole('link', { name: 'Losses 1,234' }).click();
    await page.getByRole('cell', { name: 'signal=logs, reason=queue_full' }).waitFor();
    await page.getByRole('cell', { name: 'kept 12 of 1,204' }).waitFor();
    await page.getByRole('cell', { name: 'errors 12; withheld: rules 1192' }).waitFor();
  });
});

describe('a worker without a finished job', () => {
  test('has no mean duration, not one of 0; while nothing ends the last one stays', async () => {
    const page = await dev.open('#/workers');
    const report = (succeeded: number) =>
      send(
        dev.url,
        'metrics',
        workerMetricsBody('mailer', 'mail', {
          succeeded,
          failed: 0,
          active: 1,
          durationSum: succeeded * 0.2,
        }),
      );
    const shown = () => texts(page.locator('.plot figcaption span:last-child'));
    for (const _ of [1, 2, 3]) await report(0);
    await eventually(shown, ['0.0', '–']);
    await report(2);
    await eventually(async () => (await shown()).at(1), '200.0 ms');
    await report(2);
    await report(2);
    await eventually(shown, ['0.0', '200.0 ms']);
  });
});

describe('hostile telemetry', () => {
  test('is shown as text: no element, no script, no request comes from it', async () => {
    const markup = '<img src=x onerror="globalThis.owned=1"><script>globalThis.owned=1</script>';
    const traceId = newTraceId();
    const attributes = { [markup]: markup, correlation_id: markup };
    await send(
      dev.url,
      'traces',
      tracesBody(markup, [{ traceId, spanId: CHARGE_SPAN, name: markup, error: markup, attributes }]),
    );
    await send(
      dev.url,
      'logs',
      logsBody(markup, [{ traceId, spanId: CHARGE_SPAN, level: markup, message: markup, attributes }]),
    );
    const page = await dev.open();
    await page.getByText(markup).first().waitFor();
    const owned = () =>
      page.evaluate(() => [document.querySelectorAll('main img, main script').length, 'owned' in globalThis]);
    for (const hash of [`#/trace/${traceId}/span/${CHARGE_SPAN}`, `#/trace/${traceId}/log/1`, '#/logs']) {
      await page.goto(`${dev.url}/${hash}`);
      await page.getByText(markup).first().waitFor();
      expect(await owned()).toEqual([0, false]);
    }
  });

  test('marks that reverse text are shown by their code, also on the map', async () => {
    const reversed = { traceId: newTraceId(), spanId: CHARGE_SPAN, name: 'GET /\u202egpj.exe', kind: 2 };
    await send(dev.url, 'traces', tracesBody('a\u202ecod.exe', [reversed]));
    const page = await dev.open();
    for (const hash of ['#/traces', `#/trace/${reversed.traceId}/span/${CHARGE_SPAN}`, '#/map']) {
      await page.goto(`${dev.url}/${hash}`);
      await page.locator('#main').getByText('a\\u202ecod.exe').filter({ visible: true }).first().waitFor();
      expect(await page.evaluate(() => document.querySelector('main')!.outerHTML)).not.toContain('\u202e');
    }
  });
});
