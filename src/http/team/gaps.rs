//! What stays open in a team, and the nearest way out of each gap.

use jiff::civil::DateTime;
use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::Filter;
use crate::domain::answer::PackedFact;
use crate::domain::vocabulary::{Lang, Role};
use crate::domain::{Answer, Facility, Metres, vocabulary};
use crate::http::problem::Problem;
use crate::http::requirements::label;
use crate::http::view::round;
use crate::matching::team::{Basis, Member, Slots, Week, World, cover};
use crate::matching::{AnyOf, Question, Requirement, State, View, explain};

use super::week::{day_and_hour, hours, in_hours, moment};
use super::{Teller, kilometres, role_label};

/// How many days ahead the next contact hour is looked for.
const CONTACT_DAYS: u16 = 28;
/// Ranges named in the detail of a gap; all of them stand in the cover.
const NAMED_RANGES: usize = 3;

/// The nearest way out of a gap.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct WayOut {
    /// `ask` somebody of the team, take somebody `instead`, one need less (`near_miss`), or somebody `beyond` the line.
    sort: &'static str,
    /// The identifier of the facility.
    facility: String,
    name: String,
    phone: Option<String>,
    straight_line_m: f64,
    /// When it can be phoned next; null where that is not known.
    next: Option<String>,
    /// All of it in a sentence.
    text: String,
}

/// A place that stays empty, a need that nobody in the place is known to fulfil, or hours that nobody covers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct TeamGap {
    role: &'static str,
    /// The capability, where a need is missing.
    need: Option<String>,
    detail: String,
    ways_out: Vec<WayOut>,
}

/// The next moment from `at` on at which somebody can be phoned.
pub(super) fn next_contact(facility: &Facility, at: DateTime) -> Option<DateTime> {
    facility.hours.in_force(&[]).contact.and_then(|calendar| calendar.next_open(at, CONTACT_DAYS))
}

impl Teller<'_> {
    fn way_out(&self, sort: &'static str, facility: &Facility, distance: Metres, text: String) -> WayOut {
        WayOut {
            sort,
            facility: facility.id.clone(),
            name: facility.name.clone(),
            phone: facility.phone.clone(),
            straight_line_m: round(distance, 1),
            next: next_contact(facility, self.asked.question.at).map(moment),
            text,
        }
    }

    /// 「○○に確認 046-… 次に連絡できる時間 12/1(火) 13:00」.
    fn ask(&self, facility: &Facility, distance: Metres) -> WayOut {
        let lang = self.asked.lang;
        let phone = facility.phone.as_deref().unwrap_or_default();
        let next = next_contact(facility, self.asked.question.at).map(|next| day_and_hour(next, lang));
        let name = &facility.name;
        let text = match (lang, next) {
            (Lang::Ja, Some(next)) => format!("{name}に確認 {phone}（次に連絡できる時間 {next}）"),
            (Lang::Ja, None) => format!("{name}に確認 {phone}（連絡できる時間は不明）"),
            (Lang::En, Some(next)) => format!("Ask {name} {phone} (next contact hour {next})"),
            (Lang::En, None) => format!("Ask {name} {phone} (contact hours not known)"),
            (Lang::Easy, Some(next)) => format!("{name}に 聞(き)いてください {phone} ({next}から)"),
            (Lang::Easy, None) => format!("{name}に 聞(き)いてください {phone}"),
        };
        self.way_out("ask", facility, distance, text)
    }

    /// A need that a member is not known to fulfil.
    pub(super) fn lacking(
        &self,
        role: Role,
        facility: &Facility,
        any: AnyOf,
        requirement: &Requirement,
        detail: String,
    ) -> Result<TeamGap, Problem> {
        let question = &self.questions[role as usize];
        let distance = self.distance(question, facility).unwrap_or(Metres(0.0));
        let ways_out = match requirement.state {
            State::Ask => vec![self.ask(facility, distance)],
            State::Met | State::Unmet => self.instead(role, question, any)?.into_iter().collect(),
        };
        Ok(TeamGap { role: role.id(), need: Some(requirement.need.clone()), detail, ways_out })
    }

    fn distance(&self, question: &Question, facility: &Facility) -> Option<Metres> {
        let (at, _) = self.asked.directory.place(self.asked.directory.row(&facility.id)?)?;
        Some(question.origin.geodesic(at))
    }

    /// The first of a role that is known to fulfil one need.
    fn instead(&self, role: Role, question: &Question, any: AnyOf) -> Result<Option<WayOut>, Problem> {
        let policy = &self.asked.services.policy;
        let today = PackedFact::day_number(question.today);
        let limit = 20 + self.fixed.excluded.len();
        let ranking = self.asked.directory.rank(question, policy, limit, 0);
        for ranked in ranking.candidates.iter().filter(|ranked| !self.fixed.excluded.contains(&ranked.row)) {
            let Some((facility, view)) = self.look(role, ranked)? else { continue };
            if view.standing(any, policy, today).state != State::Met {
                continue;
            }
            let (lang, km) = (self.asked.lang, kilometres(view.distance.0));
            let (name, role, need) = (&facility.name, role_label(role, lang), label(any, lang));
            let text = match lang {
                Lang::Ja => format!("{role}を{name}（{km}）にすれば{need}に対応できる"),
                Lang::En => format!("{name} ({km}) as {} can do {need}", role.to_lowercase()),
                Lang::Easy => format!("{name}({km})は {need}が できます"),
            };
            return Ok(Some(self.way_out("instead", &facility, view.distance, text)));
        }
        Ok(None)
    }

    /// A locked member farther away than the rule allows.
    pub(super) fn beyond_line(&self, role: Role, facility: &Facility, distance: Metres) -> TeamGap {
        let km = kilometres(distance.0);
        let name = &facility.name;
        let line = kilometres(self.asked.services.policy.radius().0);
        let detail = match self.asked.lang {
            Lang::Ja => format!("{name}は直線{km}で、{line}を超えています"),
            Lang::En => format!("{name} lies {km} away, beyond the line of {line}"),
            Lang::Easy => format!("{name}は {km} はなれています。遠(とお)いです"),
        };
        TeamGap { role: role.id(), need: None, detail, ways_out: Vec::new() }
    }

    /// Roles that nobody fills.
    pub(super) fn empty_roles(&self) -> Result<Vec<TeamGap>, Problem> {
        let filled = |role: Role| match role {
            Role::Attending => self.plan.attending.is_some(),
            _ => self.plan.members.iter().any(|member| member.role == role),
        };
        let mut gaps = Vec::new();
        for &role in Role::ALL.iter().filter(|&&role| !filled(role)) {
            let mut ways_out = Vec::new();
            ways_out.extend(self.one_need_less(role)?);
            ways_out.extend(self.nearest_beyond(role)?);
            gaps.push(TeamGap { role: role.id(), need: None, detail: nobody(role, self.asked.lang), ways_out });
        }
        Ok(gaps)
    }

    /// The near miss that lacks least.
    fn one_need_less(&self, role: Role) -> Result<Option<WayOut>, Problem> {
        let (lang, question) = (self.asked.lang, &self.questions[role as usize]);
        let list = self.plan.shortlists.iter().find(|list| list.role == role);
        let seated = |row: u32| self.plan.members.iter().any(|member| member.applicant.ranked.row == row);
        let near_misses = list.map(|list| list.near_misses.as_slice()).unwrap_or_default();
        let Some(first) = near_misses.iter().find(|ranked| !seated(ranked.row)) else { return Ok(None) };
        let Some((facility, view)) = self.look(role, first)? else { return Ok(None) };
        let policy = &self.asked.services.policy;
        let lines = explain::requirements(&view, &question.needs, question, policy, vocabulary(), lang);
        let lacks = lines.iter().zip(&question.needs).filter(|(line, _)| line.state == State::Unmet);
        let lacks: Vec<String> = lacks.map(|(_, &any)| label(any, lang)).collect();
        let (name, km, lacks) = (&facility.name, kilometres(view.distance.0), lacks.join(lang.pick("、", ", ", "、")));
        let text = match lang {
            Lang::Ja => format!("{name}（{km}）は{lacks}に対応していないが、ほかは条件に合う"),
            Lang::En => format!("{name} ({km}) lacks {lacks} and fits otherwise"),
            Lang::Easy => format!("{name}({km})は {lacks}だけ できません"),
        };
        Ok(Some(self.way_out("near_miss", &facility, view.distance, text)))
    }

    /// The nearest that would fill a role if it did not lie beyond the line.
    fn nearest_beyond(&self, role: Role) -> Result<Option<WayOut>, Problem> {
        let question = &self.questions[role as usize];
        let fits = |view: &View| {
            let visits = question.implies.and_then(|implied| view.fact(implied));
            let today = PackedFact::day_number(question.today);
            let policy = &self.asked.services.policy;
            view.placed
                && visits.is_none_or(|fact| fact.answer != Answer::No)
                && question.needs.iter().all(|&need| view.standing(need, policy, today).state != State::Unmet)
        };
        self.nearest(question, fits)
    }

    /// The nearest beyond the line for which something holds, and how many there are.
    fn nearest(&self, question: &Question, fits: impl Fn(&View) -> bool) -> Result<Option<WayOut>, Problem> {
        let (directory, policy, lang) = (self.asked.directory, &self.asked.services.policy, self.asked.lang);
        let filter = Filter { kinds: question.kinds, ..Filter::default() };
        let look = policy.team().look_beyond();
        let all = directory.near(question.origin, look, &filter, 0, directory.len());
        let beyond = all.items.into_iter().filter(|(_, distance)| distance.0 > policy.radius().0);
        let fitting = beyond.filter(|(row, distance)| {
            let view = World::view_at(directory, question, policy, *row, *distance);
            !self.fixed.excluded.contains(row) && view.is_some_and(|view| fits(&view))
        });
        let fitting: Vec<(u32, Metres)> = fitting.collect();
        let Some(&(row, distance)) = fitting.first() else { return Ok(None) };
        let facility = directory.facility(row).map_err(|error| Problem::internal(&error))?;
        let Some(facility) = facility else { return Ok(None) };
        let (line, km, look) = (kilometres(policy.radius().0), kilometres(distance.0), kilometres(look.0));
        let (name, count) = (&facility.name, fitting.len());
        let text = match lang {
            Lang::Ja => format!("{line}の外では{km}に{name}（{look}までに{count}か所）"),
            Lang::En => format!("Beyond {line}: {name} at {km} ({count} up to {look})"),
            Lang::Easy => format!("遠(とお)いですが {name}が あります({km})"),
        };
        Ok(Some(self.way_out("beyond", &facility, distance, text)))
    }

    /// Hours that nobody covers, and hours of which nothing is known.
    pub(super) fn uncovered_hours(&self) -> Result<Vec<TeamGap>, Problem> {
        let Some(attending) = &self.plan.attending else { return Ok(Vec::new()) };
        let (lang, week, first) = (self.asked.lang, self.plan.week, self.asked.question.at.date());
        let question = &self.questions[Role::Attending as usize];
        let mut gaps = Vec::new();
        for (slots, known) in [(week.open(), true), (week.unknown(), false)] {
            if slots.count() == 0 {
                continue;
            }
            let ranges = hours(slots, first, lang);
            let named: Vec<&str> = ranges.iter().take(NAMED_RANGES).map(|range| range.label.as_str()).collect();
            let named = named.join(lang.pick("、", ", ", "、"));
            let detail = uncovered(&named, ranges.len().saturating_sub(NAMED_RANGES), slots.count(), known, lang);
            let mut ways_out = Vec::new();
            for doctor in self.doctors(attending, slots, known) {
                if let Some((facility, view)) = self.look(Role::Alternate, &doctor.applicant.ranked)? {
                    ways_out.push(self.ask(&facility, view.distance));
                }
            }
            if known {
                let policy = &self.asked.services.policy;
                let today = PackedFact::day_number(question.today);
                let always =
                    |view: &View| view.placed && cover(view, None, policy, today, first).basis == Basis::RoundTheClock;
                ways_out.extend(self.nearest(question, always)?);
            }
            gaps.push(TeamGap { role: Role::Alternate.id(), need: None, detail, ways_out });
        }
        Ok(gaps)
    }

    /// Who is asked about hours: the attending institution about those that are open, and about unknown ones whoever has not said.
    fn doctors<'a>(&'a self, attending: &'a Member, slots: Slots, known: bool) -> impl Iterator<Item = &'a Member> {
        let silent = move |week: Week| slots.without(week.unknown()) != slots;
        let asked = known || silent(self.own_week());
        let standbys = self
            .plan
            .members
            .iter()
            .filter(move |member| !known && member.standby.is_some_and(|standby| silent(standby.week)));
        Some(attending).filter(|_| asked).into_iter().chain(standbys)
    }
}

fn uncovered(named: &str, more: usize, slots: u32, known: bool, lang: Lang) -> String {
    let total = in_hours(slots);
    let more = match (lang, more) {
        (_, 0) => String::new(),
        (Lang::Ja | Lang::Easy, more) => format!(" ほか{more}つ"),
        (Lang::En, more) => format!(" and {more} more"),
    };
    match (lang, known) {
        (Lang::Ja, true) => format!("だれも受け持たない時間: {named}{more}（週{total}時間）"),
        (Lang::Ja, false) => format!("受け持ちが不明な時間: {named}{more}（週{total}時間）"),
        (Lang::En, true) => format!("Hours that nobody covers: {named}{more} ({total} hours a week)"),
        (Lang::En, false) => format!("Hours of which nothing is known: {named}{more} ({total} hours a week)"),
        (Lang::Easy, true) => format!("だれも 来(こ)ない 時間(じかん): {named}{more}"),
        (Lang::Easy, false) => format!("来(く)るか わからない 時間(じかん): {named}{more}"),
    }
}

fn nobody(role: Role, lang: Lang) -> String {
    let label = role_label(role, lang);
    match lang {
        Lang::Ja => format!("16 km 以内に{label}の候補がありません"),
        Lang::En => format!("No {label} fits within 16 km"),
        Lang::Easy => format!("近(ちか)くに{label}がありません"),
    }
}
