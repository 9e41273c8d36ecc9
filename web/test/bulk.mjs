// @ts-check
/**
 * Changes many facilities at once, and decides doubtful links, as an editor would (something must be in doubt):
 *   BASE_URL=http://127.0.0.1:8080 LOGIN=… PASSWORD=… node test/bulk.mjs
 * LOGIN is an editor or administrator whose one-time codes are off. SHOTS names a folder for pictures, where somebody wants to look.
 * Exits 1 with a list when anything is wrong: wrong behaviour, a page error, a page wider than its window, a small target, or a
 * violation found by axe.
 */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
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
  const small = await page.evaluate(() => [...document.querySelectorAll('main button, main input:not([type=hidden]), main select, main summary, main textarea')]
    .filter((one) => one.getClientRects().length > 0 && (one.closest('label') ?? one).getBoundingClientRect().height < 43.5).map((one) => one.outerHTML.slice(0, 80)));
  check(small.length === 0, `${name}: too small to touch: ${small.join(', ')}`);
  if (shots) await page.screenshot({ path: /** @type {`${string}.png`} */ (join(shots, `bulk-${name}.png`)), fullPage: true });
}

/** Presses a button and waits for the page that comes. @param {import('puppeteer-core').Page} page @param {string} selector */
async function press(page, selector) {
  const [answer] = await Promise.all([page.waitForNavigation(), page.click(selector)]);
  return answer?.status() ?? 0;
}

/** Writes into a box what shall stand there. @param {import('puppeteer-core').Page} page @param {string} selector @param {string} text */
async function write(page, selector, text) {
  await page.$eval(selector, (one) => { /** @type {HTMLInputElement} */ (one).value = ''; });
  await page.type(selector, text);
}

/** @param {import('puppeteer-core').Page} page */
async function signIn(page) {
  await page.goto(`${base}/login`);
  await page.type('#login', login);
  await page.type('#password', password);
  await press(page, 'main button[type=submit]');
  check(page.url().startsWith(`${base}/account`), `${login} signs in`);
}

/** A facility as everybody sees it. @param {string} id */
const shown = async (id) => /** @type {any} */ (await (await fetch(`${base}/api/v1/facilities/${id}`)).json());

/** The first facilities of a table with their telephone numbers as a column. */
const table = `${base}/admin/bulk/table?kind=clinic&municipality=&q=&field=phone&field=tpn&field=hours_contact`;

/** @param {import('puppeteer-core').Page} page */
async function bulk(page) {
  await page.goto(`${base}/admin/bulk`);
  await look(page, 'home-desktop-light-ja');

  // The workbook comes back as it went: nothing would change.
  const bytes = await withCookies(page, '/api/v1/edits/sheet?kind=clinic');
  const folder = mkdtempSync(join(tmpdir(), 'zaitaku-bulk-'));
  const file = join(folder, 'sheet.xlsx');
  writeFileSync(file, bytes);
  await (/** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (await page.$('#file'))).uploadFile(file);
  check((await press(page, 'form[action^="/admin/sheet"] button')) === 200, 'the workbook is read');
  check((await page.$eval('main', (one) => one.textContent ?? '')).includes('変わるところはありません'), 'a workbook that nobody touched changes nothing');
  await look(page, 'nothing-desktop');
  const wrong = join(folder, 'wrong.xlsx');
  writeFileSync(wrong, 'no workbook');
  await page.goto(`${base}/admin/bulk`);
  await (/** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (await page.$('#file'))).uploadFile(wrong);
  check((await press(page, 'form[action^="/admin/sheet"] button')) === 400, 'another file is refused');
  await look(page, 'refused-desktop');

  // In a table: two telephones and an answer change, one cell cannot be read.
  await page.goto(table);
  await look(page, 'table-desktop-light-ja');
  const ids = await page.$$eval('input[name^="id/"]', (all) => all.map((one) => /** @type {HTMLInputElement} */ (one).value));
  const before = await Promise.all(ids.slice(0, 3).map(shown));
  await write(page, '[name="cell/0/0"]', '046-000-7001');
  await write(page, '[name="cell/1/0"]', '046-000-7002');
  await write(page, '[name="cell/1/1"]', '△ 看取りのみ');
  await write(page, '[name="cell/2/0"]', 'なし');
  check((await press(page, '.bulk-form button[type=submit]')) === 200, 'what would change is shown');
  check((await page.$$('.bulk-change')).length === 3 && (await page.$$('.bulk-left > li')).length === 1, 'three changes, one problem');
  check((await shown(ids[0] ?? '')).phone === before[0].phone, 'nothing counts before it is confirmed');
  await look(page, 'differences-desktop-light-ja');
  await page.click('label[for="take-1"]');
  await page.type('#reason', '年1回の調査');
  await press(page, '.bulk-form .account-main');
  check(page.url().includes('/admin/bulk/done?edit='), `confirming leads to what was done, not ${page.url()}`);
  check((await shown(ids[0] ?? '')).phone === '046-000-7001', 'everybody sees it at once');
  check((await shown(ids[1] ?? '')).phone === before[1].phone, 'what was not chosen stays');
  await look(page, 'done-desktop');
  const done = page.url();
  await page.type('#reason', '表の間違い');
  await press(page, '.account-form button');
  check((await shown(ids[0] ?? '')).phone === before[0].phone, 'one press takes all of it back');
  await look(page, 'undone-desktop');
  return done;
}

/** Asks the server with the cookies of a page. @param {import('puppeteer-core').Page} page @param {string} path */
async function withCookies(page, path) {
  const cookies = await page.browserContext().cookies();
  const answer = await fetch(base + path, { headers: { cookie: cookies.map((one) => `${one.name}=${one.value}`).join('; ') } });
  check(answer.status === 200, `${path} is answered with ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** @param {import('puppeteer-core').Page} page */
async function review(page) {
  await page.goto(`${base}/admin/review`);
  await look(page, 'review-desktop-light-ja');
  const cards = await page.$$('.doubt');
  check(cards.length > 0, 'something is in doubt');
  if (cards.length === 0) return;
  await (/** @type {import('puppeteer-core').ElementHandle<HTMLElement>} */ (cards[0])).focus();
  await page.keyboard.press('j');
  const at = () => page.evaluate(() => [...document.querySelectorAll('.doubt')].indexOf(/** @type {Element} */ (document.activeElement)));
  if (cards.length > 1) {
    check((await at()) === 1, 'J leads to the next doubt');
    await page.keyboard.press('k');
    check((await at()) === 0, 'K leads back');
  }
  if ((await page.$$('.doubt:first-of-type .doubt-pair')).length === 0) return;
  const [answer] = await Promise.all([page.waitForNavigation(), page.keyboard.press('2')]);
  check(answer?.status() === 200, '2 decides that it is another');
  check((await page.$eval('main', (one) => one.textContent ?? '')).includes('「別」と記録しました'), 'the page says so');
  await look(page, 'decided-desktop');
  await press(page, 'form[action^="/admin/review/back"] button');
  check((await page.$eval('main', (one) => one.textContent ?? '')).includes('判断を取り消しました'), 'it is taken back');
  await press(page, 'form[action^="/admin/review/apply"] button');
  await page.waitForFunction(() => ['idle', 'done'].includes(document.querySelector('.doubts-status')?.getAttribute('data-joining') ?? ''), { timeout: 120_000 });
  await look(page, 'applied-desktop');
}

try {
  const hanako = await open('desktop', 'light');
  await signIn(hanako);
  const done = await bulk(hanako);
  await review(hanako);
  await hanako.goto(`${base}/admin/review/decisions`);
  await look(hanako, 'decisions-desktop');

  const phone = await open('phone', 'dark');
  await signIn(phone);
  for (const [path, name] of [['/admin/bulk', 'home'], ['/admin/review', 'review'], ['/admin/review/decisions', 'decisions']]) {
    for (const lang of ['ja', 'en', 'easy']) {
      await phone.goto(`${base}${path}?lang=${lang}`);
      await look(phone, `${name}-phone-dark-${lang}`);
    }
  }
  await phone.goto(`${table}&lang=en`);
  await look(phone, 'table-phone-dark-en');
  await phone.goto(done);
  await look(phone, 'done-phone-dark');
} finally {
  await stop();
}
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('bulk edits and doubtful links: fine');
