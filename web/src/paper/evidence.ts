import type { EvidenceSheet, SheetInstitution, SheetStanding } from '../api/types';
import { date, distance, integer } from '../format';
import { t } from '../i18n';
import type { State } from '../state';
import { h } from '../ui/dom';
import { coarseArea } from './area';
import { paperDate } from './era';
import { legend, symbol } from './given';
import { paginate } from './paginate';
import type { Maker } from './preview';
import { words } from './words';

function standing(one: SheetStanding | null): HTMLElement {
  return h('td', { class: 'evidence-mark' }, one ? h('span', { class: 'paper-mark' }, symbol(one.state, one.answer)) : '', one?.as_of ? h('span', { class: 'paper-age' }, date(one.as_of)) : null);
}

function row(one: SheetInstitution, shown: readonly boolean[], withRole: boolean): HTMLTableRowElement {
  return h('tr', null,
    h('td', { class: 'evidence-distance' }, distance(one.straight_line_m), one.within_16km_certain ? null : h('span', { class: 'paper-age' }, t().sheet.uncertain)),
    h('th', { scope: 'row' }, one.name, h('span', { class: 'paper-age' }, one.address)),
    withRole ? standing(one.role_answer) : null,
    one.needs.filter((_, at) => shown[at]).map(standing),
    h('td', null, one.outcome_label));
}

/** 証拠シート: every institution within the line and what each said, for whoever judges a visit from farther away. It gives no verdict. */
export function evidencePaper(state: State, sheet: EvidenceSheet): Maker {
  const texts = t().sheet;
  const own = words().evidence;
  // What the role implies may be asked for as a need too; one column says it.
  const shown = sheet.needs.map((need) => need.label !== sheet.role_asks?.label);
  const columns = [...(sheet.role_asks ? [sheet.role_asks.label] : []), ...sheet.needs.filter((_, at) => shown[at]).map((need) => need.label)];
  const area = sheet.origin.level === 'facility' ? '' : coarseArea(sheet.origin.matched, 'chome');
  return {
    title: texts.title,
    lead: own.lead,
    options: [],
    draw: () => paginate({
      size: columns.length > 4 ? 'a4-wide' : 'a4',
      className: 'paper-evidence',
      head: () => h('div', { class: 'paper-head' }, h('h3', null, texts.title), h('p', null, paperDate(sheet.made_at))),
      parts: [
        h('div', { class: 'paper-question' },
          area ? h('p', null, h('strong', null, own.around), area) : null,
          h('p', null, texts.counts(integer(sheet.evidence.within), integer(sheet.evidence.offering_visits), integer(sheet.evidence.candidates), integer(sheet.beyond.count))),
          h('p', null, sheet.judgement)),
        legend(),
        {
          className: 'evidence-table',
          columns: ['col-distance', 'col-institution', ...columns.map(() => 'col-mark'), 'col-outcome'],
          head: () => h('thead', null, h('tr', null, [texts.distance, texts.name, ...columns, texts.outcome].map((name) => h('th', { scope: 'col' }, name)))),
          rows: sheet.institutions.map((one) => row(one, shown, sheet.role_asks !== null)),
        },
        h('h4', null, texts.rules),
        ...(sheet.rules_note ? [h('p', { class: 'paper-small' }, sheet.rules_note)] : []),
        ...sheet.rules.map((rule) => h('div', { class: 'evidence-rule' }, h('strong', null, rule.title), h('p', null, rule.text), h('p', { class: 'paper-age' }, [rule.citation, rule.date_note].filter(Boolean).join('　')))),
        h('p', { class: 'paper-small' }, sheet.method),
        h('div', { class: 'paper-sources' }, h('p', null, h('strong', null, words().sources), sheet.sources.map((source) => [source.label, source.edition, source.licence].filter(Boolean).join(' ')).join('／')), state.status?.demo ? h('p', null, words().demo) : null),
      ],
      foot: (page, pages) => h('div', { class: 'paper-foot' }, h('span', null, words().handled), h('span', { class: 'paper-page' }, `${page}/${pages}`)),
    }),
  };
}
