import type { ComparedInstitution, ComparedNeed, ComparedTerm, Comparison, Match, SheetStanding } from '../api/types';
import { date, distance, points } from '../format';
import { t } from '../i18n';
import { kindLabel, sourceLabel, type State } from '../state';
import { h, replace, type Child } from '../ui/dom';
import { icon } from '../ui/icons';
import { keepButton, phoneLink } from './card';
import { overlapLine, reach, reachDetails } from './glance';
import { mark } from './requirements';

export interface ComparePanel {
  element: HTMLElement;
  show(answer: Comparison, pair: readonly [Match, Match]): void;
  /** Whether there is anything to come back to. */
  filled(): boolean;
  focus(): void;
}

export interface CompareOptions {
  state: State;
  onOpen(id: string): void;
  onKeep(match: Match): void;
  onBack(): void;
}

type Cell = Child | Child[];

/** What is compared, over the two cells it is compared in: on a narrow screen the pair stays a pair. */
function row(name: string, first: Cell, second: Cell, differs: boolean): HTMLElement {
  const words = t().desk.compare;
  return h(
    'tbody',
    { class: differs ? 'pair differs' : 'pair' },
    h('tr', null, h('th', { colspan: 2, scope: 'rowgroup' }, h('span', { class: 'pair-name' }, h('span', null, name), differs ? h('span', { class: 'pair-differs' }, icon('compare'), words.differs) : null))),
    h('tr', null, h('td', null, first), h('td', null, second)),
  );
}

const group = (title: string): HTMLElement => h('tbody', { class: 'pair-group' }, h('tr', null, h('th', { colspan: 2, scope: 'rowgroup' }, title)));

function where(one: ComparedInstitution): Child[] {
  const words = t();
  if (one.straight_line_m === null) return [words.desk.compare.none];
  return [
    h('strong', null, distance(one.straight_line_m)),
    one.within_16km === null ? null : h('span', { class: one.within_16km ? 'limit limit-in' : 'limit limit-out' }, one.within_16km ? words.card.within : words.card.beyond),
    one.within_16km_certain === false ? h('span', { class: 'requirement-source' }, words.desk.compare.uncertain) : null,
  ];
}

/** The points of one term, as a bar of what can be had and as a figure. */
function bar(term: ComparedTerm, value: number, gained: number, reason: string): HTMLElement {
  const fill = h('span', { class: 'bar-fill' });
  // Recent requests take away: their figure says so, and there is nothing to fill.
  fill.style.inlineSize = `${Math.round(Math.max(value, 0) * 100)}%`;
  return h('div', { class: 'bar-cell' },
    h('span', { class: 'bar-figure' }, h('strong', null, gained.toFixed(1)), h('span', { class: 'quiet-text' }, t().desk.compare.outOf((term.weight * 100).toFixed(0)))),
    h('span', { class: 'bar-track', 'aria-hidden': 'true' }, fill),
    h('span', { class: 'requirement-source' }, reason));
}

export function comparePanel({ state, onOpen, onKeep, onBack }: CompareOptions): ComparePanel {
  const element = h('section', { class: 'compare', 'aria-label': t().desk.compare.title, hidden: true });
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') onBack();
  });

  function standing(one: SheetStanding | null): Child[] {
    if (!one) return [t().desk.compare.none];
    const source = sourceLabel(state.vocabulary, one.source);
    return [
      mark(one.state),
      one.state === 'met' ? null : h('span', { class: 'requirement-reason' }, one.reason),
      h('span', { class: 'requirement-source' }, [one.as_of ? date(one.as_of) : t().card.noDate, source].filter(Boolean).join('・')),
    ];
  }

  function needRows(title: string, needs: readonly ComparedNeed[]): HTMLElement[] {
    if (needs.length === 0) return [];
    return [group(title), ...needs.map((need) => row(need.label, standing(need.first), standing(need.second), need.first?.answer !== need.second?.answer || need.first?.state !== need.second?.state))];
  }

  function termRows(answer: Comparison): HTMLElement[] {
    const words = t().desk.compare;
    const { terms, first, second } = answer;
    if (terms.length === 0 || first.score === null || second.score === null) return [];
    const side = (which: 'first' | 'second', score: number) =>
      points(terms.map((term) => ({ term: term.term, label: term.label, weight: term.weight, value: term[which], reason: '' })), score);
    const [a, b] = [side('first', first.score), side('second', second.score)];
    return [
      group(words.terms),
      ...terms.map((term, at) => row(term.label, bar(term, term.first, a.each[at] ?? 0, term.first_reason), bar(term, term.second, b.each[at] ?? 0, term.second_reason), (a.each[at] ?? 0) !== (b.each[at] ?? 0))),
      row(words.total, h('strong', { class: 'pair-total' }, a.total.toFixed(1)), h('strong', { class: 'pair-total' }, b.total.toFixed(1)), a.total !== b.total),
    ];
  }

  function head(one: ComparedInstitution): HTMLElement {
    const { facility } = one;
    return h('th', { scope: 'col' },
      h('span', { class: 'pair-place' }, one.rank === null ? one.outcome_label : t().desk.compare.place(one.rank)),
      h('a', { href: `#facility=${encodeURIComponent(facility.id)}`, class: 'card-link', onclick: (event: Event) => { event.preventDefault(); onOpen(facility.id); } }, facility.name),
      h('span', { class: 'kind' }, kindLabel(state.vocabulary, facility.kind)));
  }

  function phone(match: Match): Child[] {
    const details = reachDetails(match.contact);
    return [reach(match.contact, state.askedAt !== null), details ? h('span', { class: 'requirement-source' }, details) : null, overlapLine(match.contact)];
  }

  function table(answer: Comparison, [a, b]: readonly [Match, Match]): HTMLElement {
    const words = t().desk.compare;
    const { first, second } = answer;
    const nights = answer.terms.find((term) => term.term === 'night_cover');
    const acts = (match: Match): HTMLElement => h('td', null, h('div', { class: 'pair-acts' }, phoneLink(match.facility.name, match.contact.phone ?? match.facility.phone), keepButton(match, onKeep)));
    return h(
      'table',
      { class: 'pair-table' },
      h('caption', { class: 'visually-hidden' }, words.title),
      h('thead', null, h('tr', null, head(first), head(second))),
      row(words.distance, where(first), where(second), first.straight_line_m !== second.straight_line_m),
      nights ? row(words.nights, nights.first_reason, nights.second_reason, nights.first !== nights.second) : null,
      row(words.phone, phone(a), phone(b), a.contact.open_at !== b.contact.open_at || a.contact.next !== b.contact.next),
      needRows(words.needs, answer.needs),
      needRows(words.wishes, answer.wishes),
      termRows(answer),
      h('tbody', { class: 'pair' }, h('tr', null, acts(a), acts(b))),
    );
  }

  return {
    element,
    show(answer, pair) {
      const words = t().desk.compare;
      replace(
        element,
        h('div', { class: 'team-head' },
          h('h2', { class: 'results-title', tabindex: '-1' }, words.title),
          h('div', { class: 'team-tools' },
            h('button', { type: 'button', class: 'button quiet back', onclick: onBack }, words.back),
            h('button', { type: 'button', class: 'button quiet', onclick: () => window.print() }, icon('print'), words.print))),
        h('p', { class: 'pair-sentence' }, answer.sentence),
        answer.notices.length === 0 ? null : h('ul', { class: 'notices', 'aria-label': t().results.notices }, answer.notices.map((notice) => h('li', null, icon('info'), h('span', null, notice)))),
        table(answer, pair),
        h('p', { class: 'hint' }, t().card.whyNote),
      );
    },
    filled: () => element.childElementCount > 0,
    focus() {
      element.querySelector<HTMLElement>('.results-title')?.focus();
    },
  };
}
