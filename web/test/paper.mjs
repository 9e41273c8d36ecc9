// @ts-check
/**
 * Prints every paper and looks at what leaves the printer: BASE_URL=http://127.0.0.1:8080 node test/paper.mjs
 * Chromium prints to PDF; poppler says what is on it. OUT keeps the files. Exits 1 with a list when anything is wrong.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sizes, startBrowser } from './chromium.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

const base = new URL(process.env['BASE_URL'] ?? 'http://127.0.0.1:8080');
const kept = process.env['OUT'];
const folder = kept ?? mkdtempSync(join(tmpdir(), 'zaitaku-paper-'));
mkdirSync(folder, { recursive: true });
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A home with a house number that must be on no paper; the number is one that no other thing on the papers carries. */
const home = { words: '横須賀市浦賀5丁目77-7 末期がん 在宅酸素 中心静脈栄養 看取り', town: '浦賀', number: '77-7' };
const us = { institution: '架空総合病院', person: '退院支援 架空 春子', fax: '046-000-9001', phone: '046-000-9000' };
const a4 = [595, 842], a4Wide = [842, 595], a6 = [298, 420];

/** @type {string[]} */
const faults = [];
const check = (/** @type {unknown} */ ok, /** @type {string} */ what) => { if (!ok) faults.push(what); };
/** Without blanks and in one form, since a PDF breaks lines where it likes and may name a character by its twin. */
const plain = (/** @type {string} */ text) => text.normalize('NFKC').replace(/\s+/gu, '');
const run = (/** @type {string} */ program, /** @type {string[]} */ args) => execFileSync(program, args, { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });

/** @param {string} text */
function count(text) {
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const one of plain(text)) found.set(one, (found.get(one) ?? 0) + 1);
  return found;
}

/**
 * What is printed now: the size and the text of every page.
 * @param {Page} page
 * @param {string} name
 */
async function printed(page, name) {
  const path = join(folder, `${name}.pdf`);
  await page.pdf({ path, preferCSSPageSize: true });
  const pages = Number(/Pages:\s+(\d+)/.exec(run('pdfinfo', [path]))?.[1]);
  const measures = [...run('pdfinfo', ['-f', '1', '-l', String(pages), path]).matchAll(/Page\s+\d+ size:\s+([\d.]+) x ([\d.]+)/g)].map((one) => [Number(one[1]), Number(one[2])]);
  const texts = Array.from({ length: pages }, (_, at) => run('pdftotext', ['-f', String(at + 1), '-l', String(at + 1), '-raw', path, '-']));
  const bare = run('pdffonts', [path]).split('\n').slice(2).filter((line) => line.trim() !== '' && !/\s(yes|no)\s+(yes|no)\s+(yes|no)\s/.exec(line)?.[0]?.trim().startsWith('yes'));
  check(bare.length === 0, `${name}: a font is not in the file: ${bare.join(', ')}`);
  return { path, measures, texts };
}

/**
 * The share of dots that are neither black nor white, drawn as a machine of 100 dots to the inch sees them.
 * @param {string} path
 */
function grey(path) {
  run('pdftoppm', ['-gray', '-r', '100', '-aa', 'no', '-aaVector', 'no', '-f', '1', '-l', '1', path, `${path}-dots`]);
  const picture = readFileSync([`${path}-dots-1.pgm`, `${path}-dots-01.pgm`].find((one) => { try { return readFileSync(one).length > 0; } catch { return false; } }) ?? '');
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(picture.subarray(0, 40).toString('latin1'));
  const dots = picture.subarray(head?.[0].length ?? 0);
  return { dots: dots.length, grey: dots.filter((one) => one !== 0 && one !== 255).length, black: dots.filter((one) => one === 0).length };
}

/**
 * The preview beside the print: as many pages, of the right size, with the same characters on each, and nothing cut.
 * @param {Page} page
 * @param {string} name
 * @param {number[]} measure
 */
async function compare(page, name, measure) {
  const leaves = await page.$$eval('.paper-pages > .paper-leaf', (all) => all.map((leaf) => {
    const over = [...leaf.querySelectorAll('*')].filter((one) => one instanceof HTMLElement && (one.scrollWidth > one.clientWidth + 1 || (one.matches('.paper-body, .card-face, .paper-half') && one.scrollHeight > one.clientHeight + 1)) && getComputedStyle(one).display !== 'inline' && one.clientWidth > 0);
    // The pages are shown smaller than they are.
    const ends = leaf.getBoundingClientRect();
    const out = [...leaf.querySelectorAll('p, td, th, li, h3, h4, span')].filter((one) => { const box = one.getBoundingClientRect(); return box.width > 0 && (box.right > ends.right + 1 || box.bottom > ends.bottom + 1); });
    return { text: leaf.textContent ?? '', over: over.map((one) => one.className || one.tagName), out: out.map((one) => one.textContent ?? '') };
  }));
  const paper = await printed(page, name);
  check(leaves.length > 0 && paper.measures.length === leaves.length, `${name}: ${leaves.length} pages in the preview and ${paper.measures.length} from the printer`);
  paper.measures.forEach((one, at) => check(one.every((points, side) => Math.abs(points - (measure[side] ?? 0)) < 2), `${name}, page ${at + 1}: the paper is ${one.join(' × ')} pt`));
  leaves.forEach((leaf, at) => {
    check(leaf.over.length === 0, `${name}, page ${at + 1}: text is cut in ${[...new Set(leaf.over)].join(', ')}`);
    check(leaf.out.length === 0, `${name}, page ${at + 1}: text lies off the page: ${leaf.out.slice(0, 3).join(' | ')}`);
    const there = count(paper.texts[at] ?? '');
    const lost = [...count(leaf.text)].filter(([one, n]) => (there.get(one) ?? 0) < n && !/[~〜・‐—―-]/u.test(one));
    check(lost.length === 0, `${name}, page ${at + 1}: not printed: ${lost.map(([one]) => one).join('')}`);
    check(!plain(leaf.text).includes(plain(home.number)) && !plain(paper.texts[at] ?? '').includes(plain(home.number)), `${name}, page ${at + 1}: the house number is on the paper`);
  });
  return paper;
}

/** @param {Page} page @param {string} step */
async function look(page, step) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    // @ts-expect-error axe was put there a line above.
    const result = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return result.violations.map((/** @type {any} */ one) => `${one.id}: ${one.nodes.map((/** @type {any} */ node) => `${node.target.join(' ')} (${node.any?.[0]?.message ?? node.failureSummary})`).slice(0, 3).join(' | ')}`);
  });
  for (const violation of found) faults.push(`${step}: axe ${violation}`);
  const wide = await page.$eval('dialog.paper', (dialog) => dialog.scrollWidth - dialog.clientWidth);
  check(wide <= 0, `${step}: the preview is ${wide}px wider than the screen`);
}

/** @param {Page} page @param {string} kind */
async function openPaper(page, kind) {
  await page.$eval('[data-paper]', (one) => /** @type {HTMLElement | null} */ (document.querySelector(`[aria-controls="${one.closest('ul')?.id}"]`))?.focus());
  await page.keyboard.press('Enter');
  await page.$eval(`[data-paper=${kind}]`, (button) => /** @type {HTMLElement} */ (button).click());
  await page.waitForSelector('dialog.paper[open] .paper-leaf', { timeout: 15_000 });
  check(await page.evaluate(() => document.querySelector('dialog.paper')?.contains(document.activeElement)), `${kind}: the focus is not in the preview`);
}

/** @param {Page} page */
async function closePaper(page) {
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !document.querySelector('dialog.paper, .paper-print'), { timeout: 5_000 }).catch(() => faults.push('Escape does not close the preview, or leaves pages behind'));
}

/** @param {import('puppeteer-core').Browser} browser @param {'ja' | 'en' | 'easy'} language @param {keyof typeof sizes} size @param {'light' | 'dark'} scheme @param {number} keep how many of the candidates */
async function start(browser, language, size, scheme, keep) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport(sizes[size]);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.evaluateOnNewDocument((one) => { if (!localStorage.getItem('zaitaku.language')) localStorage.setItem('zaitaku.language', one); }, language);
  page.on('console', (message) => { if (message.type() === 'error') faults.push(`${language} ${size}: console error: ${message.text()}`); });
  page.on('pageerror', (error) => faults.push(`${language} ${size}: page error: ${String(error)}`));
  await page.goto(base.href, { waitUntil: 'networkidle0' });
  await page.type('.words-box', home.words);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.words-said:not([hidden]) .said', { timeout: 10_000 });
  await page.click('button[type=submit]');
  await page.waitForSelector('.evidence', { timeout: 15_000 });
  await page.$$eval('[data-keep][aria-pressed=false]', (all, most) => all.slice(0, most).forEach((one) => /** @type {HTMLElement} */ (one).click()), keep);
  return { context, page };
}

/** @param {import('puppeteer-core').Browser} browser */
async function japanese(browser) {
  const { context, page } = await start(browser, 'ja', 'desktop', 'dark', 8);
  const names = await page.$$eval('.shortlist-rows .card-link', (all) => all.map((one) => one.textContent ?? ''));
  check(names.length >= 6, `only ${names.length} candidates could be kept`);
  /** @type {string[]} */
  const asked = [];
  page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));

  await openPaper(page, 'shortlist');
  await look(page, 'shortlist');
  const list = await compare(page, 'shortlist', a4);
  const all = plain(list.texts.join(''));
  check(list.texts.length > 1, 'shortlist: one page is no test of its breaks');
  names.forEach((name) => check(all.includes(plain(name)), `shortlist: ${name} is missing`));
  list.texts.forEach((text, at) => {
    check(plain(text).includes(`${at + 1}/${list.texts.length}`), `shortlist: page ${at + 1} has no number`);
    check(plain(text).includes('条件ごとの回答'), `shortlist: the head of the table is not on page ${at + 1}`);
  });
  check(/令和\d+年\(20\d\d年\)/u.test(all) && all.includes('情報の出どころ') && /[○△×]/u.test(all), 'shortlist: date, sources or marks are missing');
  check(all.includes(home.town) && !all.includes('浦賀五丁目('), 'shortlist: the town is missing');
  check((await page.title()) === '候補一覧', 'the printed file would not be named after the paper');
  await closePaper(page);
  check(await page.evaluate(() => document.activeElement?.getAttribute('aria-controls') === document.querySelector('[data-paper]')?.closest('ul')?.id), 'the focus does not return to the button of the papers');

  await openPaper(page, 'fax');
  const fields = await page.$$('.paper-sender input:not([type=checkbox])');
  for (const [at, value] of [us.institution, us.person, us.fax, us.phone].entries()) await fields[at]?.type(value);
  await look(page, 'fax');
  const fax = await compare(page, 'fax', a4);
  check(fax.texts.length === names.length, `fax: ${fax.texts.length} sheets for ${names.length} institutions`);
  fax.texts.forEach((text, at) => {
    const one = plain(text);
    for (const part of [names[at] ?? '', us.institution, us.fax, 'この用紙に記入してFAXで返送してください', '□要相談', '誤送信防止', '新しい患者さんの受け入れ', '末期がん', '照会番号', '副主治医', '開始できる日', home.town]) check(one.includes(plain(part)), `fax, sheet ${at + 1}: ${part} is missing`);
    check(!/浦賀(五|5)丁目/u.test(one), `fax, sheet ${at + 1}: more than the town is told`);
    check(names.every((name, other) => other === at || !one.includes(plain(name))), `fax, sheet ${at + 1}: another institution is named`);
  });
  const looks = await page.$$eval('.paper-pages .paper-fax', (leaves) => {
    const small = new Set();
    const thin = new Set();
    const pale = new Set();
    for (const element of leaves.flatMap((leaf) => [leaf, ...leaf.querySelectorAll('*')])) {
      const style = getComputedStyle(element);
      const written = [...element.childNodes].some((node) => node.nodeType === 3 && (node.textContent ?? '').trim() !== '');
      if (written && Number.parseFloat(style.fontSize) < 14) small.add(`${element.className || element.tagName} ${style.fontSize}`);
      if (written && style.color !== 'rgb(0, 0, 0)') pale.add(`${element.className} ${style.color}`);
      for (const side of ['Top', 'Right', 'Bottom', 'Left']) {
        const width = Number.parseFloat(style[/** @type {any} */ (`border${side}Width`)] ?? '0');
        if (width > 0 && width < 0.66) thin.add(`${element.className || element.tagName} ${width}px`);
      }
    }
    return { small: [...small], thin: [...thin], pale: [...pale] };
  });
  check(looks.small.length === 0, `fax: smaller than 10.5 pt: ${looks.small.join(', ')}`);
  check(looks.thin.length === 0, `fax: thinner than 0.5 pt: ${looks.thin.join(', ')}`);
  check(looks.pale.length === 0, `fax: not black: ${looks.pale.join(', ')}`);
  const dots = grey(fax.path);
  check(dots.grey === 0 && dots.black > dots.dots / 200 && dots.black < dots.dots / 5, `fax: ${dots.grey} grey and ${dots.black} black of ${dots.dots} dots`);
  check(!(await page.evaluate(() => JSON.stringify({ ...localStorage }))).includes(us.institution), 'fax: the sender is kept without having been asked to');
  await page.$eval('.paper-sender input[type=checkbox]', (box) => /** @type {HTMLElement} */ (box).click());
  check((await page.evaluate(() => JSON.stringify({ ...localStorage }))).includes(us.institution), 'fax: the sender is not kept though it was asked for');
  await page.$$eval('.paper-people input', (boxes) => boxes.slice(1).forEach((box) => /** @type {HTMLElement} */ (box).click()));
  check((await page.$$('.paper-pages > .paper-leaf')).length === 1, 'fax: recipients cannot be left out');
  await closePaper(page);
  check(asked.every((one) => one.startsWith('GET /api/v1/facilities/') || one.startsWith('GET /assets/')), `a paper asked the server for ${asked.join(', ')}`);

  await page.$eval('.open-sheet', (button) => /** @type {HTMLElement} */ (button).click());
  await page.waitForSelector('dialog.sheet[open] .sheet-table tbody tr', { timeout: 15_000 });
  await page.$eval('.sheet-head .button', (button) => /** @type {HTMLElement} */ (button).click());
  await page.waitForSelector('dialog.paper[open] .paper-leaf', { timeout: 15_000 });
  await look(page, 'evidence');
  const wide = (await page.$('.paper-a4-wide')) !== null;
  const evidence = await compare(page, 'evidence', wide ? a4Wide : a4);
  check(evidence.texts.length > 3 && plain(evidence.texts[1] ?? '').includes('直線医療機関'), 'evidence: the head of the table is not on page 2');
  check(plain(evidence.texts.at(-1) ?? '').includes(`${evidence.texts.length}/${evidence.texts.length}`) && plain(evidence.texts.join('')).includes('情報の出どころ'), 'evidence: numbers of pages or sources are missing');
  await closePaper(page);
  check(await page.$('dialog.sheet[open]'), 'the sheet on the screen closed with its paper');
  await page.keyboard.press('Escape');

  const held = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, document.cookie, location.href, document.title]));
  for (const secret of [home.number, home.town, '末期', 'home_visit']) check(!held.includes(secret), `a paper left 「${secret}」 on the device`);
  // Whoever comes next to this device finds the sender that was to be kept, and no patient.
  await page.reload({ waitUntil: 'networkidle0' });
  check((await page.$eval('[role=combobox]', (box) => /** @type {HTMLInputElement} */ (box).value)) === '' && !(await page.evaluate(() => document.body.innerText)).includes(home.number), 'the patient is still there after a reload');
  await context.close();
}

/** @param {import('puppeteer-core').Browser} browser @param {'ja' | 'en' | 'easy'} language @param {keyof typeof sizes} size */
async function card(browser, language, size) {
  const { context, page } = await start(browser, language, size, 'light', 0);
  await page.$eval('.make-team', (button) => /** @type {HTMLElement} */ (button).click());
  await page.waitForSelector('.team:not([hidden]):not([aria-busy]) .seat', { timeout: 15_000 });
  const phones = await page.$$eval('.seat .call', (all) => all.map((one) => /[\d-]{9,}/.exec(one.textContent ?? '')?.[0] ?? ''));
  await page.$eval('.open-card', (button) => /** @type {HTMLElement} */ (button).click());
  await page.waitForSelector('dialog.paper[open] .paper-leaf', { timeout: 15_000 });
  await look(page, `card ${language}`);
  const name = `card-${language}`;
  const four = await compare(page, `${name}-four`, a4);
  phones.forEach((phone) => check(plain(four.texts.join('')).includes(phone), `${name}: ${phone} is missing`));
  await page.select('.paper-options select', 'a6');
  await compare(page, `${name}-a6`, a6);
  const largest = await page.$$eval('.card-phone', (all) => Math.min(...all.map((one) => Number.parseFloat(getComputedStyle(one).fontSize))));
  check(largest >= 20, `${name}: a telephone number is only ${largest}px high`);
  // Nobody is named for the night where it was taken away: there is a line to write on.
  const selects = await page.$$('.paper-options select');
  for (const select of selects.slice(1)) await select.select('');
  check((await page.$$('.paper-pages .card-write')).length === 3, `${name}: there is no line to write a number on`);
  await closePaper(page);
  await context.close();
}

/** @param {import('puppeteer-core').Browser} browser @param {'en' | 'easy'} language @param {keyof typeof sizes} size */
async function elsewhere(browser, language, size) {
  const { context, page } = await start(browser, language, size, 'light', 3);
  await openPaper(page, 'fax');
  await look(page, `fax ${language}`);
  const fax = await compare(page, `fax-${language}`, a4);
  check(plain(fax.texts[0] ?? '').includes('この用紙に記入してFAXで返送してください'), `fax ${language}: whoever answers reads Japanese`);
  await closePaper(page);
  // The list of the screen goes to paper whole, whatever was kept of it.
  const shown = (await page.$$('.results ol.cards > li')).length;
  await page.$eval('.print-button', (button) => /** @type {HTMLElement} */ (button).click());
  await page.waitForSelector('dialog.paper[open] .paper-leaf', { timeout: 15_000 });
  const rows = (await page.$$('.paper-pages .paper-list tbody tr')).length;
  check(shown > 3 && rows === shown, `list ${language}: ${rows} of ${shown} institutions are on the paper`);
  await closePaper(page);
  await openPaper(page, 'shortlist');
  await compare(page, `shortlist-${language}`, a4);
  await page.setViewport({ ...sizes[size], width: 320, height: 640 });
  await look(page, `shortlist ${language}, 320 px`);
  await closePaper(page);
  await context.close();
}

const { browser, stop } = await startBrowser();
try {
  await japanese(browser);
  await card(browser, 'ja', 'desktop');
  await card(browser, 'easy', 'portrait');
  await elsewhere(browser, 'en', 'landscape');
  await elsewhere(browser, 'easy', 'phone');
} catch (error) {
  faults.push(String(error instanceof Error ? error.stack : error));
} finally {
  await stop();
  if (!kept) rmSync(folder, { recursive: true, force: true });
}

if (faults.length > 0) {
  console.error([...new Set(faults)].join('\n'));
  process.exit(1);
}
console.log('Every paper prints whole, on its size of paper, and says no more than it should.');
