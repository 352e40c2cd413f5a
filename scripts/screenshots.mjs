// Makes the pictures in docs/images, which docs/dev.md and README.md show. Needs a build, and Chromium in CHROMIUM_PATH or the PATH.
import { mkdirSync, writeFileSync } from 'node:fs';
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
  // WebP takes a third of PNG's bytes, and the pictures are in the package.
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 85 });
  writeFileSync(`${folder}${name}.webp`, data, 'base64');
  await page.close();
}

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

await shoot('dev-find', `${server.url}/#/traces?q=status:5xx`, {
  prepare: async (page) => {
    await page.keyboard.press('/');
    await page.keyboard.press('End');
    await page.keyboard.type(' serv');
    await page.getByRole('option', { name: 'service:' }).waitFor();
  },
});
await shoot('dev-trace', trace(good), { prepare: waterfall });
await shoot('dev-trace-error-dark', trace(failing), { ...DARK, prepare: openLog });
await shoot('dev-trace-phone', trace(failing), { viewport: NARROW, prepare: waterfall });
await shoot('dev-metrics', `${server.url}/#/metrics/tracebridge.worker.jobs`);
await shoot('dev-map', `${server.url}/#/map`);
await shoot('dev-workers-dark', `${server.url}/#/workers`, DARK);
await shoot('dev-losses', `${server.url}/#/losses`);

await server.close();
await browser.close();
