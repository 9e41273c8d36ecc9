//! Every record finds its facility, in rounds.

use std::collections::HashMap;

use crate::domain::Facility;
use crate::domain::record::SourceRecord;
use crate::domain::statement::Statement;

use super::gather::Gathered;
use super::link::{self, LinkReport, Linked, Located, Outcome};
use super::{Decision, Doubt, Knowledge, found};

/// The reason of a record that founded its facility itself.
pub(super) const FOUNDED: &str = "founded";
/// The reason of a record that bears the facility's own number.
pub(super) const SAME_NUMBER: &str = "same_number";

/// Records and what they say.
type Statements = Vec<(SourceRecord, Box<Statement>)>;

/// Which facility every filing and every statement speaks of.
pub(super) struct Links {
    pub(super) filings: Vec<Outcome>,
    pub(super) statements: Vec<Outcome>,
    pub(super) doubts: Vec<Doubt>,
    pub(super) report: LinkReport,
}

impl Links {
    /// Links in rounds: to the listed facilities first, then to those that filings found, then to those that statements found. What a
    /// round leaves open may be in the next one's, for nobody lists everything.
    pub(super) fn find(
        gathered: &mut Gathered,
        knowledge: &Knowledge<'_>,
        locate: &impl Fn(&str) -> Option<Located>,
    ) -> Self {
        let Gathered { facilities, filed, statements, .. } = gathered;
        let decisions = knowledge.decisions;
        let Linked { filings, statements: outcomes, doubts, report } =
            link::link(facilities, filed, statements, decisions, locate);
        let mut links = Self { filings, statements: outcomes, doubts, report };
        for ((record, _), outcome) in statements.iter().zip(&mut links.statements) {
            if outcome.target.is_some_and(|target| !agrees(decisions, record, &facilities[target].id)) {
                *outcome = Outcome::default();
            }
        }
        let listed = facilities.len();
        for ((record, institution), outcome) in filed.iter().zip(&mut links.filings) {
            if outcome.target.is_none() {
                links.report.alone += 1;
                *outcome = founding(outcome, facilities.len());
                facilities.push(found::from_filings(record, institution));
            }
        }
        links.round(&*facilities, listed, statements, decisions, locate);
        let filing_founded = facilities.len();
        links.found_statements(facilities, statements);
        links.round(&*facilities, filing_founded, statements, decisions, locate);
        links.doubt_the_rest(statements);
        links
    }

    /// Another try for the statements that found nothing, among the facilities from `first` on.
    fn round(
        &mut self,
        facilities: &[Facility],
        first: usize,
        statements: &mut Statements,
        decisions: &[Decision],
        locate: &impl Fn(&str) -> Option<Located>,
    ) {
        let open: Vec<usize> = (0..statements.len()).filter(|&i| self.statements[i].target.is_none()).collect();
        if open.is_empty() || first == facilities.len() {
            return;
        }
        // The linker takes its statements as one slice: the open ones are lent to it and put back.
        let mut lent: Vec<Option<(SourceRecord, Box<Statement>)>> =
            std::mem::take(statements).into_iter().map(Some).collect();
        let asked: Vec<_> = open.iter().filter_map(|&i| lent[i].take()).collect();
        let Linked { statements: outcomes, doubts, .. } =
            link::link(&facilities[first..], &[], &asked, decisions, locate);
        for ((&i, said), outcome) in open.iter().zip(asked).zip(outcomes) {
            let (record, _) = &said;
            let waits = self.statements[i].doubtful && outcome.score < 100;
            let decided = |target: &usize| agrees(decisions, record, &facilities[first + target].id);
            if let Some(target) = outcome.target.filter(decided).filter(|_| !waits) {
                self.doubts.retain(|doubt| (doubt.source, &doubt.key) != (record.source, &record.key));
                self.statements[i] = Outcome { target: Some(target + first), ..outcome };
            } else {
                self.statements[i].doubtful |= outcome.doubtful;
            }
            lent[i] = Some(said);
        }
        *statements = lent.into_iter().flatten().collect();
        doubts.into_iter().for_each(|doubt| self.add_doubt(doubt));
    }

    /// Further candidates of a record stand beside those it had.
    fn add_doubt(&mut self, doubt: Doubt) {
        match self.doubts.iter_mut().find(|known| (known.source, &known.key) == (doubt.source, &doubt.key)) {
            Some(known) => {
                known.candidates.extend(doubt.candidates);
                known.candidates.sort_by(|a, b| (b.score, &a.facility).cmp(&(a.score, &b.facility)));
            }
            None => self.doubts.push(doubt),
        }
    }

    /// Rows of lists that nobody else lists become facilities; rows about the same number become one.
    fn found_statements(&mut self, facilities: &mut Vec<Facility>, statements: &[(SourceRecord, Box<Statement>)]) {
        let mut founded: HashMap<String, usize> = HashMap::new();
        for ((record, said), outcome) in statements.iter().zip(&mut self.statements) {
            if !said.founds || outcome.target.is_some() {
                continue;
            }
            let Some(facility) = found::from_statement(record, said) else { continue };
            let index = *founded.entry(facility.id.clone()).or_insert_with(|| {
                facilities.push(facility);
                facilities.len() - 1
            });
            *outcome = founding(outcome, index);
        }
    }

    /// Whoever found nobody waits for a person, with or without candidates.
    fn doubt_the_rest(&mut self, statements: &[(SourceRecord, Box<Statement>)]) {
        for ((record, said), outcome) in statements.iter().zip(&self.statements) {
            let known = |doubt: &Doubt| (doubt.source, &doubt.key) == (record.source, &record.key);
            if outcome.target.is_none() && !self.doubts.iter().any(known) {
                let subject = &said.subject;
                self.doubts.push(Doubt {
                    source: record.source,
                    key: record.key.clone(),
                    name: subject.name.clone(),
                    address: subject.address.clone().unwrap_or_default(),
                    candidates: Vec::new(),
                });
            }
        }
    }
}

/// The outcome of a record that founded a facility, though others may be meant.
fn founding(outcome: &Outcome, index: usize) -> Outcome {
    Outcome { target: Some(index), score: 100, reasons: vec![FOUNDED.to_owned()], doubtful: outcome.doubtful }
}

/// Whether a link is not against a decision that the record speaks of another facility, which a later round may bring.
fn agrees(decisions: &[Decision], record: &SourceRecord, facility: &str) -> bool {
    let mut mine = decisions.iter().filter(|d| d.same && d.source == record.source && d.key == record.key).peekable();
    mine.peek().is_none() || mine.any(|decision| decision.facility == facility)
}
