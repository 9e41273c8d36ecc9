// @ts-check
/**
 * Uses what is said of days and months to come: filters of the map by month and by day, the sheet and the page of a facility.
 *   BASE_URL=http://127.0.0.1:8080 node test/ahead.mjs
 * SHOTS names a folder for pictures, where somebody wants to look. Exits 1 with a list when anything is wrong: wrong behaviour, a console
 * error, a page wider than its window, a small target, or a violation found by axe.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { sizes, startBrowser } from './chromium.mjs';

const base = process.env['BASE_URL'] ?? 'http://127.0.0.1:8080';
const shots = process.env['SHOTS'];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
if (shots) mkdirSync(shots, { recursive: true });

/** @type {string[]} */
const faults = [];
const check = (/** @type {unknown} */ ok, /** @type {string} */ what) => {
  if (!ok) faults.push(what);
};

const japan = (/** @type {number} */ days) => new Date(Date.now() + (9 + 24 * days) * 3_600_000).toISOString().slice(0, 10);
const today = japan(0);
const month = today.slice(0, 7);

/** What the server lists. @param {Record<string, unknown>} question */
async function search(question) {
  const answer = await fetch(`${base}/api/v1/search`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ limit: 50, counts: true, ...question }) });
  return await answer.json();
}

const { browser, stop } = await startBrowser();

/** @param {string} size @param {'light' | 'dark'} scheme @param {string} path @param {string} [lang] */
async function open(size, scheme, path, lang = 'ja') {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport(sizes[/** @type {keyof typeof sizes} */ (size)]);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.evaluateOnNewDocument((lang) => localStorage.setItem('zaitaku.language', lang), lang);
  page.on('pageerror', (error) => faults.push(`${size} ${scheme}: page error: ${String(error)}`));
  page.on('console', (message) => { if (message.type() === 'error') faults.push(`${size} ${scheme}: ${message.text()}`); });
  await page.goto(`${base}${path}`, { waitUntil: 'networkidle2' });
  return page;
}

/** axe, the width, the size of what is touched, and a picture. @param {import('puppeteer-core').Page} page @param {string} name @param {string} within */
async function look(page, name, within) {
  await page.evaluate(axe);
  const found = await page.evaluate(async (within) => {
    // @ts-expect-error axe was put there a line above.
    const result = await window.axe.run(within, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
    return result.violations.map((/** @type {any} */ one) => `${one.id}: ${one.nodes.map((/** @type {any} */ node) => `${node.target.join(' ')} (${node.any?.[0]?.message ?? node.failureSummary})`).slice(0, 3).join(' | ')}`);
  }, within);
  for (const violation of found) faults.push(`${name}: axe ${violation}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(wide <= 0, `${name}: the page is ${wide}px wider than the screen`);
  const small = await page.evaluate(() => [...document.querySelectorAll('.ahead-filter button, .ahead-filter input')]
    .filter((one) => one.getClientRects().length > 0 && one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML.slice(0, 80)));
  check(small.length === 0, `${name}: too small to touch: ${small.join(', ')}`);
  if (shots) {
    await page.evaluate(() => document.querySelector('.ahead-filter, .months, .days')?.scrollIntoView({ block: 'center' }));
    await page.screenshot({ path: /** @type {`${string}.png`} */ (join(shots, `${name}.png`)) });
  }
}

/** The numbers on the chips of the filter, by their names. @param {import('puppeteer-core').Page} page */
const chips = (page) => page.evaluate(() => [...document.querySelectorAll('.ahead-filter .pick')].map((chip) => ({ name: chip.querySelector('.pick-name')?.textContent ?? '', count: Number(chip.querySelector('.pick-count')?.textContent?.match(/\d+/)?.[0] ?? Number.NaN) })));

const inMonth = await search({ new_patients: month });
const onDay = await search({ vacancy_on: today });
check(inMonth.total > 0 && inMonth.items.every((/** @type {any} */ item) => item.in_month.month === month && item.in_month.answer === 'yes'), `${month}: ${JSON.stringify(inMonth).slice(0, 300)}`);
check(onDay.total > 0 && onDay.items.every((/** @type {any} */ item) => item.on_day.date === today && item.on_day.answer === 'yes'), `${today}: ${JSON.stringify(onDay).slice(0, 300)}`);

for (const [size, scheme, lang] of /** @type {const} */ ([['phone', 'light', 'ja'], ['desktop', 'dark', 'en'], ['portrait', 'light', 'easy']])) {
  const page = await open(size, scheme, '/map', lang);
  await page.waitForSelector('.place');
  await page.click('.filter-open');
  await page.waitForSelector('.ahead-filter .pick');
  await page.waitForFunction(() => /\d/.test(document.querySelectorAll('.ahead-filter .pick-count')[1]?.textContent ?? ''));
  const numbers = await chips(page);
  const counts = (await search({})).counts;
  check(numbers[1]?.count === counts.new_patients[month], `${size}: the chip of this month says ${numbers[1]?.count}, the server ${counts.new_patients[month]}`);
  check(numbers[4]?.count === counts.vacancy_on[today], `${size}: the chip of today says ${numbers[4]?.count}, the server ${counts.vacancy_on[today]}`);
  await look(page, `ahead-filter-${size}-${scheme}-${lang}`, '.filters');

  const button = (/** @type {number} */ i) => page.evaluate((i) => /** @type {HTMLElement} */ (document.querySelectorAll('.ahead-filter .pick')[i])?.click(), i);
  await button(1);
  await page.waitForFunction((month) => location.hash.includes(`month=${month}`), {}, month);
  await page.waitForFunction((total) => document.querySelector('.filter-see')?.textContent?.includes(String(total)), {}, inMonth.total);
  await page.click('.filter-see');
  await page.waitForSelector('.place .place-answers');
  const line = await page.$eval('.place .place-answers', (one) => one.textContent ?? '');
  check(/20\d\d/.test(line), `${size}: the answer has no age: ${line}`);
  await look(page, `ahead-list-${size}-${scheme}-${lang}`, '.place');
  check(await page.$('[data-condition="month"]'), `${size}: the month is no condition that can be taken away`);

  await page.goto(`${base}/map#day=${today}`, { waitUntil: 'networkidle2' });
  await page.reload({ waitUntil: 'networkidle2' });
  await page.waitForFunction((total) => document.querySelectorAll('.place').length === Math.min(total, 20), {}, onDay.total);

  for (const [what, item, selector] of /** @type {const} */ ([['months', inMonth.items[0], '.months'], ['days', onDay.items[0], '.days']])) {
    await page.goto(`${base}/map#facility=${item.id}`, { waitUntil: 'networkidle2' });
    await page.reload({ waitUntil: 'networkidle2' });
    await page.waitForSelector(`dialog ${selector} li`);
    await look(page, `ahead-sheet-${what}-${size}-${scheme}-${lang}`, 'dialog[open]');
    await page.goto(`${base}/facilities/${item.id}?lang=${lang}`, { waitUntil: 'networkidle2' });
    check(await page.$(`${selector} li`), `${size}: the page of ${item.id} has no ${what}`);
    await look(page, `ahead-page-${what}-${size}-${scheme}-${lang}`, 'main');
  }
  await page.browserContext().close();
}

await stop();
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('days and months to come: filters, lists, sheets and pages are as they should be');
