/** The JSON of the server, as docs/api.md states it. Names are the server's own and are never translated here. */
import type { Team, TeamQuestion } from './team';

export type Level = 'point' | 'facility' | 'block' | 'town' | 'municipality' | 'prefecture';
export type State = 'met' | 'ask' | 'unmet';
export type Answer = 'yes' | 'consult' | 'no' | 'unknown';
export type Day = 'mo' | 'tu' | 'we' | 'th' | 'fr' | 'sa' | 'su' | 'ph';
export type Language = 'ja' | 'en' | 'easy';
export type Labels = Record<Language, string>;

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  field: string | null;
  allowed: string[] | null;
}

export interface Municipality {
  code: string;
  name: string;
}

export interface Candidate {
  lat: number;
  lon: number;
  level: Level;
  accuracy_m: number;
  matched: string;
  rest: string;
  municipality: Municipality | null;
  source: string;
  score: number;
}

export interface Position {
  level: Level;
  accuracy_m: number;
  source: string;
}

export interface FacilitySummary {
  id: string;
  kind: string;
  name: string;
  address: string;
  lat: number;
  lon: number;
  phone: string | null;
  position: Position;
  fictional: boolean;
  /** Whether a source that listed it no longer does. */
  no_longer_listed: boolean;
}

/** Minutes are clock times; `to` beyond 24:00 runs into the next day. What nobody said is empty. */
export interface Span {
  from: string;
  to: string;
}

export type OpenState = 'open' | 'closed' | 'unknown';

export interface CalendarDay {
  day: Day;
  /** What holds within the spans, or all day where there are none. */
  state: OpenState;
  spans: Span[];
  note: string | null;
}

export interface Calendar {
  osm: string;
  text: string;
  week: CalendarDay[];
  channel: string | null;
  person: string | null;
  note: string | null;
  source: string;
  as_of: string | null;
  /** What it says about the moment that was asked about. */
  moment: { at: string; state: OpenState; next: string | null; until: string | null } | null;
}

export interface Capability {
  id: string;
  answer: Answer;
  as_of: string | null;
  source: string;
  condition: string | null;
}

export interface Service {
  code: string;
  label: string;
  capacity: number | null;
  days: string | null;
  note: string | null;
  number: string | null;
  /** `days` as a calendar, whose hours nobody said. */
  calendar: Calendar | null;
}

export interface Group {
  id: string;
  name: string;
  phone: string | null;
  members: { id: string; name: string }[];
}

/** Who said something, and when. */
export interface Origin {
  source: string;
  as_of: string | null;
}

export interface Capacity extends Origin {
  least: number | null;
  most: number | null;
  text: string;
}

export interface Duty extends Origin {
  date: string;
  spans: Span[];
  label: string;
  note: string | null;
}

export interface Vacancy extends Origin {
  date: string;
  places: number | null;
  answer: Answer;
  note: string | null;
}

export interface Remark extends Origin {
  label: string;
  text: string;
}

export interface Absence {
  source: string;
  last_listed: string;
  missing_since: string;
}

export interface Link {
  source: string;
  key: string;
  score: number;
  reasons: string[];
}

/** A value that another one stands in front of. */
export interface Replaced extends Origin {
  field: string;
  value: string;
  changed_since: boolean;
}

export interface Facility extends FacilitySummary {
  name_kana: string | null;
  fax: string | null;
  url: string | null;
  municipality: Municipality | null;
  beds: { total: number; by_kind: Record<string, number> } | null;
  services: Service[];
  capabilities: Capability[];
  hours: { consultation: Calendar | null; contact: Calendar | null; visiting: Calendar | null };
  group: Group | null;
  identifiers: { system: string; value: string }[];
  provenance: Record<string, Origin>;
  capacity: Capacity | null;
  duties: Duty[];
  vacancies: Vacancy[];
  remarks: Remark[];
  closed: string | null;
  absent: Absence[];
  site: string | null;
  links: Link[];
  replaced: Replaced[];
}

export type OriginQuestion = { address: string } | { lat: number; lon: number };

export interface MatchQuestion {
  origin: OriginQuestion;
  role: string;
  needs: string[];
  wishes: string[];
  at?: string;
  my_hours?: string;
  limit?: number;
  team_with?: TeamQuestion;
  lang: Language;
}

/** A stretch of a text: characters (Unicode scalar values) from 0 on, the end not included. */
export interface TextSpan {
  start: number;
  end: number;
}

export interface Said {
  text: string;
  span: TextSpan;
}

/** A need, capability or role that a text names. */
export interface Mention {
  id: string;
  label: string;
  matched_text: string;
  span: TextSpan;
}

export interface SaidTime extends Said {
  at: string;
  /** Whether day and hour were both named. */
  certain: boolean;
}

/** A text, understood. Every character stands in exactly one of the spans. */
export interface Interpretation {
  place: (Said & { candidates: Candidate[] }) | null;
  other_places: Said[];
  needs: Mention[];
  capabilities: Mention[];
  denied: Mention[];
  at: SaidTime | null;
  other_times: SaidTime[];
  role: Mention | null;
  other_roles: Mention[];
  rest: Said[];
  particles: Said[];
}

export interface Requirement {
  need: string;
  /** Any of these answers it. */
  any_of: string[];
  /** The situations that bring it, where it was not asked for itself. */
  asked_by: { need: string; label: string; source: string | null }[];
  state: State;
  answer: Answer;
  as_of: string | null;
  source: string | null;
  reason: string;
}

export interface Term {
  term: string;
  /** What the policy calls it, in the language asked for. */
  label: string;
  weight: number;
  value: number;
  reason: string;
}

export interface Stretch {
  from: string;
  /** Null where nobody said when it ends. */
  to: string | null;
}

export interface Contact {
  open_at: boolean | null;
  next: string | null;
  /** When the hours that are open at `next` end. */
  until: string | null;
  channel: string | null;
  phone: string | null;
  person: string | null;
  note: string | null;
  /** All of it as one line to read out. */
  text: string;
  overlap: Stretch[] | null;
  overlap_unknown: Stretch[] | null;
  next_in_my_hours: string | null;
}

/** The way from the home: an estimate over land, the way over land where the straight line lies over water. */
export interface Way {
  metres: number | null;
  over_water: boolean;
  basis: 'straight' | 'land' | 'none';
  /** The same in words, in the language asked for. */
  note: string;
}

export interface Match {
  rank: number;
  facility: FacilitySummary;
  straight_line_m: number;
  counted_m: number | null;
  way: Way;
  /** Minutes by road: null where there is no way, absent where no road server was named or it did not answer. */
  by_road?: { minutes: number; metres: number; source: string; from: string } | null;
  within_16km: boolean;
  requirements: Requirement[];
  wishes: Requirement[];
  terms: Term[];
  score: number;
  /** What keeps a near miss from being a candidate; empty for a candidate. */
  missing: { need: string; any_of: string[]; label: string; answer: Answer; as_of: string | null; source: string | null; detail: string }[];
  contact: Contact;
}

export interface MatchOrigin {
  lat: number;
  lon: number;
  level: Level;
  accuracy_m: number;
  matched: string;
  rest: string;
  source: string;
}

export interface MatchAnswer {
  origin: MatchOrigin;
  role: string;
  today: string;
  draw: string;
  policy: { version: string; publisher: string | null; weights: Record<string, number> };
  candidates: Match[];
  near_misses: Match[];
  evidence: {
    radius_m: number;
    examined: number;
    within: number;
    offering_visits: number;
    excluded: { reason: string; label: string; count: number }[];
  };
  team: Team | null;
  notices: string[];
}

/** What the map shows of an answer: the home, and numbered institutions. */
export interface Shown {
  origin: { lat: number; lon: number };
  evidence: { radius_m: number };
  candidates: { rank: number; facility: FacilitySummary; straight_line_m: number }[];
}

export interface Kind {
  id: string;
  label: Labels;
  explanation: Labels;
}

export interface Need {
  id: string;
  group: string;
  label: Labels;
  explanation: Labels;
  roles: string[];
}

export interface CapabilityEntry {
  id: string;
  group: string;
  label: Labels;
  explanation: Labels;
  basis: string;
}

export interface SourceEntry {
  id: string;
  label: string | Labels;
  licence: string;
  url: string | null;
}

export interface Vocabulary {
  kinds: Kind[];
  groups: { id: string; label: Labels }[];
  capabilities: CapabilityEntry[];
  needs: Need[];
  roles: { id: string; label: Labels; kinds: string[] }[];
  sources: SourceEntry[];
}

export interface Status {
  version: string;
  facilities: number;
  revision: number | string;
  demo: boolean;
  sources: { id: string; label: string | Labels; edition: string | null; records: number }[];
}
