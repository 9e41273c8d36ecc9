import type { EvidenceSheet, SheetStanding } from '../api/types';
import { postEvidence } from '../api/client';
import { date, distance, integer, moment } from '../format';
import { language, t } from '../i18n';
import { matchQuestion, type State } from '../state';
import { freshId, h, replace } from '../ui/dom';
import { icon } from '../ui/icons';
import { mark } from './requirements';

function standing(one: SheetStanding | null): HTMLElement {
  if (!one) return h('td', null, '—');
  return h('td', null, mark(one.state), one.as_of ? h('span', { class: 'sheet-date' }, date(one.as_of)) : null);
}

function table(sheet: EvidenceSheet): HTMLElement {
  const words = t().sheet;
  // What the role implies may be asked for as a need too; one column says it.
  const asked = sheet.needs.map((need) => need.label !== sheet.role_asks?.label);
  const columns = [...(sheet.role_asks ? [sheet.role_asks.label] : []), ...sheet.needs.filter((_, at) => asked[at]).map((need) => need.label)];
  return h(
    'div',
    { class: 'sheet-scroll', tabindex: 0, role: 'region', 'aria-label': words.table },
    h('table', { class: 'sheet-table' },
      h('thead', null, h('tr', null, [words.distance, words.name, ...columns, words.outcome].map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', null, sheet.institutions.map((one) =>
        h('tr', null,
          h('td', { class: 'number' }, distance(one.straight_line_m), one.within_16km_certain ? null : h('span', { class: 'sheet-date' }, words.uncertain)),
          h('th', { scope: 'row' }, h('a', { href: `/facilities/${encodeURIComponent(one.id)}`, target: '_blank', rel: 'noopener' }, one.name), h('span', { class: 'sheet-date' }, one.address)),
          sheet.role_asks ? standing(one.role_answer) : null,
          one.needs.filter((_, at) => asked[at]).map(standing),
          h('td', null, one.outcome_label),
        ),
      )),
    ),
  );
}

/** The evidence of the 16 km rule for the question on the screen: every institution within the line, and no verdict. */
export function sheetPanel(state: State): { element: HTMLDialogElement; open(): Promise<void> } {
  const body = h('div', { class: 'sheet-body' });
  const element = h('dialog', { class: 'sheet', 'aria-label': t().sheet.title }, body);
  element.addEventListener('close', () => { document.body.classList.remove('has-sheet'); replace(body); });

  /** On paper the sheet is cut into numbered pages. Without the part of the page that does it, the browser prints what it shows. */
  async function print(sheet: EvidenceSheet): Promise<void> {
    const papers = await import('../paper').catch(() => null);
    if (papers) await papers.openEvidencePaper(state, sheet);
    else window.print();
  }

  function render(sheet: EvidenceSheet): void {
    const words = t().sheet;
    const id = freshId('sheet');
    const { evidence } = sheet;
    replace(
      body,
      h('header', { class: 'sheet-head' },
        h('h2', { id, class: 'results-title', tabindex: '-1' }, words.title),
        h('button', { type: 'button', class: 'button quiet', onclick: () => void print(sheet) }, icon('print'), words.print),
        h('button', { type: 'button', class: 'clear', 'aria-label': t().facility.close, onclick: () => element.close() }, icon('close')),
      ),
      h('p', null, words.counts(integer(evidence.within), integer(evidence.offering_visits), integer(evidence.candidates), integer(sheet.beyond.count))),
      h('p', { class: 'sheet-judgement' }, sheet.judgement),
      table(sheet),
      h('section', null, h('h3', { class: 'section-title' }, words.rules),
        sheet.rules_note ? h('p', { class: 'hint' }, sheet.rules_note) : null,
        h('dl', { class: 'sheet-rules' }, sheet.rules.map((rule) => h('div', null, h('dt', null, rule.title), h('dd', null, rule.text, h('span', { class: 'sheet-date' }, [rule.citation, rule.date_note].filter(Boolean).join('　'))))))),
      h('section', null, h('h3', { class: 'section-title' }, t().footer.sources), h('ul', { class: 'sheet-sources' }, sheet.sources.map((source) => h('li', null, [source.label, source.edition, source.licence].filter(Boolean).join('・'))))),
      h('p', { class: 'hint' }, words.made(moment(sheet.made_at)), ' ', sheet.method),
    );
  }

  return {
    element,
    async open() {
      const question = matchQuestion(state.question, language());
      if (!question) return;
      replace(body, h('p', { class: 'boot', role: 'status' }, t().results.waiting));
      element.showModal();
      document.body.classList.add('has-sheet');
      try {
        render(await postEvidence(question));
        body.querySelector<HTMLElement>('.results-title')?.focus();
      } catch {
        replace(body, h('p', { role: 'alert' }, t().results.failedHelp), h('button', { type: 'button', class: 'button quiet', onclick: () => element.close() }, t().facility.close));
      }
    },
  };
}
