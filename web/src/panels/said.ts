import type { Facility, Origin } from '../api/types';
import { date, japaneseToday, span as spanText, weekday } from '../format';
import { t } from '../i18n';
import { needLabel, sourceLabel, type State } from '../state';
import { h } from '../ui/dom';
import { icon } from '../ui/icons';
import { lock } from './lock';
import { row, section } from './parts';

export const by = (state: State, from: Origin): string => [from.as_of ? date(from.as_of) : '', sourceLabel(state.vocabulary, from.source)].filter(Boolean).join('・');

/** What a reader must know before anything else: that it is closed, or that its list no longer has it. */
export function notices(state: State, facility: Facility): HTMLElement | null {
  const words = t().facility;
  const said: string[] = [];
  if (facility.closed) said.push(words.gone(date(facility.closed), sourceLabel(state.vocabulary, facility.provenance['closed']?.source ?? null)));
  for (const absence of facility.absent) said.push(words.notListed(sourceLabel(state.vocabulary, absence.source), date(absence.last_listed), date(absence.missing_since)));
  if (said.length === 0) return null;
  return h('div', { class: 'facility-notices', role: 'note' }, said.map((text) => h('p', { class: 'facility-notice' }, icon('ask'), text)));
}

export function capacityRow(state: State, facility: Facility): HTMLElement | null {
  const { capacity } = facility;
  return capacity ? row(t().facility.monthly, capacity.text, lock(facility, 'capacity'), h('span', { class: 'requirement-source' }, by(state, capacity))) : null;
}

export function dutyTable(state: State, facility: Facility): HTMLElement | null {
  const words = t().facility;
  const today = japaneseToday();
  const coming = facility.duties.filter((duty) => duty.date >= today);
  if (coming.length === 0) return null;
  return section(
    words.duties,
    h(
      'table',
      { class: 'terms' },
      h('thead', null, h('tr', null, h('th', { scope: 'col' }, words.day), h('th', { scope: 'col' }, words.time), h('th', { scope: 'col' }, words.duty))),
      h(
        'tbody',
        null,
        coming.map((duty) =>
          h(
            'tr',
            null,
            h('th', { scope: 'row', class: 'together' }, t().inBrackets(date(duty.date), weekday(duty.date))),
            h('td', null, duty.spans.length === 0 ? '—' : duty.spans.map((span) => h('span', { class: 'span' }, spanText(span)))),
            h('td', null, [duty.label, duty.note].filter(Boolean).join('・'), h('span', { class: 'requirement-source' }, by(state, duty))),
          ),
        ),
      ),
    ),
  );
}

export function remarkList(state: State, facility: Facility): HTMLElement | null {
  if (facility.remarks.length === 0) return null;
  return section(t().facility.remarks, h('dl', { class: 'facts' }, facility.remarks.map((remark) => row(remark.label, h('span', { lang: 'ja' }, remark.text), lock(facility, `remark/${remark.label}`), h('span', { class: 'requirement-source' }, by(state, remark))))));
}

/** Values of other sources that stand behind the shown ones. */
export function replacedValues(state: State, facility: Facility): HTMLElement | null {
  const words = t().facility;
  if (facility.replaced.length === 0) return null;
  return h(
    'table',
    { class: 'terms' },
    h('caption', null, words.replaced),
    h('thead', null, h('tr', null, h('th', { scope: 'col' }, words.item), h('th', { scope: 'col' }, words.replaced), h('th', { scope: 'col' }, words.source))),
    h(
      'tbody',
      null,
      facility.replaced.map((one) =>
        h(
          'tr',
          null,
          h('th', { scope: 'row' }, words.field[one.field] ?? needLabel(state.vocabulary, one.field)),
          h('td', null, one.value || words.nothing, one.changed_since ? h('span', { class: 'changed-since' }, icon('ask'), words.changedSince) : null),
          h('td', null, by(state, one)),
        ),
      ),
    ),
  );
}

/** Records that were taken for this facility by likeness or by a person, and why. */
export function linkedRecords(state: State, facility: Facility): HTMLElement | null {
  const words = t().facility;
  if (facility.links.length === 0) return null;
  return h(
    'table',
    { class: 'terms' },
    h('caption', null, words.links),
    h(
      'tbody',
      null,
      facility.links.map((link) =>
        h('tr', null, h('th', { scope: 'row' }, `${sourceLabel(state.vocabulary, link.source)} ${link.key}`), h('td', null, [words.sure(link.score), ...link.reasons.map((reason) => words.linkReason[reason] ?? reason)].join('・'))),
      ),
    ),
  );
}
