// @ts-check
/**
 * Uses the page in WebKit, which stands in for Safari on an iPad and a phone: BASE_URL=http://127.0.0.1:8080 node test/webkit.mjs
 * Exits 1 with a list when anything is wrong: wrong behaviour, a page wider than its window, or a violation found by axe.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { By, Key, until } from 'selenium-webdriver';
import { startWebKit } from './webkit-browser.mjs';

const base = new URL(process.env['BASE_URL'] ?? 'http://127.0.0.1:8080');
const town = process.env['TOWN'] ?? '横須賀市浦賀';
const pictures = process.env['OUT'];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const windows = { phone: [390, 844], portrait: [768, 1080], landscape: [1180, 820] };

/** @type {string[]} */
const faults = [];
const check = (/** @type {unknown} */ ok, /** @type {string} */ what) => {
  if (!ok) faults.push(what);
};

const { browser, stop } = await startWebKit();

/** What a step left on the screen: axe, the width, and a picture where somebody wants to look. */
async function look(/** @type {string} */ where) {
  // Evaluated by the driver, so that the content policy of the page stays as strict as it is in use.
  await browser.executeScript(axe);
  /** @type {string[]} */
  const found = await browser.executeAsyncScript(`
    const done = arguments[arguments.length - 1];
    const bar = document.querySelector('.submit-bar');
    if (bar) bar.style.position = 'static';
    window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((result) => {
      if (bar) bar.style.position = '';
      done(result.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.target.join(' ')).slice(0, 4).join(' | ')));
    }, (error) => done([String(error)]));`);
  for (const violation of found) faults.push(`${where}: axe ${violation}`);
  const wide = Number(await browser.executeScript('return document.documentElement.scrollWidth - document.documentElement.clientWidth'));
  check(wide <= 0, `${where}: the page is ${wide}px wider than the window`);
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  writeFileSync(join(pictures, `webkit-${where.replaceAll(/[^\w一-龠ぁ-ん]+/g, '-')}.png`), Buffer.from(await browser.takeScreenshot(), 'base64'));
}

const one = (/** @type {string} */ selector, ms = 15_000) => browser.wait(until.elementLocated(By.css(selector)), ms, `${selector} did not appear`);
const press = async (/** @type {string} */ selector) => browser.executeScript('arguments[0].click()', await one(selector));
const count = async (/** @type {string} */ selector) => (await browser.findElements(By.css(selector))).length;
const text = async (/** @type {string} */ selector) => String(await browser.executeScript('return arguments[0].innerText', await one(selector)));

async function openPage(/** @type {string} */ path) {
  await browser.get(new URL(path, base).href);
  await browser.executeScript(`localStorage.setItem('zaitaku.language', 'ja')`);
  await browser.get('about:blank');
  await browser.get(new URL(path, base).href);
}

/** From the address to the team, with the keyboard where a keyboard is used. */
async function desk(/** @type {string} */ name) {
  const at = `desk ${name}`;
  await openPage('/');
  const address = await one('[role=combobox]');
  await look(`${at} question`);
  await address.sendKeys(town);
  await one('[role=option]');
  await address.sendKeys(Key.ARROW_DOWN, Key.ENTER);
  check(String(await address.getAttribute('value')).length > town.length, `${at}: a suggestion cannot be chosen with the keyboard`);
  await address.sendKeys(Key.ENTER);
  await one('.evidence');
  check((await text('.results-title')).includes('条件に合う順'), `${at}: the order is not named`);
  check((await count('.cards .card')) > 3, `${at}: hardly anybody was found`);
  await look(`${at} results`);
  await press('.make-team');
  await one('.team:not([hidden]):not([aria-busy]) .seat');
  check((await count('.seat')) >= 4, `${at}: the team has hardly anybody`);
  await look(`${at} team`);
  await press('.team .team-tools .back');
  await press('.card-title .card-link');
  await one('dialog[open] .answers');
  await look(`${at} facility`);
  await browser.actions().sendKeys(Key.ESCAPE).perform();
  check((await count('dialog[open]')) === 0, `${at}: Escape does not close the facility`);
  const kept = String(await browser.executeScript('return JSON.stringify([{...localStorage}, {...sessionStorage}, history.state, document.cookie, location.href])'));
  check(!decodeURIComponent(kept).includes('浦賀'), `${at}: the address was kept: ${kept}`);
}

/** The map draws in WebKit. */
async function map(/** @type {string} */ name) {
  await openPage('/map');
  await one('.place[data-facility]');
  await look(`list ${name}`);
  if (name !== 'landscape') await press('.flip');
  await one('.map-ready', 30_000).catch(() => faults.push(`map ${name}: the map did not appear`));
  await browser.sleep(1500);
  const size = await browser.executeScript(`const canvas = document.querySelector('.maplibregl-canvas'); return canvas ? canvas.clientWidth * canvas.clientHeight : 0`);
  check(Number(size) > 100_000, `map ${name}: the map has no size`);
  await look(`map ${name}`);
}

try {
  for (const [name, [width = 0, height = 0]] of Object.entries(windows)) {
    await browser.manage().window().setRect({ x: 0, y: 0, width, height });
    await desk(name);
    await map(name);
    for (const path of ['/areas/14201', '/facilities/demo-clinic-001', '/holidays', '/about']) {
      await browser.get(new URL(path, base).href);
      await look(`${path} ${name}`);
    }
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
console.log('The page works in WebKit as well.');
