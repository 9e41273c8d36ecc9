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
    let mut speakers: Vec<(usize, Speaker)> = Vec::with_capacity(twins.len() + filed.len() + statements.len());
    speakers.extend(twins.iter().enumerate().map(|(at, (index, ..))| (*index, Speaker::Twin(at))));
    speakers.extend(copies.iter().enumerate().map(|(at, (index, ..))| (*index, Speaker::Copy(at))));
    for (at, (record, _)) in filed.iter().enumerate() {
        let index = note(record, &links.filings[at], filed_missing[at], true);
        speakers.extend(index.map(|index| (index, Speaker::Filed(at))));
    }
    for (at, (record, said)) in statements.iter().enumerate() {
        let index = note(record, &links.statements[at], statements_missing[at], said.founds);
        speakers.extend(index.map(|index| (index, Speaker::Statement(at))));
    }
    speakers.sort_unstable();
    // The voices of one facility at a time: what a quarter of a million filings mean would fill the memory.
    for of_one in speakers.chunk_by(|(a, _), (b, _)| a == b) {
        let index = of_one[0].0;
        let voice = |(_, speaker): &(usize, Speaker)| match *speaker {
            Speaker::Twin(at) => Voice::of_listing(&twins[at].1, &twins[at].2, twins[at].3),
            Speaker::Copy(at) => Voice::of_canonical(&copies[at].1, &copies[at].2),
            Speaker::Filed(at) => {
                let (record, institution) = &filed[at];
                Voice::of_filings(record, institution, knowledge.rules, filed_missing[at].is_some())
            }
            Speaker::Statement(at) => {
                let (record, said) = &statements[at];
                Voice::of_statement(record, said, statements_missing[at].is_some())
            }
        };
        let voices: Vec<Voice<'_>> = of_one.iter().map(voice).collect();
        merge::merge(&mut facilities[index], gone.contains(&index), &voices, knowledge.precedence, locate);
    }
}

/// A record that speaks of a facility, by its place among those of its sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Speaker {
    Twin(usize),
    Copy(usize),
    Filed(usize),
    Statement(usize),
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
