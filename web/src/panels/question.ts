import { label, t } from '../i18n';
import { chooseRole, origin, type State } from '../state';
import { freshId, h, replace } from '../ui/dom';
import { icon } from '../ui/icons';
import { addressPanel } from './address';
import { needsPanel } from './needs';
import { wordsPanel } from './words';

export interface QuestionPanel {
  element: HTMLFormElement;
  setBusy(busy: boolean): void;
  /** Whether a fault the server names lies in a field of this form. */
  ownsField(field: string | null): boolean;
  /** `choose` opens the places that fit, where the server knew several. */
  showFieldError(field: string | null, message: string, choose: boolean): void;
  /** Shows the question as it is now, wherever it was changed. */
  sync(): void;
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
  const needsSlot = h('div');
  let needs = needsPanel(vocabulary, question, () => {});
  replace(needsSlot, needs.element);

  const roles = vocabulary.roles.map(({ id, label: name }) =>
    h('button', { type: 'button', class: 'chip', 'data-role': id, onclick: () => { chooseRole(question, vocabulary, id); sync(); } }, icon('check', 'icon chip-check'), label(name)),
  );

  /** Shows the question as it is now, wherever it was changed. */
  function sync(): void {
    address.sync();
    needs = needsPanel(vocabulary, question, () => {});
    replace(needsSlot, needs.element);
    when.value = question.at;
    for (const role of roles) role.setAttribute('aria-pressed', String(role.dataset['role'] === question.role));
  }

  const when = h('input', { id: freshId('when'), class: 'field when', type: 'datetime-local', autocomplete: 'off', 'aria-describedby': 'when-hint', 'data-private': true });
  when.value = question.at;
  when.addEventListener('input', () => {
    question.at = when.value;
  });

  const submitWord = h('span', null, words.search);
  const submit = h('button', { type: 'submit', class: 'button primary wide' }, icon('search'), submitWord);
  const element = h(
    'form',
    { class: 'question', novalidate: true, autocomplete: 'off', 'aria-label': words.title },
    h('div', { class: 'question-head' }, h('h2', { class: 'page-title', tabindex: '-1' }, words.title), h('p', { class: 'lead' }, words.lead)),
    wordsPanel({ state, onTake: sync }),
    step(1, words.where, null, address.element),
    step(2, words.who, null, h('div', { class: 'chips', role: 'group', 'aria-label': words.who }, roles)),
    step(3, words.what, null, h('p', { class: 'hint above' }, words.whatHint), needsSlot),
    step(4, words.when, words.optional, h('label', { class: 'visually-hidden', for: when.id }, words.when), when, h('p', { class: 'hint', id: 'when-hint' }, words.whenHint)),
    h('div', { class: 'submit-bar' }, submit),
  );

  element.addEventListener('submit', (event) => {
    event.preventDefault();
    if (origin(question) === null) {
      address.showError(words.missingOrigin);
      address.input.focus();
    } else onSearch();
  });
  sync();

  return {
    element,
    sync,
    setBusy(busy) {
      submit.setAttribute('aria-disabled', String(busy));
      replace(submitWord, busy ? words.searching : words.search);
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
