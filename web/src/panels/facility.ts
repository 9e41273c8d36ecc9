import type { Answer, Facility, Placed } from '../api/types';
import { ApiError, fetchFacility } from '../api/client';
import { date, distance, telephone } from '../format';
import { parameter, t } from '../i18n';
import { kindLabel, needLabel, sourceLabel, type State } from '../state';
import { h, replace } from '../ui/dom';
import { icon, type Icon } from '../ui/icons';
import { phoneLink } from './card';
import { lock } from './lock';
import { addressText, row, section } from './parts';
import { aheadSections } from './ahead';
import { capacityRow, dutyTable, linkedRecords, notices, remarkList, replacedValues } from './said';
import { weekPanel } from './week';

export interface FacilityPanel {
  element: HTMLDialogElement;
  open(id: string): Promise<void>;
  close(): void;
}

export interface FacilityOptions {
  state: State;
  onClose(): void;
  onShowOnMap(place: Placed): void;
}

const shape: Record<Answer, Icon> = { yes: 'met', consult: 'ask', no: 'unmet', unknown: 'unknown' };

function answers(state: State, facility: Facility): HTMLElement {
  const words = t();
  const { capabilities } = facility;
  if (capabilities.length === 0) return h('p', null, words.facility.noAnswers);
  const order: Answer[] = ['yes', 'consult', 'no', 'unknown'];
  return h(
    'div',
    { class: 'answers' },
    order.map((answer) => {
      const mine = capabilities.filter((capability) => capability.answer === answer);
      if (mine.length === 0) return null;
      return h(
        'div',
        { class: `answer-group answer-${answer}` },
        h('h4', { class: 'answer-title' }, icon(shape[answer]), words.answerGroup[answer], h('span', { class: 'answer-count' }, mine.length)),
        h(
          'ul',
          { class: 'answer-list' },
          mine.map((capability) =>
            h(
              'li',
              null,
              h('span', { class: 'answer-name' }, needLabel(state.vocabulary, capability.id)),
              lock(facility, capability.id),
              capability.condition ? h('span', { class: 'requirement-reason', lang: 'ja' }, capability.condition) : null,
              h('span', { class: 'requirement-source' }, [capability.as_of ? date(capability.as_of) : words.card.noDate, sourceLabel(state.vocabulary, capability.source)].filter(Boolean).join('・')),
            ),
          ),
        ),
      );
    }),
  );
}

function provenance(state: State, facility: Facility): HTMLElement {
  const words = t().facility;
  return h(
    'details',
    { class: 'why' },
    h('summary', null, words.provenance),
    h(
      'table',
      { class: 'terms' },
      h('thead', null, h('tr', null, h('th', { scope: 'col' }, words.item), h('th', { scope: 'col' }, words.source), h('th', { scope: 'col' }, words.date))),
      h('tbody', null, Object.entries(facility.provenance).map(([field, from]) => h('tr', null, h('th', { scope: 'row' }, words.field[field] ?? field), h('td', null, sourceLabel(state.vocabulary, from.source)), h('td', null, from.as_of ? date(from.as_of) : '—')))),
    ),
    replacedValues(state, facility),
    linkedRecords(state, facility),
    facility.identifiers.length === 0 ? null : h('dl', { class: 'facts' }, facility.identifiers.map((one) => row(one.system, one.value))),
  );
}

export function facilityPanel({ state, onClose, onShowOnMap }: FacilityOptions): FacilityPanel {
  /** Only who has a place can be shown on the map. */
  function showOnMap(facility: Facility): HTMLElement | null {
    const { lat, lon } = facility;
    if (lat === null || lon === null) return null;
    return h('button', { type: 'button', class: 'button quiet', onclick: () => { element.close(); onShowOnMap({ ...facility, lat, lon }); } }, icon('map'), t().facility.onMap);
  }

  const body = h('div', { class: 'facility-body' });
  const element = h('dialog', { class: 'facility', 'aria-label': t().facility.open }, body);
  let wanted: string | null = null;

  function closeButton(): HTMLElement {
    return h('button', { type: 'button', class: 'clear facility-close', 'aria-label': t().facility.close, onclick: () => element.close() }, icon('close'));
  }

  function render(facility: Facility): void {
    const words = t();
    const approx = facility.position.level !== 'point' && facility.position.level !== 'facility';
    // Only a web address may become a link; a table can hold anything.
    const site = facility.url && /^https?:\/\//i.test(facility.url) ? facility.url : null;
    element.setAttribute('aria-label', facility.name);
    replace(
      body,
      h(
        'header',
        { class: 'facility-head' },
        h('div', null, h('p', { class: 'kind' }, kindLabel(state.vocabulary, facility.kind)), h('h2', { class: 'facility-title', lang: 'ja', tabindex: '-1' }, facility.name)),
        closeButton(),
      ),
      notices(state, facility),
      h('div', { class: 'facility-actions' }, phoneLink(facility.name, facility.phone), showOnMap(facility), h('a', { class: 'button quiet', href: `/facilities/${encodeURIComponent(facility.id)}${parameter()}` }, icon('print'), words.facility.page)),
      h(
        'dl',
        { class: 'facts' },
        facility.name_kana ? row(words.facility.field['name_kana'] ?? '', h('span', { lang: 'ja' }, facility.name_kana)) : null,
        row(words.facility.address, addressText(facility.address), approx ? h('span', { class: 'approx' }, icon('pin'), words.inBrackets(words.card.approx, distance(facility.position.accuracy_m))) : null),
        facility.fax ? row(words.facility.fax, facility.fax) : null,
        facility.beds && facility.beds.total > 0 ? row(words.facility.beds, [words.facility.bedsTotal(facility.beds.total), ...Object.entries(facility.beds.by_kind).map(([kind, n]) => `${kind} ${n}`)].join('・')) : null,
        capacityRow(state, facility),
        site ? row(words.facility.site, h('a', { href: site, rel: 'noreferrer noopener', target: '_blank' }, site)) : null,
      ),
      section(words.facility.hours, weekPanel(state, facility)),
      dutyTable(state, facility),
      aheadSections(state, facility),
      section(words.facility.answers, answers(state, facility)),
      facility.group
        ? section(
            words.facility.group,
            h('p', { lang: 'ja' }, facility.group.name),
            facility.group.phone ? h('p', null, `${words.facility.groupPhone} `, h('a', { href: telephone(facility.group.phone) }, facility.group.phone), ' ', lock(facility, 'group/phone')) : null,
            h('ul', { class: 'members' }, facility.group.members.map((member) => h('li', null, member.id === facility.id ? h('span', { lang: 'ja' }, member.name) : h('a', { lang: 'ja', href: `#facility=${encodeURIComponent(member.id)}` }, member.name)))),
          )
        : null,
      facility.services.length === 0
        ? null
        : section(
            words.facility.services,
            h('ul', { class: 'services' }, facility.services.map((service) => h('li', null, h('span', null, service.label), h('span', { class: 'requirement-source' }, [service.capacity ? words.facility.capacity(service.capacity) : '', service.days, service.note, service.number].filter(Boolean).join('・'))))),
          ),
      remarkList(state, facility),
      provenance(state, facility),
    );
  }

  function fail(error: unknown): void {
    const words = t().facility;
    const said = error instanceof ApiError ? (error.status === 404 ? words.notFound : error.problem?.detail) : null;
    const again = h('button', { type: 'button', class: 'button primary', onclick: () => void (wanted && panel.open(wanted)) }, t().error.retry);
    replace(body, h('header', { class: 'facility-head' }, h('h2', { class: 'facility-title', tabindex: '-1' }, words.failed), closeButton()), h('div', { class: 'failure', role: 'alert' }, h('p', null, said ?? t().results.failedHelp), again));
  }

  element.addEventListener('close', () => {
    wanted = null;
    onClose();
  });
  element.addEventListener('click', (event) => {
    // A click on the dimmed page around the panel closes it, as people expect of a sheet.
    if (event.target === element) element.close();
  });

  const panel: FacilityPanel = {
    element,
    async open(id) {
      wanted = id;
      replace(body, h('header', { class: 'facility-head' }, h('h2', { class: 'facility-title', tabindex: '-1' }, t().app.loading), closeButton()), h('div', { class: 'skeleton', 'aria-hidden': 'true' }, h('span', { class: 'bone bone-long' }), h('span', { class: 'bone bone-full' }), h('span', { class: 'bone bone-full' }), h('span', { class: 'bone bone-mid' })));
      if (!element.open) element.showModal();
      try {
        const facility = await fetchFacility(id);
        if (wanted !== id) return;
        render(facility);
      } catch (error) {
        if (wanted !== id) return;
        fail(error);
      }
      element.scrollTop = 0;
      body.querySelector<HTMLElement>('.facility-title')?.focus({ preventScroll: true });
    },
    close() {
      if (element.open) element.close();
    },
  };
  return panel;
}
