import type { MatchAnswer } from '../api/types';
import { integer } from '../format';
import { t } from '../i18n';
import { freshId, h } from '../ui/dom';
import { icon } from '../ui/icons';

/** What was looked at and why the rest is not in the list: the sheet a nurse puts beside a decision beyond 16 km. */
export function evidencePanel(answer: MatchAnswer, onSheet: () => void): HTMLElement {
  const words = t().evidence;
  const { evidence } = answer;
  const id = freshId('evidence');
  const stages: [string, number][] = [
    [words.examined, evidence.examined],
    [words.within, evidence.within],
    [words.visits, evidence.offering_visits],
    [words.shown, answer.candidates.length],
  ];
  return h(
    'section',
    { class: 'evidence', 'aria-labelledby': id },
    h('h3', { id, class: 'section-title' }, words.title),
    h('dl', { class: 'stages' }, stages.map(([name, count]) => h('div', { class: 'stage' }, h('dt', null, name), h('dd', null, integer(count), h('span', { class: 'unit' }, words.unit))))),
    evidence.excluded.length === 0
      ? null
      : h(
          'table',
          { class: 'excluded' },
          h('caption', null, words.excluded),
          h('thead', { class: 'visually-hidden' }, h('tr', null, h('th', { scope: 'col' }, words.reason), h('th', { scope: 'col' }, words.number))),
          h('tbody', null, evidence.excluded.map((row) => h('tr', null, h('th', { scope: 'row' }, row.label), h('td', { class: 'number' }, `${integer(row.count)}${words.unit}`)))),
        ),
    h('p', { class: 'hint' }, words.lead),
    h('div', null, h('button', { type: 'button', class: 'button quiet open-sheet', onclick: onSheet }, icon('list'), words.sheet)),
  );
}
