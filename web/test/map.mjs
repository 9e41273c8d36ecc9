// @ts-check
/**
 * Uses the page of the map and the list as its visitors would: BASE_URL=http://127.0.0.1:8080 node test/map.mjs
 * A daughter on her phone at night, somebody with a keyboard only, somebody whose device draws no map, and a link that was shared.
 * Exits 1 with a list when anything is wrong.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { sizes, startBrowser } from './chromium.mjs';

const base = new URL(process.env['BASE_URL'] ?? 'http://127.0.0.1:8080');
const town = process.env['TOWN'] ?? '横須賀市浦賀';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** @type {string[]} */
const faults = [];
const check = (/** @type {unknown} */ ok, /** @type {string} */ what) => {
  if (!ok) faults.push(what);
};
const pause = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms));

const { browser, stop } = await startBrowser();

/**
 * @param {string} where
 * @param {import('puppeteer-core').Viewport} viewport
 * @param {'light' | 'dark'} scheme
 * @param {{ language?: string, broken?: boolean }} [how]
 */
async function visitor(where, viewport, scheme = 'light', { language = 'ja', broken = false } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport(viewport);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.evaluateOnNewDocument((one, noMap) => {
    if (location.protocol === 'about:') return;
    localStorage.setItem('zaitaku.language', one);
    if (noMap) HTMLCanvasElement.prototype.getContext = () => null;
  }, language, broken);
  /** @type {string[]} */
  const urls = [];
  page.on('request', (request) => { urls.push(request.url()); });
  page.on('console', (message) => { if (message.type() === 'error') faults.push(`${where}: console error: ${message.text()}`); });
  page.on('pageerror', (error) => faults.push(`${where}: page error: ${String(error)}`));

  const settled = async () => {
    await pause(60);
    await page.waitForFunction(() => document.querySelector('.places-panel:not([aria-busy])') !== null, { timeout: 15_000 });
    await pause(60);
  };
  return {
    page,
    urls,
    settled,
    close: () => context.close(),
    async go(/** @type {string} */ hash) {
      await page.goto('about:blank');
      await page.goto(new URL(`/map${hash}`, base).href, { waitUntil: 'networkidle0' });
      await settled();
    },
    text: (/** @type {string} */ selector) => page.$eval(selector, (element) => /** @type {HTMLElement} */ (element).innerText).catch(() => ''),
    /** The number in the heading of the list. */
    total: () => page.$eval('.places-title', (element) => Number((/([\d,]+)件/.exec(element.textContent ?? '')?.[1] ?? '').replace(/,/g, ''))),
    /** The number that a chip promises; without one NaN. */
    promise: (/** @type {string} */ selector) => page.$eval(`${selector} .pick-count`, (element) => Number.parseInt((element.firstChild?.textContent ?? '').replace(/,/g, ''), 10)),
    async press(/** @type {string} */ selector) {
      await page.$eval(selector, (element) => /** @type {HTMLElement} */ (element).click());
      await settled();
    },
    async back() {
      await page.evaluate(() => history.back());
      await pause(250);
      await settled();
    },
    async look(/** @type {string} */ step) {
      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        // What lies under the button that stays in place depends on how far the page is scrolled.
        const dock = /** @type {HTMLElement | null} */ (document.querySelector('body:not(.map-open) .dock'));
        if (dock) dock.style.position = 'static';
        // @ts-expect-error axe was put there a line above.
        const result = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
        if (dock) dock.style.position = '';
        return result.violations.map((/** @type {any} */ one) => `${one.id}: ${one.nodes.map((/** @type {any} */ node) => `${node.target.join(' ')} (${node.any?.[0]?.message ?? node.failureSummary})`).slice(0, 4).join(' | ')}`);
      });
      for (const violation of found) faults.push(`${where}, ${step}: axe ${violation}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      check(over <= 0, `${where}, ${step}: the page is ${over}px wider than the screen`);
    },
    /** Nothing that was typed, and no view that follows from it, may be anywhere but in the body of a request. */
    async quiet(/** @type {string[]} */ secrets) {
      const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, document.cookie, location.href, document.title]));
      for (const secret of secrets) check(!kept.includes(secret) && !decodeURIComponent(kept).includes(secret), `${where}: 「${secret}」 was kept on the device or in the address`);
      check(!page.url().includes('map='), `${where}: the view that follows from a place is in the address: ${page.url()}`);
      for (const url of urls) {
        const one = new URL(url);
        if (one.protocol === 'data:' || one.protocol === 'blob:' || one.protocol === 'about:') continue;
        check(one.host === base.host, `${where}: a request to another host: ${one.host}`);
        for (const secret of secrets) check(!decodeURIComponent(url).includes(secret), `${where}: 「${secret}」 is in a URL: ${url}`);
      }
    },
  };
}

const family = (/** @type {number} */ n) => `.bar-families .chip:nth-child(${n})`;
const pharmacies = family(3);
const typed = town.replace(/^.*[都道府県市区町村]/, '') || town;

/** It is night, her mother needs a medicine: what is open near her? */
async function daughter(/** @type {'light' | 'dark'} */ scheme) {
  const where = `daughter ${scheme}`;
  const v = await visitor(where, sizes.phone, scheme);
  const { page } = v;
  await v.go('');
  check((await page.$$('.place')).length > 5, `${where}: the list is not there at once`);
  check(!v.urls.some((url) => url.includes('/tiles/')), `${where}: the list waited for the map`);
  await v.look('list');

  const promised = await v.promise(pharmacies);
  await v.press(pharmacies);
  check((await v.total()) === promised, `${where}: the chip promised ${promised} pharmacies, the list has ${await v.total()}`);
  await v.press('.bar-row:first-child .chip:nth-child(2)');
  check(page.url().endsWith('#kind=pharmacy&open=now'), `${where}: the filters are not in the address: ${page.url()}`);
  // Who is open now depends on the clock of whoever runs this: at night it may be nobody, and then the list says what to do.
  check((await v.total()) > 0 || (await v.text('.empty')).length > 10, `${where}: an empty list says nothing`);
  await v.press('.bar-row:last-child .chip:nth-child(2)');
  check(page.url().endsWith('#kind=pharmacy&open=saturday'), `${where}: another moment does not take the place of the first: ${page.url()}`);
  await page.waitForSelector('.bar-row:last-child .chip:nth-child(2) .pick-count:not(:empty)', { timeout: 10_000 });
  check((await v.promise('.bar-row:last-child .chip:nth-child(2)')) === (await v.total()), `${where}: the chip of Saturday has another number than the list`);
  check((await v.total()) > 0 && (await v.total()) <= promised, `${where}: of ${promised} pharmacies ${await v.total()} are open on Saturday`);
  check((await v.text('.place-moment')).includes('開いて'), `${where}: it is not said that they are open`);

  await page.type('.finder [role=combobox]', town, { delay: 15 });
  await page.waitForSelector('[role=option]:nth-child(2)');
  await v.look('suggestions');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const active = await page.$eval('.finder [role=combobox]', (element) => element.getAttribute('aria-activedescendant'));
  check(active && (await page.$(`[id="${active}"][aria-selected=true]`)), `${where}: the arrow key does not move to a suggestion`);
  await page.keyboard.press('Enter');
  await v.settled();
  check((await v.text('.places-order')).includes('近い順'), `${where}: the order is not named`);
  const far = await page.$$eval('.place-distance', (all) => all.map((one) => { const text = one.lastChild?.textContent ?? ''; return Number.parseFloat(text) * (text.endsWith('km') ? 1000 : 1); }));
  check(far.length > 0 && far.every((metres, index) => index === 0 || metres >= (far[index - 1] ?? 0)), `${where}: the list is not nearest first: ${far.join(' ')}`);
  check((await v.text('.place')).match(/訪問/), `${where}: the list does not say whether somebody visits`);
  check((await page.$('.place-call[href^="tel:"]')) !== null, `${where}: nobody can be phoned`);
  await v.look('near');

  await v.press('.place .card-link');
  await page.waitForSelector('dialog[open] .answers');
  check(page.url().includes('facility='), `${where}: an open facility has no address`);
  await page.keyboard.press('Escape');
  await pause(300);
  check((await page.$('dialog[open]')) === null && !page.url().includes('facility=') && page.url().includes('kind=pharmacy'), `${where}: closing a facility does not lead back to the list: ${page.url()}`);

  await page.click('.filter-open');
  await page.waitForSelector('.filter-dialog[open]');
  await v.look('filters');
  await v.press('.filter-dialog .tick input');
  check(page.url().includes('unknown=1'), `${where}: those of unknown hours are not asked for`);
  const see = Number((await v.text('.filter-see')).replace(/\D/g, ''));
  await page.click('.filter-see');
  await v.settled();
  check((await v.total()) === see, `${where}: the filters promised ${see}, the list has ${await v.total()}`);
  check(await page.evaluate(() => document.activeElement?.classList.contains('places-title')), `${where}: the focus does not move to the list`);

  await page.$eval('.flip', (element) => /** @type {HTMLElement} */ (element).click());
  await page.waitForSelector('.map-ready', { timeout: 20_000 }).catch(() => faults.push(`${where}: the map did not appear`));
  await pause(800);
  await v.look('map');
  await v.back();
  check(!(await page.$('.map-open')), `${where}: the way back does not lead from the map to the list`);
  await page.$eval('.place-on-map', (element) => /** @type {HTMLElement} */ (element).click());
  await page.waitForSelector('.dock .touched', { timeout: 10_000 }).catch(() => faults.push(`${where}: no sheet for a facility on the map`));
  await v.look('sheet');
  check(!v.urls.some((url) => url.includes('/tiles/facilities/')), `${where}: with a place the map asks for tiles of facilities`);
  await page.keyboard.press('Escape');
  check((await page.$('.touched')) === null, `${where}: Escape does not close the sheet`);
  await v.back();

  await v.press('.clear-all');
  check((await v.text('.active-undo')).includes('元に戻す'), `${where}: removing all cannot be undone`);
  await v.press('.active-undo button');
  check(page.url().includes('kind=pharmacy&open=saturday') && (await v.text('.places-order')).includes('近い順'), `${where}: undo does not bring everything back: ${page.url()}`);
  await v.quiet([typed, town]);
  await v.close();
}

/** A link is opened, changed, and gone back from. */
async function shared() {
  const where = 'link';
  const v = await visitor(where, sizes.desktop);
  const { page } = v;
  await v.go('#kind=clinic,castle&open=someday&map=11.0/35.26/139.66&near=home');
  const notice = await v.text('.link-notice');
  for (const part of ['kind=castle', 'open=someday', 'near']) check(notice.includes(part), `${where}: it is not said that ${part} was left out`);
  check((await page.$eval('[data-condition=kind-clinic]', (one) => one.textContent)) !== null, `${where}: the kind of the link is not set`);
  await page.waitForSelector('.map-ready', { timeout: 20_000 });
  check((await v.text('.places-title')).includes('この地図の範囲に'), `${where}: the list does not follow the view of the link`);
  await v.look('link');

  await v.go('');
  const sum = async () => (await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((n) => v.promise(family(n))))).reduce((a, b) => a + b, 0);
  check((await sum()) === (await v.total()), `${where}: the families have ${await sum()} in all, the list has ${await v.total()}`);
  const all = await v.total();
  await v.press(family(1));
  const doctors = await v.total();
  await v.press(pharmacies);
  check(page.url().endsWith('#kind=clinic,hospital,maternity_home,pharmacy'), `${where}: two families are not in the address: ${page.url()}`);
  check((await v.total()) === doctors + (await v.promise(pharmacies)), `${where}: two families are not the sum of both`);
  await v.back();
  check((await v.total()) === doctors && (await page.$eval(pharmacies, (one) => one.getAttribute('aria-pressed'))) === 'false', `${where}: the way back does not take a filter away`);
  await page.reload({ waitUntil: 'networkidle0' });
  await v.settled();
  check((await v.total()) === doctors, `${where}: reading the page again loses the filter`);
  await v.back();
  check((await v.total()) === all, `${where}: the way back does not lead to the whole list`);

  await page.waitForSelector('.map-ready', { timeout: 20_000 });
  await pause(1500);
  const box = await page.$eval('.map canvas', (one) => { const { x, y, width, height } = one.getBoundingClientRect(); return { x: x + width / 2, y: y + height / 2 }; });
  await page.mouse.move(box.x, box.y);
  for (let n = 0; n < 5; n += 1) {
    await page.mouse.wheel({ deltaY: -200 });
    await pause(40);
  }
  await page.waitForFunction(() => location.hash.includes('map='), { timeout: 15_000 }).catch(() => faults.push(`${where}: the view that was chosen is not in the address`));
  await page.waitForFunction(() => document.querySelector('.places-title')?.textContent?.includes('範囲'), { timeout: 15_000 }).catch(() => {});
  await pause(1500);
  await v.settled();
  check((await v.text('.places-title')).includes('この地図の範囲に') && (await v.total()) < all, `${where}: the list does not follow the map`);
  check((await sum()) === (await v.total()), `${where}: in a part of the map the families have ${await sum()}, the list has ${await v.total()}`);
  await v.look('map view');
  const printed = await page.evaluate(() => {
    dispatchEvent(new Event('beforeprint'));
    const figure = /** @type {HTMLElement} */ (document.querySelector('.map-paper'));
    return { shown: !figure.hidden, bytes: figure.querySelector('img')?.src.length ?? 0, makers: figure.textContent };
  });
  // A picture of nothing is some hundred bytes.
  check(printed.shown && printed.bytes > 20_000 && (printed.makers ?? '').length > 5, `${where}: the map is not on paper with its makers: ${JSON.stringify(printed)}`);

  const item = (await v.text('.place .card-link')).trim();
  await v.press('.place-on-map');
  await page.waitForSelector('.maplibregl-popup .touched', { timeout: 10_000 }).catch(() => faults.push(`${where}: no popover on the map`));
  check((await v.text('.touched .place-title')) === item && (await page.$('.picked-marker')), `${where}: the facility of the list is not the one on the map`);
  await v.look('popover');

  // What was typed moves the map, and the address must not tell.
  await v.press('[data-condition=box]');
  await page.type('.finder [role=combobox]', typed, { delay: 15 });
  await page.keyboard.press('Enter');
  await v.settled();
  check((await v.text('.places-order')).includes('順') && (await v.total()) > 0, `${where}: the order of a text search is not named`);
  await pause(500);
  await v.quiet([typed]);
  await page.click('[data-condition=text]');
  await v.settled();
  // Also after the words were taken away the map is still where they led.
  await page.mouse.move(box.x, box.y);
  await page.mouse.wheel({ deltaY: -200 });
  await page.mouse.wheel({ deltaY: -200 });
  await pause(1000);
  await v.quiet([typed]);

  // Several in one house: a finger gets a list of them.
  const house = await page.evaluate(async () => {
    const answer = await fetch('/api/v1/search', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ limit: 500 }) });
    /** @type {Record<string, number>} */
    const at = {};
    for (const { lat, lon } of (await answer.json()).items) if (lat !== null) at[`${lat}/${lon}`] = (at[`${lat}/${lon}`] ?? 0) + 1;
    return Object.entries(at).sort((a, b) => b[1] - a[1])[0];
  });
  if (house && house[1] > 1) {
    const [lat, lon] = house[0].split('/').map(Number);
    await v.go(`#map=16.0/${lat}/${lon}`);
    await page.waitForSelector('.map-ready', { timeout: 20_000 });
    await pause(1500);
    const middle = await page.$eval('.map canvas', (one) => { const { x, y, width, height } = one.getBoundingClientRect(); return { x: x + width / 2, y: y + height / 2 }; });
    await page.mouse.click(middle.x, middle.y);
    await page.waitForSelector('.touched-choice', { timeout: 5_000 }).catch(() => faults.push(`${where}: ${house[1]} in one house are no list`));
    check((await page.$$('.touched-choice')).length >= house[1], `${where}: of ${house[1]} in one house ${(await page.$$('.touched-choice')).length} are listed`);
    await v.look('one house');
    await page.$eval('.touched-choice', (one) => /** @type {HTMLElement} */ (one).click());
    await page.waitForSelector('.touched-actions', { timeout: 5_000 }).catch(() => faults.push(`${where}: one of a house cannot be chosen`));
  }

  await v.go('#kind=maternity_home&can=tpn');
  await page.waitForSelector('.ways .chip', { timeout: 10_000 }).catch(() => faults.push(`${where}: an empty list offers nothing`));
  await v.look('empty');
  const offer = Number((await v.text('.ways .chip')).replace(/.*（/s, '').replace(/\D/g, ''));
  await v.press('.ways .chip');
  check(offer > 0 && (await v.total()) === offer, `${where}: the offer was ${offer}, the list has ${await v.total()}`);

  await v.press('.bar-row:first-child .filter-open');
  check((await page.$('.filters-inline:not([hidden]) .filters')) !== null, `${where}: the filters do not open beside the map`);
  await page.$$eval('.filter-group', (groups) => groups.forEach((one) => { /** @type {HTMLDetailsElement} */ (one).open = true; }));
  await v.look('filters inline');

  const paper = await page.evaluate(() => document.querySelectorAll('.print-table tbody tr').length);
  check(paper > 0 && paper === (await page.$$('.place')).length, `${where}: paper has ${paper} rows`);
  await v.close();

  const failing = await visitor('no server', sizes.phone);
  await failing.go('');
  await failing.page.setRequestInterception(true);
  let refuse = true;
  failing.page.on('request', (request) => { if (refuse && request.url().endsWith('/api/v1/search')) void request.abort(); else void request.continue(); });
  failing.page.removeAllListeners('console');
  await failing.press(pharmacies);
  check((await failing.text('.failure')).length > 10, `no server: it is not said that the list failed`);
  await failing.look('failure');
  refuse = false;
  await failing.press('.failure .button');
  check((await failing.page.$$('.place')).length > 0, `no server: trying again does not help`);
  await failing.close();
}

/** Everything by keyboard, and the focus is always seen. */
async function keyboard() {
  const where = 'keyboard';
  const v = await visitor(where, sizes.desktop);
  const { page } = v;
  await v.go('');
  await page.waitForSelector('.map-ready', { timeout: 20_000 });
  const focused = () => page.evaluate(() => document.activeElement?.className ?? '');
  const tabTo = async (/** @type {string} */ selector, limit = 60) => {
    for (let n = 0; n < limit; n += 1) {
      await page.keyboard.press('Tab');
      const state = await page.evaluate((wanted) => {
        const one = /** @type {HTMLElement} */ (document.activeElement);
        const { left, top, width, height } = one.getBoundingClientRect();
        const above = document.elementFromPoint(left + width / 2, top + Math.min(height / 2, 20));
        return { there: one.matches(wanted), hidden: one !== document.body && above !== null && !(one === above || one.contains(above) || above.contains(one)), name: one.textContent ?? '' };
      }, selector);
      if (state.hidden && !/本文/.test(state.name)) faults.push(`${where}: the focus is hidden on ${state.name.slice(0, 30)}`);
      if (state.there) return;
    }
    faults.push(`${where}: ${selector} is not reached`);
  };
  await tabTo('.finder [role=combobox]');
  await tabTo(pharmacies);
  await page.keyboard.press('Space');
  await v.settled();
  check(page.url().endsWith('#kind=pharmacy'), `${where}: a family is not chosen by key`);
  check((await page.$eval(pharmacies, (one) => one === document.activeElement)), `${where}: the focus was lost by choosing`);
  await tabTo('.place-on-map');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.touched', { timeout: 10_000 });
  await pause(200);
  check((await focused()).includes('place-title'), `${where}: the focus does not move to the popover`);
  await page.keyboard.press('Escape');
  check((await focused()).includes('place-on-map'), `${where}: the focus does not come back from the popover`);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.touched');
  await pause(200);
  await tabTo('.touched .bare', 8);
  await page.keyboard.press('Enter');
  await pause(300);
  check((await focused()).includes('card-link'), `${where}: the popover does not lead back to the list`);
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog[open] .facility-title');
  await page.keyboard.press('Escape');
  await pause(300);
  check((await focused()).includes('card-link'), `${where}: the focus does not come back from the facility`);
  await tabTo('.places-more');
  const before = (await page.$$('.place')).length;
  await page.keyboard.press('Enter');
  await page.waitForFunction((n) => document.querySelectorAll('.place').length > n, {}, before);
  await pause(100);
  check(await page.evaluate((n) => document.querySelectorAll('.place')[n]?.contains(document.activeElement), before), `${where}: the focus does not move to what came`);
  await page.focus('.filter-open');
  await page.keyboard.press('Enter');
  await pause(100);
  await page.keyboard.press('Escape');
  check((await focused()).includes('filter-open'), `${where}: Escape does not close the filters`);
  await v.close();
}

try {
  await daughter('light');
  await daughter('dark');
  await shared();
  await keyboard();

  const broken = await visitor('no WebGL', sizes.desktop, 'light', { broken: true });
  await broken.go('');
  await broken.page.waitForSelector('.map-failed', { timeout: 20_000 }).catch(() => faults.push('no WebGL: the page does not say that there is no map'));
  await broken.press(pharmacies);
  await broken.page.type('.finder [role=combobox]', town, { delay: 15 });
  await broken.page.waitForSelector('[role=option]:nth-child(2)');
  await broken.page.click('[role=option]:nth-child(2)');
  await broken.settled();
  check((await broken.page.$$('.place-distance')).length > 0, 'no WebGL: no list around a place');
  await broken.look('list');
  await broken.close();

  // 400 % of 1280 by 1024 pixels, in the languages with the longest words.
  for (const language of ['en', 'easy']) {
    const small = await visitor(`320 px ${language}`, { width: 320, height: 256, deviceScaleFactor: 1 }, language === 'en' ? 'dark' : 'light', { language });
    await small.go('#can=home_death_care,wheelchair&open=tonight&consult=1');
    await small.look('list');
    await small.page.$eval('.filter-open', (element) => /** @type {HTMLElement} */ (element).click());
    await small.page.waitForSelector('.filter-dialog[open]');
    await small.look('filters');
    await small.close();
  }
  for (const [name, language, scheme] of /** @type {const} */ ([['portrait', 'easy', 'dark'], ['landscape', 'en', 'light'], ['desktop', 'ja', 'dark']])) {
    const one = await visitor(`${name} ${language} ${scheme}`, sizes[name], scheme, { language });
    await one.go('#kind=clinic&can=accepting_new&open=saturday&map=11.0/35.26/139.66');
    await pause(800);
    await one.look('list');
    await one.close();
  }
} catch (error) {
  faults.push(String(error instanceof Error ? error.stack : error));
} finally {
  await stop();
}

if (faults.length > 0) {
  console.error([...new Set(faults)].join('\n'));
  process.exit(1);
}
console.log('The map and the list work with and without each other, by finger and by key, and keep nothing.');
