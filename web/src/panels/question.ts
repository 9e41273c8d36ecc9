import { t } from '../i18n';
import { origin, type State } from '../state';
import { freshId, h } from '../ui/dom';
import { icon } from '../ui/icons';
import { addressPanel } from './address';
import { needsPanel } from './needs';

export interface QuestionPanel {
  element: HTMLFormElement;
  setBusy(busy: boolean): void;
  /** Whether a fault the server names lies in a field of this form. */
  ownsField(field: string | null): boolean;
  /** `choose` opens the places that fit, where the server knew several. */
  showFieldError(field: string | null, message: string, choose: boolean): void;
  focus(): void;
}

export interface QuestionOptions {
  state: State;
  mapCenter(): { lat: number; lon: number } | null;
  onSearch(): void;
}

function step(number: number, title: string, aside: string | null, ...body: HTMLElement[]): HTMLElement {
  const id = freshId('step');
  return h(
    'section',
    { class: 'step', 'aria-labelledby': id },
    h('h3', { id, class: 'step-title' }, h('span', { class: 'step-number', 'aria-hidden': 'true' }, number), title, aside ? h('span', { class: 'badge' }, aside) : null),
    ...body,
  );
}

export function questionPanel({ state, mapCenter, onSearch }: QuestionOptions): QuestionPanel {
  const words = t().question;
  const { question, vocabulary } = state;
  const address = addressPanel({ question, mapCenter, onChange: () => {} });
  const needs = needsPanel(vocabulary, question, () => {});

  const when = h('input', { id: freshId('when'), class: 'field when', type: 'datetime-local', autocomplete: 'off', 'aria-describedby': 'when-hint', 'data-private': true });
  when.value = question.at;
  when.addEventListener('input', () => {
    question.at = when.value;
  });

  const submit = h('button', { type: 'submit', class: 'button primary wide' }, icon('search'), words.search);
  const element = h(
    'form',
    { class: 'question', novalidate: true, autocomplete: 'off', 'aria-label': words.title },
    h('div', { class: 'question-head' }, h('h2', { class: 'page-title', tabindex: '-1' }, words.title), h('p', { class: 'lead' }, words.lead)),
    step(1, words.where, null, address.element),
    step(2, words.what, null, h('p', { class: 'hint above' }, words.whatHint), needs.element),
    step(3, words.when, words.optional, h('label', { class: 'visually-hidden', for: when.id }, words.when), when, h('p', { class: 'hint', id: 'when-hint' }, words.whenHint)),
    h('div', { class: 'submit-bar' }, submit),
  );

  element.addEventListener('submit', (event) => {
    event.preventDefault();
    if (origin(question) === null) {
      address.showError(words.missingOrigin);
      address.input.focus();
    } else if (question.needs.size === 0) {
      needs.showError(words.missingNeeds);
      needs.focus();
    } else onSearch();
  });

  return {
    element,
    setBusy(busy) {
      submit.setAttribute('aria-disabled', String(busy));
      submit.lastChild?.replaceWith(busy ? words.searching : words.search);
    },
    ownsField: (field) => field !== null && /^(origin|needs|wishes)\b/.test(field),
    showFieldError(field, message, choose) {
      if (field?.startsWith('origin')) {
        address.showError(message);
        if (choose) address.offer();
        else address.input.focus();
      } else {
        needs.showError(message);
        needs.focus();
      }
    },
    focus() {
      element.querySelector<HTMLElement>('.page-title')?.focus();
    },
  };
}
