import type { Need, Vocabulary } from '../api/types';
import { label, t } from '../i18n';
import { concerns, type Question, type Strength } from '../state';
import { freshId, h, replace } from '../ui/dom';
import { icon } from '../ui/icons';
import { chosenPanel } from './chosen';

/** What doctors are asked for most on discharge, in the order people say it. */
const doctors = [
  'home_visit_scheduled', 'house_call_24h', 'home_death_care', 'palliative_cancer', 'opioids', 'home_oxygen', 'tpn',
  'gastrostomy', 'urinary_catheter', 'pressure_ulcer_deep', 'ventilator_invasive', 'dementia',
];

/** The same for every place in the team. Ids the vocabulary does not know are left out. */
const common: Record<string, string[]> = {
  attending: doctors,
  alternate: ['sub_physician', ...doctors],
  nursing: ['nursing_24h', 'nursing_urgent', 'nursing_special_mgmt', 'nursing_terminal', 'nursing_rehab_staff', 'nursing_psychiatric', 'nursing_pediatric', 'accepting_new'],
  pharmacy: ['home_pharmacy', 'narcotics_retail', 'sterile_own', 'sterile_shared', 'pharmacy_after_hours', 'medical_supplies', 'accepting_new'],
  dental: ['home_dental_visit', 'oral_care', 'dental_swallow', 'denture', 'extraction', 'accepting_new'],
  care_manager: ['accepting_new', 'discharge_conference', 'ict_tool', 'language'],
  backup_hospital: ['backup_hospital', 'emergency_admission', 'respite_admission', 'community_care_ward', 'palliative_cancer'],
};

/** Kana and width must not decide whether a need is found. */
const fold = (text: string): string =>
  text.normalize('NFKC').toLowerCase().replace(/[\u3041-\u3096]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));

export interface NeedsPanel {
  element: HTMLElement;
  showError(message: string | null): void;
  focus(): void;
}

export function needsPanel(vocabulary: Vocabulary, question: Question, onChange: () => void): NeedsPanel {
  const words = t().question;
  const needs = vocabulary.needs.filter((need) => concerns(vocabulary, question.role, need.id));
  const chips = new Map<string, HTMLButtonElement[]>();
  const chosen = chosenPanel(vocabulary, question, set);
  const error = h('p', { class: 'field-error', role: 'alert' });

  function set(id: string, strength: Strength | null): void {
    if (strength === null) question.needs.delete(id);
    else question.needs.set(id, strength);
    refresh();
    error.textContent = '';
    onChange();
  }

  function chip(need: Need): HTMLButtonElement {
    const button = h(
      'button',
      { type: 'button', class: 'chip', 'aria-pressed': 'false', title: label(need.explanation), onclick: () => set(need.id, question.needs.has(need.id) ? null : 'must') },
      icon('check', 'icon chip-check'),
      label(need.label),
    );
    chips.set(need.id, [...(chips.get(need.id) ?? []), button]);
    return button;
  }

  function refresh(): void {
    for (const [id, buttons] of chips) for (const button of buttons) button.setAttribute('aria-pressed', String(question.needs.has(id)));
    chosen.sync();
  }

  const first = (common[question.role] ?? []).flatMap((id) => needs.filter((need) => need.id === id));
  const group = h('div', { class: 'chips', role: 'group', 'aria-label': words.common }, first.map(chip));

  const search = h('input', { id: freshId('need-search'), class: 'field', type: 'search', autocomplete: 'off', spellcheck: 'false', 'data-private': true });
  const found = h('p', { class: 'hint', role: 'status' });
  const groups = vocabulary.groups.flatMap(({ id, label: name }) => {
    const members = needs.filter((need) => need.group === id);
    if (members.length === 0) return [];
    const titleId = freshId('group');
    const rows = members.map((need) => ({ need, element: chip(need), text: fold([...Object.values(need.label), ...Object.values(need.explanation ?? {}), need.id].join(' ')) }));
    const element = h('section', { class: 'need-group' }, h('h4', { id: titleId, class: 'minor-title' }, label(name)), h('div', { class: 'chips', role: 'group', 'aria-labelledby': titleId }, rows.map((row) => row.element)));
    return [{ element, rows }];
  });
  const none = h('p', { class: 'hint', hidden: true }, words.moreNone);
  search.addEventListener('input', () => {
    const text = fold(search.value.trim());
    let count = 0;
    for (const one of groups) {
      let inGroup = 0;
      for (const row of one.rows) {
        row.element.hidden = text !== '' && !row.text.includes(text);
        if (!row.element.hidden) inGroup += 1;
      }
      one.element.hidden = inGroup === 0;
      count += inGroup;
    }
    none.hidden = count > 0;
    replace(found, text === '' ? '' : words.moreFound(count));
  });
  search.addEventListener('keydown', (event) => {
    // Return inside this box narrows the list; it must not send a question that is not finished.
    if (event.key === 'Enter') event.preventDefault();
  });

  const more = h(
    'details',
    { class: 'more-needs' },
    h('summary', null, icon('plus'), words.more),
    h('div', { class: 'more-body' }, h('label', { class: 'field-label', for: search.id }, words.moreSearch), search, found, none, groups.map((one) => one.element)),
  );

  refresh();
  return {
    element: h('div', { class: 'needs' }, group, more, chosen.element, error),
    showError(message) {
      replace(error, message ?? '');
    },
    focus() {
      group.querySelector('button')?.focus();
    },
  };
}
