//! Which facility each record speaks of. No key joins the sources: numbers where there are any, else address, name, reading and
//! telephone must.
//!
//! Only sure links are made; doubtful ones wait for a person, whose decision is exact; everybody else stays alone, so that nothing is
//! guessed and nothing lost. The numbers and words are `data/linkage.toml`, the method and what it was measured to do `docs/linkage.md`.

mod filings;
mod name;
mod pairing;
mod place;
mod rules;
mod statements;
mod verdict;

#[cfg(test)]
mod labelled_tests;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::domain::municipality::MunicipalityCode;
use crate::domain::record::{FiledInstitution, SourceRecord};
use crate::domain::statement::Statement;
use crate::domain::{Facility, Source};

use super::{Decision, Doubt, DoubtCandidate, found};
use pairing::{Found, Target};
use verdict::Verdict;

pub(super) use place::Place;
pub(super) use verdict::digits as phone_digits;

pub use rules::{Linkage, LinkageError, Reason, ReasonWords, linkage};

/// Where an address lies, in the gazetteer's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The municipality.
    pub municipality: Option<MunicipalityCode>,
    /// The town in the official spelling, with its prefecture and municipality; empty when only the municipality is known.
    pub town: String,
    /// What follows the town.
    pub rest: String,
}

/// How many records were linked, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct LinkReport {
    /// Filed institutions: same town and same name (with or without its corporation).
    pub by_town_and_name: u64,
    /// Filed institutions: same municipality and same name, one of each.
    pub by_municipality_and_name: u64,
    /// Filed institutions: same town and house number, and what is particular in the names is alike; one of each.
    pub by_address_and_likeness: u64,
    /// Filed institutions: the number of the other fee table that they name is the hospital's.
    pub by_partner_number: u64,
    /// Filed institutions: a person decided.
    pub by_decision: u64,
    /// Filed institutions that no list has.
    pub alone: u64,
    /// Of those alone, the ones for which a person is asked.
    pub doubtful: u64,
    /// Statements whose facility was found.
    pub statements: u64,
    /// Statements that found nobody.
    pub statements_alone: u64,
    /// Of those that found nobody, the ones for which there are candidates.
    pub statements_doubtful: u64,
}

/// Another record of the same institution, where no list has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fellow {
    /// The filed institution at this position, whose own outcome has neither target nor fellow: the facility is made of it.
    Filed(usize),
    /// The founding statement at this position, whose own outcome has neither target nor fellow.
    Statement(usize),
}

/// Which facility a record speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Outcome {
    /// The position among the facilities, where one is sure.
    pub target: Option<usize>,
    /// Where no list has the institution: an earlier record that speaks of the same one.
    pub fellow: Option<Fellow>,
    /// How sure, in percent; of the best candidate where the outcome is doubtful.
    pub score: u8,
    /// Why: identifiers of `data/linkage.toml`.
    pub reasons: Vec<String>,
    /// There are candidates, and none is sure.
    pub doubtful: bool,
}

impl Outcome {
    /// A record that speaks of somebody; `own` is how the record itself would be called as somebody.
    fn of(target: Target, verdict: Verdict, own: Target) -> Self {
        let fellow = match target {
            Target::Filed(at) if target != own => Some(Fellow::Filed(at)),
            Target::Statement(at) if target != own => Some(Fellow::Statement(at)),
            _ => None,
        };
        let target = if let Target::Facility(at) = target { Some(at) } else { None };
        Self { target, fellow, score: verdict.score, reasons: verdict.reasons.ids(), doubtful: false }
    }
}

/// What linking found, in the order of the records given.
pub(super) struct Linked {
    pub filings: Vec<Outcome>,
    pub statements: Vec<Outcome>,
    /// In order of source and key: doubtful records with their candidates, and statements that neither found nor found anything.
    pub doubts: Vec<Doubt>,
    pub report: LinkReport,
}

/// Finds the facility of every filed institution and of every statement.
///
/// `decisions` are exact: who was decided to be the same joins however unlikely it looks, who was held apart never joins.
pub(super) fn link(
    facilities: &[Facility],
    filed: &[(SourceRecord, Box<FiledInstitution>)],
    statements: &[(SourceRecord, Box<Statement>)],
    decisions: &[Decision],
    locate: &impl Fn(&str) -> Option<Located>,
) -> Linked {
    let world =
        World { facilities, filed, statements, decided: Decided::new(facilities, filed, statements, decisions) };
    let mut linked =
        Linked { filings: Vec::new(), statements: Vec::new(), doubts: Vec::new(), report: LinkReport::default() };
    filings::link(&world, locate, &mut linked);
    linked.follow();
    statements::link(&world, locate, &mut linked);
    linked.follow();
    linked.doubts.sort_by(|a, b| (a.source, &a.key).cmp(&(b.source, &b.key)));
    linked
}

impl Linked {
    /// Takes every fellow's own way to its end: to the facility that it was found to be, or to the record of which one is made. People may
    /// have decided in a circle; then the first record of it stands alone.
    fn follow(&mut self) {
        let ends: Vec<(Option<usize>, Option<Fellow>)> = self.filings.iter().map(|outcome| self.end(outcome)).collect();
        let stated: Vec<(Option<usize>, Option<Fellow>)> =
            self.statements.iter().map(|outcome| self.end(outcome)).collect();
        for (outcome, (target, fellow)) in
            self.filings.iter_mut().zip(ends).chain(self.statements.iter_mut().zip(stated))
        {
            (outcome.target, outcome.fellow) = (target, fellow);
        }
        for at in 0..self.filings.len() {
            if self.filings[at].fellow == Some(Fellow::Filed(at)) {
                self.filings[at].fellow = None;
            }
        }
        for at in 0..self.statements.len() {
            if self.statements[at].fellow == Some(Fellow::Statement(at)) {
                self.statements[at].fellow = None;
            }
        }
    }

    fn end(&self, outcome: &Outcome) -> (Option<usize>, Option<Fellow>) {
        let mut way: Vec<Fellow> = Vec::new();
        let mut here = outcome;
        while let (None, Some(fellow)) = (here.target, here.fellow) {
            if let Some(circle) = way.iter().position(|&passed| passed == fellow) {
                return (None, way[circle..].iter().copied().min());
            }
            way.push(fellow);
            let next = match fellow {
                Fellow::Filed(at) => self.filings.get(at),
                Fellow::Statement(at) => self.statements.get(at),
            };
            let Some(next) = next else { break };
            here = next;
        }
        (here.target, if here.target.is_some() { None } else { way.last().copied() })
    }
}

/// Everything that is linked.
struct World<'a> {
    facilities: &'a [Facility],
    filed: &'a [(SourceRecord, Box<FiledInstitution>)],
    statements: &'a [(SourceRecord, Box<Statement>)],
    decided: Decided<'a>,
}

impl World<'_> {
    /// What a person is asked about a record.
    fn doubt(&self, record: &SourceRecord, name: &str, address: &str, found: &Found<Target>) -> Doubt {
        let named = |&(target, verdict): &(Target, Verdict)| {
            let (facility, name, address) = self.named(target);
            DoubtCandidate { facility, name, address, score: verdict.score, reasons: verdict.reasons.ids() }
        };
        Doubt {
            source: record.source,
            key: record.key.clone(),
            name: name.to_owned(),
            address: address.to_owned(),
            candidates: found.maybe.iter().map(named).collect(),
        }
    }

    /// The identifier, name and address of a candidate.
    fn named(&self, target: Target) -> (String, String, String) {
        match target {
            Target::Facility(at) => {
                let facility = &self.facilities[at];
                (facility.id.clone(), facility.name.clone(), facility.address.clone())
            }
            Target::Filed(at) => {
                let (record, institution) = &self.filed[at];
                (filed_id(record), institution.name.clone(), institution.address.clone())
            }
            Target::Statement(at) => {
                let (record, statement) = &self.statements[at];
                let address = statement.subject.address.clone().unwrap_or_default();
                (found::statement_id(record, statement).unwrap_or_default(), statement.subject.name.clone(), address)
            }
        }
    }
}

/// The identifier of a facility that only its filings name.
pub(super) fn filed_id(record: &SourceRecord) -> String {
    format!("f-{}", record.key)
}

/// What people decided, by record.
struct Decided<'a>(HashMap<(Source, &'a str), Vec<(Target, bool)>>);

impl<'a> Decided<'a> {
    fn new(
        facilities: &[Facility],
        filed: &[(SourceRecord, Box<FiledInstitution>)],
        statements: &[(SourceRecord, Box<Statement>)],
        decisions: &'a [Decision],
    ) -> Self {
        let mut decided: HashMap<(Source, &str), Vec<(Target, bool)>> = HashMap::new();
        if decisions.is_empty() {
            return Self(decided);
        }
        let mut by_id: HashMap<String, Target> = HashMap::new();
        let wanted: HashSet<&str> = decisions.iter().map(|decision| decision.facility.as_str()).collect();
        let mut know = |id: String, target: Target| {
            if wanted.contains(id.as_str()) {
                by_id.entry(id).or_insert(target);
            }
        };
        facilities.iter().enumerate().for_each(|(at, facility)| know(facility.id.clone(), Target::Facility(at)));
        filed.iter().enumerate().for_each(|(at, (record, _))| know(filed_id(record), Target::Filed(at)));
        for (at, (record, statement)) in statements.iter().enumerate() {
            if let Some(id) = found::statement_id(record, statement) {
                know(id, Target::Statement(at));
            }
        }
        for decision in decisions {
            if let Some(&target) = by_id.get(&decision.facility) {
                decided.entry((decision.source, decision.key.as_str())).or_default().push((target, decision.same));
            }
        }
        Self(decided)
    }

    /// Who the record was decided to be.
    fn same(&self, record: &SourceRecord) -> Option<Target> {
        let decisions = self.0.get(&(record.source, record.key.as_str()))?;
        decisions.iter().rev().find(|(_, same)| *same).map(|&(target, _)| target)
    }

    /// From whom the record is held apart.
    fn apart(&self, record: &SourceRecord) -> Vec<Target> {
        let decisions = self.0.get(&(record.source, record.key.as_str()));
        decisions.into_iter().flatten().filter(|(_, same)| !*same).map(|&(target, _)| target).collect()
    }
}
