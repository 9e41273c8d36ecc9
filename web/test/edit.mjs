// @ts-check
/**
 * Puts facilities right as editors and the public do:
 *   BASE_URL=http://127.0.0.1:8080 LOGIN=… OTHER=… PASSWORD=… node test/edit.mjs
 * LOGIN and OTHER are editors (or administrators) with the same password. SHOTS names a folder for pictures, where somebody wants to look.
 * Exits 1 with a list when anything is wrong: wrong behaviour, a console error, a page wider than its window, a small target, or a
 * violation found by axe.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { sizes, startBrowser } from './chromium.mjs';

const base = process.env['BASE_URL'] ?? 'http://127.0.0.1:8080';
const login = process.env['LOGIN'] ?? '';
const otherLogin = process.env['OTHER'] ?? '';
const password = process.env['PASSWORD'] ?? '';
const shots = process.env['SHOTS'];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
if (shots) mkdirSync(shots, { recursive: true });

/** @type {string[]} */
const faults = [];
const check = (/** @type {unknown} */ ok, /** @type {string} */ what) => {
  if (!ok) faults.push(what);
};

/** Numbers that no run before wrote. */
const stamp = String(Date.now()).slice(-6, -2);
const number = (/** @type {number} */ n) => `046-${stamp}-${String(n).repeat(4)}`;

const { browser, stop } = await startBrowser();

/** @param {keyof typeof sizes} size @param {'light' | 'dark'} scheme @param {boolean} [script] */
async function open(size, scheme, script = true) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport(sizes[size]);
  await page.setJavaScriptEnabled(script);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
  page.on('pageerror', (error) => faults.push(`${size} ${scheme}: page error: ${String(error)}`));
  page.on('console', (message) => {
    // A refusal that is tried on purpose is an answer of 4xx, which the browser reports too.
    if (message.type() === 'error' && !/status of (400|409|429)/.test(message.text())) faults.push(`${size} ${scheme}: console: ${message.text()}`);
  });
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
  // A radio button or box stands in a label that is touched as a whole.
  const small = await page.evaluate(() => [...document.querySelectorAll('main button, main input:not([type=hidden], [type=radio], [type=checkbox], [tabindex="-1"]), main select, main textarea, main summary, main label:has(input)')]
    .filter((one) => one.getClientRects().length > 0 && one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML.slice(0, 80)));
  check(small.length === 0, `${name}: too small to touch: ${small.join(', ')}`);
  if (shots) await page.screenshot({ path: /** @type {`${string}.png`} */ (join(shots, `${name}.png`)), fullPage: true });
}

/** Presses a button and waits for the page that comes. @param {import('puppeteer-core').Page} page @param {string} selector */
async function press(page, selector) {
  const [answer] = await Promise.all([page.waitForNavigation(), page.$eval(selector, (one) => /** @type {HTMLElement} */ (one).click())]);
  return answer?.status() ?? 0;
}

/** Writes into a box instead of what stands there. @param {import('puppeteer-core').Page} page @param {string} name @param {string} text */
async function write(page, name, text) {
  const selector = `[name="${name}"]`;
  await page.$eval(selector, (one) => { one.closest('details')?.setAttribute('open', ''); /** @type {HTMLInputElement} */ (one).value = ''; });
  if (text) await page.type(selector, text);
}

/** @param {import('puppeteer-core').Page} page @param {string} who */
async function signIn(page, who) {
  await page.goto(`${base}/login`);
  await page.type('#login', who);
  await page.type('#password', password);
  await press(page, 'main button[type=submit]');
  check(page.url().startsWith(`${base}/account`), `${who} signs in`);
}

/** A facility as everybody sees it. @param {string} id */
const shown = async (id) => /** @type {any} */ (await (await fetch(`${base}/api/v1/facilities/${id}`)).json());
/** The identifiers that a search finds. @param {string} words */
const found = async (words) => /** @type {any} */ (await (await fetch(`${base}/api/v1/facilities?q=${encodeURIComponent(words)}`)).json()).items.map((/** @type {any} */ item) => item.id);

const review = 'button[value=review]';
const save = 'button[value=save]';

try {
  const clinics = /** @type {any} */ (await (await fetch(`${base}/api/v1/facilities?kind=clinic&limit=3`)).json()).items;
  const [id, second, third] = clinics.map((/** @type {any} */ item) => String(item.id));
  const before = await shown(id);

  // An editor changes the telephone and the hours, sees the week, saves, and takes it back.
  const hanako = await open('desktop', 'light');
  await signIn(hanako, login);
  await hanako.goto(`${base}/facilities/${id}`);
  await look(hanako, 'strip-desktop');
  await hanako.goto(`${base}/facilities/${id}/edit`);
  await look(hanako, 'form-desktop-light-ja');
  check((await press(hanako, review)) === 400, 'a form that nobody touched changes nothing');
  await write(hanako, 'url', 'なし');
  await write(hanako, 'phone', number(7));
  check((await press(hanako, review)) === 400, 'an address that is none is refused');
  check((await hanako.$eval('[name=phone]', (one) => /** @type {HTMLInputElement} */ (one).value)) === number(7), 'nothing that was typed is lost');
  await look(hanako, 'form-faults');
  await write(hanako, 'url', '');
  await write(hanako, 'name', '（架空）ひぐらし在宅医院');
  await write(hanako, 'hours_contact', '平日 13:00〜15:00');
  await hanako.$eval('[name=tpn][value=consult]', (one) => { one.closest('details')?.setAttribute('open', ''); /** @type {HTMLInputElement} */ (one).checked = true; });
  await write(hanako, 'tpn.condition', '看取りのみ');
  check((await press(hanako, review)) === 200, 'the changes are reviewed');
  check((await hanako.$$('.edit-differences > li')).length >= 4, 'every change stands in the review');
  check((await hanako.$$('.edit-differences table.week')).length === 1, 'the week of the hours is drawn');
  check((await shown(id)).phone === before.phone, 'nothing counts before it is saved');
  await look(hanako, 'review-desktop-light-ja');
  check((await press(hanako, 'button[value=back]')) === 200, 'one can go back');
  check((await hanako.$eval('[name=phone]', (one) => /** @type {HTMLInputElement} */ (one).value)) === number(7), 'with what was typed');
  await press(hanako, review);
  await press(hanako, save);
  check(hanako.url().includes(`/facilities/${id}?changed=`), `saving leads to the facility, not ${hanako.url()}`);
  await look(hanako, 'saved-desktop');
  const after = await shown(id);
  check(after.phone === number(7) && after.provenance.phone.source === 'editor', 'everybody sees the new number');
  check(JSON.stringify(after.hours.contact.week[0].spans) === '[{"from":"13:00","to":"15:00"}]', 'and the new hours');
  check((await found('ひぐらし在宅')).includes(id), 'a search finds the new name');
  await press(hanako, '.edit-done button');
  const back = await shown(id);
  check(back.phone === before.phone && back.name === before.name, 'one press takes all of it back');
  await hanako.goto(`${base}/facilities/${id}/history`);
  check((await hanako.$$('.edit-history > li')).length >= 8, 'the history has the changes and what took them back');
  await look(hanako, 'history-desktop-light-ja');
  await hanako.goto(`${base}/facilities/${id}/history?field=phone`);
  await hanako.$eval('.edit-undo', (one) => one.setAttribute('open', ''));
  await press(hanako, '.edit-undo button');
  check((await shown(id)).phone === number(7), 'what was taken back is put in force again');

  // Two editors at once: the second sees what the first wrote.
  const taro = await open('phone', 'dark');
  await signIn(taro, otherLogin);
  await taro.goto(`${base}/facilities/${second}/edit`);
  await hanako.goto(`${base}/facilities/${second}/edit`);
  await write(hanako, 'phone', number(1));
  await press(hanako, review);
  await press(hanako, save);
  await write(taro, 'phone', number(2));
  await write(taro, 'fax', number(3));
  check((await press(taro, review)) === 409, 'the second editor is told');
  const clash = await taro.$eval('.edit-clash', (one) => one.textContent ?? '');
  check(clash.includes(number(1)) && clash.includes(number(2)), `both values stand there: ${clash}`);
  await look(taro, 'conflict-phone-dark-ja');
  await taro.click('.edit-clash [value=yours]');
  await press(taro, save);
  const settled = await shown(second);
  check(settled.phone === number(2) && settled.fax === number(3), 'what the second chose counts');
  await look(taro, 'saved-phone-dark-ja');

  // The same without a script.
  const plain = await open('phone', 'light', false);
  await signIn(plain, otherLogin);
  await plain.goto(`${base}/facilities/${second}/edit`);
  await write(plain, 'phone', number(4));
  check((await press(plain, review)) === 200, 'without a script the changes are reviewed');
  await press(plain, save);
  check((await shown(second)).phone === number(4), 'and saved');
  await press(plain, '.edit-done button');
  check((await shown(second)).phone === number(2), 'and taken back');

  // The public proposes, once as it likes and once as a machine would; an editor decides by what stands there now.
  const somebody = await open('phone', 'light');
  await somebody.goto(`${base}/facilities/${third}`);
  await press(somebody, 'a[href$="/propose"]');
  await look(somebody, 'propose-phone-light-ja');
  check((await press(somebody, review)) === 400, 'a report without anything in it is refused');
  const was = await shown(third);
  await write(somebody, 'phone', number(5));
  await write(somebody, 'url', 'https://example.jp/');
  await write(somebody, 'reason', '電話番号が変わりました。');
  await press(somebody, review);
  check(somebody.url().endsWith('sent=1'), `a report is thanked for, not ${somebody.url()}`);
  await look(somebody, 'sent-phone-light-ja');
  check((await shown(third)).phone === was.phone, 'it changes nothing by itself');
  const machine = await open('desktop', 'light', false);
  await machine.goto(`${base}/facilities/${third}/propose`);
  await write(machine, 'reason', 'buy');
  await machine.$eval('[name=homepage]', (one) => { /** @type {HTMLInputElement} */ (one).value = 'https://example.com/'; });
  await press(machine, review);
  await hanako.goto(`${base}/admin/proposals`);
  const waiting = await hanako.$$eval('.edit-differences > li', (all) => all.map((one) => one.textContent ?? ''));
  check(waiting.some((text) => text.includes(number(5)) && text.includes('電話番号が変わりました。')), 'an editor sees the report');
  check(!waiting.some((text) => text.includes('buy')), 'and not that of the machine');
  await look(hanako, 'proposals-desktop-light-ja');
  const mine = '.edit-differences > li:last-of-type';
  await hanako.click(`${mine} input[name="take.url"]`);
  await hanako.type(`${mine} input[name=reason]`, '電話で確認');
  check((await press(hanako, `${mine} button[value=approve]`)) === 200, 'a part of it is taken over');
  const now = await shown(third);
  check(now.phone === number(5) && now.url === was.url, 'what was ticked, and nothing else');
  await hanako.goto(`${base}/admin/proposals?state=decided`);
  await look(hanako, 'proposals-decided-desktop-light-ja');
  await hanako.goto(`${base}/facilities/${third}/history`);
  check(((await hanako.$eval('.edit-history > li', (one) => one.textContent)) ?? '').includes('提案'), 'the history names the proposal');
  await hanako.$eval('.edit-undo', (one) => one.setAttribute('open', ''));
  await press(hanako, '.edit-undo button');
  check((await shown(third)).phone === was.phone, 'the approval is taken back like any change');

  // With a script the week is drawn while somebody writes, and the place is set on a map.
  await hanako.goto(`${base}/facilities/${third}/edit`);
  await write(hanako, 'hours_visiting', '火・木 14時〜16時');
  await hanako.waitForFunction(() => [...document.querySelectorAll('.edit-week-words')].some((one) => (one.textContent ?? '').includes('14:00')), { timeout: 10_000 }).catch(() => faults.push('the hours are read while somebody writes'));
  await hanako.$$eval('.edit-more', (all) => { for (const one of all) if (one.querySelector('.edit-map')) one.setAttribute('open', ''); });
  const pin = await hanako.waitForSelector('.edit-pin', { timeout: 30_000 }).catch(() => null);
  check(pin, 'the map shows the pin');
  const point = () => hanako.$eval('[name=position]', (one) => /** @type {HTMLInputElement} */ (one).value);
  const start = await point();
  await pin?.focus();
  await hanako.keyboard.press('ArrowUp');
  const moved = await point();
  check(Number(moved.split(',')[0]) > Number(start.split(',')[0]), `an arrow key moves the pin north: ${start} → ${moved}`);
  await look(hanako, 'pin-desktop-light-ja');
  check((await press(hanako, review)) === 200, 'the pin is reviewed like everything');

  // Every screen in its sizes, schemes and languages.
  for (const [size, scheme, lang] of /** @type {const} */ ([['phone', 'light', 'ja'], ['phone', 'dark', 'easy'], ['landscape', 'light', 'easy'], ['desktop', 'dark', 'en'], ['portrait', 'dark', 'ja'], ['phone', 'light', 'en']])) {
    const where = `${size}-${scheme}-${lang}`;
    const page = await open(size, scheme);
    await signIn(page, login);
    await page.goto(`${base}/facilities/${third}/edit?lang=${lang}`);
    await page.$$eval('.edit-group', (groups) => groups[0]?.setAttribute('open', ''));
    await look(page, `form-${where}`);
    await write(page, 'hours_contact', '月・水 9:00〜12:00／そのほか応相談の言葉');
    await press(page, review);
    await look(page, `review-${where}`);
    await page.goto(`${base}/facilities/${id}/history?lang=${lang}`);
    await look(page, `history-${where}`);
    await page.goto(`${base}/facilities/${id}/propose?lang=${lang}`);
    await look(page, `propose-${where}`);
    await page.goto(`${base}/admin/proposals?lang=${lang}`);
    await look(page, `proposals-${where}`);
    await page.browserContext().close();
  }
} catch (error) {
  faults.push(String(error instanceof Error ? error.stack : error));
} finally {
  await stop();
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log('Editors change, compare and take back, everybody proposes, and axe finds nothing.');
