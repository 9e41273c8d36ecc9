// @ts-check
/**
 * Looks at a facility that has something for professionals only, as the public, as a professional, and after signing out:
 *   BASE_URL=http://127.0.0.1:8080 KEEPER=… PASSWORD=… node test/visibility.mjs
 * KEEPER is a professional. SHOTS names a folder for pictures, where somebody wants to look.
 * Exits 1 with a list when anything is wrong: a value or a lock that the public sees, a value without its lock, a console error, a page
 * wider than its window, or a violation found by axe.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { violations } from './axe.mjs';
import { sizes, startBrowser } from './chromium.mjs';

const base = process.env['BASE_URL'] ?? 'http://127.0.0.1:8080';
const keeper = process.env['KEEPER'] ?? '';
const password = process.env['PASSWORD'] ?? '';
const shots = process.env['SHOTS'];
if (shots) mkdirSync(shots, { recursive: true });
const narrow = { width: 320, height: 640, deviceScaleFactor: 1, isMobile: true, hasTouch: true };
const words = { ja: '専門職のみ', en: 'Professionals only', easy: '専門' };

/** @type {string[]} */
const faults = [];
const check = (/** @type {unknown} */ ok, /** @type {string} */ what) => {
  if (!ok) faults.push(what);
};

const { browser, stop } = await startBrowser();

/** @param {keyof typeof sizes | 'narrow'} size @param {'light' | 'dark'} scheme */
async function open(size, scheme) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport(size === 'narrow' ? narrow : sizes[size]);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
  page.on('pageerror', (error) => faults.push(`${size} ${scheme}: page error: ${String(error)}`));
  page.on('console', (line) => { if (line.type() === 'error') faults.push(`${size} ${scheme}: console: ${line.text()}`); });
  return page;
}

/** What stands on the screen: axe, the width, and a picture. @param {import('puppeteer-core').Page} page @param {string} name */
async function look(page, name) {
  for (const violation of await violations(page)) faults.push(`${name}: ${violation}`);
  if (shots) await page.screenshot({ path: /** @type {`${string}.png`} */ (join(shots, `${name}.png`)), fullPage: true });
}

/** @param {import('puppeteer-core').Page} page @param {string} selector */
const press = (page, selector) => Promise.all([page.waitForNavigation(), page.$eval(selector, (one) => /** @type {HTMLElement} */ (one).click())]);

/** @param {import('puppeteer-core').Page} page */
async function signIn(page) {
  await page.goto(`${base}/login`);
  await page.type('#login', keeper);
  await page.type('#password', password);
  await press(page, 'main button[type=submit]');
  check(page.url().startsWith(`${base}/account`), `${keeper} is signed in, not at ${page.url()}`);
}

/** A facility as the visitor of a page is told of it. @param {import('puppeteer-core').Page} page @param {string} id @returns {Promise<any>} */
async function told(page, id) {
  const cookies = await page.browserContext().cookies();
  return (await fetch(`${base}/api/v1/facilities/${id}`, { headers: { cookie: cookies.map((one) => `${one.name}=${one.value}`).join('; ') } })).json();
}

/** The words beside each lock in a part of the page, the lock's own among them. @param {import('puppeteer-core').Page} page @param {string} part */
const locked = (page, part) => page.$$eval(`${part} .lock`, (all) => all.map((one) => one.parentElement?.parentElement?.textContent ?? ''));

/** What is written in a part of the page, folded parts too. @param {import('puppeteer-core').Page} page @param {string} part */
const text = (page, part) => page.$eval(part, (one) => one.textContent ?? '');

/** Opens the sheet of a facility on the desk. @param {import('puppeteer-core').Page} page @param {string} id @param {string} name */
async function sheet(page, id, name) {
  // Another address first: from one fragment to another of the same page nothing would be loaded anew.
  await page.goto('about:blank');
  await page.goto(`${base}/#facility=${id}`);
  const shown = await page.waitForSelector('dialog[open] .facility-title', { timeout: 30_000 }).catch(() => null);
  check(shown, `${name}: the sheet opens`);
  await page.waitForSelector('dialog[open] .calendar', { timeout: 30_000 }).catch(() => faults.push(`${name}: the sheet has its calendars`));
}

/** Nothing of what is hidden stands there, and nothing tells that something was left out. @param {import('puppeteer-core').Page} page @param {string} part @param {string[]} hidden @param {string} name */
async function hides(page, part, hidden, name) {
  const all = await text(page, part);
  for (const value of hidden) check(!all.includes(value), `${name}: the public reads 「${value}」`);
  check((await page.$$(`${part} .lock, ${part} .lock-notice`)).length === 0, `${name}: the public sees a lock`);
  check(!all.includes(words.ja) && !all.includes(words.en), `${name}: the public is told that something was left out`);
}

try {
  const professional = await open('desktop', 'light');
  await signIn(professional);
  const clinics = /** @type {any} */ (await (await fetch(`${base}/api/v1/facilities?kind=clinic&limit=60`)).json()).items;
  /** @type {any} */
  let facility = null;
  for (const { id } of clinics) {
    const one = await told(professional, id);
    if (['hours_contact/person', 'hours_contact/note', 'cover'].every((part) => one.professional_only?.includes(part))) {
      facility = one;
      break;
    }
  }
  if (!facility) throw new Error('No clinic has a contact person, words about reaching it and days of cover that are for professionals.');
  await professional.browserContext().close();
  /** @type {string[]} */
  const hidden = [facility.hours.contact.person, facility.hours.contact.note];
  check(hidden.every((value) => value && value.length > 3), `the values are there: ${hidden.join(', ')}`);

  for (const [size, scheme, lang] of /** @type {const} */ ([['phone', 'light', 'ja'], ['desktop', 'dark', 'en'], ['portrait', 'light', 'easy'], ['narrow', 'dark', 'ja']])) {
    const where = `${size}-${scheme}-${lang}`;
    const address = `${base}/facilities/${facility.id}?lang=${lang}`;

    const outsider = await open(size, scheme);
    const answer = await told(outsider, facility.id);
    check(answer.professional_only === undefined && answer.cover.length === 0, `${where}: the answer to the public has no hidden field`);
    for (const value of hidden) check(!JSON.stringify(answer).includes(value), `${where}: the answer to the public has 「${value}」`);
    await outsider.goto(address);
    await hides(outsider, 'body', hidden, `${where}: page`);
    await look(outsider, `public-page-${where}`);
    await sheet(outsider, facility.id, where);
    await hides(outsider, 'dialog[open]', hidden, `${where}: sheet`);
    await look(outsider, `public-sheet-${where}`);
    await outsider.browserContext().close();

    const keepers = await open(size, scheme);
    await signIn(keepers);
    await keepers.goto(address);
    for (const value of hidden) {
      check((await locked(keepers, 'main')).some((line) => line.includes(value)), `${where}: 「${value}」 stands on the page with its lock`);
    }
    check((await text(keepers, 'main .lock')).replaceAll(/\(.*?\)|\s/g, '').includes(words[lang].replaceAll(' ', '')), `${where}: the lock says 「${words[lang]}」`);
    check((await keepers.$('.lock-notice')) !== null, `${where}: what the mark means stands above`);
    await look(keepers, `professional-page-${where}`);
    await sheet(keepers, facility.id, where);
    for (const value of hidden) check((await locked(keepers, 'dialog[open]')).some((line) => line.includes(value)), `${where}: 「${value}」 stands on the sheet with its lock`);
    check((await keepers.$$('dialog[open] .lock')).length >= facility.cover.length, `${where}: every day of cover has its lock`);
    await look(keepers, `professional-sheet-${where}`);

    // Whoever sits down at the same browser afterwards is the public.
    await keepers.goto(`${base}/account`);
    await press(keepers, '.account-desk form button');
    await keepers.goto(address);
    await hides(keepers, 'body', hidden, `${where}: after signing out`);
    await keepers.goBack();
    await keepers.goForward();
    await hides(keepers, 'body', hidden, `${where}: after Back and Forward`);
    await keepers.browserContext().close();
  }
} finally {
  await stop();
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('What is for professionals is seen by professionals, with its lock, and by nobody else.');
