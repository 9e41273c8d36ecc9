/**
 * The JSON of the server. The shapes are generated from its description (`npm run schema` writes generated/schema.ts, and a test
 * compares); here they get the names of this page, and the words of which a field may be one.
 */
import type * as schema from '../../generated/schema';

/** The description lets a field be missing where it may be null; the server always writes it. */
export type Wire<T> = T extends (infer One)[] ? Wire<One>[] : T extends object ? { [K in keyof T]-?: Wire<Exclude<T[K], undefined>> } : T;

/** A shape with some of its fields told more exactly. A field that the description does not know is refused. */
export type Refine<T, R extends { [K in keyof R]: K extends keyof T ? unknown : never }> = Omit<T, keyof R> & R;

export type Level = 'point' | 'facility' | 'block' | 'town' | 'municipality' | 'prefecture';
export type State = 'met' | 'ask' | 'unmet';
export type Answer = 'yes' | 'consult' | 'no' | 'unknown';
export type Day = 'mo' | 'tu' | 'we' | 'th' | 'fr' | 'sa' | 'su' | 'ph';
export type OpenState = 'open' | 'closed' | 'unknown';
export type Language = 'ja' | 'en' | 'easy';
/** Words in one language or several. */
export type Labels = Partial<Record<Language, string | null>>;

export type Problem = Wire<schema.Problem>;
export type Municipality = Wire<schema.MunicipalityView>;
export type Candidate = Refine<Wire<schema.PlaceView>, { level: Level }>;
export type Position = Refine<Wire<schema.PositionView>, { level: Level }>;
export type FacilitySummary = Refine<Wire<schema.FacilitySummary>, { position: Position }>;

/** Minutes are clock times; `to` beyond 24:00 runs into the next day. What nobody said is empty. */
export type Span = Wire<schema.SpanView>;
/** A facility that was found by where it is has a place. */
export type Placed = Refine<FacilitySummary, { lat: number; lon: number }>;
export type CalendarDay = Refine<Wire<schema.DayView>, { day: Day; state: OpenState }>;
export type Calendar = Refine<Wire<schema.CalendarView>, { week: CalendarDay[]; moment: Refine<Wire<schema.MomentView>, { state: OpenState }> | null }>;
/** How hours in words are understood. */
export type HoursReading = Refine<Wire<schema.HoursReading>, { week: CalendarDay[] }>;
export type Capability = Refine<Wire<schema.CapabilityView>, { answer: Answer }>;
export type Service = Refine<Wire<schema.ServiceView>, { calendar: Calendar | null }>;
export type Group = Wire<schema.GroupView>;
/** Who said something, and when. */
export type Origin = Wire<schema.OriginView>;
export type Capacity = Wire<schema.CapacityView>;
export type Duty = Wire<schema.DutyView>;
export type Vacancy = Refine<Wire<schema.VacancyView>, { answer: Answer }>;
export type MonthAnswer = Refine<Wire<schema.MonthView>, { answer: Answer }>;
export type CoverDay = Wire<schema.CoverDayView>;
export type Remark = Wire<schema.RemarkView>;
export type Absence = Wire<schema.AbsenceView>;
export type Link = Wire<schema.LinkView>;
/** A value that another one stands in front of. */
export type Replaced = Wire<schema.ReplacedView>;
export type Facility = Refine<
  Wire<schema.FacilityView>,
  {
    position: Position;
    services: Service[];
    capabilities: Capability[];
    hours: { consultation: Calendar | null; contact: Calendar | null; visiting: Calendar | null };
    vacancies: Vacancy[];
    new_patients: MonthAnswer[];
  }
>;

export type OriginQuestion = { address: string } | { lat: number; lon: number };
/** What a place in the team needs of an asker: the words of the request, `origin` in one of its two forms. */
export type MatchQuestion = Refine<schema.MatchRequest, { origin: OriginQuestion; role: string; needs: string[]; wishes: string[]; lang: Language; team_with?: TeamQuestion; my_hours?: string }>;
/** What somebody wants of the team; asking for it asks for a team. */
export interface TeamQuestion {
  attending: string | null;
  locked: { role: string; facility: string }[];
  excluded: string[];
}

/** A stretch of a text: characters (Unicode scalar values) from 0 on, the end not included. */
export type Said = Wire<schema.InterpretedText>;
/** A need, capability or role that a text names. */
export type Mention = Wire<schema.MentionView>;
export type SaidTime = Wire<schema.InterpretedTime>;
/** A text, understood. Every character stands in exactly one of the spans. */
export type Interpretation = Refine<Wire<schema.InterpretAnswer>, { place: (Said & { candidates: Candidate[] }) | null }>;

export type Requirement = Refine<Wire<schema.RequirementView>, { state: State; answer: Answer }>;
export type Term = Wire<schema.TermView>;
export type Stretch = Wire<schema.StretchView>;
export type Contact = Wire<schema.ContactView>;
/** The way from the home: an estimate over land, the way over land where the straight line lies over water. */
export type Way = Refine<Wire<schema.WayView>, { basis: 'straight' | 'land' | 'none' }>;
export type Match = Refine<
  Wire<schema.CandidateView>,
  {
    facility: Placed;
    way: Way;
    /** Minutes by road: null where there is no way, absent where no road server was named or it did not answer. */
    by_road?: Wire<schema.RoadView> | null;
    requirements: Requirement[];
    wishes: Requirement[];
    missing: Refine<Wire<schema.MissingView>, { answer: Answer }>[];
  }
>;
export type MatchAnswer = Refine<Wire<schema.MatchAnswer>, { candidates: Match[]; near_misses: Match[]; team: Team | null }>;
export type MatchOrigin = MatchAnswer['origin'];

/** What the map shows of an answer: the home, and numbered institutions. */
export interface Shown {
  origin: { lat: number; lon: number };
  evidence: { radius_m: number };
  candidates: { rank: number; facility: Placed; straight_line_m: number }[];
}

export type TeamMember = Refine<Wire<schema.TeamMember>, { facility: Placed; requirements: Requirement[] }>;
export type TeamGap = Wire<schema.TeamGap>;
export type Cover = Wire<schema.CoverView>;
export type Team = Refine<Wire<schema.TeamView>, { attending: TeamMember | null; asked: TeamMember | null; members: TeamMember[] }>;

/** How one institution stands to one need. */
export type SheetStanding = Refine<Wire<schema.StandingView>, { state: State; answer: Answer }>;
export type SheetInstitution = Refine<Wire<schema.InstitutionView>, { role_answer: SheetStanding | null; needs: SheetStanding[] }>;
export type EvidenceSheet = Refine<Wire<schema.EvidenceAnswer>, { institutions: SheetInstitution[] }>;

export type ComparedNeed = Refine<Wire<schema.ComparedNeedView>, { first: SheetStanding | null; second: SheetStanding | null }>;
export type ComparedTerm = Wire<schema.ComparedTermView>;
export type Comparison = Refine<Wire<schema.ComparisonAnswer>, { needs: ComparedNeed[]; wishes: ComparedNeed[] }>;
export type ComparedInstitution = Comparison['first'];

export type Vocabulary = Wire<schema.VocabularyView>;
export type Need = Vocabulary['needs'][number];
export type Kind = Vocabulary['kinds'][number];
export type CapabilityEntry = Vocabulary['capabilities'][number];
export type SourceEntry = Vocabulary['sources'][number];
export type Status = Wire<schema.Status>;
/** Who asks. */
export type Session = Wire<schema.SessionView>;
