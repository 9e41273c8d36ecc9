// @ts-check
/**
 * Uses the page behind a personal link as somebody at a clinic or a short stay would, and the page of links as an editor would:
 *   BASE_URL=http://127.0.0.1:8080 LOGIN=… PASSWORD=… node test/links.mjs
 * LOGIN is an administrator or an editor. SHOTS names a folder for pictures, where somebody wants to look.
 * Exits 1 with a list when anything is wrong: wrong behaviour, a console error, a page wider than its window, a small target, or a
 * violation found by axe.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { violations } from './axe.mjs';
import { sizes, startBrowser } from './chromium.mjs';

/** The field for the places of a day that nobody said is full: a number there needs no other answer. */
const freeDay = (phone) =>
  phone.$$eval('[name^="v."][name$=".n"]', (fields) => {
    const isFull = (name) => document.querySelector(`[name="${name.slice(0, -2)}"][value=no]`)?.checked;
    return fields.map((field) => field.getAttribute('name') ?? '').find((name) => !isFull(name)) ?? '';
  });

const base = process.env['BASE_URL'] ?? 'http://127.0.0.1:8080';
const login = process.env['LOGIN'] ?? '';
const password = process.env['PASSWORD'] ?? '';
const shots = process.env['SHOTS'];
if (shots) mkdirSync(shots, { recursive: true });

/** @type {string[]} */
const faults = [];
const check = (/** @type {unknown} */ ok, /** @type {string} */ what) => {
  if (!ok) faults.push(what);
};

const { browser, stop } = await startBrowser();
const narrow = { width: 320, height: 640, deviceScaleFactor: 1, isMobile: true, hasTouch: true };

/** @param {keyof typeof sizes | 'narrow'} size @param {'light' | 'dark'} scheme @param {boolean} [script] */
async function open(size, scheme, script = true) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport(size === 'narrow' ? narrow : sizes[size]);
  await page.setJavaScriptEnabled(script);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
  page.on('pageerror', (error) => faults.push(`${size} ${scheme}: page error: ${String(error)}`));
  page.on('console', (line) => { if (line.type() === 'error' && !line.text().includes('status of 4')) faults.push(`${size} ${scheme}: ${line.text()}`); });
  return page;
}

/** What stands on the screen: axe, the width, the size of what is touched, and a picture. @param {import('puppeteer-core').Page} page @param {string} name */
async function look(page, name) {
  for (const violation of await violations(page)) faults.push(`${name}: ${violation}`);
  const small = await page.evaluate(() => [...document.querySelectorAll('main button, main summary, main label:has(input[type=radio], input[type=checkbox]), main input:not([type=hidden], [type=radio], [type=checkbox]), main select, header a:not(.skip)')]
    .filter((one) => one.getClientRects().length > 0 && one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML.slice(0, 80)));
  check(small.length === 0, `${name}: too small to touch: ${small.join(', ')}`);
  if (shots) await page.screenshot({ path: /** @type {`${string}.png`} */ (join(shots, `${name}.png`)), fullPage: true });
}

/** Presses a button and waits for the page that comes. @param {import('puppeteer-core').Page} page @param {string} selector */
async function press(page, selector) {
  const [answer] = await Promise.all([page.waitForNavigation(), page.$eval(selector, (one) => /** @type {HTMLElement} */ (one).click())]);
  return answer?.status() ?? 0;
}

/** @param {import('puppeteer-core').Page} page @param {string} name @param {string} text */
async function fill(page, name, text) {
  await page.$eval(`[name="${name}"]`, (one, value) => { /** @type {HTMLInputElement} */ (one).value = value; }, text);
}

/** Signs in and makes links for the first facility of a kind. @param {import('puppeteer-core').Page} page @param {string} kind @param {string} lang @param {string} name */
async function send(page, kind, lang, name) {
  await page.goto(`${base}/admin/links?kind=${kind}&lang=${lang}`);
  await look(page, `links-${name}`);
  await page.evaluate(() => [...document.querySelectorAll('input[name=facility]')].forEach((one, at) => { /** @type {HTMLInputElement} */ (one).checked = at < 4; }));
  check((await press(page, '.links-make button')) === 200, `${name}: links are made`);
  await look(page, `made-${name}`);
  if (shots) await page.pdf({ path: join(shots, `letters-${name}.pdf`), preferCSSPageSize: true, printBackground: true });
  return page.$$eval('.links-made code', (all) => all.map((one) => one.textContent ?? ''));
}

try {
  const month = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 7);
  for (const [size, scheme, lang] of /** @type {const} */ ([['desktop', 'light', 'ja'], ['phone', 'dark', 'easy'], ['portrait', 'light', 'en']])) {
    const where = `${size}-${scheme}-${lang}`;
    const desk = await open(size, scheme);
    await desk.goto(`${base}/login`);
    await desk.type('#login', login);
    await desk.type('#password', password);
    await press(desk, 'main button[type=submit]');
    const [clinic, ...others] = await send(desk, 'clinic', lang, where);
    // One confirms a day but once, so that each language has a clinic of its own.
    const other = others[['ja', 'easy', 'en'].indexOf(lang)];
    const [stay] = await send(desk, 'short_stay', lang, `stay-${where}`);
    if (!clinic || !other || !stay) throw new Error('no links were made');

    for (const [device, look_, script] of /** @type {const} */ ([['phone', scheme, false], ['narrow', scheme, true], ['desktop', scheme, true]])) {
      const name = `${device}-${look_}-${lang}`;
      const phone = await open(device, look_, script);
      const at = `${clinic}?lang=${lang}`;
      await phone.goto(at);
      check((await phone.$$('script')).length === 0, `${name}: the page needs no script`);
      if (script) {
        await look(phone, `form-${name}`);
      } else {
        await phone.click(`[name="m.${month}"][value=${lang === 'ja' ? 'consult' : lang === 'en' ? 'yes' : 'no'}]`);
        const [answer] = await Promise.all([phone.waitForNavigation(), phone.click('.slip-send button')]);
        check(answer?.status() === 200 && phone.url().includes('/saved/'), `${name}: the form is taken without a script`);
        await phone.browserContext().close();
        continue;
      }
      // The answer differs each time, so that something changes.
      const places = String(1 + (Date.now() % 97));
      await phone.click(`[name="m.${month}"][value=yes]`);
      await fill(phone, `m.${month}.n`, places);
      await fill(phone, 'h.text', places.length > 1 ? '平日 13:00〜14:00' : '平日 12:00〜13:00');
      await phone.$$eval('details', (all) => all.forEach((one) => { one.open = true; }));
      await look(phone, `opened-${name}`);
      check((await press(phone, '.slip-send button')) === 200, `${name}: the answers are taken`);
      check(phone.url().includes('/saved/'), `${name}: what changed is shown, not ${phone.url()}`);
      check((await phone.$eval('.slip-changes', (one) => one.textContent ?? '')).includes(places), `${name}: the number is shown`);
      await look(phone, `saved-${name}`);
      const id = await phone.$eval('.slip-ways a[href^="/facilities/"]', (one) => (one.getAttribute('href') ?? '').split('/').pop()?.split('?')[0] ?? '');
      const facility = await (await fetch(`${base}/api/v1/facilities/${id}`)).json();
      check(JSON.stringify(facility).includes('facility'), `${name}: the directory shows who said it`);
      check((await press(phone, 'form[action*="/undo"] button')) === 200, `${name}: it is taken back`);
      await look(phone, `undone-${name}`);
      await fill(await go(phone, at), `m.${month}.n`, 'abc');
      await phone.click(`[name="m.${month}"][value=yes]`);
      check((await press(phone, '.slip-send button')) === 400, `${name}: what cannot be read is said`);
      await look(phone, `refused-${name}`);
      await phone.browserContext().close();
    }
    for (const state of ['all', 'old']) {
      await desk.goto(`${base}/admin/freshness?state=${state}&lang=${lang}`);
      await look(desk, `freshness-${state}-${where}`);
    }
    const phone = await open('phone', scheme);
    await phone.goto(`${other}?lang=${lang}`);
    const answer = await press(phone, '.slip-same-button');
    check(answer === 200 && phone.url().includes('/saved/'), `${where}: one tap confirms`);
    await look(phone, `confirmed-${where}`);
    await phone.goto(`${stay}?lang=${lang}`);
    await look(phone, `stay-form-${where}`);
    await fill(phone, await freeDay(phone), String(1 + (Date.now() % 89)));
    check((await press(phone, '.slip-send button')) === 200 && phone.url().includes('/saved/'), `${where}: a number alone is enough`);
    await phone.goto(`${base}/r/${'0'.repeat(64)}?lang=${lang}`);
    await look(phone, `gone-${where}`);
    await phone.browserContext().close();
    await desk.browserContext().close();
  }
} finally {
  await stop();
}

/** @param {import('puppeteer-core').Page} page @param {string} to */
async function go(page, to) {
  await page.goto(to);
  return page;
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('Facilities answer by link on a telephone, editors send letters, and axe finds nothing.');
