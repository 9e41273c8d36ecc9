import type { Vocabulary } from '../api/types';
import { t } from '../i18n';
import { needLabel, type Question, type Strength } from '../state';
import { h, replace } from '../ui/dom';
import { icon } from '../ui/icons';

export interface ChosenPanel {
  element: HTMLElement;
  sync(): void;
}

/** The needs that were chosen, each with how much it weighs and a way to take it out. */
export function chosenPanel(vocabulary: Vocabulary, question: Question, onSet: (id: string, strength: Strength | null) => void): ChosenPanel {
  const words = t().question;
  const element = h('div', { class: 'chosen' });

  function strengthSwitch(id: string, name: string): HTMLElement {
    const side = (strength: Strength, word: string): HTMLElement =>
      h('button', { type: 'button', class: 'segment', 'aria-pressed': String(question.needs.get(id) === strength), 'data-strength': `${id}:${strength}`, onclick: () => onSet(id, strength) }, word);
    return h('span', { class: 'segments', role: 'group', 'aria-label': words.strength(name) }, side('must', words.must), side('wish', words.wish));
  }

  function row(id: string): HTMLElement {
    const name = needLabel(vocabulary, id);
    return h(
      'li',
      { class: 'chosen-row' },
      h('span', { class: 'chosen-name' }, name),
      // They wrap together: a cross on a line of its own belongs to nothing.
      h('span', { class: 'chosen-acts' },
        strengthSwitch(id, name),
        h('button', { type: 'button', class: 'clear', 'aria-label': words.remove(name), onclick: () => { onSet(id, null); element.querySelector<HTMLElement>('.clear')?.focus(); } }, icon('close'))),
    );
  }

  function sync(): void {
    const focused = element.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset['strength'] : undefined;
    replace(element, h('h4', { class: 'minor-title' }, words.chosen(question.needs.size)), h('ul', { class: 'chosen-list' }, [...question.needs.keys()].map(row)));
    element.hidden = question.needs.size === 0;
    if (focused) element.querySelector<HTMLElement>(`[data-strength="${CSS.escape(focused)}"]`)?.focus();
  }

  return { element, sync };
}
