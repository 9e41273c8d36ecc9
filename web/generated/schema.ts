/* eslint-disable */
/* tslint:disable */
// @ts-nocheck
/*
 * ---------------------------------------------------------------
 * ## THIS FILE WAS GENERATED VIA SWAGGER-TYPESCRIPT-API        ##
 * ##                                                           ##
 * ## AUTHOR: acacode                                           ##
 * ## SOURCE: https://github.com/acacode/swagger-typescript-api ##
 * ---------------------------------------------------------------
 */

/** A source whose newest edition no longer lists the facility. */
export interface AbsenceView {
  /** The last edition that listed it. */
  last_listed: string;
  /** The first newer edition that does not. */
  missing_since: string;
  source: string;
}

/** Another second doctor. */
export interface AlternateView {
  /**
   * Needs to ask about.
   * @format int32
   * @min 0
   */
  asks: number;
  /**
   * Minutes it covers of those that the attending institution is not known to cover.
   * @format int32
   * @min 0
   */
  covers_min: number;
  /** A facility in a list. */
  facility: FacilitySummary;
  /** @format double */
  score: number;
  /** @format double */
  straight_line_m: number;
  /** `colleague`, `consents`, `may_consent` or `unasked`. */
  tier: string;
  /** The same in words. */
  tier_label: string;
  /**
   * Minutes of those about which nothing is known.
   * @format int32
   * @min 0
   */
  unknown_min: number;
  why_not: string;
}

/** What an institution answers to one thing that is asked of it. */
export interface AnswerView {
  /** `yes`, `consult`, `no` or `unknown`. */
  answer: string;
  as_of?: string | null;
  /** The capability that decides. */
  need: string;
  source?: string | null;
  /** `met`, `ask` or `unmet`. */
  state: string;
}

/** The need behind a requirement. */
export interface AskedByView {
  label: string;
  /** The identifier of the need. */
  need: string;
  /** Why it asks for this: law, fee schedule or practice. */
  source: string;
}

/** A need that was asked for. */
export interface AskedNeedView {
  /**
   * How many requirements and wishes it brings for this role.
   * @min 0
   */
  asks: number;
  /** What it means, and what to look at; for a need that asks nothing of an institution this is all there is. */
  explanation: string;
  id: string;
  label: string;
}

/** Something that is asked of every institution. */
export interface AskedView {
  /** The capabilities of which one is enough. */
  any_of: string[];
  label: string;
}

/** Values of many facilities to change, all of them or none. */
export interface BatchRequest {
  /** What to change, each facility once; at most 5,000. */
  facilities: FacilityEdits[];
  /**
   * Why.
   * @example "年1回の調査"
   */
  reason: string;
}

/** Edits to take back, all of them or none. */
export interface BatchUndoRequest {
  /** Their numbers; at most 5,000. */
  edits: number[];
  /** Why. */
  reason: string;
}

/** What edits of many facilities did. */
export interface BatchView {
  /** The numbers of all edits that were made, in order: to take them back together. */
  edits: number[];
  facilities: BatchedView[];
}

/** One facility after edits of many. */
export interface BatchedView {
  /** The numbers of the edits that were made of this facility. */
  edits: number[];
  id: string;
  /** By field that was ever edited: the number of its last edit, to name as `seen` next time. */
  versions: Partial<Record<string, number>>;
}

/** Beds. */
export interface BedsView {
  by_kind: Partial<Record<string, number>>;
  /**
   * @format int32
   * @min 0
   */
  total: number;
}

/** Who lies beyond the line, up to `evidence.examined_radius_m`. */
export interface BeyondView {
  /** @min 0 */
  count: number;
  /** The nearest of them. */
  nearest?: NearestView | null;
  /**
   * Of these, the ones known to do what the role is about (yes or 要相談).
   * @min 0
   */
  offering_visits: number;
}

/** A calendar. */
export interface CalendarView {
  as_of: string;
  channel?: string | null;
  /** What it says about the moment that was asked about; null where none was. */
  moment?: MomentView | null;
  note?: string | null;
  /** As OSM `opening_hours`. */
  osm: string;
  person?: string | null;
  source: string;
  /** In words. */
  text: string;
  week: DayView[];
}

/** One call. */
export interface CallView {
  /** What must be asked besides whether they take the patient. */
  ask: string[];
  /** `phone`, `fax`, `mail` or `ict`. */
  channel?: string | null;
  facility: string;
  name: string;
  /** When they can be reached first, from the wished time on; null where that is not known. */
  next?: string | null;
  /** Whether they can be reached at the wished time; null where that is not known. */
  open_at?: boolean | null;
  /** Whom to ask for. */
  person?: string | null;
  phone?: string | null;
  role: string;
  role_label: string;
  /** The same in words. */
  when: string;
}

/** One candidate, or near miss. */
export interface CandidateView {
  within_16km: boolean;
  /** False where the imprecision of home or facility reaches across the line. */
  within_16km_certain: boolean;
  /** The way by road; null where there is none. Absent where no road server was named or it did not answer. */
  by_road?: RoadView | null;
  /** When and how a facility can be reached by professionals. */
  contact: ContactView;
  /**
   * The metres that the term `distance` counts: the straight line, or the way over land where that line lies over water.
   * Null where no road leads there or none that is measured; the term is 0 then.
   * @format double
   */
  counted_m?: number | null;
  /** A facility in a list. */
  facility: FacilitySummary;
  /** What keeps a near miss from being a candidate; empty for a candidate. */
  missing: MissingView[];
  /**
   * What is known of the institution that the public does not see, for whoever does; see `GET /api/v1/facilities/{id}`. Absent where
   * there is nothing, and from every answer to the public.
   */
  professional_only?: string[];
  /** @min 0 */
  rank: number;
  requirements: RequirementView[];
  /**
   * The lot of the day that decides among equals, ascending.
   * @example "05f3a1c2d4e5b697"
   */
  rotation: string;
  /** @format double */
  score: number;
  /**
   * Geodesic distance from the home in metres: the straight line of the rule.
   * @format double
   */
  straight_line_m: number;
  /** score = Σ weight · value. */
  terms: TermView[];
  /** The way from the home. It decides nothing but the term `distance`, and that only where the straight line lies over water. */
  way: WayView;
  wishes: RequirementView[];
}

/** One four-state answer. */
export interface CapabilityView {
  /** `yes`, `consult`, `no` or `unknown`. */
  answer: string;
  /** When it was true at its source. */
  as_of: string;
  /** A condition, or the filing that says so. */
  condition?: string | null;
  /** The capability. */
  id: string;
  /** Who said so. */
  source: string;
}

/** A capability. */
export interface CapabilityWordsView {
  /** `practice`: only the institution can say; `filing`: an accepted status, so that absence from the list means no. */
  basis: string;
  /** A text in three languages, or in the one that was asked for. */
  explanation: WordsView;
  group: string;
  id: string;
  /** A text in three languages, or in the one that was asked for. */
  label: WordsView;
  /** The roles that may be asked for it. */
  roles: string[];
}

/** Patients at home that can be looked after in a month. */
export type CapacityView = OriginView & {
  /**
   * At least this many; null where it was only put into words.
   * @format int32
   * @min 0
   */
  least?: number | null;
  /**
   * At most this many.
   * @format int32
   * @min 0
   */
  most?: number | null;
  /** As written. */
  text: string;
};

/** What is to be changed of a case; what is absent stays. */
export interface CaseChange {
  /** A few words. */
  note?: string | null;
  /**
   * `unfound`, `elsewhere` or `withdrawn` ends the case, `open` opens it again.
   * @example "unfound"
   */
  outcome?: string | null;
  /** Whether everybody who keeps cases sees it; only who made it says so. */
  shared?: boolean | null;
  /**
   * The version that was seen.
   * @format int64
   */
  version: number;
  /** From when; empty for no day. */
  wished_from?: string | null;
}

/** An anonymous case. */
export interface CaseView {
  changed_at: string;
  ended_at?: string | null;
  /**
   * The third-order mesh of JIS X 0410 in which the home lies, about a square kilometre: all that is kept of it.
   * @example "52397548"
   */
  mesh: string;
  /**
   * The code of the municipality.
   * @example "14201"
   */
  municipality: string;
  municipality_name: string;
  needs: string[];
  note: string;
  /**
   * Its number, which is its only name.
   * @format int64
   * @example 12
   */
  number: number;
  opened_at: string;
  /** `accepted`, `unfound`, `elsewhere` or `withdrawn`; null while it is open. */
  outcome?: string | null;
  /** Whether the asker made it. */
  own: boolean;
  /**
   * The role that it looks for.
   * @example "attending"
   */
  role: string;
  /** Whether everybody who keeps cases sees it. */
  shared: boolean;
  /**
   * Grows with every change; a change names the one it has seen.
   * @format int64
   */
  version: number;
  /**
   * From when.
   * @example "2026-12-01"
   */
  wished_from?: string | null;
  wishes: string[];
}

/** A case with everybody who was asked. */
export type CaseWithRequests = CaseView & {
  /**
   * Hours from the making of the case until somebody accepted; null before.
   * @format double
   */
  hours_to_acceptance?: number | null;
  /** The first of them that was not asked or said that it would answer later. */
  next?: string | null;
  requests: RequestView[];
  /** Who may be asked now, in order, asked anew from the middle of the mesh; null once the case has ended. */
  shortlist?: MatchAnswer | null;
};

/** Cases that somebody sees. */
export interface CasesView {
  /** The newest first. */
  items: CaseView[];
}

/** One value to change. */
export interface ChangeRequest {
  /**
   * The field: `phone`, `address`, `hours_contact` …, or the identifier of a capability.
   * @example "phone"
   */
  field: string;
  /**
   * The number of the field's last edit that was seen (`versions` of the history), 0 where there was none.
   * @format int64
   * @example 0
   */
  seen: number;
  /** The new value; null takes it away. */
  value?: object;
}

/** A field that is taken over. */
export interface Choice {
  /**
   * The field.
   * @example "phone"
   */
  field: string;
  /**
   * The number of the field's last edit that was seen, 0 where there was none.
   * @format int64
   */
  seen: number;
}

/** One need or wish at both. */
export interface ComparedNeedView {
  any_of: string[];
  /** Null where the institution is not looked at. */
  first?: StandingView | null;
  label: string;
  second?: StandingView | null;
}

/** One term at both. */
export interface ComparedTermView {
  /**
   * weight · first − weight · second.
   * @format double
   */
  difference: number;
  /** @format double */
  first: number;
  first_reason: string;
  label: string;
  /** @format double */
  second: number;
  second_reason: string;
  term: string;
  /** @format double */
  weight: number;
}

/** The two side by side. */
export interface ComparisonAnswer {
  /** The identifier of the one that stands before the other; null where neither stands in the answer. */
  ahead?: string | null;
  draw: string;
  /** One of the two. */
  first: SideView;
  needs: ComparedNeedView[];
  notices: string[];
  /** How the home was understood. */
  origin: HomeView;
  /** The policy behind the order. */
  policy: PolicyView;
  role: string;
  /** `only_candidate`, `fewer_unmet`, `fewer_asks`, `higher_score`, `lot` or `neither`. */
  rule: string;
  /** One of the two. */
  second: SideView;
  /** Which stands first, and why, in one sentence. */
  sentence: string;
  /** Every term at both; empty where one of them is not looked at. */
  terms: ComparedTermView[];
  today: string;
  wishes: ComparedNeedView[];
}

/** The question of a match, and two institutions. */
export interface ComparisonRequest {
  /** As in a match. */
  at?: string | null;
  /**
   * The identifier of one institution.
   * @example "n-1421400900010"
   */
  first: string;
  /** `ja` (default), `en` or `easy`. */
  lang?: string | null;
  /**
   * Accepted so that the body of a match can be sent; changes nothing here.
   * @min 0
   */
  limit?: number | null;
  /** As in a match. */
  needs?: string[];
  /** The patient's home. It lives for this request only. */
  origin: OriginRequest;
  /**
   * As in a match.
   * @example "attending"
   */
  role?: string | null;
  /** The identifier of the other. */
  second: string;
  /** Accepted so that the body of a match can be sent; changes nothing here. */
  team?: boolean;
  /** As in a match. */
  wishes?: string[];
}

/** Two people changed one field. */
export interface ConflictView {
  /** Who made the last edit. */
  author?: string | null;
  /** The field. */
  field: string;
  /** When. */
  made_at?: string | null;
  /**
   * The number of the last edit now: name it as seen to overwrite it knowingly.
   * @format int64
   */
  now: number;
  /**
   * The number of the edit that was seen.
   * @format int64
   */
  seen: number;
  /** What stands there now. */
  theirs: object;
  /** What was to be written. */
  yours: object;
}

/** When and how a facility can be reached by professionals. */
export interface ContactView {
  /** `phone`, `fax`, `mail` or `ict`. */
  channel?: string | null;
  /**
   * The next moment they are open, with the offset of Japan.
   * @example "2026-12-01T13:00:00+09:00"
   */
  next?: string | null;
  /**
   * The first moment in the asker's hours at which somebody can be reached, within four weeks; null where there is none, or none were
   * given.
   * @example "2026-12-01T13:30:00+09:00"
   */
  next_in_my_hours?: string | null;
  /** A remark in the institution's own words. */
  note?: string | null;
  /** Whether the contact hours are open at the wished moment; null where they are not known. */
  open_at?: boolean | null;
  /** The hours in common with `my_hours` within seven days; null where none were given. */
  overlap?: StretchView[] | null;
  /** Of those seven days the hours of `my_hours` in which nobody said whether somebody can be reached; null where none were given. */
  overlap_unknown?: StretchView[] | null;
  /** Whom to ask for. */
  person?: string | null;
  /** Telephone. */
  phone?: string | null;
  /**
   * All of it as one line to read out.
   * @example "電話 046-000-0000（連携室）次は 12/1(火) 13:00〜14:30"
   */
  text: string;
  /**
   * When the hours that are open at `next` end; null where nobody said, and where they do not end within two days.
   * @example "2026-12-01T14:30:00+09:00"
   */
  until?: string | null;
}

/** One day of the picture. */
export interface CoverDay {
  /** The date. */
  date: string;
  /** The public holiday, where it is one. */
  holiday?: string | null;
  /**
   * A letter for each half-hour from midnight: `c` covered, `u` unknown, `o` open.
   * @example "oooooooooooooooooocccccccccccccccccccooooooooooo"
   */
  slots: string;
  /** Its weekday. */
  weekday: string;
}

/** A day on which a substitute is looked for or offered. */
export type CoverDayView = OriginView & {
  /** `needed` or `offered`. */
  cover: string;
  /** @example "2026-12-29" */
  date: string;
  note?: string | null;
};

/** Which hours of the seven days are covered, open, or unknown. */
export interface CoverView {
  /** On what it rests: `round_the_clock`, `calendar`, `to_be_asked`, `consultation_only`, `nothing`, or `together` with the alternates. */
  basis: string;
  /**
   * @format int32
   * @min 0
   */
  covered_min: number;
  days: CoverDay[];
  /** Midnight before the wished time, with the offset of Japan. */
  from: string;
  /** The hours that nobody covers. */
  open: RangeView[];
  /**
   * @format int32
   * @min 0
   */
  open_min: number;
  /** Seven days later. */
  to: string;
  /** The hours of which nothing is known. */
  unknown: RangeView[];
  /**
   * @format int32
   * @min 0
   */
  unknown_min: number;
  /** The same in words. */
  why: string;
}

/** One day of the week picture. */
export interface DayView {
  /** `mo` … `su`, and `ph` for public holidays. */
  day: string;
  /** What differs in some weeks. */
  note?: string | null;
  spans: SpanView[];
  /** What holds within the spans, or all day where there are none: `open`, `closed`, or `unknown`. */
  state: string;
}

/** What is decided about a proposal. */
export interface DecisionRequest {
  /** The fields that are taken over; the others are not. None at all rejects the proposal. */
  approve: Choice[];
  /**
   * Why. May be left out where something is taken over.
   * @example "電話で確認"
   */
  reason?: string;
}

/** What was decided. */
export interface DecisionView {
  /** The fields that were taken over. */
  approved: string[];
  at: string;
  /** The account that decided. */
  by: string;
  /** The edits that did so; taking these back takes the approval back. */
  edits: number[];
  reason: string;
}

/** What a need asks of some roles. */
export interface DemandView {
  /** One of these capabilities is enough. */
  any_of: string[];
  /** `law`, `fee_schedule` or `practice`. */
  basis: string;
  roles: string[];
  /** Why. */
  source: WordsView;
  /** `need` or `wish`. */
  strength: string;
}

/** One turn of duty. */
export type DutyView = OriginView & {
  /** The day. */
  date: string;
  /** What for, as the roster says. */
  label: string;
  note?: string | null;
  /** When; empty where the roster names no time. */
  spans: SpanView[];
};

/** Values to change, all of them or none. */
export interface EditRequest {
  /** What to change. */
  edits: ChangeRequest[];
  /**
   * Why.
   * @example "電話で確認"
   */
  reason: string;
}

/** One edit. */
export interface EditView {
  /** What was written; for one that takes another back, what readers saw afterwards. */
  after: object;
  author: string;
  /** What readers saw before. */
  before: object;
  field: string;
  /** @format int64 */
  id: number;
  /** Whether its value stands in front of the sources now. */
  in_force: boolean;
  made_at: string;
  reason: string;
  /** For whom they spoke: `facility` for itself, `editor` for this directory. */
  source: string;
  /**
   * The edit that this one takes back.
   * @format int64
   */
  undoes?: number | null;
  /**
   * The edit that took this one back.
   * @format int64
   */
  undone_by?: number | null;
}

/** The facility as everybody sees it after an edit. */
export type EditedView = FacilityView & {
  /** The numbers of the edits that were made. */
  edits: number[];
  /** By field that was ever edited: the number of its last edit, to name as `seen` next time. A field that is not here has 0. */
  versions: Partial<Record<string, number>>;
};

/** A source and the edition of it that the directory holds. */
export interface EditionView {
  /** The newest edition. */
  edition: string;
  label: string;
  licence: string;
  /**
   * @format int64
   * @min 0
   */
  records: number;
  source: string;
}

/** The evidence sheet. */
export interface EvidenceAnswer {
  /** Who lies beyond the line, up to `evidence.examined_radius_m`. */
  beyond: BeyondView;
  /** The same counts as in the match of the same question. */
  evidence: EvidenceView;
  /** Every institution of the role's kinds within the line, nearest first; equally near ones by the lot of the day. */
  institutions: InstitutionView[];
  /** Who judges: not this program. */
  judgement: string;
  /**
   * When it was made, in Japan.
   * @example "2026-12-01T13:00:00+09:00"
   */
  made_at: string;
  /** How distances are measured. */
  method: string;
  /** What is asked of each institution, in the order of its answers. */
  needs: AskedView[];
  notices: string[];
  /** How the home was understood. */
  origin: HomeView;
  /** The policy behind the order. */
  policy: PolicyView;
  role: string;
  /** What the role is about; null where it implies nothing. */
  role_asks?: AskedView | null;
  /** The rule that was in force on the day asked, in words; empty where none concerns the role. */
  rules: RuleView[];
  /** What is said where no rule concerns the role. */
  rules_note?: string | null;
  /** The editions behind the answers. */
  sources: EditionView[];
  /** The day on which ages are counted. */
  today: string;
}

/** How the answer came about: `examined = candidates + Σ excluded`. */
export interface EvidenceView {
  /**
   * @format int32
   * @min 0
   */
  candidates: number;
  /**
   * @format int32
   * @min 0
   */
  examined: number;
  /** @format double */
  examined_radius_m: number;
  excluded: ExcludedView[];
  /**
   * @format int32
   * @min 0
   */
  offering_visits: number;
  /** @format double */
  radius_m: number;
  /**
   * @format int32
   * @min 0
   */
  within: number;
}

/** Why some were left out. */
export interface ExcludedView {
  /** The capabilities of which one would have been enough, for `need_unmet`. */
  any_of: string[];
  /**
   * @format int32
   * @min 0
   */
  count: number;
  /** The reason in words. */
  label: string;
  /** The capability, for `need_unmet`; the first of `any_of`. */
  need?: string | null;
  /** `beyond_16km`, `place_unknown`, `not_in_role` or `need_unmet`. */
  reason: string;
}

/** What is to be changed of one facility. */
export interface FacilityEdits {
  /** What to change of it. */
  edits: ChangeRequest[];
  /**
   * The facility.
   * @example "n-1421400900010"
   */
  id: string;
}

/** Facilities by filter. */
export interface FacilityPage {
  items: FacilitySummary[];
  /** Give this as `cursor` for the next page; null at the end. */
  next?: string | null;
  /**
   * How many there are on all pages.
   * @min 0
   */
  total: number;
}

/** A facility in a list. */
export interface FacilitySummary {
  /** The whole address. */
  address: string;
  /** Whether it is invented (the demonstration town). */
  fictional: boolean;
  /**
   * The stable identifier.
   * @example "n-1421409498300"
   */
  id: string;
  /**
   * Its kind.
   * @example "clinic"
   */
  kind: string;
  /**
   * Degrees north; null where the address could not be placed.
   * @format double
   */
  lat?: number | null;
  /**
   * Degrees east.
   * @format double
   */
  lon?: number | null;
  /** 正式名称. */
  name: string;
  /** Whether a source that listed it no longer does; the facility itself says which, and since when. */
  no_longer_listed: boolean;
  /** Telephone. */
  phone?: string | null;
  /** How the point is known. */
  position?: PositionView | null;
}

/** Everything known about a facility. */
export type FacilityView = FacilitySummary &
  SaidView & {
    beds?: BedsView | null;
    capabilities: CapabilityView[];
    fax?: string | null;
    group?: GroupView | null;
    /** The three calendars. They are never one. */
    hours: HoursView;
    identifiers: IdentifierView[];
    municipality?: MunicipalityView | null;
    name_kana?: string | null;
    /**
     * What of this the public does not see, for whoever does: fields (`capacity`, `hours_contact/person`), capabilities, `remark/HEADING`.
     * Absent where there is nothing, and from every answer to the public.
     */
    professional_only?: string[];
    provenance: Partial<Record<string, OriginView>>;
    services: ServiceView[];
    specialties: string[];
    url?: string | null;
  };

/** An address to place. */
export interface GeocodeRequest {
  /**
   * The address, in any of the usual spellings.
   * @example "横須賀市浦賀5-1-1"
   */
  address: string;
}

/** A heading of capabilities. */
export interface GroupHeadingView {
  id: string;
  /** A text in three languages, or in the one that was asked for. */
  label: WordsView;
}

/** A 連携型 group. */
export interface GroupView {
  id: string;
  members: MemberView[];
  name: string;
  phone?: string | null;
}

/** What was handed in. */
export interface HandedIn {
  /**
   * Its number.
   * @format int64
   */
  id: number;
  /** `open`: an editor decides. */
  state: string;
}

/** Every edit of a facility, the newest first. */
export interface HistoryView {
  edits: EditView[];
  facility: string;
  /** By field that was ever edited: the number of its last edit. A field that is not here has 0. */
  versions: Partial<Record<string, number>>;
}

/** How the home was understood. */
export interface HomeView {
  /** @format double */
  accuracy_m: number;
  /** @format double */
  lat: number;
  /** `point`, `town`, `municipality`, … */
  level: string;
  /** @format double */
  lon: number;
  /** What was recognised. */
  matched: string;
  /** What was not needed. */
  rest: string;
  source: string;
}

/** A horizon of the policy. */
export interface HorizonView {
  /** A capability, a source, or `default`. */
  applies_to: string;
  /**
   * @format int32
   * @min 0
   */
  days: number;
  reason: string;
  /** `capability` goes before `source` before `default`. */
  sort: string;
}

/** How hours were understood. */
export interface HoursReading {
  /**
   * As OSM `opening_hours`.
   * @example "Mo-Fr 09:00-12:00; Sa[2,4] 09:00-12:00; PH off"
   */
  osm: string;
  /** What was not understood, as it was written; empty where everything was. */
  rest: string;
  /** In words again. */
  text: string;
  /** Monday to Sunday, and public holidays. */
  week: DayView[];
}

/** Hours in words. */
export interface HoursRequest {
  /** `ja` (default), `en` or `easy`: the language of `text` and of the notes in the answer. */
  lang?: string | null;
  /**
   * Japanese words, or OSM `opening_hours`.
   * @example "平日 9:00〜12:00、第2・4土 9:00〜12:00"
   */
  text: string;
}

/** The three calendars. They are never one. */
export interface HoursView {
  consultation?: CalendarView | null;
  contact?: CalendarView | null;
  visiting?: CalendarView | null;
}

/** A number under which somebody knows the facility. */
export interface IdentifierView {
  system: string;
  value: string;
}

/** One institution within the line. */
export interface InstitutionView {
  /** False where the imprecision of home or institution reaches across the line. */
  within_16km_certain: boolean;
  address: string;
  id: string;
  kind: string;
  name: string;
  /** What it answers to each need, in the order of `needs`. */
  needs: AnswerView[];
  /** `candidate`, `place_unknown`, `not_in_role` or `need_unmet`: the first reason that applies, as counted in `evidence`. */
  outcome: string;
  /** The outcome in words. */
  outcome_label: string;
  /** What it answers to what the role is about; null where the role implies nothing. */
  role_answer?: AnswerView | null;
  /**
   * Geodesic distance from the home in metres, to 10 cm.
   * @format double
   */
  straight_line_m: number;
}

/** The text, understood. Every character stands in exactly one of the spans. */
export interface InterpretAnswer {
  at?: InterpretedTime | null;
  /** Capabilities that are no state of the patient. */
  capabilities: MentionView[];
  /** Needs and capabilities that the text says are not there: 「酸素なし」. */
  denied: MentionView[];
  /** Needs, as often as they are said. */
  needs: MentionView[];
  /** Places named besides. */
  other_places: InterpretedText[];
  /** Members of the team named besides. */
  other_roles: MentionView[];
  /** Moments named besides, that of a discharge for example. */
  other_times: InterpretedTime[];
  /** Grammar, white space and punctuation. */
  particles: InterpretedText[];
  place?: InterpretedPlace | null;
  /** What was not understood: show it. */
  rest: InterpretedText[];
  role?: MentionView | null;
}

/** A text in the words of the papers or of a call. */
export interface InterpretRequest {
  /** `ja` (default), `en` or `easy`. */
  lang?: string | null;
  /**
   * Place, needs, time and whom one looks for, in any order; at most 500 characters. It lives for this request only.
   * @example "浦賀 末期がん 在宅酸素 看取り 土曜に電話したい"
   */
  text: string;
}

/** The place, and what it may mean. */
export interface InterpretedPlace {
  /** As `POST /api/v1/geocode` answers, best first. */
  candidates: PlaceView[];
  /** Where something stands in the text: characters (Unicode scalar values) from 0 on, the end not included. */
  span: TextSpanView;
  text: string;
}

/** A stretch of the text. */
export interface InterpretedText {
  /** Where something stands in the text: characters (Unicode scalar values) from 0 on, the end not included. */
  span: TextSpanView;
  text: string;
}

/** The moment to reach somebody. */
export interface InterpretedTime {
  /**
   * The moment, always ahead.
   * @example "2026-11-21T10:00:00+09:00"
   */
  at: string;
  /** Whether day and hour were both named; else the missing one is a guess. */
  certain: boolean;
  /** Where something stands in the text: characters (Unicode scalar values) from 0 on, the end not included. */
  span: TextSpanView;
  text: string;
}

/** A kind of facility. */
export interface KindView {
  /** A text in three languages, or in the one that was asked for. */
  explanation: WordsView;
  id: string;
  /** A text in three languages, or in the one that was asked for. */
  label: WordsView;
}

/** A law of the policy in words. */
export interface LawView {
  /** `carried_over`, `confirmed`, `vacancy`, `cover`. */
  law: string;
  reason: string;
}

/** How a record of some source came to be taken for this facility. */
export interface LinkView {
  /** The record's key there. */
  key: string;
  /** Why: identifiers of reasons. */
  reasons: string[];
  /**
   * How sure, in percent.
   * @format int32
   * @min 0
   */
  score: number;
  source: string;
}

/** A place of a need in an official list. */
export interface ListingView {
  number: string;
  table: string;
  /** The official words. */
  text: string;
}

/** A member that stays. */
export interface LockRequest {
  /**
   * The identifier of the facility.
   * @example "n-1421409498300"
   */
  facility: string;
  /**
   * The place; any but `attending`, which has a field of its own.
   * @example "pharmacy"
   */
  role: string;
}

/** The answer. */
export interface MatchAnswer {
  /** The needs among what was asked for; capabilities asked for by themselves are not repeated. */
  asked_needs: AskedNeedView[];
  candidates: CandidateView[];
  /**
   * The words of the lot before a facility's identifier: `rotation` is XXH3-64 over both.
   * @example "2026-12-01|attending|35.240000,139.720000|tpn|"
   */
  draw: string;
  /** How the answer came about: `examined = candidates + Σ excluded`. */
  evidence: EvidenceView;
  near_misses: CandidateView[];
  /** What a reader should know. */
  notices: string[];
  /** How the home was understood. */
  origin: HomeView;
  /** The policy behind the order. */
  policy: PolicyView;
  /**
   * The role that was asked for.
   * @example "attending"
   */
  role: string;
  team?: TeamView | null;
  /**
   * The day in Japan on which ages are counted and lots are drawn.
   * @example "2026-12-01"
   */
  today: string;
}

/** The question. */
export interface MatchRequest {
  /**
   * The moment someone wants to reach them; now when absent.
   * @example "2026-12-01T13:00:00+09:00"
   */
  at?: string | null;
  /** `ja` (default), `en` or `easy`. */
  lang?: string | null;
  /**
   * Candidates to show, 1 to 100.
   * @min 0
   */
  limit?: number | null;
  /**
   * The hours in which the asker can call: OSM `opening_hours` or Japanese words. Each candidate then says which of its contact hours
   * lie in them.
   * @example "平日 13時-17時"
   */
  my_hours?: string | null;
  /**
   * What must be possible; identifiers of capabilities and of needs, which ask each role for what it takes.
   * @example ["terminal_cancer","oxygen_therapy","home_death_care"]
   */
  needs?: string[];
  /** The patient's home. It lives for this request only. */
  origin: OriginRequest;
  /**
   * `attending` (default), `alternate`, `nursing`, `pharmacy`, `dental`, `care_manager` or `backup_hospital`.
   * @example "attending"
   */
  role?: string | null;
  /** Whether to name a team around the first candidate. */
  team?: boolean;
  /** Who stays in the team and who is left out; asks for a team by itself. */
  team_with?: TeamRequest | null;
  /** What would be good. */
  wishes?: string[];
}

/** A facility by name. */
export interface MemberView {
  /** Its identifier. */
  id: string;
  /** Its name. */
  name: string;
}

/** Something that was understood. */
export interface MentionView {
  /** The identifier of the need, capability or role. */
  id: string;
  label: string;
  /** The words of the text. */
  matched_text: string;
  /** Where something stands in the text: characters (Unicode scalar values) from 0 on, the end not included. */
  span: TextSpanView;
}

/** A need that somebody says no to: what keeps a near miss from being a candidate. */
export interface MissingView {
  /** The four-state answer behind it: `no`. */
  answer: string;
  any_of: string[];
  as_of?: string | null;
  /** What is missing, in a sentence. */
  detail: string;
  /** What the need is called. */
  label: string;
  /** The capability that decides; `any_of` are those of which one would have been enough. */
  need: string;
  source?: string | null;
}

/** What a calendar says about a moment. */
export interface MomentView {
  /**
   * The moment, with the offset of Japan.
   * @example "2026-12-01T13:00:00+09:00"
   */
  at: string;
  /** The next moment it is open, `at` itself where it is open then; null where none is known within four weeks. */
  next?: string | null;
  /** `open`, `closed`, or `unknown`. */
  state: string;
  /** When the hours that are open at `next` end; null where nobody said, and where they do not end within two days. */
  until?: string | null;
}

/** Whether new patients at home are taken in one month. */
export type MonthView = OriginView & {
  /** `yes`, `consult`, `no` or `unknown`; `no` where no place is left. */
  answer: string;
  /** @example "2026-12" */
  month: string;
  /** A condition in the institution's own words. */
  note?: string | null;
  /**
   * How many more, where a number was given.
   * @format int32
   * @min 0
   */
  places?: number | null;
};

/** A municipality. */
export interface MunicipalityView {
  /**
   * 全国地方公共団体コード, five digits.
   * @example "14201"
   */
  code: string;
  /** Its name. */
  name?: string | null;
}

/** The nearest beyond the line. */
export interface NearestView {
  id: string;
  name: string;
  /** @format double */
  straight_line_m: number;
}

/** A list in which needs stand. */
export interface NeedTableView {
  /** Since when it has read like this. */
  effective?: string | null;
  id: string;
  /** A text in three languages, or in the one that was asked for. */
  label: WordsView;
  /** Where it is published; null for the situations. */
  source?: string | null;
}

/** Something that can be asked for: a capability, or a need with what it asks of each role. */
export interface NeedView {
  /** What a need asks. */
  asks: DemandView[];
  /** A text in three languages, or in the one that was asked for. */
  explanation: WordsView;
  /** The heading it stands under: that of the capability, or the first list in which the need stands. */
  group: string;
  id: string;
  /** A text in three languages, or in the one that was asked for. */
  label: WordsView;
  /** Where a need stands in the official lists. */
  listed: ListingView[];
  /** The roles of which it asks anything; none for a situation in which no institution can be asked a question. */
  roles: string[];
  /** `capability` or `need`. */
  sort: string;
  /** What people write for it. */
  synonyms: string[];
}

/** A case to make. */
export interface NewCase {
  /**
   * What must be possible: identifiers of capabilities and needs.
   * @example ["tpn"]
   */
  needs?: string[];
  /** A few words that tell of nobody in particular; what looks like a name, a number to call, a birthday or an address is refused. */
  note?: string;
  /** The patient's home. It is reduced to a mesh of about 1 km and forgotten with this request. */
  origin: OriginRequest;
  /**
   * Whom the case looks for; `attending` when absent.
   * @example "attending"
   */
  role?: string | null;
  /** Whether everybody who keeps cases sees it. */
  shared?: boolean;
  /**
   * From when.
   * @example "2026-12-01"
   */
  wished_from?: string | null;
  /** What would be good. */
  wishes?: string[];
}

/** A facility that was asked. */
export interface NewRequest {
  /**
   * `phone` when absent, `fax`, `visit`, `mail` or `other`.
   * @example "phone"
   */
  channel?: string | null;
  /**
   * Its identifier.
   * @example "n-1421400900010"
   */
  facility: string;
}

/** What was made as small as possible, from the first field to the last (`docs/team.md`). */
export interface ObjectiveView {
  /**
   * @format int32
   * @min 0
   */
  alternates: number;
  /** The tier of the first alternate; `fixed` where it was put there, `nobody` where there is none. */
  first_alternate: string;
  /**
   * @format int32
   * @min 0
   */
  needs_to_ask: number;
  /**
   * @format int32
   * @min 0
   */
  needs_unmet: number;
  /**
   * @format int32
   * @min 0
   */
  open_min: number;
  /**
   * The sum of scores and additions; the only number that is made as large as possible.
   * @format double
   */
  points: number;
  /**
   * @format int32
   * @min 0
   */
  roles_empty: number;
  second_alternate: string;
  /**
   * Minutes of the week that nobody is known to cover.
   * @format int32
   * @min 0
   */
  uncovered_min: number;
}

/** How many are in which state at `open_at`. */
export interface OpenCounts {
  /**
   * @format int32
   * @min 0
   */
  closed: number;
  /**
   * @format int32
   * @min 0
   */
  open: number;
  /**
   * Of whom nobody knows.
   * @format int32
   * @min 0
   */
  unknown: number;
}

/** A home: an address, or a point. */
export interface OriginRequest {
  /**
   * An address in Japan.
   * @example "神奈川県横須賀市浦賀5丁目1-1"
   */
  address?: string | null;
  /**
   * Degrees north; with `lon`, instead of an address.
   * @format double
   */
  lat?: number | null;
  /**
   * Degrees east.
   * @format double
   */
  lon?: number | null;
}

/** Who said a field, and when. */
export interface OriginView {
  as_of: string;
  source: string;
}

/** Somebody else who could fill a role. */
export interface OtherView {
  id: string;
  name: string;
  /** @format double */
  score: number;
  /** @format double */
  straight_line_m: number;
  /** Why it does not stand first. */
  why_not: string;
}

/** A place that fits. */
export interface PlaceView {
  /**
   * The radius in metres within which the true place lies in nine of ten cases or more.
   * @format double
   */
  accuracy_m: number;
  /** @format double */
  lat: number;
  /** `point`, `block`, `town`, `municipality` or `prefecture`. */
  level: string;
  /** @format double */
  lon: number;
  /** What was recognised, in the official spelling, down to the house number where that is known. */
  matched: string;
  municipality?: MunicipalityView | null;
  /** What follows it, as typed. */
  rest: string;
  /**
   * How sure the reading is, 0 to 1; places that fit equally well share it.
   * @format double
   */
  score: number;
  /** Who gave the point; `request` for coordinates that were typed. */
  source: string;
}

/** Places that fit, best first; empty when nothing does. */
export interface Places {
  candidates: PlaceView[];
}

/** The policy behind the order. */
export interface PolicyView {
  /** How what is said of days and months to come is read, and why. */
  availability: LawView[];
  /** After how many days a yes must be asked again, and why. */
  horizons: HorizonView[];
  /** Who publishes it; null for the one that comes with the program. */
  publisher?: string | null;
  /** Reason by term. */
  reasons: Partial<Record<string, string>>;
  version: string;
  /** Weight by term. They sum to 1, beside `rotation`, which stands here only for those who keep cases. */
  weights: Partial<Record<string, number>>;
}

/** Where a facility is and how that is known. */
export interface PositionView {
  /**
   * How far the true place may be from the point, in metres.
   * @format double
   */
  accuracy_m: number;
  /** `point` when the source gave coordinates, coarser when placed by its address. */
  level: string;
  /** Who gave the point. */
  source: string;
}

/** What went wrong, for whom, and what would have been right. */
export interface Problem {
  /** The values that would have been right; null where they cannot be listed. */
  allowed?: string[] | null;
  /** Both values, where somebody else changed a field since it was seen. */
  conflict?: ConflictView | null;
  /** What is wrong and what to do, in Japanese and English. */
  detail: string;
  /** The path of the wrong value in the request; null where no single value is wrong. */
  field?: string | null;
  /**
   * The HTTP status.
   * @format int32
   * @min 0
   * @example 400
   */
  status: number;
  /** The kind of problem in a few words. */
  title: string;
  /**
   * A URI reference that names the kind of problem.
   * @example "/api/docs#invalid-value"
   */
  type: string;
}

/** What somebody reports: fields, words, or both. */
export interface ProposalRequest {
  /** The fields that are wrong, with what is right. */
  changes?: ProposedRequest[];
  /**
   * What is wrong, in words. Nothing about a patient.
   * @example "電話がつながりません"
   */
  words?: string;
}

/** A proposal. */
export interface ProposalView {
  /** The account that handed it in; null for the public. */
  author?: string | null;
  changes: ProposedView[];
  decision?: DecisionView | null;
  facility: string;
  /** @format int64 */
  id: number;
  made_at: string;
  /** What that account is for: `public` without one. */
  role: string;
  /** `open`, `approved` (at least one field was taken over), `rejected`, or `noted` (it was in words only). */
  state: string;
  /** What was said in words. */
  words: string;
}

/** Proposals, with how many there are. */
export interface ProposalsView {
  /**
   * How many were decided.
   * @format int64
   */
  decided: number;
  items: ProposalView[];
  /**
   * The number to name as `after` for the next page; null on the last.
   * @format int64
   */
  next?: number | null;
  /**
   * How many wait for a decision.
   * @format int64
   */
  open: number;
}

/** A field with the value that somebody thinks is right. */
export interface ProposedRequest {
  /**
   * The field: `phone`, `fax`, `url`, `hours_consultation`, `hours_contact`, `hours_visiting`, `name`, `address`, `closed`, or the
   * identifier of a capability.
   * @example "phone"
   */
  field: string;
  /** The value that is right; null where there is none. */
  value?: object;
}

/** A field of a proposal. */
export interface ProposedView {
  /** What readers saw when it was handed in. */
  before: object;
  field: string;
  /** What should stand there. */
  value: object;
}

/** A range of the week. */
export interface RangeView {
  /** When it begins, with the offset of Japan. */
  from: string;
  /**
   * In words.
   * @example "火 18:00〜水 9:00"
   */
  label: string;
  /** When it ends. */
  to: string;
}

/** Something said in words that has no field of its own. */
export type RemarkView = OriginView & {
  /** The heading of its column. */
  label: string;
  /** As written. */
  text: string;
};

/** A value that another one stands in front of. */
export type ReplacedView = OriginView & {
  /** Whether the source has said something else since the field was corrected by hand. */
  changed_since: boolean;
  /** The field as in `provenance`, a calendar, or a capability. */
  field: string;
  /** The value as a reader sees it; empty where the source no longer has one. */
  value: string;
};

/** What a facility answered. */
export interface RequestChange {
  /**
   * `accepted` ends the case, `declined` needs a reason, `later`, or `pending` to take an answer back.
   * @example "declined"
   */
  answer: string;
  /**
   * Why it declined: an identifier of `data/cases.toml`.
   * @example "full"
   */
  reason?: string | null;
  /**
   * The answer that was seen.
   * @example "pending"
   */
  seen: string;
}

/** Somebody who was asked. */
export interface RequestView {
  /** `pending`, `accepted`, `declined` or `later`. */
  answer: string;
  answered_at?: string | null;
  asked_at: string;
  /** `phone`, `fax`, `visit`, `mail` or `other`. */
  channel: string;
  /** The identifier of the facility. */
  facility: string;
  /** @format int64 */
  id: number;
  /** Why it declined: an identifier of `data/cases.toml`. */
  reason?: string | null;
}

/** One requirement or wish and how it stands. */
export interface RequirementView {
  /** `yes`, `consult`, `no` or `unknown`. */
  answer: string;
  /** The capabilities of which one is enough. */
  any_of: string[];
  as_of?: string | null;
  /** The needs that ask for it; empty where the capability was asked for by itself. */
  asked_by: AskedByView[];
  /** The capability that decides: the best answered one of `any_of`. */
  need: string;
  /** The state in a sentence. */
  reason: string;
  source?: string | null;
  /** `met`, `ask` or `unmet`. */
  state: string;
}

/** A way by road. */
export interface RoadView {
  /** Where the way begins: `home`, or `mesh_500m`, the middle of the home's 500 m mesh. */
  from: string;
  /**
   * @format double
   * @example 9120
   */
  metres: number;
  /**
   * @format double
   * @example 14.2
   */
  minutes: number;
  /** Who says so: `osrm` or `valhalla`. */
  source: string;
}

/** A place in the team. */
export interface RoleView {
  id: string;
  kinds: string[];
  /** A text in three languages, or in the one that was asked for. */
  label: WordsView;
}

/** The words of a rule. */
export interface RuleView {
  /** Where it stands. */
  citation: string;
  date_note: string;
  /** Null where no document that was seen names the day; `date_note` says so. */
  effective_from?: string | null;
  effective_until?: string | null;
  id: string;
  published?: string | null;
  /** A summary in our words. */
  text: string;
  title: string;
}

/** Everything that stands beside the fields. */
export interface SaidView {
  absent: AbsenceView[];
  capacity?: CapacityView | null;
  /**
   * The day since which it is known to be closed for good.
   * @example "2026-03-31"
   */
  closed?: string | null;
  /** Who said, and on which day, that everything shown is still so. */
  confirmed?: OriginView | null;
  /** Days on which a substitute is looked for or offered. */
  cover: CoverDayView[];
  duties: DutyView[];
  links: LinkView[];
  /** New patients at home, by month. */
  new_patients: MonthView[];
  remarks: RemarkView[];
  replaced: ReplacedView[];
  /** The site that it shares with others: one building, or one operator at one address. */
  site?: string | null;
  vacancies: VacancyView[];
}

/** The numbers beside the filters. */
export interface SearchCounts {
  /** By capability: how many would be listed if it were asked for too. */
  capability: Partial<Record<string, number>>;
  /** By kind: how many would be listed with that kind alone and the other filters. */
  kind: Partial<Record<string, number>>;
  /** By month, this one, the next and the one asked for: how many would be listed with that month and the other filters. */
  new_patients: Partial<Record<string, number>>;
  /** By state, those who pass the other filters; null where no moment was given. */
  open?: OpenCounts | null;
  /** By day, today, tomorrow and the one asked for, likewise. */
  vacancy_on: Partial<Record<string, number>>;
}

/** A facility that was searched for. */
export type SearchItem = FacilitySummary & {
  /** What it says about the capabilities asked for. */
  answers: SearchedAnswer[];
  /** What it says about the month of `new_patients`; null where none was given. */
  in_month?: MonthView | null;
  /** What the calendar asked says about `open_at`; null where no moment was given. */
  moment?: MomentView | null;
  /** What it says about the day of `vacancy_on`; null where none was given. */
  on_day?: VacancyView | null;
  /**
   * Geodesic distance from `near` in metres; null where no place was given.
   * @format double
   */
  straight_line_m?: number | null;
  /**
   * Whether it comes to the home: `yes`, `consult`, `no` or `unknown`.
   * @example "yes"
   */
  visits: string;
};

/** A page of facilities. */
export interface SearchPage {
  /** Null where nobody asked for it. */
  counts?: SearchCounts | null;
  items: SearchItem[];
  /** Give this as `cursor` for the next page; null at the end. */
  next?: string | null;
  /**
   * How many there are on all pages.
   * @min 0
   */
  total: number;
}

/** A search by filter or around a place. The place may be a home, so it is a POST. Every condition given must hold. */
export interface SearchRequest {
  /**
   * Within this box: west, south, east, north in degrees.
   * @example [139.6,35.2,139.8,35.3]
   */
  bbox?: number[] | null;
  /**
   * The calendar that `open_at` asks: `consultation` (default), `contact` or `visiting`.
   * @example "consultation"
   */
  calendar?: string | null;
  /** With a yes to every one of these. */
  capability?: string[];
  /**
   * Whether the answer counts how many there would be by kind, with one capability more, by state at `open_at`, and in the months and on
   * the days around today.
   */
  counts?: boolean;
  /** `next` of the page before. */
  cursor?: string | null;
  /** Of one of these kinds. */
  kind?: string[];
  /**
   * Items on the page, 1 to 500; 20 when absent.
   * @min 0
   */
  limit?: number | null;
  /**
   * 全国地方公共団体コード of a municipality, a designated city (all its wards) or a prefecture (such as 14000).
   * @example "14201"
   */
  municipality?: string | null;
  /** The place; the nearest come first. */
  near?: OriginRequest | null;
  /**
   * Taking new patients at home in this month, by a recent answer about it; with `or_consult` also after asking.
   * @example "2026-12"
   */
  new_patients?: string | null;
  /** Known to be open at this moment; who did not say is not listed. */
  open_at?: string | null;
  /** Whether `open_at` lists those of whom nobody knows too, after the others. */
  open_or_unknown?: boolean;
  /** Whether 要相談 counts as a yes to `capability`, `new_patients` and `vacancy_on`. */
  or_consult?: boolean;
  /**
   * Radius in metres around `near`, 1 to 200,000; 16,000 when absent, or as far as `bbox` reaches where that is given.
   * @format double
   */
  radius_m?: number | null;
  /** Containing these words. */
  text?: string | null;
  /**
   * With free places on this day, by a recent answer about it; with `or_consult` also after asking.
   * @example "2026-11-28"
   */
  vacancy_on?: string | null;
}

/** What a facility says about a capability that was asked for. */
export interface SearchedAnswer {
  /** `yes` or `consult`. */
  answer: string;
  /** When it was true at its source. */
  as_of: string;
  /**
   * The capability.
   * @example "home_death_care"
   */
  need: string;
  /** Who said so. */
  source: string;
}

/** A service under a number of its own. */
export interface ServiceView {
  /** `days` as a calendar, whose hours nobody said; null where no day is known. */
  calendar?: CalendarView | null;
  /**
   * @format int32
   * @min 0
   */
  capacity?: number | null;
  code: string;
  days: string;
  label: string;
  note: string;
  number: string;
}

/** Who asks. */
export interface SessionView {
  /** Whether this server has accounts at all; without any, no way to sign in is shown. */
  accounts: boolean;
  /** What a request that changes something carries in the header `X-Zaitaku-CSRF`; null for the public. */
  csrf?: string | null;
  /** The facilities that are the account's own, by identifier. */
  facilities: string[];
  /** What the person is called; null for the public. */
  name?: string | null;
  /** What the account is for: `public`, `professional`, `facility`, `editor` or `administrator`. */
  role: string;
  /** Whose fields are shown: `public`, `professional` or `editor`. */
  sees: string;
  /** Whether the asker is signed in. */
  signed_in: boolean;
}

/** One of the two. */
export interface SideView {
  within_16km?: boolean | null;
  within_16km_certain?: boolean | null;
  /**
   * Needs to ask about.
   * @format int32
   * @min 0
   */
  asks?: number | null;
  /** A facility in a list. */
  facility: FacilitySummary;
  /** `candidate`, `need_unmet`, `not_in_role`, `place_unknown`, `beyond_16km`, `no_place`, `other_kind` or `closed`. */
  outcome: string;
  /** The outcome in words. */
  outcome_label: string;
  /**
   * Its place among all candidates, also beyond those that an answer shows; null for others.
   * @min 0
   */
  rank?: number | null;
  /** The lot of the day. */
  rotation?: string | null;
  /** @format double */
  score?: number | null;
  /** @format double */
  straight_line_m?: number | null;
  /**
   * Needs answered no.
   * @format int32
   * @min 0
   */
  unmet?: number | null;
}

/** One tile source. */
export interface SourceEntry {
  attribution?: string | null;
  content_type: string;
  description?: string | null;
  id: string;
}

/** All tile sources. */
export interface SourceList {
  sources: SourceEntry[];
}

/** How much of a source is in the directory. */
export interface SourceStatus {
  edition: string;
  id: string;
  label: string;
  /**
   * @format int64
   * @min 0
   */
  records: number;
}

/** A dataset or other source. */
export interface SourceView {
  id: string;
  /** A text in three languages, or in the one that was asked for. */
  label: WordsView;
  licence: string;
  url: string;
}

/** A span of a day. */
export interface SpanView {
  /** `09:00`; empty where nobody said at what time of the day. */
  from: string;
  /** `12:00`; beyond `24:00` it runs into the next day; empty where nobody said when it ends. */
  to: string;
}

/** One institution that is known to do it. */
export interface SpecialistFacility {
  /** A facility in a list. */
  facility: FacilitySummary;
  /** Its answer in a sentence. */
  reason: string;
  /** @format double */
  straight_line_m: number;
}

/** Who could come at the attending institution's request. */
export interface SpecialistView {
  facilities: SpecialistFacility[];
  /** What it is called. */
  label: string;
  /** The first capability of the need. */
  need: string;
  /** What the fee schedule says about it. */
  rule: string;
  /** Where it says so. */
  source: string;
}

/** How a need stands at one of the two. */
export interface StandingView {
  answer: string;
  as_of?: string | null;
  /** The capability that decides. */
  need: string;
  reason: string;
  source?: string | null;
  /** `met`, `ask` or `unmet`. */
  state: string;
}

/** What this server holds. */
export interface Status {
  /** Whether people can sign in here: there is an account. */
  accounts: boolean;
  /** Whether the directory holds the fictional demonstration town. */
  demo: boolean;
  /** @min 0 */
  facilities: number;
  /** @format int64 */
  revision: number;
  sources: SourceStatus[];
  version: string;
}

/** A stretch of time. */
export interface StretchView {
  /**
   * The first moment, with the offset of Japan.
   * @example "2026-12-01T13:00:00+09:00"
   */
  from: string;
  /**
   * The moment after the last; null where nobody said when it ends (「17時以降」).
   * @example "2026-12-01T14:00:00+09:00"
   */
  to?: string | null;
}

/** The beginning of an address. */
export interface SuggestRequest {
  /**
   * What was typed so far.
   * @example "横須賀市浦"
   */
  text: string;
}

/** A place that stays empty, a need that nobody in the place is known to fulfil, or hours that nobody covers. */
export interface TeamGap {
  detail: string;
  /** The capability, where a need is missing. */
  need?: string | null;
  role: string;
  ways_out: WayOut[];
}

/** One member. */
export interface TeamMember {
  within_16km: boolean;
  /** When and how a facility can be reached by professionals. */
  contact: ContactView;
  /** A facility in a list. */
  facility: FacilitySummary;
  /** Whether somebody put it there. */
  locked: boolean;
  /** Others, to swap. */
  others: OtherView[];
  /**
   * What is known of it that the public does not see, for whoever does; absent where there is nothing, and from every answer to the
   * public.
   */
  professional_only?: string[];
  requirements: RequirementView[];
  role: string;
  /** What the role is called. */
  role_label: string;
  /**
   * The score in the order of the role, without what working together adds.
   * @format double
   */
  score: number;
  /** @format double */
  straight_line_m: number;
  /**
   * What working together with the attending institution already adds.
   * @format double
   */
  together: number;
  why: string[];
}

/** What is wanted of the team; asking for it asks for a team. */
export interface TeamRequest {
  /** The attending institution, instead of the first candidate. */
  attending?: string | null;
  /** Who is not to be named. */
  excluded?: string[];
  /** Members that stay, whatever they answer: at most one a role, and as many alternates as the policy allows. */
  locked?: LockRequest[];
}

/** The team. */
export interface TeamView {
  /** Other second doctors, in order. */
  alternates: AlternateView[];
  /** The first candidate of the role that was asked for, which stays; null where that is the attending institution. */
  asked?: TeamMember | null;
  /** Around whom; null where nobody can be. */
  attending?: TeamMember | null;
  /** Whom to phone, in order. */
  calls: CallView[];
  /** When the attending institution comes by itself. */
  cover?: CoverView | null;
  /** The same together with the alternates. */
  cover_with_alternates?: CoverView | null;
  gaps: TeamGap[];
  /** Everybody else. */
  members: TeamMember[];
  /** What was made as small as possible, from the first field to the last (`docs/team.md`). */
  objective: ObjectiveView;
  /** Who could come at the attending institution's request for what it is not known to do. */
  specialists: SpecialistView[];
  /** Why working together already counts at all. */
  together_reason: string;
}

/** One term of the score. */
export interface TermView {
  /** What the policy calls it. */
  label: string;
  reason: string;
  term: string;
  /** @format double */
  value: number;
  /** @format double */
  weight: number;
}

/** Where something stands in the text: characters (Unicode scalar values) from 0 on, the end not included. */
export interface TextSpanView {
  /** @min 0 */
  end: number;
  /** @min 0 */
  start: number;
}

/** Why an edit is taken back. */
export interface UndoRequest {
  /** Why. */
  reason: string;
}

/** Whether places are free on one day. */
export type VacancyView = OriginView & {
  /** `yes`, `consult`, `no` or `unknown`. */
  answer: string;
  /** The day. */
  date: string;
  /** A condition in the institution's own words. */
  note?: string | null;
  /**
   * How many, where a number was given.
   * @format int32
   * @min 0
   */
  places?: number | null;
};

/** All words of the house. */
export interface VocabularyView {
  capabilities: CapabilityWordsView[];
  groups: GroupHeadingView[];
  kinds: KindView[];
  /** The official lists in which needs stand. */
  need_tables: NeedTableView[];
  /** What can be asked for: every capability, and the needs, which ask each role for what it takes. */
  needs: NeedView[];
  roles: RoleView[];
  sources: SourceView[];
}

/** The nearest way out of a gap. */
export interface WayOut {
  /** The identifier of the facility. */
  facility: string;
  name: string;
  /** When it can be phoned next; null where that is not known. */
  next?: string | null;
  phone?: string | null;
  /** `ask` somebody of the team, take somebody `instead`, one need less (`near_miss`), or somebody `beyond` the line. */
  sort: string;
  /** @format double */
  straight_line_m: number;
  /** All of it in a sentence. */
  text: string;
}

/** The way from the home. It decides nothing but the term `distance`, and that only where the straight line lies over water. */
export interface WayView {
  /** What `metres` rests on: `straight`, `land`, or `none` where a ship is needed. */
  basis: string;
  /**
   * In steps of 100 m: an estimate of the road where the straight line lies over land, the shortest way over land where it
   * lies over water. Null where that is longer than what is measured, or no road leads there.
   * @format double
   */
  metres?: number | null;
  /**
   * The same in words.
   * @example "直線は海や湖の上を通ります。陸路はおよそ75 km以上"
   */
  note: string;
  /** Whether the straight line lies over water. */
  over_water: boolean;
}

/** A text in three languages, or in the one that was asked for. */
export interface WordsView {
  easy?: string | null;
  en?: string | null;
  ja?: string | null;
}
