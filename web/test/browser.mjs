// @ts-check
/**
 * Uses the page as a nurse would, against any server: BASE_URL=http://127.0.0.1:8080 node test/browser.mjs
 * TOWN is what gets typed into the address box; the default is a place in the demonstration town.
 * Exits 1 with a list when anything is wrong: wrong behaviour, a console error, a request to another host,
 * an address in a URL, in storage or in the history, or a violation found by axe.
 */
import { violations } from './axe.mjs';
import { sizes, startBrowser } from './chromium.mjs';

const base = new URL(process.env['BASE_URL'] ?? 'http://127.0.0.1:8080');
const town = process.env['TOWN'] ?? '横須賀市浦賀';

/** @type {string[]} */
const faults = [];
const check = (/** @type {unknown} */ ok, /** @type {string} */ what) => {
  if (!ok) faults.push(what);
};

const { browser, stop } = await startBrowser();

/**
 * @param {string} name
 * @param {'light' | 'dark'} scheme
 */
async function visit(name, scheme) {
  const where = `${name} ${scheme}`;
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const viewport = sizes[/** @type {keyof typeof sizes} */ (name)];
  await page.setViewport(viewport);
  await page.setBypassCSP(false);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
  // The test reads Japanese words, whatever language this machine speaks.
  await page.evaluateOnNewDocument(() => localStorage.setItem('zaitaku.language', 'ja'));

  /** @type {string[]} */
  const urls = [];
  /** @type {string[]} */
  const bodies = [];
  page.on('request', (request) => {
    urls.push(request.url());
    if (request.method() === 'POST') bodies.push(request.postData() ?? '');
  });
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${where}: console error: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`${where}: page error: ${String(error)}`));

  const look = async (/** @type {string} */ step) => {
    for (const violation of await violations(page)) faults.push(`${where}, ${step}: ${violation}`);
  };
  /** Tabs through the form: whatever has the focus must be seen (WCAG 2.4.11). */
  const tabThrough = async (/** @type {string} */ step) => {
    const hidden = await page.evaluate(() => {
      /** @type {string[]} */
      const out = [];
      for (const one of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('#main :is(button, input, textarea, summary)'))) {
        one.focus();
        if (document.activeElement !== one) continue;
        const box = one.getBoundingClientRect();
        const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        if (!top || !(one === top || one.contains(top) || top.contains(one))) out.push(one.textContent || one.id);
      }
      return out;
    });
    check(hidden.length === 0, `${where}, ${step}: the focus is hidden behind something on ${hidden.join(', ')}`);
  };
  const press = (/** @type {string} */ selector) => page.$eval(selector, (element) => /** @type {HTMLElement} */ (element).click());
  const text = (/** @type {string} */ selector) => page.$eval(selector, (element) => /** @type {HTMLElement} */ (element).innerText);

  await page.goto(base.href, { waitUntil: 'networkidle0' });
  check((await page.$$('.needs .chip[aria-pressed=true]')).length > 0, `${where}: no need is chosen beforehand`);
  await look('question');

  const words = `${town} 末期がん 酸素なし 土曜に電話したい ぬえ`;
  await page.type('.words-box', words);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.words-said:not([hidden]) .said', { timeout: 10_000 });
  for (const [sort, part] of [['place', town], ['need', '末期がん'], ['time', '土曜'], ['denied', '酸素'], ['unread', 'ぬえ']]) {
    check((await text(`.said-${sort}`).catch(() => '')).includes(String(part)), `${where}: 「${part}」 was not read as ${sort}`);
  }
  check((await page.$$('.chosen-row')).length === 2, `${where}: what was read is not among the chosen needs`);
  check((await page.$eval('[role=combobox]', (element) => /** @type {HTMLInputElement} */ (element).value)).includes('浦賀'), `${where}: the place that was read is not in the address box`);
  await look('words');
  await tabThrough('words');
  await press('.words-said .button.bare');
  check((await page.$$('.chosen-row')).length === 1, `${where}: what was read cannot be undone`);
  await press('[data-role=pharmacy]');
  check((await page.$$('.chosen-row')).length === 0 && (await text('.needs .chips')).includes('麻薬'), `${where}: the needs are not those of a pharmacy`);
  await look('pharmacy');
  await press('[data-role=attending]');
  await press('.needs > .chips .chip');

  await page.click('button[type=submit]');
  check((await text('.address .field-error')) !== '', `${where}: an empty address is not explained`);

  await page.type('[role=combobox]', town, { delay: 20 });
  await page.waitForSelector('[role=option]');
  await look('suggestions');
  await page.keyboard.press('ArrowDown');
  const active = await page.$eval('[role=combobox]', (element) => element.getAttribute('aria-activedescendant'));
  check(active && (await page.$(`[id="${active}"][aria-selected=true]`)), `${where}: the arrow key does not move to a suggestion`);
  await page.keyboard.press('Enter');
  const address = await page.$eval('[role=combobox]', (element) => /** @type {HTMLInputElement} */ (element).value);
  check(address.length > town.length, `${where}: choosing a suggestion did not fill the address`);

  for (const chip of (await page.$$('.needs > .chips .chip')).slice(1, 3)) await chip.evaluate((element) => /** @type {HTMLElement} */ (element).click());
  await look('chosen');
  await page.click('button[type=submit]');
  await page.waitForSelector('.evidence', { timeout: 15_000 });
  check((await text('.results-title')).includes('条件に合う順'), `${where}: the order is not named`);
  check(await page.evaluate(() => document.activeElement?.classList.contains('results-title')), `${where}: the focus did not move to the results`);
  const card = await text('.card');
  check(/km|m/.test(card), `${where}: the first result has no distance`);
  check((await page.$$('.card:first-of-type .requirement .mark')).length > 0, `${where}: the first result gives no reasons`);
  const all = await text('#main');
  check(!/おすすめ|No\.?\s?1|best|一番良い/i.test(all), `${where}: a word of praise is on the page`);
  await page.$$eval('details', (all) => all.forEach((one) => { one.open = true; }));
  await page.waitForSelector('.why .terms tfoot');
  // The figures that are shown must add up to the total that is shown.
  const sums = await page.$$eval('.why .terms', (tables) =>
    tables.map((table) => {
      const cells = [...table.querySelectorAll('tbody td:last-child')].map((cell) => Number(cell.textContent));
      return Math.abs(cells.reduce((sum, n) => sum + n, 0) - Number(table.querySelector('tfoot td:last-child')?.textContent));
    }),
  );
  check(sums.length > 0 && sums.every((difference) => difference < 0.05), `${where}: the terms do not add up to the total`);
  if (viewport.width >= 1000) await page.waitForSelector('.map-ready', { timeout: 20_000 }).catch(() => faults.push(`${where}: the map did not appear`));
  await look('results');
  if (process.env['SHOW']) console.log(`${where}\n${card}\n`);

  await press('.open-sheet');
  await page.waitForSelector('dialog.sheet[open] .sheet-table tbody tr', { timeout: 15_000 });
  check((await page.$$('.sheet-table tbody tr')).length > 20 && (await text('.sheet-judgement')).length > 10, `${where}: the evidence sheet is empty`);
  await look('evidence sheet');
  await page.keyboard.press('Escape');
  check((await page.$('dialog.sheet[open]')) === null, `${where}: Escape does not close the evidence sheet`);

  await page.$eval('.make-team', (element) => { /** @type {HTMLElement} */ (element).focus(); /** @type {HTMLElement} */ (element).click(); });
  await page.waitForSelector('.team:not([hidden]):not([aria-busy]) .seat', { timeout: 15_000 });
  await look('team');
  check((await page.$$('.seat')).length >= 4, `${where}: the team has hardly anybody`);
  check((await page.$$('.cover-day')).length === 7, `${where}: the week has not seven days`);
  check((await page.$$('.call-row')).length >= 4, `${where}: nobody is to be phoned`);
  const pharmacy = () => text('.seat[data-role=pharmacy] .card-title').catch(() => '');
  const settled = async (/** @type {() => Promise<unknown>} */ act) => {
    await act();
    await page.waitForSelector('.team[aria-busy]', { timeout: 2_000 }).catch(() => {});
    await page.waitForSelector('.team:not([aria-busy])', { timeout: 15_000 });
  };
  const first = await pharmacy();
  await settled(() => press('.seat[data-role=pharmacy] .card-actions button:nth-of-type(2)'));
  const second = await pharmacy();
  check(second !== first, `${where}: a member that was left out is still there`);
  await settled(() => press('.seat[data-role=pharmacy] .card-actions button:nth-of-type(1)'));
  check(await page.$('.seat[data-role=pharmacy].seat-kept'), `${where}: a member cannot be kept`);
  const undo = () => page.$$eval('.team-tools .button.quiet', (all) => /** @type {HTMLElement | undefined} */ (all.find((one) => one.textContent === '元に戻す'))?.click());
  await settled(undo);
  await settled(undo);
  check((await pharmacy()) === first, `${where}: what was done to the team cannot be undone`);
  await press('.team .team-tools .back');
  check(await page.evaluate(() => document.activeElement?.classList.contains('make-team')), `${where}: the way back from the team does not lead to where it began`);

  await page.$eval('.card-actions .button.quiet', (element) => /** @type {HTMLElement} */ (element).click());
  await page.waitForSelector('dialog[open] .answers');
  check(page.url().includes('#facility='), `${where}: an open facility has no address of its own`);
  check(await page.$('dialog[open] .week'), `${where}: the facility shows no hours`);
  await look('facility');
  await page.keyboard.press('Escape');
  check((await page.$('dialog[open]')) === null, `${where}: Escape does not close the facility`);
  await new Promise((done) => setTimeout(done, 300));
  check(!page.url().includes('facility='), `${where}: a closed facility is still in the address bar`);

  if (viewport.width < 1000) {
    await page.click('.map-toggle');
    await page.waitForSelector('.map-ready', { timeout: 20_000 }).catch(() => faults.push(`${where}: the map did not appear`));
    // Whoever made the base map is named in words, not behind a button.
    await page.waitForFunction(() => /** @type {HTMLElement | null} */ (document.querySelector('.maplibregl-ctrl-attrib-inner'))?.innerText.includes('位置参照情報'), { timeout: 10_000 }).catch(() => faults.push(`${where}: the map does not say where it is from`));
    await look('map');
    await page.click('.map-toggle');
  }
  await page.select('select.language', 'en');
  await page.waitForFunction(() => document.documentElement.lang === 'en' && document.querySelector('.results .evidence'), { timeout: 15_000 });
  check((await text('.results-title')) !== '条件に合う順', `${where}: English is not shown`);
  await look('English');
  await page.select('select.language', 'easy');
  await page.waitForSelector('.results .glance ruby', { timeout: 15_000 });
  await look('やさしい日本語');

  urls.push(page.url());
  for (const url of urls) {
    const one = new URL(url);
    if (one.protocol !== 'data:' && one.protocol !== 'blob:') check(one.host === base.host, `${where}: a request to another host: ${one.host}`);
    const plain = decodeURIComponent(url);
    for (const secret of [address, town, '末期', 'home_visit', 'house_call', 'terminal_cancer']) check(!plain.includes(secret), `${where}: the question is in a URL: ${url}`);
  }
  check(bodies.some((body) => body.includes(address)), `${where}: the address was not sent in a body`);
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, document.cookie]));
  for (const secret of [address, town, '末期', 'home_visit']) check(!kept.includes(secret), `${where}: the question was kept on the device`);
  await context.close();
}

try {
  for (const name of ['phone', 'desktop']) for (const scheme of /** @type {const} */ (['light', 'dark'])) await visit(name, scheme);
  for (const name of ['portrait', 'landscape']) await visit(name, 'light');

  // The pages that need no script: facility, areas, in every language and both schemes.
  for (const scheme of ['light', 'dark']) {
    const page = await browser.newPage();
    await page.setViewport(sizes.phone);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    page.on('console', (message) => { if (message.type() === 'error' && !message.location().url?.includes('/no/such/page')) faults.push(`a page without a script: ${message.text()}`); });
    for (const path of ['/areas', '/areas/14000', '/areas/14201?kind=clinic', '/holidays', '/holidays?municipality=14000', '/holidays?municipality=14201', '/about', '/facilities/demo-clinic-001', '/facilities/demo-pharmacy-001', '/no/such/page'])
      for (const lang of ['', 'lang=en', 'lang=easy']) {
        const url = new URL(path + (lang ? (path.includes('?') ? '&' : '?') + lang : ''), base).href;
        await page.goto(url, { waitUntil: 'networkidle0' });
        await page.$$eval('details', (all) => all.forEach((one) => { one.open = true; }));
        for (const violation of await violations(page)) faults.push(`${url} ${scheme}: ${violation}`);
      }
    await page.close();
  }

  // Without WebGL the list must do everything; a page with a broken map is a page with a list.
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport(sizes.desktop);
  await page.evaluateOnNewDocument(() => {
    localStorage.setItem('zaitaku.language', 'ja');
    HTMLCanvasElement.prototype.getContext = () => null;
  });
  await page.goto(base.href, { waitUntil: 'networkidle0' });
  await page.waitForSelector('.map-failed', { timeout: 20_000 }).catch(() => faults.push('no WebGL: the page does not say that there is no map'));
  await page.type('[role=combobox]', town, { delay: 20 });
  await page.waitForSelector('[role=option]');
  await page.click('[role=option]');
  await page.click('button[type=submit]');
  await page.waitForSelector('.evidence', { timeout: 15_000 }).catch(() => faults.push('no WebGL: no results'));
  await page.close();
} catch (error) {
  faults.push(String(error instanceof Error ? error.stack : error));
} finally {
  await stop();
}

if (faults.length > 0) {
  console.error([...new Set(faults)].join('\n'));
  process.exit(1);
}
console.log('The page works, speaks to no other host, keeps nothing, and axe finds nothing.');
