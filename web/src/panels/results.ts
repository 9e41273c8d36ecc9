import type { MatchAnswer } from '../api/types';
import { ApiError } from '../api/client';
import { date, distance } from '../format';
import { t } from '../i18n';
import type { State } from '../state';
import { h, replace } from '../ui/dom';
import { icon } from '../ui/icons';
import { matchCard, type CardActions } from './card';
import { evidencePanel } from './evidence';

export interface ResultsPanel {
  element: HTMLElement;
  showWaiting(): void;
  showAnswer(answer: MatchAnswer): void;
  showError(error: unknown): void;
  clear(): void;
  /** Whether there is anything to come back to. */
  filled(): boolean;
  /** Whether the answer is still on its way. */
  isWaiting(): boolean;
  focus(): void;
}

export interface ResultsOptions extends Omit<CardActions, 'onTeam'> {
  state: State;
  onRetry(): void;
  onTeam(id: string): void;
  onSheet(): void;
  /** The list is wanted on paper. */
  onPrint(): void;
}

function heading(words: string, aside?: HTMLElement | null): HTMLElement {
  return h('div', { class: 'results-head' }, h('h2', { class: 'results-title', tabindex: '-1' }, words), aside);
}

function skeleton(): HTMLElement {
  const bar = (width: string): HTMLElement => h('span', { class: `bone bone-${width}` });
  return h('div', { class: 'card skeleton' }, bar('long'), bar('mid'), bar('full'), bar('full'), bar('short'));
}

export function resultsPanel({ state, onRetry, onTeam, onSheet, onPrint, ...actions }: ResultsOptions): ResultsPanel {
  const element = h('section', { class: 'results', 'aria-label': t().results.title, hidden: true });

  function origin(answer: MatchAnswer): HTMLElement {
    const words = t().results;
    const { origin: from } = answer;
    const rough = from.level !== 'point' && from.level !== 'facility' && from.accuracy_m > 100;
    return h(
      'div',
      { class: 'origin-note' },
      h('p', null, words.originUsed(from.matched || t().question.whereHere)),
      rough ? h('p', { class: 'quiet-text' }, words.originRough(distance(from.accuracy_m))) : null,
      from.rest ? h('p', { class: 'quiet-text' }, words.unread(from.rest)) : null,
    );
  }

  function nothingFound(answer: MatchAnswer): HTMLElement {
    const words = t().results;
    const next = t().desk.results;
    // Without near misses there is none to soften.
    const steps = answer.near_misses.length > 0 ? next.emptySteps : next.emptySteps.slice(1);
    return h('div', { class: 'empty' }, h('h3', { class: 'section-title' }, words.noneTitle), h('p', null, answer.near_misses.length > 0 ? words.noneHelp : words.noneAtAll), h('p', { class: 'minor-title' }, next.empty), h('ul', { class: 'empty-steps' }, steps.map((step) => h('li', null, step))));
  }

  return {
    element,
    showWaiting() {
      element.setAttribute('aria-busy', 'true');
      replace(element, heading(t().question.searching), h('div', { class: 'cards', 'aria-hidden': 'true' }, skeleton(), skeleton(), skeleton()));
    },
    showAnswer(answer) {
      const words = t().results;
      element.removeAttribute('aria-busy');
      const print = h('button', { type: 'button', class: 'button quiet print-button', onclick: onPrint }, icon('print'), words.print);
      const none = answer.candidates.length === 0;
      replace(
        element,
        heading(words.order, h('span', { class: 'results-count' }, words.count(answer.candidates.length))),
        h('p', { class: 'print-only' }, words.printed(date(new Date(Date.now() + 9 * 3600_000).toISOString()))),
        origin(answer),
        answer.notices.length === 0 ? null : h('ul', { class: 'notices', 'aria-label': words.notices }, answer.notices.map((notice) => h('li', null, icon('info'), h('span', null, notice)))),
        none
          ? nothingFound(answer)
          : h('ol', { class: 'cards' }, answer.candidates.map((match) => h('li', null, matchCard({ state, match, near: false, ...actions, ...(state.question.role === 'attending' ? { onTeam } : {}) })))),
        answer.near_misses.length === 0
          ? null
          : h(
              'section',
              { class: 'near', 'aria-label': words.nearTitle },
              h('h3', { class: 'section-title' }, words.nearTitle),
              h('p', { class: 'hint above' }, words.nearLead),
              h('ul', { class: 'cards' }, answer.near_misses.map((match) => h('li', null, matchCard({ state, match, near: true, ...actions })))),
            ),
        evidencePanel(answer, onSheet),
        none ? null : h('div', { class: 'results-foot' }, print),
      );
    },
    showError(error) {
      const words = t().results;
      element.removeAttribute('aria-busy');
      const said = error instanceof ApiError ? error.problem : null;
      replace(
        element,
        heading(words.failed),
        h(
          'div',
          { class: 'failure', role: 'alert' },
          h('p', null, said?.detail ?? words.failedHelp),
          said?.allowed && said.allowed.length > 0 ? h('p', { class: 'quiet-text' }, said.allowed.join('、')) : null,
          h('button', { type: 'button', class: 'button primary', onclick: onRetry }, words.retry),
        ),
      );
    },
    clear() {
      element.removeAttribute('aria-busy');
      replace(element);
    },
    filled: () => element.childElementCount > 0,
    isWaiting: () => element.querySelector('.skeleton') !== null,
    focus() {
      element.querySelector<HTMLElement>('.results-title')?.focus();
    },
  };
}
