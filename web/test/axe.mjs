// @ts-check
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe finds on a page, and whether the page is wider than its screen, one line each.
 * @param {import('puppeteer-core').Page} page
 * @returns {Promise<string[]>}
 */
export async function violations(page) {
  // Evaluated by the debugger, so that the content policy of the page stays as strict as it is in use.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    // What lies under a bar that stays in place depends on how far the page is scrolled; that the focus never lies there is checked elsewhere.
    const bars = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.top, .submit-bar, .shortlist, .dock, .pair-table thead th'));
    for (const bar of bars) bar.style.position = 'static';
    // @ts-expect-error axe was put there a line above.
    const result = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    for (const bar of bars) bar.style.position = '';
    const wider = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const found = result.violations.map((/** @type {any} */ one) => `axe ${one.id}: ${one.nodes.map((/** @type {any} */ node) => `${node.target.join(' ')} (${node.any?.[0]?.message ?? node.failureSummary})`).slice(0, 4).join(' | ')}`);
    return wider > 0 ? [...found, `the page is ${wider}px wider than the screen`] : found;
  });
}
