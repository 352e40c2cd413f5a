import type { Page } from 'playwright-core';
import { axeViolations, DevPage, eventually } from '../support/browser/dev-page.js';
import { CHARGE_SPAN, ORDER_TRACE, sendShop, sendWorkersAndLosses } from '../support/browser/shop.js';

jest.setTimeout(60_000);

const dev = DevPage.forEachTest();

const PHONE = { width: 360, height: 740 };

const PLACES: [name: string, hash: string, ready: string][] = [
  ['traces', '#/traces', '.traces .row'],
  ['a search without result', '#/traces?q=nothing', '.empty'],
  ['a trace', `#/trace/${ORDER_TRACE}`, '.waterfall .row'],
  ['a trace with details', `#/trace/${ORDER_TRACE}/span/${CHARGE_SPAN}`, '.detail'],
  ['a trace that is not kept', `#/trace/${'9'.repeat(32)}`, '.empty'],
  ['logs', '#/logs', '.logs .row'],
  ['metrics', '#/metrics', '.chart'],
  ['the service map', '#/map', '.map'],
  ['workers', '#/workers', '.card'],
  ['losses', '#/losses', '.table'],
];

async function openPlace(
  hash: string,
  ready: string,
  options: Parameters<DevPage['open']>[1],
): Promise<Page> {
  await sendShop(dev.url);
  await sendWorkersAndLosses(dev.url);
  const page = await dev.open(hash, options);
  await page.locator(ready).first().waitFor();
  return page;
}

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each(PLACES)(
    'axe finds nothing wrong with %s, wide and on a phone, where it fits',
    async (_name, hash, ready) => {
      for (const viewport of [{ width: 1280, height: 800 }, PHONE]) {
        const page = await openPlace(hash, ready, { colorScheme, viewport });
        expect(await axeViolations(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
      }
    },
  );

  test('axe finds nothing wrong with an empty page and the list of shortcuts', async () => {
    const page = await dev.open('', { colorScheme });
    await page.getByText('Waiting for telemetry').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  test('the background follows the system', async () => {
    const page = await dev.open('', { colorScheme });
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(background).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(15, 18, 22)');
  });
});

test('on a phone a tap opens a trace and its details', async () => {
  const page = await openPlace('', '.traces .row', { viewport: PHONE, hasTouch: true });
  await page.getByText('POST /orders').tap();
  await page.locator('.waterfall').getByText('charge', { exact: true }).tap();
  await page.locator('.detail').getByText('declined').waitFor();
});

describe('keyboard', () => {
  const press = async (page: Page, ...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const hash = (page: Page) => new URL(page.url()).hash;

  test('from search to the details of a log and back, without a pointer', async () => {
    const page = await openPlace('', '.traces .row', {});
    await press(page, '/');
    await page.waitForFunction(() => document.activeElement?.id === 'query');
    await page.keyboard.type('order');
    await press(page, 'Enter');
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'grid');
    await press(page, 'Enter');
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'treegrid');
    await press(page, 'j', 'ArrowDown', 'ArrowDown', 'Enter');
    await page.locator('.detail').getByText('charge failed').waitFor();
    await press(page, 'Escape');
    await page.locator('.detail').waitFor({ state: 'detached' });
    await press(page, 'Escape');
    await page.locator('.traces .row').first().waitFor();
  });

  test('arrows collapse and expand spans, and go to the parent', async () => {
    const page = await openPlace(`#/trace/${ORDER_TRACE}`, '.waterfall .row', {});
    const rows = page.locator('.waterfall .row');
    const active = () => page.locator('.waterfall .row.active .text').textContent();
    await press(page, 'ArrowDown', 'ArrowLeft');
    await eventually(() => rows.count(), 3);
    await eventually(() => page.locator('.row.active').getAttribute('aria-expanded'), 'false');
    await press(page, 'ArrowRight');
    await eventually(() => rows.count(), 5);
    await press(page, 'ArrowDown');
    await eventually(active, expect.stringContaining('Card checked'));
    await press(page, 'ArrowLeft');
    await eventually(active, 'charge');
    await press(page, 'l');
    await eventually(() => rows.count(), 3);
  });

  test('the active row is told to assistive technology and visibly focused', async () => {
    const page = await openPlace('', '.traces .row', {});
    await page.locator('.list').focus();
    await press(page, 'ArrowDown');
    const active = () =>
      page.evaluate(() => {
        const id = document.activeElement?.getAttribute('aria-activedescendant') ?? '';
        const row = document.getElementById(id);
        return [row?.getAttribute('aria-rowindex'), row && getComputedStyle(row).outlineStyle];
      });
    await eventually(active, ['2', 'solid']);
  });

  test('digits change the view, ? lists the shortcuts, which can be turned off', async () => {
    const page = await openPlace('', '.traces .row', {});
    for (const [key, view] of ['2 logs', '3 metrics', '4 map', '5 workers', '6 losses', '1 traces'].map(
      (pair) => pair.split(' '),
    )) {
      await press(page, key!);
      await page.waitForFunction((expected) => location.hash === expected, `#/${view}`);
    }
    await press(page, '?');
    await page.getByRole('checkbox', { name: 'Single keys act as shortcuts' }).uncheck();
    await press(page, 'Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await press(page, '2');
    await press(page, 'Tab');
    expect(hash(page)).toBe('#/traces');
    await page.reload();
    await page.locator('.traces .row').first().waitFor();
    await press(page, '2');
    expect(hash(page)).toBe('#/traces');
  });
});
