import type { Requirement, State as NeedState } from '../api/types';
import { date } from '../format';
import { t } from '../i18n';
import { needLabel, sourceLabel, type State } from '../state';
import { h } from '../ui/dom';
import { icon } from '../ui/icons';
import { lock, type Locked } from './lock';

/** ○ △ × as shape, word and colour together: any one of the three is enough to read it. */
export function mark(state: NeedState): HTMLElement {
  return h('span', { class: `mark mark-${state}` }, icon(state), h('span', null, t().state[state]));
}

function provenance(state: State, requirement: Requirement): string {
  const words = t().card;
  const when = requirement.as_of ? words.asOf(date(requirement.as_of)) : words.noDate;
  const source = sourceLabel(state.vocabulary, requirement.source);
  return source ? `${when}・${source}` : when;
}

export function requirementList(state: State, requirements: readonly Requirement[], title: string, of: Locked = {}): HTMLElement | null {
  if (requirements.length === 0) return null;
  return h(
    'ul',
    { class: 'requirements', 'aria-label': title },
    requirements.map((requirement) =>
      h(
        'li',
        { class: 'requirement' },
        mark(requirement.state),
        h(
          'div',
          { class: 'requirement-body' },
          h('span', { class: 'requirement-name' }, needLabel(state.vocabulary, requirement.need)),
          lock(of, requirement.need),
          // A plain yes needs no words; what must be asked does.
          requirement.state !== 'met' && requirement.reason ? h('span', { class: 'requirement-reason' }, requirement.reason) : null,
          h('span', { class: 'requirement-source' }, provenance(state, requirement)),
        ),
      ),
    ),
  );
}
