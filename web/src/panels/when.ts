import { t } from '../i18n';
import type { Question } from '../state';
import { freshId, h, replace } from '../ui/dom';

export interface WhenPanel {
  element: HTMLElement;
  sync(): void;
  /** A fault the server found in one of the two fields. */
  showError(field: string, message: string): void;
}

/** When somebody wants to reach an institution, and when they can phone at all. Both may stay empty. */
export function whenPanel(question: Question, onChange: () => void): WhenPanel {
  const words = t();
  const [atId, atHint, hoursId, hoursHint] = [freshId('when'), freshId('hint'), freshId('hours'), freshId('hint')];
  const errors = { at: h('p', { id: freshId('error'), class: 'field-error', role: 'alert' }), hours: h('p', { id: freshId('error'), class: 'field-error', role: 'alert' }) };
  const at = h('input', { id: atId, class: 'field when', type: 'datetime-local', autocomplete: 'off', 'aria-describedby': `${atHint} ${errors.at.id}`, 'data-private': true });
  const hours = h('input', { id: hoursId, class: 'field hours-field', type: 'text', maxlength: 200, autocomplete: 'off', spellcheck: 'false', 'aria-describedby': `${hoursHint} ${errors.hours.id}`, 'data-private': true });

  function fault(input: HTMLInputElement, place: HTMLElement, message: string | null): void {
    replace(place, message ?? '');
    if (message === null) input.removeAttribute('aria-invalid');
    else input.setAttribute('aria-invalid', 'true');
  }
  function take(): void {
    question.at = at.value;
    question.hours = hours.value;
    fault(at, errors.at, null);
    fault(hours, errors.hours, null);
    onChange();
  }
  at.addEventListener('input', take);
  hours.addEventListener('input', take);

  const examples = words.desk.hours.chips.map((text) => h('button', { type: 'button', class: 'chip', onclick: () => { hours.value = text; take(); hours.focus(); } }, text));

  return {
    element: h(
      'div',
      { class: 'when-fields' },
      h('div', null, h('label', { class: 'field-label', for: atId }, words.question.when), at, h('p', { class: 'hint', id: atHint }, words.question.whenHint), errors.at),
      h('div', null,
        h('label', { class: 'field-label', for: hoursId }, words.desk.hours.label), hours,
        h('p', { class: 'hint', id: hoursHint }, words.desk.hours.hint), errors.hours,
        h('div', { class: 'chips hours-chips', role: 'group', 'aria-label': words.desk.hours.examples }, examples)),
    ),
    sync() {
      at.value = question.at;
      hours.value = question.hours;
    },
    showError(field, message) {
      const [input, place] = field.startsWith('my_hours') ? [hours, errors.hours] as const : [at, errors.at] as const;
      fault(input, place, message);
      input.focus();
    },
  };
}
