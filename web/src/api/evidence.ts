/** The evidence sheet of POST /api/v1/matches/evidence, as docs/api.md states it. */
import type { Answer, MatchOrigin, State } from './types';

/** How one institution stands to one need. */
export interface SheetStanding {
  need: string;
  state: State;
  answer: Answer;
  as_of: string | null;
  source: string | null;
}

export interface SheetInstitution {
  id: string;
  name: string;
  kind: string;
  address: string;
  straight_line_m: number;
  within_16km_certain: boolean;
  outcome: string;
  outcome_label: string;
  role_answer: SheetStanding | null;
  needs: SheetStanding[];
}

export interface EvidenceSheet {
  made_at: string;
  origin: MatchOrigin;
  rules: { id: string; title: string; text: string; citation: string; effective_from: string | null; date_note: string | null }[];
  judgement: string;
  rules_note: string | null;
  method: string;
  role_asks: { label: string } | null;
  needs: { label: string }[];
  evidence: { within: number; examined: number; offering_visits: number; candidates: number };
  beyond: { count: number };
  sources: { source: string; label: string; licence: string; edition: string | null; records: number }[];
  institutions: SheetInstitution[];
}
