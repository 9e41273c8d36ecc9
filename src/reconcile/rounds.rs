//! Every record finds its facility, and records that no list has found theirs.

use std::collections::HashMap;

use crate::domain::Facility;

use super::gather::Gathered;
use super::link::{self, Fellow, LinkReport, Linked, Located, Outcome};
use super::{Doubt, Knowledge, found};

/// The reason of a record that founded its facility itself.
pub(super) const FOUNDED: &str = "founded";
/// The reason of a record that bears the facility's own number.
pub(super) const SAME_NUMBER: &str = "same_number";

/// Which facility every filing and every statement speaks of.
pub(super) struct Links {
    pub(super) filings: Vec<Outcome>,
    pub(super) statements: Vec<Outcome>,
    pub(super) doubts: Vec<Doubt>,
    pub(super) report: LinkReport,
}

impl Links {
    /// Links everything at once. Whoever no list has and who lists facilities founds one, and whoever was found to be the same
    /// institution speaks of that.
    pub(super) fn find(
        gathered: &mut Gathered,
        knowledge: &Knowledge<'_>,
        locate: &impl Fn(&str) -> Option<Located>,
    ) -> Self {
        let Gathered { facilities, filed, statements, .. } = gathered;
        let Linked { mut filings, statements: mut said, doubts, report } =
            link::link(facilities, filed, statements, knowledge.decisions, locate);
        let mut founded = Founded::default();
        for (at, ((record, institution), outcome)) in filed.iter().zip(&mut filings).enumerate() {
            if outcome.target.is_none() && outcome.fellow.is_none() {
                *outcome = founding(outcome, facilities.len());
                founded.by_filing.insert(at, facilities.len());
                facilities.push(found::from_filings(record, institution));
            }
        }
        for (at, ((record, statement), outcome)) in statements.iter().zip(&mut said).enumerate() {
            if outcome.target.is_some() || outcome.fellow.is_some() || !statement.founds {
                continue;
            }
            if let Some(facility) = found::from_statement(record, statement) {
                let index = founded.once(facility, facilities);
                founded.by_statement.insert(at, index);
                *outcome = founding(outcome, index);
            }
        }
        filings.iter_mut().chain(&mut said).for_each(|outcome| founded.follow(outcome));
        Self { filings, statements: said, doubts, report }
    }
}

/// The facilities that records founded, by the position of the record.
#[derive(Default)]
struct Founded {
    by_filing: HashMap<usize, usize>,
    by_statement: HashMap<usize, usize>,
    by_id: HashMap<String, usize>,
}

impl Founded {
    /// Rows about the same number become one facility.
    fn once(&mut self, facility: Facility, facilities: &mut Vec<Facility>) -> usize {
        *self.by_id.entry(facility.id.clone()).or_insert_with(|| {
            facilities.push(facility);
            facilities.len() - 1
        })
    }

    /// The facility that the same institution founded through another record.
    fn follow(&self, outcome: &mut Outcome) {
        if outcome.target.is_none() {
            outcome.target = match outcome.fellow {
                Some(Fellow::Filed(at)) => self.by_filing.get(&at).copied(),
                Some(Fellow::Statement(at)) => self.by_statement.get(&at).copied(),
                None => None,
            };
        }
    }
}

/// The outcome of a record that founded a facility, though others may be meant.
fn founding(outcome: &Outcome, index: usize) -> Outcome {
    Outcome {
        target: Some(index),
        fellow: None,
        score: 100,
        reasons: vec![FOUNDED.to_owned()],
        doubtful: outcome.doubtful,
    }
}
