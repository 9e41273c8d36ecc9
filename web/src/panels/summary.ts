import { moment, japaneseTime } from '../format';
import { t } from '../i18n';
import { needLabel, type State } from '../state';
import { h } from '../ui/dom';
import { icon } from '../ui/icons';

/** The question in a few lines above its answer, so that the form can step aside. It is also the heading of the printed sheet. */
export function summaryPanel(state: State, onEdit: () => void, onAgain: () => void): HTMLElement {
  const words = t().question;
  const { question, vocabulary } = state;
  const place = question.position ? (question.position.from === 'here' ? words.whereHere : words.whereCenter) : question.text;
  return h(
    'section',
    { class: 'summary', 'aria-label': words.summary },
    h('p', { class: 'summary-place' }, icon('pin'), h('strong', null, place)),
    h('ul', { class: 'summary-needs' }, [...question.needs].map(([id, strength]) => h('li', { class: strength === 'wish' ? 'token token-wish' : 'token' }, needLabel(vocabulary, id), strength === 'wish' ? h('span', { class: 'token-note' }, words.wish) : null))),
    question.at ? h('p', { class: 'summary-when' }, icon('clock'), moment(japaneseTime(question.at))) : null,
    h('div', { class: 'summary-actions' }, h('button', { type: 'button', class: 'button quiet edit', onclick: onEdit }, words.edit), h('button', { type: 'button', class: 'button bare', onclick: onAgain }, words.again)),
  );
}
