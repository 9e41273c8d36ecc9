import type { Match } from '../api/types';
import { distance, telephone } from '../format';
import { t } from '../i18n';
import type { State } from '../state';
import { freshId, h } from '../ui/dom';
import { icon } from '../ui/icons';

export type PaperKind = 'shortlist' | 'fax' | 'card';

function line({ facility, straight_line_m, contact }: Match): HTMLElement {
  const phone = contact.phone ?? facility.phone;
  return h('li', null, h('p', null, h('strong', null, facility.name), ` ${t().card.distance(distance(straight_line_m))}`), h('p', null, facility.address), h('p', null, phone ? h('a', { href: telephone(phone) }, phone) : t().card.noPhone), h('p', null, contact.text));
}

/** Shows a paper that is made here from what the page holds; nothing of it is sent or kept. */
export function openPaper(kind: PaperKind, state: State): void {
  const id = freshId('paper');
  const element = h(
    'dialog',
    { class: 'sheet paper', 'aria-labelledby': id },
    h('div', { class: 'sheet-body' },
      h('header', { class: 'sheet-head' },
        h('h2', { id, class: 'results-title', tabindex: '-1' }, t().desk.shortlist.paper[kind]),
        h('button', { type: 'button', class: 'button quiet', onclick: () => window.print() }, icon('print'), t().sheet.print),
        h('button', { type: 'button', class: 'clear', 'aria-label': t().facility.close, onclick: () => element.close() }, icon('close'))),
      h('ol', { class: 'others-list' }, [...state.shortlist.values()].map(line))),
  );
  element.addEventListener('close', () => {
    document.body.classList.remove('has-sheet');
    element.remove();
  });
  document.querySelector('#app')?.append(element);
  document.body.classList.add('has-sheet');
  element.showModal();
}
