import { fetchVocabulary } from '../api/client';
import type { EvidenceSheet } from '../api/types';
import { language } from '../i18n';
import type { State } from '../state';
import { announce } from '../ui/announce';
import { cardPaper } from './card';
import { evidencePaper } from './evidence';
import { faxPaper } from './fax';
import { candidates, fetchFacilities, members, shown, type Person } from './given';
import { openPreview } from './preview';
import { shortlistPaper } from './shortlist';
import { words } from './words';

/** A list is the same paper as a shortlist, of everything the screen shows. */
export type PaperKind = 'list' | 'shortlist' | 'fax' | 'card';

const makers = { list: shortlistPaper, shortlist: shortlistPaper, fax: faxPaper, card: cardPaper } as const;

function peopleOf(kind: PaperKind, state: State): Person[] {
  if (kind === 'list') return shown(state);
  return kind === 'card' && state.team ? members(state.team) : candidates(state);
}

/**
 * Shows a paper about what was kept, or a card about the team where there is one, to be looked at and printed. It is made here from
 * what the page holds: nothing of the patient is sent or kept.
 */
export async function openPaper(kind: PaperKind, state: State): Promise<void> {
  const people = peopleOf(kind, state);
  if (people.length === 0) {
    announce(words().nobody);
    return;
  }
  const [facilities, japanese] = await Promise.all([fetchFacilities(people), kind === 'fax' && language() !== 'ja' ? fetchVocabulary('ja') : state.vocabulary]);
  const given = { state, people, facilities, japanese };
  await document.fonts.ready;
  const locked = [...people, ...facilities.values()].some((one) => (one.professional_only?.length ?? 0) > 0);
  openPreview((redraw) => makers[kind](given, redraw), locked);
}

/** The same for the evidence sheet, which was fetched for the screen already. */
export async function openEvidencePaper(state: State, sheet: EvidenceSheet): Promise<void> {
  await document.fonts.ready;
  openPreview(() => evidencePaper(state, sheet));
}
