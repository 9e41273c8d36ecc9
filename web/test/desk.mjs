// @ts-check
/**
 * Uses the desk as a liaison nurse would: one question at a time, own hours, shortlist, comparison, Back, keyboard only.
 * BASE_URL=http://127.0.0.1:8080 node test/desk.mjs; TOWN is a place in the demonstration town. Exits 1 with a list of what is wrong.
 */
import { violations } from './axe.mjs';
import { sizes, startBrowser } from './chromium.mjs';

const base = new URL(process.env['BASE_URL'] ?? 'http://127.0.0.1:8080');
const town = process.env['TOWN'] ?? '横須賀市浦賀';

/** @type {string[]} */
const faults = [];
const { browser, stop } = await startBrowser();

/**
 * A page of its own, and what every journey does with it.
 * @param {string} name
 * @param {'light' | 'dark'} scheme
 * @param {string} language
 */
async function open(name, scheme = 'light', language = 'ja') {
  const where = `${name} ${scheme} ${language}`;
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport(sizes[/** @type {keyof typeof sizes} */ (name)]);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.evaluateOnNewDocument((one) => { if (!localStorage.getItem('zaitaku.language')) localStorage.setItem('zaitaku.language', one); }, language);
  page.on('pageerror', (error) => faults.push(`${where}: page error: ${String(error)}`));
  await page.goto(base.href, { waitUntil: 'networkidle0' });
  const check = (/** @type {unknown} */ ok, /** @type {string} */ what) => { if (!ok) faults.push(`${where}: ${what}`); };
  const press = (/** @type {string} */ selector, at = 0) => page.$$eval(selector, (all, n) => { const one = /** @type {HTMLElement} */ (all[n]); one.focus(); one.click(); }, at);
  const count = async (/** @type {string} */ selector) => (await page.$$(selector)).length;
  const text = (/** @type {string} */ selector) => page.$eval(selector, (element) => /** @type {HTMLElement} */ (element).innerText).catch(() => '');
  const view = () => page.evaluate(() => document.body.dataset['view']);
  const inView = (/** @type {string} */ one) => page.waitForFunction((wanted) => document.body.dataset['view'] === wanted, { timeout: 15_000 }, one).catch(() => check(false, `the view is not ${one}`));
  const focused = (/** @type {string} */ selector) => page.evaluate((one) => document.activeElement?.matches(one) ?? false, selector);
  const look = async (/** @type {string} */ step) => { for (const one of await violations(page)) check(false, `${step}: ${one}`); };
  /** Nothing of the question may be in the address bar, the history or the storage. */
  const isPrivate = async (/** @type {string} */ step) => {
    const kept = await page.evaluate(() => decodeURIComponent(location.href) + JSON.stringify([history.state, { ...localStorage }, { ...sessionStorage }, document.cookie]));
    for (const secret of [town, '浦賀', 'home_visit', 'house_call', '平日', 'demo-clinic']) check(!kept.includes(secret), `${step}: 「${secret}」 is kept: ${kept}`);
  };
  const address = async () => {
    await page.type('[role=combobox]', town);
    await page.waitForSelector('[role=option]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
  };
  const search = async () => {
    await page.click('button[type=submit]');
    await page.waitForSelector('.results .evidence', { timeout: 15_000 });
    await inView('results');
  };
  return { page, check, press, count, text, view, inView, focused, look, isPrivate, address, search, close: () => context.close() };
}

/** One question at a time, Back between them, and nothing lost when the form changes its shape. */
async function steps(/** @type {string} */ name, /** @type {'light' | 'dark'} */ scheme) {
  const { page, check, press, count, text, inView, focused, look, isPrivate, address, close } = await open(name, scheme);
  await press('[data-mode=steps]');
  check((await text('.progress-figure')).startsWith('1/5'), 'the first of five questions is not named');
  await look('question 1');
  await press('.next');
  check((await text('.address .field-error')) !== '' && (await focused('[role=combobox]')), 'a missing address is not explained at its field');
  await address();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('.progress-figure')?.textContent?.startsWith('2/5'), { timeout: 3000 }).catch(() => check(false, 'Enter does not go on'));
  check(await focused('.step-title'), 'the focus is not on the next question');
  await look('question 2');
  await press('.next');
  check((await text('.big-needs summary')).includes('特別な医療'), 'the twelve items of the care certification are not first');
  await press('.big-needs .chip');
  await look('question 3');
  await page.goBack();
  check((await text('.progress-figure')).startsWith('2/5'), 'Back does not lead to the question before');
  await press('.next');
  check((await count('.big-needs .chip[aria-pressed=true]')) > 0, 'what was chosen is lost on the way back');
  await press('.next');
  await look('question 4');
  check((await text('.next')).includes('とばす'), 'an open question cannot be skipped');
  await press('.hours-chips .chip');
  check((await text('.next')).includes('次へ'), 'an answered question is still skipped');
  await press('.next');
  check((await text('.check')).includes('浦賀') && (await text('.check')).includes('平日') && (await count('.check .chosen-row')) === 2, 'the question is not shown before it is asked');
  await look('question 5');
  await isPrivate('questions');
  await press('[data-mode=whole]');
  check((await count('.needs .chosen-row')) === 2 && (await page.$eval('.hours-field', (field) => /** @type {HTMLInputElement} */ (field).value)).startsWith('平日'), 'the other form does not hold what was answered');
  await press('[data-mode=steps]');
  for (let i = 0; i < 4; i += 1) await press('.next');
  await press('.next');
  await inView('results');
  await page.goBack();
  await inView('form');
  check((await text('.progress-figure')).startsWith('5/5'), 'Back from the answer does not lead to the last question');
  await page.reload({ waitUntil: 'networkidle0' });
  check((await count('[data-mode=steps][aria-pressed=true]')) === 1, 'the way to answer is not remembered');
  check((await page.$eval('[role=combobox]', (field) => /** @type {HTMLInputElement} */ (field).value)) === '', 'loading the page anew does not forget the address');
  await close();
}

/** Own hours, shortlist, papers, near misses, comparison. */
async function desk(/** @type {string} */ name, /** @type {'light' | 'dark'} */ scheme, language = 'ja') {
  const { page, check, press, count, text, view, inView, focused, look, isPrivate, address, search, close } = await open(name, scheme, language);
  await address();
  for (const at of [1, 2, 4]) await press('.needs > .chips .chip', at);
  await page.type('.hours-field', 'いつでもどうぞ');
  await page.click('button[type=submit]');
  await page.waitForSelector('.hours-field[aria-invalid=true]', { timeout: 5000 }).catch(() => check(false, 'hours that cannot be read are not marked'));
  check((await view()) === 'form' && (await focused('.hours-field')) && (await text('.when-fields .field-error:not(:empty)')) !== '', 'hours that cannot be read are not explained at their field');
  await look('field error');
  await page.$eval('.hours-field', (field) => { /** @type {HTMLInputElement} */ (field).value = ''; });
  await page.type('.hours-field', 'Mo-Fr 13:00-17:00');
  await search();
  check((await count('.overlap')) > 0, 'the hours of both are not on the cards');
  check((await page.$$eval('.cards:first-of-type .card', (cards) => cards.every((card) => card.querySelectorAll('.glance-cell').length === 4))), 'a card does not say at a glance what it must');
  await press('.cards .keep', 0);
  await press('.cards .keep', 1);
  check((await text('.shortlist summary')).includes('2') && (await count('.cards .keep[aria-pressed=true]')) === 2, 'two are not on the shortlist');
  await press('.shortlist-box summary');
  await press('button.papers');
  await look('shortlist');
  check(await focused('.papers-item'), 'the papers do not get the focus');
  await page.keyboard.press('Escape');
  check(await focused('button.papers[aria-expanded=false]'), 'Escape does not fold the papers');
  await press('button.papers');
  await press('[data-paper=shortlist]');
  await page.waitForSelector('dialog.paper[open]', { timeout: 5000 }).catch(() => check(false, 'no paper opens'));
  await page.goBack();
  await page.waitForSelector('dialog.paper[open]', { hidden: true, timeout: 3000 }).catch(() => check(false, 'Back does not close the paper'));
  check((await view()) === 'results', 'Back from a paper leaves the answer');
  await press('.shortlist-rows .clear');
  check((await count('.shortlist-rows .other')) === 1 && (await focused('.shortlist-choose button')), 'removing does not offer to undo');
  await press('.shortlist-choose button');
  check((await count('.shortlist-rows .other')) === 2, 'what was removed does not come back');

  await press('.shortlist .compare-both');
  await inView('compare');
  check((await focused('.results-title')) && (await count('.pair-table thead th')) === 2 && (await text('.pair-sentence')).length > 10, 'the comparison says nothing');
  check((await count('.pair.differs .pair-differs')) > 0 && (await count('.pair-table .bar-track')) >= 8, 'differences and points are not shown');
  const narrow = await page.$$eval('.pair td', (cells) => cells.filter((cell) => cell.getBoundingClientRect().right > document.documentElement.clientWidth).length);
  check(narrow === 0, 'the comparison is cut off');
  await look('comparison');
  await isPrivate('comparison');
  await page.keyboard.press('Escape');
  await inView('results');
  check(await focused('.compare-both'), 'the focus does not come back to where the comparison began');
  await page.goForward();
  await inView('compare');
  await page.goBack();
  await inView('results');
  await page.goBack();
  await inView('form');
  check((await page.$eval('[role=combobox]', (field) => /** @type {HTMLInputElement} */ (field).value)) !== '', 'Back loses the question');
  await page.goForward();
  await inView('results');
  await press('.open-detail');
  await page.waitForSelector('dialog.facility[open] .answers');
  await page.goBack();
  await page.waitForSelector('dialog.facility:not([open])', { timeout: 3000 }).catch(() => check(false, 'Back does not close the facility'));
  check((await view()) === 'results', 'Back from a facility leaves the answer');

  const before = await count('.near .card');
  check(before > 0, 'the question has no near miss to try');
  await press('.soften');
  await page.waitForSelector('.softened', { timeout: 5000 }).catch(() => check(false, 'one tap does not make a need a wish'));
  await look('softened');
  await press('.harden');
  await page.waitForSelector('.softened', { hidden: true, timeout: 5000 }).catch(() => check(false, 'the wish cannot be made a need again'));
  check((await count('.near .card')) === before, 'the answer is not what it was');
  check((await count('.cards .keep[aria-pressed=true]')) === 2, 'the shortlist does not outlast the question');
  await page.$$eval('.summary-actions .button.bare', (all) => /** @type {HTMLElement} */ (all[0]).click());
  check((await view()) === 'form' && !(await page.$('.shortlist:not([hidden])')), 'a new search keeps the shortlist');
  await page.goBack();
  check((await page.$eval('[role=combobox]', (field) => /** @type {HTMLInputElement} */ (field).value)) === '' && !(await page.$('.summary-slot:not([hidden])')), 'Back brings the last patient again');
  await close();
}

/** From the address to the comparison with nothing but keys. */
async function keys() {
  const { page, check, inView, focused, close } = await open('desktop');
  const tabTo = async (/** @type {string} */ selector, turns = 150) => {
    for (let i = 0; i < turns; i += 1) {
      await page.keyboard.press('Tab');
      if (await focused(selector)) return;
    }
    check(false, `the Tab key does not lead to ${selector}`);
  };
  await tabTo('[role=combobox]');
  await page.keyboard.type(town);
  await page.waitForSelector('[role=option]');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await tabTo('button[type=submit]');
  await page.keyboard.press('Enter');
  await inView('results');
  await tabTo('.cards .pick');
  await page.keyboard.press('Space');
  check(await focused('.pick[aria-pressed=true]'), 'choosing one to compare loses the focus');
  await tabTo('.cards .pick[aria-pressed=false]');
  const second = await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).dataset['pick']);
  await page.keyboard.press('Enter');
  await inView('compare');
  await tabTo('.compare .back', 3);
  await page.keyboard.press('Enter');
  await inView('results');
  check(await focused(`.pick[data-pick="${second}"]`), 'the focus does not come back to the second of the two');
  await close();
}

/** A slow answer shows that it is under way and can be left; a lost one says what to do. */
async function slow() {
  const { page, check, text, inView, address, close } = await open('phone');
  let wait = 0;
  let lost = false;
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    if (!request.url().endsWith('/api/v1/matches')) return void request.continue();
    setTimeout(() => void (lost ? request.abort() : request.continue()), wait);
  });
  await address();
  await page.click('button[type=submit]');
  await page.waitForSelector('.results .evidence', { timeout: 15_000 });
  await page.goBack();
  await inView('form');
  wait = 2500;
  await page.click('button[type=submit]');
  await page.waitForSelector('.results:not([hidden]) .skeleton', { timeout: 2400 }).catch(() => check(false, 'a slow answer does not show that it is under way'));
  await page.goBack();
  await inView('form');
  await page.goForward();
  await inView('results');
  check(!(await page.$('.results .skeleton')) && (await page.$('.results .evidence')), 'an answer that was not waited for leaves the page waiting');
  await page.goBack();
  await inView('form');
  [wait, lost] = [0, true];
  await page.click('button[type=submit]');
  await page.waitForSelector('.failure button', { timeout: 5000 }).catch(() => check(false, 'a lost answer is not explained'));
  check((await text('.failure')).includes('もう一度'), 'a lost answer does not say what to do');
  lost = false;
  await page.click('.failure button');
  await page.waitForSelector('.results .evidence', { timeout: 15_000 }).catch(() => check(false, 'trying again does not help'));
  await close();
}

/** At 400 % zoom a comparison still stands side by side, and nothing needs to be scrolled sideways. */
async function zoomed() {
  const { page, check, press, inView, look, address, search, close } = await open('phone');
  await page.setViewport({ width: 320, height: 256 });
  await address();
  await search();
  await look('results at 400 %');
  await press('.cards .pick', 0);
  await press('.cards .pick', 1);
  await inView('compare');
  await look('comparison at 400 %');
  check(await page.$$eval('.pair td:first-child', (cells) => cells.every((cell) => cell.getBoundingClientRect().width > 100)), 'the pair does not fit beside each other');
  await close();
}

try {
  await steps('phone', 'light');
  await steps('desktop', 'dark');
  await desk('phone', 'dark');
  await desk('desktop', 'light');
  await desk('portrait', 'light', 'en');
  await desk('phone', 'light', 'easy');
  await keys();
  await slow();
  await zoomed();
} catch (error) {
  faults.push(String(error instanceof Error ? error.stack : error));
} finally {
  await stop();
}

if (faults.length > 0) {
  console.error([...new Set(faults)].join('\n'));
  process.exit(1);
}
console.log('The desk asks one question at a time, keeps, compares, goes back, and axe finds nothing.');
