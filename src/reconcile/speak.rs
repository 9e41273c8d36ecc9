//! Every record speaks of its facility, and every field is chosen.

use jiff::civil::Date;

use crate::domain::facility::Link;
use crate::domain::record::SourceRecord;

use super::absence::Presence;
use super::gather::Gathered;
use super::link::Outcome;
use super::merge::{self, Voice};
use super::rounds::{FOUNDED, Links, SAME_NUMBER};
use super::{Knowledge, Located};

/// Lets every record speak of its facility, notes how it was linked, and chooses every field.
pub(super) fn speak(
    gathered: &mut Gathered,
    links: &Links,
    knowledge: &Knowledge<'_>,
    locate: &impl Fn(&str) -> Option<Located>,
) {
    let Gathered {
        facilities,
        twins,
        copies,
        filed,
        filed_missing,
        statements,
        statements_missing,
        presences,
        gone,
        ..
    } = gathered;
    let mut voices: Vec<(usize, Voice<'_>)> = Vec::with_capacity(twins.len() + filed.len() + statements.len());
    voices.extend(twins.iter().map(|(i, record, listing, missing)| (*i, Voice::of_listing(record, listing, *missing))));
    voices.extend(copies.iter().map(|(i, record, facility)| (*i, Voice::of_canonical(record, facility))));
    // What absence says nothing about is neither listed nor missing.
    let mut note = |record: &SourceRecord, outcome: &Outcome, missing_since: Option<Date>, lists: bool| {
        let index = outcome.target?;
        facilities[index].links.extend(link(record, outcome));
        let founded_it = outcome.reasons.iter().any(|reason| reason == FOUNDED);
        if founded_it && missing_since.is_some() {
            gone.insert(index);
        }
        if lists && !knowledge.editions.is_empty() {
            let (source, edition) = (record.source, record.edition);
            presences.push(Presence { index, source, edition, missing_since });
        }
        Some(index)
    };
    for (((record, institution), missing), outcome) in filed.iter().zip(&*filed_missing).zip(&links.filings) {
        if let Some(index) = note(record, outcome, *missing, true) {
            voices.push((index, Voice::of_filings(record, institution, knowledge.rules, missing.is_some())));
        }
    }
    for (((record, said), missing), outcome) in statements.iter().zip(&*statements_missing).zip(&links.statements) {
        if let Some(index) = note(record, outcome, *missing, said.founds) {
            voices.push((index, Voice::of_statement(record, said, missing.is_some())));
        }
    }
    voices.sort_by_key(|(index, _)| *index);
    let mut voices = voices.into_iter().peekable();
    while let Some((index, first)) = voices.next() {
        let mut of_one = vec![first];
        while let Some((_, voice)) = voices.next_if(|(other, _)| *other == index) {
            of_one.push(voice);
        }
        merge::merge(&mut facilities[index], gone.contains(&index), &of_one, knowledge.precedence, locate);
    }
}

/// How a record came to its facility, where that is not plain from a number.
fn link(record: &SourceRecord, outcome: &Outcome) -> Option<Link> {
    let plain = outcome.reasons.iter().all(|reason| reason == SAME_NUMBER || reason == FOUNDED);
    (!plain).then(|| Link {
        source: record.source,
        key: record.key.clone(),
        score: outcome.score,
        reasons: outcome.reasons.clone(),
    })
}
