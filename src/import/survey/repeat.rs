//! One institution in several rows of a survey: one record.

use std::collections::HashMap;

use super::rows::Entry;
use crate::domain::municipality::split_prefecture;
use crate::domain::record::{RecordBody, SourceRecord};
use crate::domain::statement::Statement;
use crate::domain::text::{fold, nfkc};
use crate::domain::vocabulary;
use crate::import::Dataset;
use crate::import::ledger::{Ledger, both, place};

/// The records of a survey, one an institution.
///
/// Where an institution answers twice, the later row goes first unless the earlier says more; what only the other row says is kept.
pub(super) fn records(survey: &str, entries: Vec<Entry>, ledger: &mut Ledger<'_>) -> Vec<SourceRecord> {
    let mut kept: Vec<(String, Entry)> = Vec::new();
    let mut by_key: HashMap<String, usize> = HashMap::new();
    for entry in entries {
        let mut key = key(survey, &entry.statement);
        if let Some(&known) = by_key.get(&key)
            && fold(&kept[known].1.statement.subject.name) != fold(&entry.statement.subject.name)
        {
            let other = &kept[known].1;
            let value = both(&other.statement.subject.name, &entry.statement.subject.name);
            let message = format!(
                "{}行と同じ番号ですが名称が違います。別の回答として扱いました (two names under one number)",
                other.row
            );
            ledger.warn("number_of_two", place(entry.row, &entry.field, &value), &message);
            key = format!("{survey}:{}", who(&entry.statement));
        }
        match by_key.get(&key) {
            None => {
                by_key.insert(key.clone(), kept.len());
                kept.push((key, entry));
            }
            Some(&known) => settle(&mut kept[known].1, entry, ledger),
        }
    }
    let record = |(key, entry): (String, Entry)| {
        ledger.record(Dataset::Survey, key, vec![entry.hash], RecordBody::Statement(Box::new(entry.statement)))
    };
    kept.into_iter().map(record).collect()
}

/// The institution within the survey: by its number where it gave one, else by name and address.
fn key(survey: &str, statement: &Statement) -> String {
    let subject = &statement.subject;
    let who = match (&subject.facility, subject.identifiers.first()) {
        (Some(facility), _) => format!("id:{facility}"),
        (None, Some(identifier)) => format!("{}:{}", identifier.system, identifier.value),
        (None, None) => who(statement),
    };
    format!("{survey}:{who}")
}

/// Name and address in comparable form. The prefecture does not count: half of the rows leave it out.
fn who(statement: &Statement) -> String {
    let address = nfkc(statement.subject.address.as_deref().unwrap_or_default());
    let address = split_prefecture(&address).map_or(address.as_str(), |(_, rest)| rest);
    format!("{}@{}", fold(&statement.subject.name), fold(address))
}

/// Two rows of one institution: one is kept, the other set aside with what differs.
fn settle(kept: &mut Entry, other: Entry, ledger: &mut Ledger<'_>) {
    let first = kept.row;
    if kept.hash == other.hash {
        let name = other.statement.subject.name;
        let message = format!("{first}行とまったく同じ回答です (row {first} says exactly the same)");
        ledger.set_aside("duplicate_row", place(other.row, &other.field, &name), &message);
        return;
    }
    let later = match (kept.answered_on, other.answered_on) {
        (Some(kept), Some(other)) if kept != other => other > kept,
        _ => said(&other.statement) >= said(&kept.statement),
    };
    let (winner, loser) = if later {
        (other, std::mem::replace(kept, placeholder(first)))
    } else {
        (std::mem::replace(kept, placeholder(first)), other)
    };
    let (row, field, winning) = (loser.row, loser.field.clone(), winner.row);
    *kept = winner;
    let differences = complete(&mut kept.statement, loser.statement);
    let value = if differences.is_empty() { kept.statement.subject.name.clone() } else { differences.join("; ") };
    let message = format!(
        "同じ施設の回答が2行あります。{winning}行を採り、空欄は{row}行で補いました (answered twice: row {winning} was taken, its blanks filled from row {row})"
    );
    ledger.set_aside("repeated_institution", place(row, &field, &value), &message);
}

fn placeholder(row: u64) -> Entry {
    Entry { row, hash: 0, field: String::new(), statement: Statement::default(), answered_on: None }
}

/// How much a row says.
fn said(statement: &Statement) -> usize {
    let hours = &statement.hours;
    let calendars = [&hours.consultation, &hours.contact, &hours.visiting];
    statement.facts.len()
        + statement.remarks.len()
        + calendars.into_iter().flatten().count()
        + usize::from(statement.capacity.is_some())
        + usize::from(statement.subject.phone.is_some())
}

/// Fills the blanks of a statement from another about the same institution, and names what differs.
fn complete(kept: &mut Statement, other: Statement) -> Vec<String> {
    let mut differences = Vec::new();
    for (capability, fact) in other.facts {
        match kept.facts.binary_search_by_key(&capability, |(one, _)| *one) {
            Err(at) => kept.facts.insert(at, (capability, fact)),
            Ok(at) if kept.facts[at].1.answer != fact.answer => {
                let values = both(kept.facts[at].1.answer.id(), fact.answer.id());
                differences.push(format!("{}: {values}", vocabulary().id(capability)));
            }
            Ok(_) => {}
        }
    }
    let calendars = [
        ("consultation", &mut kept.hours.consultation, other.hours.consultation),
        ("contact", &mut kept.hours.contact, other.hours.contact),
        ("visiting", &mut kept.hours.visiting, other.hours.visiting),
    ];
    for (name, mine, theirs) in calendars {
        if let (Some(mine), Some(theirs)) = (mine.as_ref(), &theirs)
            && mine.rest != theirs.rest
        {
            differences.push(format!("{name}: {}", both(&mine.rest, &theirs.rest)));
        }
        *mine = mine.take().or(theirs);
    }
    if let (Some(mine), Some(theirs)) = (&kept.capacity, &other.capacity)
        && mine.text != theirs.text
    {
        differences.push(format!("capacity: {}", both(&mine.text, &theirs.text)));
    }
    kept.capacity = kept.capacity.take().or(other.capacity);
    kept.beds = kept.beds.take().or(other.beds);
    kept.fax = kept.fax.take().or(other.fax);
    kept.url = kept.url.take().or(other.url);
    kept.name_kana = kept.name_kana.take().or(other.name_kana);
    kept.subject.phone = kept.subject.phone.take().or(other.subject.phone);
    kept.subject.address = kept.subject.address.take().or(other.subject.address);
    let specialties = other.specialties.into_iter().filter(|one| !kept.specialties.contains(one));
    let specialties: Vec<String> = specialties.collect();
    kept.specialties.extend(specialties);
    for remark in other.remarks {
        if !kept.remarks.iter().any(|known| known.label == remark.label && known.text == remark.text) {
            kept.remarks.push(remark);
        }
    }
    differences
}
