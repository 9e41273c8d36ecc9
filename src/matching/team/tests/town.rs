//! A town one can read: who is there, how far, what they say, with whom they work.

use std::collections::BTreeSet;
use std::convert::Infallible;

use jiff::civil::{Date, DateTime, date};

use crate::domain::answer::PackedFact;
use crate::domain::facility::Hours;
use crate::domain::hours::Calendar;
use crate::domain::source::Origin;
use crate::domain::vocabulary::Role;
use crate::domain::{Answer, Capability, Fact, KindSet, LatLon, Metres, Source, vocabulary};
use crate::matching::team::{Member, Plan, Ties, Wanted, World, plan};
use crate::matching::{OfDay, Policy, Question, Ranking, View, rank};
use crate::way::Towards;

/// A Friday; the week of the tests begins on it.
pub(super) const TODAY: Date = date(2026, 11, 20);

pub(super) fn policy() -> Policy {
    Policy::parse(include_str!("../../../../data/policy.toml"), vocabulary()).unwrap()
}

pub(super) fn capability(id: &str) -> Capability {
    vocabulary().capability(id).unwrap()
}

pub(super) fn calendar(osm: &str) -> Calendar {
    Calendar::from_osm(osm, Origin { source: Source::Demo, as_of: TODAY }).unwrap()
}

/// An institution of the town.
#[derive(Debug, Clone, Default)]
pub(super) struct One {
    pub(super) id: String,
    pub(super) roles: Vec<Role>,
    km: f64,
    facts: Vec<PackedFact>,
    hours: Hours,
    pub(super) group: Option<&'static str>,
    pub(super) site: Option<&'static str>,
    pub(super) operator: Option<&'static str>,
}

impl One {
    pub(super) fn new(id: &str, roles: &[Role], km: f64) -> Self {
        Self { id: id.to_owned(), roles: roles.to_vec(), km, ..Self::default() }
    }

    pub(super) fn says(mut self, answer: Answer, as_of: Date, ids: &[&str]) -> Self {
        let fact = Fact { answer, as_of, source: Source::Demo, condition: None };
        self.facts.extend(ids.iter().map(|id| PackedFact::new(capability(id), &fact)));
        self.facts.sort_by_key(|fact| fact.capability);
        self
    }

    pub(super) fn yes(self, ids: &[&str]) -> Self {
        self.says(Answer::Yes, TODAY, ids)
    }

    pub(super) fn no(self, ids: &[&str]) -> Self {
        self.says(Answer::No, TODAY, ids)
    }

    pub(super) fn consult(self, ids: &[&str]) -> Self {
        self.says(Answer::Consult, TODAY, ids)
    }

    /// A yes of three years ago.
    pub(super) fn once(self, ids: &[&str]) -> Self {
        self.says(Answer::Yes, date(2023, 11, 20), ids)
    }

    /// When it comes to the home.
    pub(super) fn comes(mut self, osm: &str) -> Self {
        self.hours.visiting = Some(calendar(osm));
        self
    }

    /// When patients are seen at the institution.
    pub(super) fn sees(mut self, osm: &str) -> Self {
        self.hours.consultation = Some(calendar(osm));
        self
    }

    pub(super) const fn group(mut self, name: &'static str) -> Self {
        self.group = Some(name);
        self
    }

    pub(super) const fn building(mut self, name: &'static str) -> Self {
        self.site = Some(name);
        self
    }

    pub(super) const fn operator(mut self, name: &'static str) -> Self {
        self.operator = Some(name);
        self
    }
}

/// A clinic that visits.
pub(super) fn doctor(id: &str, km: f64) -> One {
    One::new(id, &[Role::Attending, Role::Alternate], km).yes(&["home_visit_scheduled"])
}

/// A clinic that visits and is not asked to be the attending one.
pub(super) fn second(id: &str, km: f64) -> One {
    One::new(id, &[Role::Alternate], km).yes(&["home_visit_scheduled"])
}

pub(super) fn nurse(id: &str, km: f64) -> One {
    One::new(id, &[Role::Nursing], km)
}

pub(super) fn pharmacy(id: &str, km: f64) -> One {
    One::new(id, &[Role::Pharmacy], km).yes(&["home_pharmacy"])
}

/// Everybody, and what is wanted of the team.
#[derive(Debug, Clone, Default)]
pub(super) struct Town {
    pub(super) people: Vec<One>,
    needs: Vec<(Role, &'static str)>,
    asked: Option<Role>,
    attending: Option<String>,
    locked: Vec<(Role, String)>,
    pub(super) excluded: Vec<String>,
    at: Option<DateTime>,
}

pub(super) fn town(people: impl IntoIterator<Item = One>) -> Town {
    Town { people: people.into_iter().collect(), ..Town::default() }
}

impl Town {
    /// What one role must be able to do.
    pub(super) fn needs(mut self, role: Role, id: &'static str) -> Self {
        self.needs.push((role, id));
        self
    }

    pub(super) fn asking_for(mut self, role: Role) -> Self {
        self.asked = Some(role);
        self
    }

    pub(super) fn around(mut self, id: &str) -> Self {
        self.attending = Some(id.to_owned());
        self
    }

    pub(super) fn lock(mut self, role: Role, id: &str) -> Self {
        self.locked.push((role, id.to_owned()));
        self
    }

    pub(super) fn without(mut self, id: &str) -> Self {
        self.excluded.push(id.to_owned());
        self
    }

    pub(super) fn from(mut self, at: DateTime) -> Self {
        self.at = Some(at);
        self
    }

    pub(super) fn row(&self, id: &str) -> u32 {
        let at = self.people.iter().position(|one| one.id == id);
        u32::try_from(at.unwrap_or_else(|| panic!("nobody is called {id}"))).unwrap()
    }

    pub(super) fn questions(&self) -> Vec<Question> {
        let question = |&role: &Role| Question {
            origin: LatLon::new(35.24, 139.72).unwrap(),
            origin_accuracy: Metres(0.0),
            role,
            kinds: KindSet::ALL,
            implies: vocabulary().role(role).and_then(|words| words.implies.as_deref()).map(capability),
            needs: self.needs.iter().filter(|need| need.0 == role).map(|need| capability(need.1).into()).collect(),
            wishes: Vec::new(),
            at: self.at.unwrap_or(TODAY.at(13, 0, 0, 0)),
            today: TODAY,
            rotation: None,
        };
        Role::ALL.iter().map(question).collect()
    }

    pub(super) fn plan(&self) -> Plan {
        let locked: Vec<(Role, u32)> = self.locked.iter().map(|(role, id)| (*role, self.row(id))).collect();
        let excluded: BTreeSet<u32> = self.excluded.iter().map(|id| self.row(id)).collect();
        let wanted = Wanted {
            questions: &self.questions(),
            asked: self.asked.unwrap_or(Role::Attending),
            attending: self.attending.as_deref().map(|id| self.row(id)),
            locked: &locked,
            excluded: &excluded,
        };
        let Ok(plan) = plan(self, &wanted, &policy());
        plan
    }

    /// Who fills a role.
    pub(super) fn named(&self, role: Role) -> Vec<String> {
        let plan = self.plan();
        let members: Vec<&Member> = plan.attending.iter().chain(&plan.members).collect();
        let of_role = members.iter().filter(|member| member.role == role);
        of_role.map(|member| self.people[member.applicant.ranked.row as usize].id.clone()).collect()
    }

    pub(super) fn ties_of(&self, row: u32) -> Ties {
        let one = &self.people[row as usize];
        let rows = (0u32..).zip(&self.people);
        let same_group = |other: &One| one.group.is_some() && one.group == other.group;
        Ties {
            colleagues: rows.filter(|(other, it)| *other != row && same_group(it)).map(|(other, _)| other).collect(),
            site: one.site.map(str::to_owned),
            operators: one.operator.iter().map(|&operator| operator.to_owned()).collect(),
        }
    }

    fn view(&self, row: u32) -> View<'_> {
        let one = &self.people[row as usize];
        View {
            row,
            id: &one.id,
            distance: Metres(one.km * 1_000.0),
            way: Towards::default(),
            placed: true,
            facts: &one.facts,
            of_day: OfDay::default(),
            no: one.facts.iter().filter(|fact| fact.answer == Answer::No).map(|fact| fact.capability).collect(),
            contact: None,
            in_group: one.group.is_some(),
        }
    }
}

impl World for Town {
    type Error = Infallible;

    fn rank(&self, question: &Question, policy: &Policy, limit: usize, near_misses: usize) -> Ranking {
        let able = (0u32..).zip(&self.people).filter(|(_, one)| one.roles.contains(&question.role));
        rank(question, policy, able.map(|(row, _)| self.view(row)), limit, near_misses)
    }

    fn view_at(&self, _: &Question, _: &Policy, row: u32, _: Metres) -> Option<View<'_>> {
        Some(self.view(row))
    }

    fn view_from(&self, _: &Question, _: &Policy, row: u32) -> Option<View<'_>> {
        Some(self.view(row))
    }

    fn hours(&self, row: u32) -> Option<&Hours> {
        Some(&self.people[row as usize].hours)
    }

    fn ties(&self, row: u32) -> Result<Ties, Infallible> {
        Ok(self.ties_of(row))
    }
}
