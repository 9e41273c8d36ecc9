/** The team in an answer of POST /api/v1/matches, as docs/team.md states it. */
import type { Contact, FacilitySummary, Requirement } from './types';

/** What somebody wants of the team; asking for it asks for a team. */
export interface TeamQuestion {
  attending: string | null;
  locked: { role: string; facility: string }[];
  excluded: string[];
}

export interface TeamOther {
  id: string;
  name: string;
  straight_line_m: number;
  score: number;
  why_not: string;
}

export interface TeamMember {
  role: string;
  role_label: string;
  facility: FacilitySummary;
  why: string[];
  straight_line_m: number;
  within_16km: boolean;
  score: number;
  locked: boolean;
  requirements: Requirement[];
  contact: Contact;
  others: TeamOther[];
}

export interface WayOut {
  /** `ask` somebody of the team, take somebody `instead`, one need less (`near_miss`), or somebody `beyond` the line. */
  sort: string;
  facility: string;
  name: string;
  phone: string | null;
  straight_line_m: number;
  next: string | null;
  text: string;
}

export interface TeamGap {
  role: string;
  need: string | null;
  detail: string;
  ways_out: WayOut[];
}

export interface Cover {
  from: string;
  to: string;
  covered_min: number;
  open_min: number;
  unknown_min: number;
  basis: string;
  why: string;
  open: { from: string; to: string; label: string }[];
  unknown: { from: string; to: string; label: string }[];
  /** A letter for each half-hour from midnight: `c` covered, `u` unknown, `o` open. */
  days: { date: string; weekday: string; holiday: string | null; slots: string }[];
}

export interface TeamCall {
  role: string;
  role_label: string;
  facility: string;
  name: string;
  phone: string | null;
  person: string | null;
  channel: string | null;
  open_at: boolean | null;
  next: string | null;
  when: string;
  ask: string[];
}

export interface Specialist {
  need: string;
  label: string;
  facilities: { facility: FacilitySummary; straight_line_m: number; reason: string }[];
  rule: string;
  source: string;
}

export interface Team {
  attending: TeamMember | null;
  members: TeamMember[];
  gaps: TeamGap[];
  cover: Cover | null;
  cover_with_alternates: Cover | null;
  alternates: { facility: FacilitySummary; straight_line_m: number; tier_label: string; covers_min: number; unknown_min: number; why_not: string }[];
  specialists: Specialist[];
  calls: TeamCall[];
  together_reason: string;
}
