import { japaneseTime, moment } from '../format';
import { label, t } from '../i18n';
import type { State, Strength } from '../state';
import { h, replace } from '../ui/dom';
import { chosenPanel } from './chosen';

/** The whole question before it is asked, each part with a way back to it. */
export function checkPanel(state: State, onChange: (step: number) => void, steps: { where: number; who: number; what: number; when: number }): { element: HTMLElement; sync(): void } {
  const element = h('dl', { class: 'check' });

  function part(name: string, step: number, ...value: (Node | string | null)[]): HTMLElement {
    return h('div', { class: 'check-part' }, h('dt', null, name), h('dd', null, h('div', { class: 'check-value' }, ...value), h('button', { type: 'button', class: 'button quiet', onclick: () => onChange(step) }, t().desk.step.change, h('span', { class: 'visually-hidden' }, ` ${name}`))));
  }

  function sync(): void {
    const words = t().question;
    const { question, vocabulary } = state;
    const chosen = chosenPanel(vocabulary, question, (id: string, strength: Strength | null) => {
      if (strength === null) question.needs.delete(id);
      else question.needs.set(id, strength);
      chosen.sync();
    });
    chosen.sync();
    const place = question.position ? (question.position.from === 'here' ? words.whereHere : words.whereCenter) : question.text.trim();
    const when = [question.at ? moment(japaneseTime(question.at)) : '', question.hours.trim() ? `${t().desk.hours.label}：${question.hours.trim()}` : ''].filter(Boolean);
    replace(
      element,
      part(words.where, steps.where, place || t().desk.step.none),
      part(words.who, steps.who, label(vocabulary.roles.find((role) => role.id === question.role)?.label)),
      part(words.what, steps.what, question.needs.size === 0 ? t().desk.step.none : chosen.element),
      part(t().desk.hours.title, steps.when, when.length === 0 ? t().desk.step.unset : h('div', null, ...when.map((line) => h('p', null, line)))),
    );
  }

  return { element, sync };
}
