import type { Match } from '../api/types';
import { listed } from '../format';
import { t } from '../i18n';
import { neededBy, needLabel, type State } from '../state';
import { h } from '../ui/dom';
import { icon } from '../ui/icons';
import { mark } from './requirements';

/** Why an institution is no candidate, and the one tap that would make it one. */
export function missingBox(state: State, match: Match, onSoften: (needs: string[]) => void): HTMLElement | null {
  const words = t().desk.near;
  const { question, vocabulary } = state;
  const missing = match.requirements.filter((requirement) => requirement.state === 'unmet');
  if (missing.length === 0) return null;
  const needs = [...new Set(missing.flatMap((requirement) => neededBy(question, requirement)))];
  // What the role itself asks for cannot be let go: then no tap helps, and none is offered.
  const helps = missing.every((requirement) => neededBy(question, requirement).length > 0);
  return h(
    'div',
    { class: 'missing' },
    h('p', { class: 'missing-title' }, words.why),
    h('ul', { class: 'missing-list' }, missing.map((requirement) =>
      h('li', { class: 'missing-need' }, mark('unmet'), h('span', null, h('strong', null, needLabel(vocabulary, requirement.need)), h('span', { class: 'requirement-reason' }, requirement.reason))),
    )),
    helps ? h('button', { type: 'button', class: 'button quiet soften', onclick: () => onSoften(needs) }, icon('search'), words.soften(listed(needs.map((id) => needLabel(vocabulary, id))))) : null,
  );
}

/** Says what was made a wish, and takes it back. */
export function softenedNote(state: State, needs: readonly string[], onHarden: () => void): HTMLElement {
  const words = t().desk.near;
  return h('p', { class: 'softened' }, icon('check'), h('span', null, words.softened(listed(needs.map((id) => needLabel(state.vocabulary, id))))), h('button', { type: 'button', class: 'button quiet harden', onclick: onHarden }, words.undo));
}
