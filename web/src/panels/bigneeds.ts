import type { Need, Vocabulary } from '../api/types';
import { label, t } from '../i18n';
import { concerns, type Question } from '../state';
import { h, replace } from '../ui/dom';
import { icon } from '../ui/icons';

/** The groups in the order in which a ward asks; those that are not named follow as the vocabulary has them. */
const order = ['special_medical_12', 'end_of_life', 'situation', 'visits', 'nursing', 'pharmacy', 'dental', 'hospital'];

/** So many groups are unfolded beforehand; one that holds a chosen need is unfolded as well. */
const UNFOLDED = 2;

/** The needs as big buttons, group by group, for those who answer one question at a time. */
export function bigNeedsPanel(vocabulary: Vocabulary, question: Question, onToggle: (id: string) => void): { element: HTMLElement; sync(): void } {
  const words = t().desk.step;
  const needs = vocabulary.needs.filter((need) => concerns(vocabulary, question.role, need.id));
  const place = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length);
  const groups = [...vocabulary.groups].sort((a, b) => place(a.id) - place(b.id)).flatMap((group) => {
    const members = needs.filter((need) => need.group === group.id);
    if (members.length === 0) return [];
    const buttons = members.map((need) => button(need));
    const count = h('span', { class: 'badge' });
    const details = h('details', { class: 'big-group' }, h('summary', null, h('span', null, label(group.label)), count), h('div', { class: 'chips big', role: 'group', 'aria-label': label(group.label) }, buttons));
    return [{ members, buttons, count, details }];
  });
  groups.forEach((group, at) => { group.details.open = at < UNFOLDED || group.members.some((need) => question.needs.has(need.id)); });

  function button(need: Need): HTMLButtonElement {
    return h('button', { type: 'button', class: 'chip', title: label(need.explanation), onclick: () => { onToggle(need.id); sync(); } }, icon('check', 'icon chip-check'), label(need.label));
  }

  function sync(): void {
    for (const { members, buttons, count } of groups) {
      members.forEach((need, at) => buttons[at]?.setAttribute('aria-pressed', String(question.needs.has(need.id))));
      const chosen = members.filter((need) => question.needs.has(need.id)).length;
      count.hidden = chosen === 0;
      replace(count, words.groupChosen(chosen));
    }
  }

  sync();
  return { element: h('div', { class: 'big-needs' }, groups.map((group) => group.details)), sync };
}
