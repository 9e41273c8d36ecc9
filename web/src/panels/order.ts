import type { Match } from '../api/types';
import { points } from '../format';
import { t } from '../i18n';
import { h } from '../ui/dom';

const decimal = (n: number): string => n.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 3 });

/** Every term with weight × value, adding up to the score. */
function sum(match: Match, policyVersion: string): HTMLElement[] {
  const words = t().card;
  const { each, total } = points(match.terms, match.score);
  return [
    h(
      'table',
      { class: 'terms' },
      h('thead', null, h('tr', null, h('th', { scope: 'col' }, words.term), h('th', { scope: 'col' }, words.calculation), h('th', { scope: 'col', class: 'number' }, words.points))),
      h(
        'tbody',
        null,
        match.terms.map((term, index) =>
          h(
            'tr',
            null,
            h('th', { scope: 'row' }, term.label, h('span', { class: 'term-reason' }, term.reason)),
            h('td', { class: 'number quiet-number' }, `${decimal(term.weight)} × ${decimal(term.value)}`),
            h('td', { class: 'number' }, (each[index] ?? 0).toFixed(1)),
          ),
        ),
      ),
      h('tfoot', null, h('tr', null, h('th', { scope: 'row' }, words.total), h('td'), h('td', { class: 'number' }, total.toFixed(1)))),
    ),
    h('p', { class: 'hint' }, words.whyNote, ' ', words.whyPolicy(policyVersion)),
  ];
}

/** Why this one stands where it stands. The sum is written when somebody asks for it: ten of them would be half of the answer's drawing. */
export function orderPanel(match: Match, policyVersion: string): HTMLElement {
  const words = t().card;
  const { total } = points(match.terms, match.score);
  const element = h('details', { class: 'why' }, h('summary', null, words.why, h('span', { class: 'why-score' }, `${total.toFixed(1)}${words.points === '点' ? '点' : ` ${words.points}`}`)));
  element.addEventListener('toggle', () => element.append(...sum(match, policyVersion)), { once: true });
  return element;
}
