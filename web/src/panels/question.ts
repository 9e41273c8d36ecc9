import { label, t } from '../i18n';
import { chooseRole, origin, type State } from '../state';
import { freshId, h, replace } from '../ui/dom';
import { icon } from '../ui/icons';
import { keepMode, preferredMode, type FormMode } from '../ui/preferences';
import { addressPanel } from './address';
import { bigNeedsPanel } from './bigneeds';
import { checkPanel } from './check';
import { needsPanel } from './needs';
import { whenPanel } from './when';
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
  /** Opens one question of the form, where they are asked one at a time. */
  showStep(step: number): void;
  focus(): void;
}

export interface QuestionOptions {
  state: State;
  mapCenter(): { lat: number; lon: number } | null;
  onSearch(): void;
  /** Another question of the form is wanted; whoever keeps the history answers with `showStep`. */
  onStep(step: number): void;
}

interface Section {
  element: HTMLElement;
  title: HTMLElement;
  /** Says, for those who hear it, which of how many questions this is. */
  said: HTMLElement;
  name: string;
}

function section(number: number, name: string, aside: string | null, ...body: HTMLElement[]): Section {
  const id = freshId('step');
  const said = h('span', { class: 'visually-hidden' });
  const title = h('h3', { id, class: 'step-title', tabindex: '-1' }, said, h('span', { class: 'step-number', 'aria-hidden': 'true' }, number), h('span', null, name), aside ? h('span', { class: 'badge' }, aside) : null);
  return { element: h('section', { class: 'step', 'aria-labelledby': id }, title, ...body), title, said, name };
}

/** The questions by their place in the form. */
const at = { where: 0, who: 1, what: 2, when: 3, check: 4 };

export function questionPanel({ state, mapCenter, onSearch, onStep }: QuestionOptions): QuestionPanel {
  const words = t().question;
  const steps = t().desk.step;
  const { question, vocabulary } = state;
  let mode: FormMode = preferredMode();
  let step = 0;
  let busy = false;

  const address = addressPanel({ question, mapCenter, onChange: () => {} });
  const needsSlot = h('div');
  let needs = needsPanel(vocabulary, question, () => {});
  const bigSlot = h('div');
  const when = whenPanel(question, refresh);
  const check = checkPanel(state, (to) => onStep(to), { where: at.where, who: at.who, what: at.what, when: at.when });

  const roles = vocabulary.roles.map(({ id, label: name }) =>
    h('button', { type: 'button', class: 'chip', 'data-role': id, onclick: () => { chooseRole(question, vocabulary, id); sync(); } }, icon('check', 'icon chip-check'), label(name)),
  );
  const sections = [
    section(1, words.where, null, address.element),
    section(2, words.who, null, h('div', { class: 'chips role-chips', role: 'group', 'aria-label': words.who }, roles)),
    section(3, words.what, null, h('p', { class: 'hint above' }, words.whatHint), needsSlot, bigSlot),
    section(4, t().desk.hours.title, words.optional, when.element),
    section(5, steps.check, null, check.element),
  ];

  const modes = (['whole', 'steps'] as const).map((one) => h('button', { type: 'button', class: 'segment', 'data-mode': one, onclick: () => setMode(one) }, t().desk.mode[one]));
  const fill = h('span', { class: 'progress-fill' });
  const figure = h('span', { class: 'progress-figure' });
  const progress = h('div', { class: 'progress' }, figure, h('span', { class: 'progress-bar', 'aria-hidden': 'true' }, fill));
  const inWords = wordsPanel({ state, onTake: sync });
  const back = h('button', { type: 'button', class: 'button quiet back', onclick: () => onStep(step - 1) }, steps.back);
  const submit = h('button', { type: 'submit', class: 'button primary wide next' });
  const element = h(
    'form',
    { class: 'question', novalidate: true, autocomplete: 'off', 'aria-label': words.title },
    h('div', { class: 'question-head' },
      h('h2', { class: 'page-title', tabindex: '-1' }, words.title), h('p', { class: 'lead' }, words.lead),
      h('div', { class: 'segments modes', role: 'group', 'aria-label': t().desk.mode.label }, modes)),
    progress,
    inWords,
    sections.map((one) => one.element),
    h('div', { class: 'submit-bar' }, back, submit),
  );

  /** Shows the question as it is now, wherever it was changed. */
  function sync(): void {
    address.sync();
    when.sync();
    needs = needsPanel(vocabulary, question, () => {});
    replace(needsSlot, needs.element);
    for (const role of roles) role.setAttribute('aria-pressed', String(role.dataset['role'] === question.role));
    dress();
  }

  /** A question that may stay open and did: going on is skipping it. */
  const open = (): boolean => (step === at.what && question.needs.size === 0) || (step === at.when && question.at === '' && question.hours.trim() === '');

  function refresh(): void {
    const last = mode === 'whole' || step === at.check;
    const word = busy ? words.searching : last ? words.search : open() ? steps.skip : steps.next;
    replace(submit, last ? icon('search') : null, h('span', null, word));
    submit.setAttribute('aria-disabled', String(busy));
    submit.classList.toggle('primary', last || !open());
    submit.classList.toggle('quiet', !last && open());
  }

  /** Puts on the screen what belongs to the way of answering: everything, or one question. */
  function dress(): void {
    const one = mode === 'steps';
    element.dataset['mode'] = mode;
    element.dataset['step'] = String(step);
    for (const button of modes) button.setAttribute('aria-pressed', String(button.dataset['mode'] === mode));
    sections.forEach((each, index) => {
      each.element.hidden = one ? index !== step : index === at.check;
      replace(each.said, one ? `${steps.said(index + 1, sections.length, '')} ` : '');
    });
    inWords.hidden = one;
    progress.hidden = !one;
    replace(figure, `${step + 1}/${sections.length}`, h('span', { class: 'visually-hidden' }, ` ${steps.progress}`));
    fill.style.inlineSize = `${((step + 1) / sections.length) * 100}%`;
    needsSlot.hidden = one;
    bigSlot.hidden = !one;
    replace(bigSlot, one && step === at.what ? bigNeedsPanel(vocabulary, question, toggle).element : null);
    if (one && step === at.check) check.sync();
    back.hidden = !one || step === 0;
    refresh();
  }

  function toggle(id: string): void {
    if (question.needs.has(id)) question.needs.delete(id);
    else question.needs.set(id, 'must');
    refresh();
  }

  function setMode(next: FormMode): void {
    mode = next;
    keepMode(next);
    if (next === 'steps') step = 0;
    sync();
    modes.find((button) => button.dataset['mode'] === next)?.focus();
  }

  function showStep(next: number): void {
    if (mode === 'whole' || next === step) return;
    step = Math.min(Math.max(next, 0), at.check);
    sync();
    window.scrollTo({ top: 0, behavior: 'instant' });
    sections[step]?.title.focus({ preventScroll: true });
  }

  function explainMissingOrigin(): void {
    if (mode === 'steps' && step !== at.where) onStep(at.where);
    address.showError(words.missingOrigin);
    address.input.focus();
  }

  element.addEventListener('submit', (event) => {
    event.preventDefault();
    const asksForPlace = mode === 'whole' || step === at.where || step === at.check;
    if (asksForPlace && origin(question) === null) explainMissingOrigin();
    else if (mode === 'steps' && step < at.check) onStep(step + 1);
    else onSearch();
  });
  sync();

  return {
    element,
    sync,
    showStep,
    setBusy(next) {
      busy = next;
      refresh();
    },
    ownsField: (field) => field !== null && /^(origin|needs|wishes|at|my_hours)\b/.test(field),
    showFieldError(field, message, choose) {
      const place = field?.startsWith('origin') ? at.where : /^(at|my_hours)/.test(field ?? '') ? at.when : at.what;
      if (mode === 'steps' && step !== place && place !== at.what) onStep(place);
      if (place === at.where) {
        address.showError(message);
        if (choose) address.offer();
        else address.input.focus();
      } else if (place === at.when) when.showError(field ?? '', message);
      else {
        // The list that can show the fault belongs to the form on one page.
        if (mode === 'steps') setMode('whole');
        needs.showError(message);
        needs.focus();
      }
    },
    focus() {
      if (mode === 'steps') sections[step]?.title.focus();
      else element.querySelector<HTMLElement>('.page-title')?.focus();
    },
  };
}
