import type { Answer, Facility, Match, Requirement, State as NeedState, Team, Vocabulary } from '../api/types';
import { fetchFacility } from '../api/client';
import { date } from '../format';
import { label } from '../i18n';
import type { State } from '../state';
import { h } from '../ui/dom';
import { words } from './words';

/** An institution on a paper, whether it came as a candidate or as a member of a team. */
export interface Person {
  role: string;
  roleLabel: string;
  facility: Match['facility'];
  straight_line_m: number;
  within_16km: boolean;
  requirements: Requirement[];
  wishes: Requirement[];
  contact: Match['contact'];
  /** What of it the public does not see. */
  professional_only?: readonly string[] | null;
}

/** All that a paper is made from. It is in the page already, but for what is public of each facility. */
export interface Given {
  state: State;
  people: Person[];
  /** What the directory says of each, where it could be fetched. */
  facilities: ReadonlyMap<string, Facility>;
  /** The vocabulary in Japanese, which whoever answers a FAX reads, whatever the language of the page. */
  japanese: Vocabulary;
}

function roleLabel(state: State, role: string): string {
  return label(state.vocabulary.roles.find((one) => one.id === role)?.label) || role;
}

function asked(state: State, matches: readonly Match[]): Person[] {
  const role = state.answer?.role ?? '';
  return matches.map((match) => ({ ...match, role, roleLabel: roleLabel(state, role) }));
}

/** Every candidate on the screen, in the order of the list. */
export function shown(state: State): Person[] {
  return asked(state, state.answer?.candidates ?? []);
}

/** The chosen candidates in the order of the list; all of the list where none was chosen. */
export function candidates(state: State): Person[] {
  if (!state.answer || state.shortlist.size === 0) return shown(state);
  return asked(state, [...state.shortlist.values()].sort((a, b) => a.missing.length - b.missing.length || a.rank - b.rank));
}

export function members(team: Team): Person[] {
  return [team.attending, team.asked, ...team.members].filter((member) => member !== null).map((member) => ({ ...member, roleLabel: member.role_label, wishes: [] }));
}

/** What is public of each institution, asked for one by one as the page of a facility does. A paper does without what fails. */
export async function fetchFacilities(people: readonly Person[]): Promise<Map<string, Facility>> {
  const found = await Promise.all(people.map(({ facility }) => fetchFacility(facility.id).catch(() => null)));
  return new Map(found.filter((one) => one !== null).map((one) => [one.id, one]));
}

/** ○ △ × and ―: what nobody answered is neither a yes nor a no. Characters, since a FAX keeps them sharp. */
export function symbol(state: NeedState, answer: Answer): string {
  if (state === 'met') return '○';
  if (state === 'unmet') return '×';
  return answer === 'unknown' ? '―' : '△';
}

/** The explanation of the four marks, for the foot of a table. */
export function legend(): HTMLElement {
  return h('p', { class: 'paper-legend' }, words().legend);
}

/** Where the data is from, with edition and licence: several licences ask for this line on paper. */
export function sourcesPart({ status, vocabulary }: State): HTMLElement {
  const sources = status?.sources ?? [];
  const lines = sources.map((source) => [label(source.label), source.edition, vocabulary.sources.find((entry) => entry.id === source.id)?.licence].filter(Boolean).join(' '));
  return h('div', { class: 'paper-sources' },
    h('p', null, h('strong', null, words().sources), lines.join('／')),
    status?.demo ? h('p', null, words().demo) : null,
  );
}

/** How old an answer is, as a paper writes it. */
export const age = (asOf: string | null): string => (asOf ? date(asOf) : words().noDate);

/** Hours without the days that are closed: a paper is short of room, and what is not named is not open. */
export function openHours(text: string): string {
  return text.split('／').filter((part) => !part.endsWith('休み')).join('／');
}
