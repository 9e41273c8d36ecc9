//! Tiny worlds: a few institutions, a question, and who must come first. Each is named by a sentence that a nurse would say, and is
//! written so that she could read it. Policy, vocabulary and needs are the real ones; today is Friday, 20 November 2026, one o'clock.

mod answers;
mod night;
mod places;
mod roles;
mod several;
mod time;
mod turns;

use jiff::civil::{Date, DateTime, date};

use crate::domain::answer::PackedFact;
use crate::domain::hours::Calendar;
use crate::domain::source::Origin;
use crate::domain::vocabulary::Role;
use crate::domain::{Answer, Fact, Kind, Source, needs, vocabulary};

use super::policy::TermId;
use super::tests::{One, TODAY, any_of, capability, one, policy, question, views};
use super::*;

/// Long before any horizon.
const LONG_AGO: Date = date(2023, 4, 1);

/// Institutions around a home.
#[derive(Clone, Default)]
struct World {
    around: Vec<(Kind, One)>,
}

/// Nobody yet.
fn world() -> World {
    World::default()
}

/// What is said about the institution that was named last.
impl World {
    fn with(mut self, kind: Kind, name: &str) -> Self {
        self.around.push((kind, one(name, 3.0, &[])));
        self
    }

    /// A clinic, three kilometres away, of which nothing is known.
    fn clinic(self, name: &str) -> Self {
        self.with(Kind::Clinic, name)
    }

    /// A hospital.
    fn hospital(self, name: &str) -> Self {
        self.with(Kind::Hospital, name)
    }

    /// A visiting-nurse station.
    fn station(self, name: &str) -> Self {
        self.with(Kind::NursingStation, name)
    }

    /// A pharmacy.
    fn pharmacy(self, name: &str) -> Self {
        self.with(Kind::Pharmacy, name)
    }

    /// A dental clinic.
    fn dentist(self, name: &str) -> Self {
        self.with(Kind::DentalClinic, name)
    }

    /// A care manager's office.
    fn care_manager(self, name: &str) -> Self {
        self.with(Kind::CareManagerOffice, name)
    }

    fn last(mut self, change: impl FnOnce(&mut One)) -> Self {
        let (_, one) = self.around.last_mut().unwrap();
        change(one);
        self
    }

    /// As far as this in a straight line.
    fn km(self, km: f64) -> Self {
        self.last(|one| one.km = km)
    }

    /// One answer with its source and day.
    fn said(self, id: &str, answer: Answer, source: Source, as_of: Date) -> Self {
        let fact = PackedFact::new(capability(id), &Fact { answer, as_of, source, condition: None });
        self.last(|one| {
            one.facts.retain(|known| known.capability != fact.capability);
            one.facts.push(fact);
            one.facts.sort_by_key(|fact| fact.capability);
        })
    }

    fn all(self, ids: &[&str], answer: Answer, as_of: Date) -> Self {
        ids.iter().fold(self, |world, id| world.said(id, answer, Source::Survey, as_of))
    }

    /// ○, today.
    fn yes(self, ids: &[&str]) -> Self {
        self.all(ids, Answer::Yes, TODAY)
    }

    /// ○, but years ago.
    fn old_yes(self, ids: &[&str]) -> Self {
        self.all(ids, Answer::Yes, LONG_AGO)
    }

    /// △, today.
    fn consult(self, ids: &[&str]) -> Self {
        self.all(ids, Answer::Consult, TODAY)
    }

    /// ×, today.
    fn no(self, ids: &[&str]) -> Self {
        self.all(ids, Answer::No, TODAY)
    }

    /// 「不明」, today: they were asked and do not know.
    fn unknown(self, ids: &[&str]) -> Self {
        self.all(ids, Answer::Unknown, TODAY)
    }

    /// Does what its trade does in a home, as it said today.
    fn visits(self) -> Self {
        let (kind, _) = self.around.last().unwrap();
        let id = match kind {
            Kind::Pharmacy => "home_pharmacy",
            Kind::DentalClinic => "home_dental_visit",
            _ => "home_visit_scheduled",
        };
        self.yes(&[id])
    }

    /// When professionals may call, as OSM writes hours.
    fn reached(self, osm: &str) -> Self {
        let calendar = Calendar::from_osm(osm, Origin { source: Source::Survey, as_of: TODAY }).unwrap();
        self.last(|one| one.contact = Some(calendar))
    }

    /// Belongs to a 連携型 group.
    fn in_group(self) -> Self {
        self.last(|one| one.in_group = true)
    }

    /// Nobody knows in which part of its city it stands.
    fn somewhere_in_its_city(self) -> Self {
        self.last(|one| one.placed = false)
    }

    /// Somebody asks for an attending institution that can do this: needs of the papers, and capabilities.
    fn asked(self, needs: &[&str]) -> Asked {
        Asked { world: self, needs: owned(needs), wishes: Vec::new(), role: Role::Attending, at: None, today: TODAY }
    }
}

fn owned(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}

/// A question to a world.
#[derive(Clone)]
struct Asked {
    world: World,
    needs: Vec<String>,
    wishes: Vec<String>,
    role: Role,
    at: Option<DateTime>,
    today: Date,
}

/// How the question goes on.
impl Asked {
    /// What would be good besides.
    fn wishing(mut self, wishes: &[&str]) -> Self {
        self.wishes = owned(wishes);
        self
    }

    /// For another place in the team.
    fn of(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// When somebody wants to call, for instance `2026-11-20T13:00`.
    fn calling(mut self, at: &str) -> Self {
        self.at = Some(at.parse().unwrap());
        self
    }

    /// The day on which it is asked.
    fn on(mut self, today: Date) -> Self {
        self.today = today;
        self
    }

    fn question(&self) -> Question {
        let item = |id: &String| {
            let capability = vocabulary().capability(id).map(Item::Capability);
            capability.or_else(|| needs().get(id).map(Item::Need)).unwrap_or_else(|| panic!("nobody speaks of {id}"))
        };
        let (needs, wishes) = (self.needs.iter().map(item), self.wishes.iter().map(item));
        let (needs, wishes): (Vec<_>, Vec<_>) = (needs.collect(), wishes.collect());
        let expected = expand(&needs, &wishes, self.role, vocabulary());
        let words = vocabulary().role(self.role).unwrap();
        Question {
            role: self.role,
            kinds: words.kinds.iter().copied().collect(),
            implies: words.implies.as_deref().map(capability),
            needs: expected.needs(),
            wishes: expected.wishes(),
            at: self.at.unwrap_or_else(|| self.today.at(13, 0, 0, 0)),
            today: self.today,
            ..question(&[])
        }
    }

    /// Those of the role's kinds, as the directory hands them over.
    fn around(&self) -> Vec<One> {
        let kinds = self.question().kinds;
        self.world.around.iter().filter(|(kind, _)| kinds.contains(*kind)).map(|(_, one)| one.clone()).collect()
    }

    fn ranking(&self) -> Ranking {
        rank(&self.question(), &policy(), views(&self.around()), 100, 100)
    }

    fn names(&self, of: impl Fn(&Ranking) -> &[Ranked]) -> Vec<String> {
        let around = self.around();
        of(&self.ranking()).iter().map(|ranked| around[ranked.row as usize].id.clone()).collect()
    }

    fn ranked(&self, name: &str) -> Ranked {
        let (around, ranking) = (self.around(), self.ranking());
        let mut all = ranking.candidates.into_iter().chain(ranking.near_misses);
        all.find(|ranked| around[ranked.row as usize].id == name).unwrap_or_else(|| panic!("{name} is left out"))
    }
}

/// What must come out.
impl Asked {
    /// The candidates, in this order and no others.
    fn answers<const N: usize>(self, names: [&str; N]) -> Self {
        assert_eq!(self.names(|ranking| &ranking.candidates), names, "candidates: {:#?}", self.ranking().candidates);
        self
    }

    /// Those that lack something, in this order and no others.
    fn misses<const N: usize>(self, names: [&str; N]) -> Self {
        assert_eq!(self.names(|ranking| &ranking.near_misses), names, "near misses: {:#?}", self.ranking().near_misses);
        self
    }

    /// So many are left out for this reason.
    fn leaves_out(self, reason: Exclusion, count: u32) -> Self {
        assert_eq!(self.ranking().evidence.excluded.get(&reason).copied().unwrap_or_default(), count, "{reason:?}");
        self
    }

    /// So many were looked at, so many of them are within the line.
    fn looks_at(self, examined: u32, within: u32) -> Self {
        let evidence = self.ranking().evidence;
        assert_eq!((evidence.examined, evidence.within), (examined, within));
        self
    }

    /// So many questions remain to be asked of this one.
    fn asks(self, name: &str, count: u32) -> Self {
        assert_eq!(self.ranked(name).asks, count, "{name}");
        self
    }

    /// What a term is worth for this one.
    fn counts(self, name: &str, term: TermId, value: f64) -> Self {
        let found = self.ranked(name).values[TermId::ALL.iter().position(|&id| id == term).unwrap()];
        assert!((found - value).abs() < 1e-9, "{term:?} of {name} is {found}, not {value}");
        self
    }

    /// These two have the same score and as much to ask; only the lot of the day stands between them.
    fn ties(self, a: &str, b: &str) -> Self {
        let (a, b) = (self.ranked(a), self.ranked(b));
        assert_eq!((a.unmet, a.asks, a.score.to_bits()), (b.unmet, b.asks, b.score.to_bits()), "{a:#?} {b:#?}");
        self
    }
}

/// A need that nobody may lack: the requirement of one capability.
fn need(id: &str) -> Exclusion {
    Exclusion::Need(any_of(&[id]))
}
