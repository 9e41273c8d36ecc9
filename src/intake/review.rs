//! What joining could not decide, and what people decide about it.

use std::collections::HashSet;
use std::fmt;

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::Source;
use crate::domain::vocabulary::Lang;
use crate::reconcile::{Decision, Doubt, linkage, reason_of_correction};
use crate::storage::{NewDecision, Store, StoreError, StoredDecision, StoredDoubt};

use super::IntakeError;

pub use crate::reconcile::DoubtCandidate;

/// A doubt that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenDoubt {
    /// Its number; it stays for as long as the record is in doubt.
    pub number: i64,
    /// The record and the facilities that may be meant.
    #[serde(flatten)]
    pub doubt: Doubt,
}

/// A record, by source and key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordName {
    /// The source.
    pub source: Source,
    /// The key there.
    pub key: String,
}

/// Why a decision cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotDecide {
    /// Neither the number of a doubt nor `SOURCE:KEY`.
    NoRecord(String),
    /// There is no facility of this identifier.
    NoFacility(String),
    /// Nothing was decided about this record.
    NoDecision(String),
}

impl fmt::Display for CannotDecide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRecord(text) => write!(
                f,
                "{text}: 確認待ちの番号でも、取り込み済みの SOURCE:KEY でもありません \
                 (neither the number of an open doubt nor SOURCE:KEY of a record)"
            ),
            Self::NoFacility(id) => write!(f, "{id}: その施設はありません (there is no such facility)"),
            Self::NoDecision(text) => write!(f, "{text}: 判断は記録されていません (nothing was decided about it)"),
        }
    }
}

/// A person who decides, and when.
#[derive(Debug, Clone, Copy)]
pub struct Reviewer<'a> {
    /// Their name; empty where nobody said.
    pub author: &'a str,
    /// Why, in their words.
    pub note: &'a str,
    /// When.
    pub at: Timestamp,
}

/// The doubts nobody has decided yet, in order of their numbers.
///
/// # Errors
/// When the store fails or holds something unreadable.
pub async fn open_doubts(store: &Store) -> Result<Vec<OpenDoubt>, IntakeError> {
    let decisions = store.decisions().await?;
    let joined: HashSet<(Source, &str)> = decisions
        .iter()
        .filter(|decision| decision.same)
        .map(|decision| (decision.source, decision.key.as_str()))
        .collect();
    let apart: HashSet<(Source, &str, &str)> = decisions
        .iter()
        .filter(|decision| !decision.same)
        .map(|decision| (decision.source, decision.key.as_str(), decision.facility.as_str()))
        .collect();
    let mut open = Vec::new();
    for stored in store.doubts().await? {
        if joined.contains(&(stored.source, stored.key.as_str())) {
            continue;
        }
        let mut doubt: Doubt = serde_json::from_str(&stored.body).map_err(|error| StoreError::Unreadable {
            table: "doubt",
            key: stored.key.clone(),
            cause: error.to_string(),
        })?;
        let had_candidates = !doubt.candidates.is_empty();
        doubt.candidates.retain(|candidate| !apart.contains(&(stored.source, &stored.key, &candidate.facility)));
        // A record for which nobody was found stays open until it is joined by hand or the sources change.
        if !had_candidates || !doubt.candidates.is_empty() {
            open.push(OpenDoubt { number: stored.number, doubt });
        }
    }
    Ok(open)
}

/// The record that a person names: by the number of a doubt, or as `SOURCE:KEY`.
///
/// # Errors
/// When there is no such record, or the store fails.
pub async fn record(store: &Store, text: &str) -> Result<RecordName, IntakeError> {
    let unknown = || IntakeError::CannotDecide(CannotDecide::NoRecord(text.to_owned()));
    if let Ok(number) = text.parse::<i64>() {
        let doubt = store.doubts().await?.into_iter().find(|doubt| doubt.number == number).ok_or_else(unknown)?;
        return Ok(RecordName { source: doubt.source, key: doubt.key });
    }
    let (source, key) = text.split_once(':').ok_or_else(unknown)?;
    let source = Source::from_id(source).ok_or_else(unknown)?;
    if store.versions(source.id(), key).await?.is_empty() {
        return Err(unknown());
    }
    Ok(RecordName { source, key: key.to_owned() })
}

/// Decides that a record speaks of a facility, or does not. The facilities change with the next joining. Returns the decision's number.
///
/// # Errors
/// When there is no such facility, or the store fails.
pub async fn decide(
    store: &Store,
    record: &RecordName,
    (facility, same): (&str, bool),
    reviewer: Reviewer<'_>,
) -> Result<i64, IntakeError> {
    if store.facility(facility).await?.is_none() {
        return Err(IntakeError::CannotDecide(CannotDecide::NoFacility(facility.to_owned())));
    }
    Ok(decide_all(store, record, &[(facility, same)], reviewer).await?[0])
}

/// Decides about several facilities at once, all or nothing: that a record speaks of none of its candidates.
///
/// # Errors
/// When the store fails.
pub async fn decide_all(
    store: &Store,
    record: &RecordName,
    facilities: &[(&str, bool)],
    reviewer: Reviewer<'_>,
) -> Result<Vec<i64>, IntakeError> {
    let _alone = store.lock_imports().await?;
    write(store, record, facilities, reviewer).await
}

/// The same where nobody imports or joins at this moment; `None` where somebody does, for whoever asks over the network must not wait
/// minutes for it.
///
/// # Errors
/// When there is no such facility, or the store fails.
pub async fn decide_now(
    store: &Store,
    record: &RecordName,
    facilities: &[(&str, bool)],
    reviewer: Reviewer<'_>,
) -> Result<Option<Vec<i64>>, IntakeError> {
    for (facility, _) in facilities {
        if store.facility(facility).await?.is_none() {
            return Err(IntakeError::CannotDecide(CannotDecide::NoFacility((*facility).to_owned())));
        }
    }
    let Some(_alone) = store.try_lock_imports().await? else { return Ok(None) };
    write(store, record, facilities, reviewer).await.map(Some)
}

async fn write(
    store: &Store,
    record: &RecordName,
    facilities: &[(&str, bool)],
    Reviewer { author, note, at }: Reviewer<'_>,
) -> Result<Vec<i64>, IntakeError> {
    let (source, key) = (record.source, record.key.as_str());
    let decisions: Vec<NewDecision<'_>> = facilities
        .iter()
        .map(|&(facility, same)| NewDecision { source, key, facility, same, author, at, note })
        .collect();
    Ok(store.decide(&decisions).await?)
}

/// Takes decisions back by their numbers; those that they had ended hold again.
///
/// # Errors
/// When the store fails.
pub async fn take_back(store: &Store, ids: &[i64], who: &str, at: Timestamp) -> Result<(), IntakeError> {
    let _alone = store.lock_imports().await?;
    Ok(store.take_back(ids, who, at).await?)
}

/// The same where nobody imports or joins at this moment. Returns whether it was done.
///
/// # Errors
/// When the store fails.
pub async fn take_back_now(store: &Store, ids: &[i64], who: &str, at: Timestamp) -> Result<bool, IntakeError> {
    let Some(_alone) = store.try_lock_imports().await? else { return Ok(false) };
    store.take_back(ids, who, at).await?;
    Ok(true)
}

/// A reason of a link in words.
pub fn reason_in_words(id: &str, lang: Lang) -> String {
    let of_link = linkage().words(id).map(|words| lang.pick(words.ja.as_str(), words.en.as_str(), words.ja.as_str()));
    of_link.or_else(|| reason_of_correction(id)).unwrap_or(id).to_owned()
}

/// Takes back everything that was decided about a record. Returns how much that was.
///
/// # Errors
/// When nothing was, or the store fails.
pub async fn forget(store: &Store, record: &RecordName, at: Timestamp) -> Result<usize, IntakeError> {
    let _alone = store.lock_imports().await?;
    let decisions = store.decisions().await?;
    let about = |decision: &&StoredDecision| decision.source == record.source && decision.key == record.key;
    let ids: Vec<i64> = decisions.iter().filter(about).map(|decision| decision.id).collect();
    if ids.is_empty() {
        let name = format!("{}:{}", record.source.id(), record.key);
        return Err(IntakeError::CannotDecide(CannotDecide::NoDecision(name)));
    }
    // What an earlier decision of the same record had ended is forgotten with it.
    store.end_decisions(&ids, "", at).await?;
    Ok(ids.len())
}

/// Decisions as joining takes them.
pub(super) fn for_joining(decisions: Vec<StoredDecision>) -> Vec<Decision> {
    let decision = |StoredDecision { source, key, facility, same, .. }| Decision { source, key, facility, same };
    decisions.into_iter().map(decision).collect()
}

/// Doubts as they are stored.
pub(super) fn for_storing(doubts: &[Doubt]) -> Result<Vec<StoredDoubt>, serde_json::Error> {
    let stored = |doubt: &Doubt| {
        let body = serde_json::to_string(doubt)?;
        Ok(StoredDoubt { number: 0, source: doubt.source, key: doubt.key.clone(), body })
    };
    doubts.iter().map(stored).collect()
}
