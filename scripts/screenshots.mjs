// Makes the pictures of the dev page in docs/images. Needs a build, and Chromium in CHROMIUM_PATH or the PATH.
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { sendLosses, sendSample, sendWorkerSamples } from './sample-telemetry.mjs';

const require = createRequire(import.meta.url);
const { startDevServer } = require('../dist/dev/server.js');
const folder = fileURLToPath(new URL('../docs/images/', import.meta.url));
mkdirSync(folder, { recursive: true });

const WIDE = { width: 1360, height: 820 };
const NARROW = { width: 390, height: 844 };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});

async function shoot(name, url, { viewport = WIDE, colorScheme = 'light', prepare } = {}) {
  const page = await browser.newPage({
    viewport,
    colorScheme,
    deviceScaleFactor: viewport === NARROW ? 2 : 1,
  });
  await page.goto(url);
  await page.locator('#connection[data-state=live]').waitFor({ state: 'attached' });
  await prepare?.(page);
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${folder}${name}.png` });
  await page.close();
}

const empty = await startDevServer({ port: 0 });
await shoot('dev-empty', empty.url);
await empty.close();

const server = await startDevServer({ port: 0 });
const { good, failing } = await sendSample(server.url);
await sendWorkerSamples(server.url, 40);
await sendLosses(server.url);
const openLog = async (page) => {
  await page.locator('.waterfall').getByText('charge_card failed').first().click();
  await page.locator('.detail').waitFor();
};
const waterfall = (page) => page.locator('.waterfall .row').first().waitFor();
const trace = (of) => `${server.url}/#/trace/${of.traceId}`;

const DARK = { colorScheme: 'dark' };
const PHONE = { viewport: NARROW };

await shoot('dev-traces', server.url);
await shoot('dev-trace', trace(good), { prepare: waterfall });
await shoot('dev-trace-dark', trace(good), { ...DARK, prepare: waterfall });
await shoot('dev-trace-error-dark', trace(failing), { ...DARK, prepare: openLog });
await shoot('dev-find', `${server.url}/#/traces?q=status:5xx`, {
  prepare: async (page) => {
    await page.keyboard.press('/');
    await page.keyboard.press('End');
    await page.keyboard.type(' serv');
    await page.getByRole('option', { name: 'service:' }).waitFor();
  },
});
await shoot('dev-metrics', `${server.url}/#/metrics/tracebridge.worker.jobs`);
await shoot('dev-map', `${server.url}/#/map`);
await shoot('dev-logs', `${server.url}/#/logs`);
await shoot('dev-workers-dark', `${server.url}/#/workers`, DARK);
await shoot('dev-losses', `${server.url}/#/losses`);
await shoot('dev-shortcuts', server.url, { prepare: (page) => page.keyboard.press('?') });
await shoot('dev-traces-phone-dark', server.url, { ...PHONE, ...DARK });
await shoot('dev-trace-phone', trace(failing), { ...PHONE, prepare: waterfall });
await shoot('dev-workers-phone', `${server.url}/#/workers`, PHONE);

const page = await browser.newPage({ viewport: WIDE });
await page.goto(server.url);
await page.locator('#connection[data-state=live]').waitFor({ state: 'attached' });
await server.close();
await page.locator('#connection[data-state=disconnected]').waitFor();
await page.screenshot({ path: `${folder}dev-disconnected.png` });
await browser.close();
