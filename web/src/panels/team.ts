import type { Team, TeamGap, TeamMember, TeamQuestion } from '../api/types';
import { distance, moment, telephone } from '../format';
import { t } from '../i18n';
import { needLabel, type State } from '../state';
import { freshId, h, replace, type Child } from '../ui/dom';
import { icon } from '../ui/icons';
import { contactLine, phoneLink, whom } from './card';
import { coverPicture } from './cover';
import { requirementList } from './requirements';

export interface TeamOptions {
  state: State;
  onOpen(id: string): void;
  /** The team is to be solved again with another wish. */
  onChange(wanted: TeamQuestion): void;
  onUndo(): void;
  /** The card for the patient's home is wanted. */
  onCard(): void;
  onBack(): void;
}

export interface TeamPanel {
  element: HTMLElement;
  showWaiting(): void;
  showTeam(team: Team, wanted: TeamQuestion, canUndo: boolean): void;
  /** No answer came: what was there stays. */
  settle(): void;
  focus(): void;
}

/** What is known to be possible, as one line of marks. */
function metList(member: TeamMember, names: (id: string) => string): HTMLElement | null {
  const met = member.requirements.filter((requirement) => requirement.state === 'met');
  if (met.length === 0) return null;
  return h('ul', { class: 'seat-met', 'aria-label': t().state.met }, met.map((requirement) => h('li', null, icon('met'), names(requirement.need))));
}

/** What to do about a gap, its number to be phoned where it stands. */
function wayText(text: string, phone: string | null): Child[] {
  if (!phone) return [text];
  const call = h('a', { class: 'way-phone', href: telephone(phone) }, phone);
  const at = text.indexOf(phone);
  return at < 0 ? [text, ' ', call] : [text.slice(0, at), call, text.slice(at + phone.length)];
}

/** Reasons that neither the distance nor the requirements show already. */
function besides(member: TeamMember): string[] {
  const isDistance = /^(直線 )?[\d.]+ km( in a straight line)?$/;
  return member.why.filter((line) => !isDistance.test(line) && !member.requirements.some((requirement) => line.endsWith(requirement.reason)));
}

/** The whole team around one attending institution: who, what stays open, whom to phone. Every seat can be kept, changed or cleared. */
export function teamPanel({ state, onOpen, onChange, onUndo, onCard, onBack }: TeamOptions): TeamPanel {
  const element = h('section', { class: 'team', 'aria-label': t().team.title, hidden: true });
  const link = (id: string, name: string): HTMLElement =>
    h('a', { href: `#facility=${encodeURIComponent(id)}`, class: 'card-link', onclick: (event: Event) => { event.preventDefault(); onOpen(id); } }, name);

  function keep(wanted: TeamQuestion, role: string, facility: string, kept: boolean): TeamQuestion {
    const others = wanted.locked.filter((lock) => lock.facility !== facility);
    return { ...wanted, locked: kept ? [...others, { role, facility }] : others };
  }

  /** Another in this seat: it is kept there until it is let go, or the next solution might take the first one again. */
  function swap(wanted: TeamQuestion, member: TeamMember, to: string): TeamQuestion {
    const locked = wanted.locked.filter((lock) => lock.facility !== member.facility.id);
    return { ...wanted, locked: [...locked, { role: member.role, facility: to }] };
  }

  function exclude(wanted: TeamQuestion, id: string): TeamQuestion {
    return { ...wanted, locked: wanted.locked.filter((lock) => lock.facility !== id), excluded: [...wanted.excluded, id] };
  }

  function others(member: TeamMember, wanted: TeamQuestion): HTMLElement | null {
    const words = t().team;
    if (member.others.length === 0) return null;
    return h(
      'details',
      { class: 'others' },
      h('summary', null, words.others(member.others.length)),
      h('ul', { class: 'others-list' }, member.others.map((other) =>
        h(
          'li',
          { class: 'other' },
          h('div', { class: 'other-body' }, link(other.id, other.name), h('span', { class: 'quiet-text' }, `${t().card.distance(distance(other.straight_line_m))}・${other.why_not}`)),
          h('button', { type: 'button', class: 'button quiet', onclick: () => onChange(member.role === 'attending' ? { ...wanted, attending: other.id } : swap(wanted, member, other.id)) }, words.take, whom(other.name)),
        ),
      )),
    );
  }

  function seat(member: TeamMember, number: number, wanted: TeamQuestion): HTMLElement {
    const words = t().team;
    const id = freshId('seat');
    const attending = member.role === 'attending';
    return h(
      'article',
      { class: member.locked ? 'card seat seat-kept' : 'card seat', 'aria-labelledby': id, 'data-role': member.role },
      h('header', { class: 'seat-head' },
        h('p', { class: 'seat-role' }, h('span', { class: 'rank', 'aria-hidden': 'true' }, number), member.role_label, member.locked ? h('span', { class: 'badge' }, words.kept) : null),
        h('h3', { id, class: 'card-title' }, link(member.facility.id, member.facility.name)),
        h('p', { class: 'card-place' }, h('strong', null, t().card.distance(distance(member.straight_line_m))), member.within_16km ? null : h('span', { class: 'limit limit-out' }, t().card.beyond), h('span', null, member.facility.address)),
      ),
      metList(member, (need) => needLabel(state.vocabulary, need)),
      h('ul', { class: 'seat-why' }, besides(member).map((line) => h('li', null, line))),
      requirementList(state, member.requirements.filter((requirement) => requirement.state !== 'met'), words.toAsk, member),
      contactLine(member.contact, state.askedAt !== null, member),
      h('div', { class: 'card-actions' },
        phoneLink(member.facility.name, member.contact.phone ?? member.facility.phone),
        attending ? null : h('button', { type: 'button', class: 'button quiet', 'aria-pressed': String(member.locked), onclick: () => onChange(keep(wanted, member.role, member.facility.id, !member.locked)) }, member.locked ? words.release : words.keep, whom(member.facility.name)),
        attending ? null : h('button', { type: 'button', class: 'button quiet', onclick: () => onChange(exclude(wanted, member.facility.id)) }, words.exclude, whom(member.facility.name)),
      ),
      others(member, wanted),
    );
  }

  function gaps(team: Team): HTMLElement | null {
    const words = t().team;
    if (team.gaps.length === 0) return h('p', { class: 'team-whole' }, icon('met'), words.whole);
    const role = (gap: TeamGap): string => state.vocabulary.roles.find((one) => one.id === gap.role)?.id ?? gap.role;
    const id = freshId('gaps');
    return h(
      'section',
      { class: 'gaps', 'aria-labelledby': id },
      h('h3', { id, class: 'section-title' }, words.gaps(team.gaps.length)),
      h('ul', { class: 'gap-list' }, team.gaps.map((gap) =>
        h('li', { class: 'gap', 'data-role': role(gap) }, h('p', null, icon('ask'), h('span', null, gap.detail)),
          gap.ways_out.length === 0 ? null : h('ul', { class: 'ways-out', 'aria-label': words.waysOut }, gap.ways_out.map((way) => h('li', null, h('span', { 'aria-hidden': 'true' }, '→ '), wayText(way.text, way.phone))))),
      )),
    );
  }

  function calls(team: Team): HTMLElement {
    const words = t().team;
    const id = freshId('calls');
    return h(
      'section',
      { class: 'calls card', 'aria-labelledby': id },
      h('h3', { id, class: 'section-title' }, words.calls),
      h('ol', { class: 'call-list' }, team.calls.map((call) =>
        h('li', { class: 'call-row' },
          h('span', { class: 'call-when' }, call.open_at === true ? words.now : call.next ? moment(call.next) : call.when),
          h('span', { class: 'call-who' }, h('strong', null, call.name), h('span', { class: 'quiet-text' }, [call.role_label, call.person].filter(Boolean).join('・')), call.ask.length > 0 ? h('span', { class: 'call-ask' }, words.askAbout(call.ask.join('、'))) : null),
          call.phone ? h('a', { class: 'button quiet call-phone', href: telephone(call.phone), 'aria-label': `${t().card.callTo(call.name)} ${call.phone}` }, icon('phone'), call.phone) : h('span', { class: 'quiet-text' }, t().card.noPhone),
        ),
      )),
    );
  }

  function cover(team: Team): HTMLElement | null {
    const words = t().team;
    const picture = team.cover_with_alternates ?? team.cover;
    if (!picture) return null;
    const id = freshId('cover');
    return h('section', { class: 'card', 'aria-labelledby': id }, h('h3', { id, class: 'section-title' }, words.cover.title), team.cover ? h('p', { class: 'hint above' }, team.cover.why) : null, coverPicture(picture));
  }

  function specialists(team: Team): HTMLElement | null {
    const words = t().team;
    if (team.specialists.length === 0) return null;
    return h(
      'details',
      { class: 'card specialists' },
      h('summary', null, words.specialists),
      team.specialists.map((one) => h('div', { class: 'specialist' },
        h('h4', { class: 'minor-title' }, one.label),
        h('ul', null, one.facilities.map((found) => h('li', null, link(found.facility.id, found.facility.name), h('span', { class: 'quiet-text' }, ` ${t().card.distance(distance(found.straight_line_m))}・${found.reason}`)))),
      )),
      team.specialists[0] ? h('p', { class: 'hint' }, team.specialists[0].rule, ' ', team.specialists[0].source) : null,
    );
  }

  const heading = (words: string): HTMLElement => h('h2', { class: 'results-title', tabindex: '-1' }, words);

  return {
    element,
    showWaiting() {
      element.setAttribute('aria-busy', 'true');
    },
    showTeam(team, wanted, canUndo) {
      const words = t().team;
      element.removeAttribute('aria-busy');
      replace(
        element,
        h('div', { class: 'team-head' },
          heading(team.attending ? words.around(team.attending.facility.name) : words.title),
          h('div', { class: 'team-tools' },
            h('button', { type: 'button', class: 'button quiet back', onclick: onBack }, words.back),
            canUndo ? h('button', { type: 'button', class: 'button quiet', onclick: onUndo }, words.undo) : null,
            wanted.excluded.length > 0 ? h('button', { type: 'button', class: 'button quiet', onclick: () => onChange({ ...wanted, excluded: [] }) }, words.includeAgain(wanted.excluded.length)) : null,
            h('button', { type: 'button', class: 'button quiet open-card', onclick: onCard }, icon('print'), t().desk.shortlist.paper.card),
            h('button', { type: 'button', class: 'button quiet', onclick: () => window.print() }, icon('print'), words.print),
          ),
        ),
        gaps(team),
        h('div', { class: 'seats' }, [team.attending, team.asked, ...team.members].filter((member) => member !== null).map((member, index) => seat(member, index + 1, wanted))),
        cover(team),
        calls(team),
        specialists(team),
        h('p', { class: 'hint' }, team.together_reason),
      );
    },
    settle() {
      element.removeAttribute('aria-busy');
    },
    focus() {
      element.querySelector<HTMLElement>('.results-title')?.focus();
    },
  };
}
