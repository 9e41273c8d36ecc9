// @ts-check
/**
 * The page over a slow mobile network: BASE_URL=http://127.0.0.1:8080 node test/slow.mjs
 * What is checked is what is loaded, and in which order; the seconds are printed for people and decide nothing.
 */
import { PredefinedNetworkConditions } from 'puppeteer-core';
import { sizes, startBrowser } from './chromium.mjs';

const base = new URL(process.env['BASE_URL'] ?? 'http://127.0.0.1:8080');
const town = process.env['TOWN'] ?? '横須賀市浦賀';
/** Packed bytes before anybody can do anything: script, styles and words of one language. */
const budget = 110_000;

/** @type {string[]} */
const faults = [];
const { browser, stop } = await startBrowser();

/**
 * Opens a page until `ready` is there; returns what came over the network before.
 * @param {string} path
 * @param {string} ready
 */
async function open(path, ready) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport(sizes.phone);
  const client = await page.createCDPSession();
  await client.send('Network.enable');
  /** @type {Map<string, string>} */
  const asked = new Map();
  let bytes = 0;
  let usable = false;
  client.on('Network.requestWillBeSent', ({ requestId, request }) => asked.set(requestId, request.url));
  client.on('Network.loadingFinished', ({ encodedDataLength }) => { if (!usable) bytes += encodedDataLength; });
  await page.emulateNetworkConditions(PredefinedNetworkConditions['Slow 3G']);
  await page.evaluateOnNewDocument(() => localStorage.setItem('zaitaku.language', 'ja'));
  const begun = Date.now();
  await page.goto(new URL(path, base).href, { waitUntil: 'domcontentloaded', timeout: 60_000 });
  await page.waitForSelector(ready, { timeout: 60_000 });
  usable = true;
  const seconds = (Date.now() - begun) / 1000;
  const early = [...asked.values()].filter((url) => /maplibre|\/tiles\/|\/styles\/|\/fonts\//.test(new URL(url).pathname) && !url.endsWith('.css'));
  if (early.length > 0) faults.push(`${path}: the map is loaded before the page can be used: ${early.join(', ')}`);
  if (bytes > budget) faults.push(`${path}: ${bytes} bytes before the page can be used; the budget is ${budget}`);
  console.log(`${path}: ${Math.round(bytes / 1000)} kB, usable after ${seconds.toFixed(1)} s on Slow 3G`);
  return { page, close: () => context.close() };
}

try {
  const desk = await open('/', '[role=combobox]');
  await desk.page.type('[role=combobox]', town);
  await desk.page.keyboard.press('Enter');
  const asked = Date.now();
  await desk.page.keyboard.press('Enter');
  await desk.page.waitForSelector('.evidence', { timeout: 60_000 });
  console.log(`an answer ${((Date.now() - asked) / 1000).toFixed(1)} s after it was asked for`);
  await desk.close();
  const list = await open('/map', '.place[data-facility]');
  await list.close();
} catch (error) {
  faults.push(String(error instanceof Error ? error.stack : error));
} finally {
  await stop();
}
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
