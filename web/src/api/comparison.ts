/** The answer of POST /api/v1/matches/comparison, as docs/api.md states it. */
import type { Answer, FacilitySummary, State } from './types';

export interface ComparedInstitution {
  facility: FacilitySummary;
  outcome: string;
  outcome_label: string;
  rank: number | null;
  straight_line_m: number | null;
  within_16km: boolean | null;
  /** False where the imprecision of home or institution reaches across the line. */
  within_16km_certain: boolean | null;
  asks: number | null;
  unmet: number | null;
  score: number | null;
}

export interface ComparedAnswer {
  need: string;
  state: State;
  answer: Answer;
  as_of: string | null;
  source: string | null;
  reason: string;
}

export interface ComparedNeed {
  any_of: string[];
  label: string;
  first: ComparedAnswer | null;
  second: ComparedAnswer | null;
}

export interface ComparedTerm {
  term: string;
  label: string;
  weight: number;
  /** Both between 0 and 1; what counts is weight × value. */
  first: number;
  second: number;
  difference: number;
  first_reason: string;
  second_reason: string;
}

export interface Comparison {
  /** Which of the two stands before the other; null where nothing decides. */
  ahead: string | null;
  rule: string;
  sentence: string;
  first: ComparedInstitution;
  second: ComparedInstitution;
  needs: ComparedNeed[];
  wishes: ComparedNeed[];
  /** Empty where one of the two is not looked at. */
  terms: ComparedTerm[];
  notices: string[];
}
