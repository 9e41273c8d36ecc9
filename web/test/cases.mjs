// @ts-check
/**
 * Keeps a case as somebody at a liaison desk would:
 *   BASE_URL=http://127.0.0.1:8080 KEEPER=… PASSWORD=… node test/cases.mjs
 * KEEPER is a professional; LOGIN, where it is given, an administrator with the same password, who sees the
 * statistics. SHOTS names a folder for pictures, where somebody wants to look.
 * Exits 1 with a list when anything is wrong: wrong behaviour, a console error, a page wider than its window, a small target, or a
 * violation found by axe.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { sizes, startBrowser } from './chromium.mjs';

const base = process.env['BASE_URL'] ?? 'http://127.0.0.1:8080';
const keeper = process.env['KEEPER'] ?? '';
const administrator = process.env['LOGIN'] ?? '';
const password = process.env['PASSWORD'] ?? '';
const home = '神奈川県横須賀市浦賀5丁目23番45号';
const shots = process.env['SHOTS'];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
if (shots) mkdirSync(shots, { recursive: true });

/** @type {string[]} */
const faults = [];
const check = (/** @type {unknown} */ ok, /** @type {string} */ what) => {
  if (!ok) faults.push(what);
};

const { browser, stop } = await startBrowser();

/** @param {string} size @param {'light' | 'dark'} scheme */
async function open(size, scheme) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport(sizes[/** @type {keyof typeof sizes} */ (size)] ?? { width: 320, height: 640 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  page.on('pageerror', (error) => faults.push(`${size} ${scheme}: page error: ${String(error)}`));
  return page;
}

/** What stands on the screen: axe, the width, the size of what is touched, and a picture. @param {import('puppeteer-core').Page} page @param {string} name */
async function look(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    // @ts-expect-error axe was put there a line above.
    const result = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return result.violations.map((/** @type {any} */ one) => `${one.id}: ${one.nodes.map((/** @type {any} */ node) => `${node.target.join(' ')} (${node.any?.[0]?.message ?? node.failureSummary})`).slice(0, 3).join(' | ')}`);
  });
  for (const violation of found) faults.push(`${name}: axe ${violation}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(wide <= 0, `${name}: the page is ${wide}px wider than the screen`);
  const small = await page.evaluate(() => [...document.querySelectorAll('main button, main label:has(input[type=checkbox]), main summary, main input:not([type=hidden], [type=checkbox]), main select, main a.phone')]
    .filter((one) => one.getClientRects().length > 0 && one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML.slice(0, 80)));
  check(small.length === 0, `${name}: too small to touch: ${small.join(', ')}`);
  if (shots) await page.screenshot({ path: /** @type {`${string}.png`} */ (join(shots, `${name}.png`)), fullPage: true });
}

/** Presses a button and waits for the page that comes. @param {import('puppeteer-core').Page} page @param {string} selector */
async function press(page, selector) {
  const [answer] = await Promise.all([page.waitForNavigation(), page.click(selector)]);
  return answer?.status() ?? 0;
}

/** @param {import('puppeteer-core').Page} page @param {string} login */
async function signIn(page, login) {
  await page.goto(`${base}/login`);
  await page.type('#login', login);
  await page.type('#password', password);
  await press(page, 'main button[type=submit]');
  check(page.url().startsWith(`${base}/account`), `${login} is signed in, not at ${page.url()}`);
}

/** @param {import('puppeteer-core').Page} page @param {string} selector */
const text = (page, selector) => page.$eval(selector, (one) => one.textContent ?? '').catch(() => '');

try {
  for (const [size, scheme, lang] of /** @type {const} */ ([['phone', 'light', 'ja'], ['desktop', 'dark', 'en'], ['portrait', 'light', 'easy'], ['desktop', 'light', 'ja'], ['phone', 'dark', 'ja'], ['narrow', 'light', 'en']])) {
    const where = `${size}-${scheme}-${lang}`;
    const page = await open(size, scheme);
    await signIn(page, keeper);
    await page.goto(`${base}/cases/new?lang=${lang}`);
    await look(page, `new-${where}`);
    await page.type('#address', home);
    await page.click('.case-needs-all details:has(input[name="need.terminal_cancer"]) > summary');
    await page.click('input[name="need.terminal_cancer"]');
    await page.type('#note', '山田さんの件');
    check((await press(page, 'main form button[type=submit]')) === 400, `${where}: a name is refused`);
    check((await text(page, '[role=alert]')) !== '', `${where}: and it is said`);
    check((await page.$eval('#address', (one) => /** @type {HTMLInputElement} */ (one).value)) === home, `${where}: the address need not be typed again`);
    check(await page.$eval('input[name="need.terminal_cancer"]', (one) => /** @type {HTMLInputElement} */ (one).checked), `${where}: nor the needs chosen`);
    await look(page, `new-refused-${where}`);
    await page.$eval('#note', (one) => { /** @type {HTMLTextAreaElement} */ (one).value = '夜間の吸引が1日3-4回'; });
    await press(page, 'main form button[type=submit]');
    check(/\/cases\/\d+\?done=made/.test(page.url()), `${where}: the case is made, not ${page.url()}`);
    check(!(await page.content()).includes('23番'), `${where}: nothing of the house is shown`);
    await look(page, `case-${where}`);

    const first = await text(page, '.case-next .case-name a');
    check((await page.$('.case-next a.phone[href^="tel:"]')) !== null, `${where}: one tap calls`);
    await press(page, '.case-next button[value=phone]');
    check((await text(page, '[role=status]')) !== '', `${where}: what was done is said`);
    check((await text(page, '.case-next .case-name a')) !== first, `${where}: the shortlist moves on`);
    check((await text(page, '.case-request .case-name a')) === first, `${where}: who was asked stands in the list`);
    await page.click('.case-request .case-more summary');
    await look(page, `asked-${where}`);
    await press(page, '.case-request button[value="declined/full"]');
    check((await page.$('.case-request.case-declined')) !== null, `${where}: the refusal is noted`);
    await press(page, '.case-next button[value=phone]');
    await press(page, '.case-request.case-pending button[value=accepted]');
    check((await page.$('.case-next')) === null, `${where}: whoever accepts ends the case`);
    await look(page, `accepted-${where}`);
    await press(page, '.case-accepted button[value=pending]');
    check((await page.$('.case-next')) !== null, `${where}: and it is open again when that is taken back`);
    await page.click('.case-fold summary');
    await press(page, 'button[name=outcome][value=unfound]');
    check((await page.$('.case-next')) === null, `${where}: a case ends as not found`);
    await page.goto(`${base}/cases?lang=${lang}`);
    await look(page, `list-${where}`);
    if (lang === 'en') {
      await page.goBack();
      await page.click('.case-fold:last-of-type summary');
      await look(page, `delete-${where}`);
      await press(page, 'form:has(input[value=delete]) button');
      check(new URL(page.url()).pathname === '/cases', `${where}: a deleted case leads to the list, not to ${page.url()}`);
    }
    await page.goto(`${base}/cases/statistics?lang=${lang}`);
    await look(page, `statistics-${where}`);
    await page.browserContext().close();
  }

  // From the desk: the present question becomes a case, by its body alone.
  const page = await open('desktop', 'light');
  await signIn(page, keeper);
  /** @type {string[]} */
  const addresses = [];
  page.on('request', (request) => addresses.push(request.url()));
  await page.goto(base);
  await page.waitForSelector('[role=combobox]', { timeout: 30_000 });
  await page.type('[role=combobox]', home, { delay: 5 });
  await page.$eval('.needs > .chips .chip', (one) => /** @type {HTMLElement} */ (one).click());
  await page.click('button[type=submit]');
  const button = await page.waitForSelector('.case-make:not([hidden]) button', { visible: true, timeout: 30_000 }).catch(() => null);
  check(button, 'the desk offers to make a case');
  await look(page, 'desk');
  if (button) {
    await Promise.all([page.waitForNavigation(), button.click()]);
    check(/\/cases\/\d+(\?lang=\w+)?$/.test(page.url()), `the desk leads to the case, not to ${page.url()}`);
    check((await page.$('.case-next')) !== null, 'and it shows whom to ask');
  }
  check(addresses.every((url) => !decodeURIComponent(url).includes('浦賀')), 'no address of a request carries the home');
  await page.browserContext().close();

  if (administrator) {
    const other = await open('desktop', 'light');
    await signIn(other, administrator);
    await other.goto(`${base}/cases/statistics`);
    check((await other.$$('.case-heat')).length === 3, 'the administrator sees three tables of months');
    check((await text(other, '.case-figures')).includes('件'), 'and figures of several cases');
    await look(other, 'statistics-administrator');
    check((await other.goto(`${base}/cases`))?.status() === 403, 'but no case');
    await other.browserContext().close();
  }
} finally {
  await stop();
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('Cases are kept, moved on and counted, and axe finds nothing.');
