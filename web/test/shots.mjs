// @ts-check
/** Takes pictures of the page for people to look at: BASE_URL=… OUT=… node test/shots.mjs [size …] */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sizes, startBrowser } from './chromium.mjs';

const base = process.env['BASE_URL'] ?? 'http://127.0.0.1:8080';
const out = process.env['OUT'] ?? 'shots';
const town = process.env['TOWN'] ?? '横須賀市浦賀';
const language = process.env['LANGUAGE'] ?? 'ja';
const scheme = process.env['SCHEME'] ?? 'light';
const wanted = process.argv.slice(2);
mkdirSync(out, { recursive: true });

const { browser, stop } = await startBrowser();
try {
  for (const [name, viewport] of Object.entries(sizes)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    page.on('console', (message) => console.log(name, message.type(), message.text()));
    page.on('pageerror', (error) => console.log(name, 'error', String(error)));
    await page.setViewport(viewport);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
    await page.evaluateOnNewDocument((one) => localStorage.setItem('zaitaku.language', one), language);
    await page.goto(base, { waitUntil: 'networkidle0' });
    const shot = (/** @type {string} */ step, fullPage = false) => page.screenshot({ path: /** @type {`${string}.png`} */ (join(out, `${name}-${scheme}-${language}-${step}.png`)), fullPage, captureBeyondViewport: false });
    const pause = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms));
    await pause(600);
    await shot('1-question');
    await page.click('[data-mode=steps]');
    await page.type('[role=combobox]', town);
    for (let step = 2; step <= 3; step += 1) {
      await page.click('.next');
      await page.waitForSelector(`.question[data-step="${step - 1}"]`);
    }
    await page.$$eval('.big-needs .chip', (all) => [1, 7].forEach((at) => /** @type {HTMLElement} */ (all[at]).click()));
    await pause(100);
    await shot('1b-steps');
    await page.reload({ waitUntil: 'networkidle0' });
    await page.click('[data-mode=whole]');
    await page.type('[role=combobox]', town);
    await page.waitForSelector('[role=option]');
    await shot('2-suggest');
    await page.click('[role=option]');
    for (const chip of (await page.$$('.needs > .chips .chip')).slice(2, 6)) await chip.evaluate((element) => /** @type {HTMLElement} */ (element).click());
    await page.evaluate(() => /** @type {HTMLElement | null} */ (document.querySelector('.chosen'))?.scrollIntoView({ block: 'center' }));
    await pause(100);
    await shot('3-chosen');
    await page.click('button[type=submit]');
    await page.waitForSelector('.evidence');
    await page.waitForNetworkIdle({ idleTime: 400 }).catch(() => {});
    await pause(900);
    await shot('4-results');
    await page.evaluate(() => { const why = document.querySelector('.why'); if (why instanceof HTMLDetailsElement) { why.open = true; why.scrollIntoView({ block: 'center' }); } });
    await pause(100);
    await shot('5-why');
    await page.evaluate(() => document.querySelector('.near')?.scrollIntoView());
    await pause(100);
    await shot('6-near');
    await page.evaluate(() => document.querySelector('.evidence')?.scrollIntoView());
    await pause(100);
    await shot('7-evidence');
    await page.evaluate(() => window.scrollTo(0, 0));
    if (viewport.width < 1000) {
      await page.click('.map-toggle');
      await page.waitForSelector('.map-ready');
      await pause(1500);
      await shot('8-map');
      await page.click('.map-toggle');
    }
    await page.$$eval('.cards .keep', (all) => all.slice(0, 2).forEach((one) => /** @type {HTMLElement} */ (one).click()));
    await page.click('.shortlist summary');
    await pause(100);
    await shot('10-shortlist');
    await page.click('.compare-both');
    await page.waitForSelector('.pair-table');
    await pause(600);
    await shot('11-compare');
    await page.click('.compare .back');
    // The bar of the shortlist may lie over it.
    await page.$eval('.card .open-detail', (button) => /** @type {HTMLElement} */ (button).click());
    await page.waitForSelector('.answers');
    await pause(200);
    await shot('9-facility');
    await page.evaluate(() => document.querySelector('.calendars')?.scrollIntoView({ block: 'center' }));
    await pause(100);
    await shot('9b-week');
    if (name === 'desktop') {
      await page.keyboard.press('Escape');
      await page.pdf({ path: join(out, `print-${language}.pdf`), preferCSSPageSize: true });
    }
    await context.close();
  }
} finally {
  await stop();
}
