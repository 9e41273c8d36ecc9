// @ts-check
/**
 * Uses the pages of accounts as an administrator and as somebody invited would:
 *   BASE_URL=http://127.0.0.1:8080 LOGIN=… PASSWORD=… node test/accounts.mjs
 * LOGIN is an administrator whose one-time codes are off. SHOTS names a folder for pictures, where somebody wants to look.
 * Exits 1 with a list when anything is wrong: wrong behaviour, a console error, a page wider than its window, a small target, or a
 * violation found by axe.
 */
import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { sizes, startBrowser } from './chromium.mjs';

const base = process.env['BASE_URL'] ?? 'http://127.0.0.1:8080';
const login = process.env['LOGIN'] ?? '';
const password = process.env['PASSWORD'] ?? '';
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
  await page.setViewport(sizes[/** @type {keyof typeof sizes} */ (size)]);
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
  const small = await page.evaluate(() => [...document.querySelectorAll('main button, main input:not([type=hidden]), main select, header a:not(.skip), header button')]
    .filter((one) => one.getClientRects().length > 0 && one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML.slice(0, 80)));
  check(small.length === 0, `${name}: too small to touch: ${small.join(', ')}`);
  if (shots) await page.screenshot({ path: /** @type {`${string}.png`} */ (join(shots, `${name}.png`)), fullPage: true });
}

/** Presses a button and waits for the page that comes. @param {import('puppeteer-core').Page} page @param {string} selector */
async function press(page, selector) {
  const [answer] = await Promise.all([page.waitForNavigation(), page.click(selector)]);
  return answer?.status() ?? 0;
}

/** The code that an authenticator application shows (RFC 6238). @param {string} key @param {number} step */
function code(key, step) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...key].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', bytes).update(counter).digest();
  const word = hash.readUInt32BE((hash[19] ?? 0) & 15) & 0x7fffffff;
  return String(word % 1_000_000).padStart(6, '0');
}

/** @param {import('puppeteer-core').Page} page @param {string} lang @param {string} secret */
async function signIn(page, lang, secret) {
  await page.goto(`${base}/login?lang=${lang}`);
  await page.type('#login', login);
  await page.type('#password', secret);
  return press(page, 'main button[type=submit]');
}

try {
  let wrongOnce = false;
  for (const [size, scheme, lang] of /** @type {const} */ ([['phone', 'light', 'ja'], ['phone', 'dark', 'easy'], ['landscape', 'light', 'easy'], ['desktop', 'dark', 'en'], ['desktop', 'light', 'ja'], ['portrait', 'dark', 'ja'], ['phone', 'light', 'en']])) {
    const where = `${size}-${scheme}-${lang}`;
    const page = await open(size, scheme);
    await page.goto(`${base}/login?lang=${lang}`);
    await look(page, `login-${where}`);
    if (!wrongOnce) {
      wrongOnce = true;
      check((await signIn(page, lang, 'not the password at all')) === 403, 'a wrong password is refused');
      check((await page.$eval('[role=alert]', (one) => one.textContent)) !== '', 'it is said');
      check((await page.$eval('#login', (one) => /** @type {HTMLInputElement} */ (one).value)) === login, 'the login need not be typed again');
      await look(page, `login-wrong-${where}`);
    }
    await signIn(page, lang, password);
    check(page.url().startsWith(`${base}/account`), `${where}: signing in leads to the account, not ${page.url()}`);
    await look(page, `account-${where}`);
    await page.goto(`${base}/account/code?lang=${lang}`);
    await look(page, `code-${where}`);
    await page.goto(`${base}/admin?lang=${lang}`);
    await page.click('.account-row > summary');
    await look(page, `admin-${where}`);
    await page.type('#name', `招待 ${where}`);
    await page.select('#invite-role', 'editor');
    check((await press(page, 'main form[action^="/admin/invitations"] button')) === 200, `${where}: an invitation is made`);
    const link = (await page.$eval('.account-made code', (one) => one.textContent)) ?? '';
    await look(page, `invited-${where}`);
    await page.goto(`${base}/admin/audit?lang=${lang}`);
    await look(page, `audit-${where}`);

    const other = await open(size, scheme);
    await other.goto(`${link}?lang=${lang}`);
    await look(other, `invitation-${where}`);
    await other.type('#login', `${where}-${Date.now()}`);
    await other.type('#password', 'yellow trains in the morning');
    await other.type('#again', 'yellow trains in the morning');
    await press(other, 'main button[type=submit]');
    check(other.url().startsWith(`${base}/account`), `${where}: the invited person is signed in, not at ${other.url()}`);
    if (lang === 'ja') {
      await other.goto(`${base}/account/code`);
      const key = await other.$eval('input[name=key]', (one) => /** @type {HTMLInputElement} */ (one).value);
      await other.type('#code', code(key, Math.floor(Date.now() / 30_000)));
      await other.type('#password', 'yellow trains in the morning');
      await press(other, 'main button[type=submit]');
      check((await other.$$('.account-recovery li')).length === 8, `${where}: eight recovery codes are shown`);
      await look(other, `recovery-${where}`);
    }
    await press(other, '.account-desk form button');
    check(other.url().startsWith(`${base}/login`), `${where}: signing out leads to the login`);

    // The page with a script shows who is signed in.
    await page.goto(base);
    const shown = await page.waitForSelector('.session-link[aria-label]', { timeout: 10_000 }).catch(() => null);
    check(shown, `${where}: the header of the page names who is signed in`);
    await look(page, `page-${where}`);
    await page.browserContext().close();
    await other.browserContext().close();
  }
} finally {
  await stop();
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('People sign in, invite and are invited, and axe finds nothing.');
