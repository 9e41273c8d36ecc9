//! Which rows of a file are new, changed or known: every row in exactly one column of the account.

use std::collections::HashMap;

use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_64;

use crate::domain::record::SourceRecord;
use crate::domain::{Notice, Severity, Source};
use crate::storage::{FileAccount, ImportedFile, KnownRecord, WrittenRecord};

/// What is known of one institution in one source.
pub(super) struct Known {
    pub(super) record: KnownRecord,
    /// Its edition before the edition that is being taken in; `None` where that edition is the first to name it.
    pub(super) before: Option<Date>,
}

/// What a record says, as it is stored. Two records of one hash say the same.
#[derive(Debug, Clone)]
pub(super) struct Body {
    json: String,
    hash: u64,
}

impl Body {
    /// The body of a record without its edition.
    pub(super) fn of(record: &mut SourceRecord) -> Result<Self, serde_json::Error> {
        record.date_calendars(Date::ZERO);
        let json = serde_json::to_string(&record.body)?;
        record.date_calendars(record.edition);
        Ok(Self { hash: xxh3_64(json.as_bytes()), json })
    }
}

/// One file against what the store knows.
pub(super) struct Comparison<'a> {
    pub(super) account: FileAccount,
    pub(super) write: Vec<WrittenRecord<'a>>,
    pub(super) confirm: Vec<&'a str>,
    pub(super) notices: Vec<Notice>,
}

/// Compares. A record of an older edition than the stored one changes nothing: its differing rows are noticed as outdated.
/// `account` has the rows that made no records.
pub(super) fn compare<'a>(
    file: &str,
    records: &'a [SourceRecord],
    bodies: &'a [Body],
    account: FileAccount,
    known: &HashMap<String, Known>,
) -> Comparison<'a> {
    let mut comparison = Comparison { account, write: Vec::new(), confirm: Vec::new(), notices: Vec::new() };
    for (record, body) in records.iter().zip(bodies) {
        let written = |known| WrittenRecord { record, body: &body.json, content_hash: body.hash, known };
        let rows = record.rows.len() as u64;
        let Some(Known { record: before, .. }) = known.get(&record.key) else {
            comparison.account.new += rows;
            comparison.write.push(written(false));
            continue;
        };
        let same = |row: &&u64| before.rows.binary_search(row).is_ok();
        let seen = record.rows.iter().filter(same).count() as u64;
        if before.content_hash == body.hash {
            comparison.account.unchanged += rows;
            if record.edition > before.edition {
                comparison.confirm.push(&record.key);
            }
        } else if record.edition < before.edition {
            comparison.account.unchanged += seen;
            comparison.account.noticed += rows - seen;
            comparison.notices.push(outdated(file, record, before));
        } else {
            if record.source == Source::Survey {
                comparison.notices.push(answered_again(file, record, before));
            }
            comparison.account.unchanged += seen;
            comparison.account.changed += rows - seen;
            comparison.write.push(written(true));
        }
    }
    comparison
}

/// Takes a written file into what is known, for the next file of the same source.
pub(super) fn remember(file: &ImportedFile<'_>, known: &mut HashMap<String, Known>) {
    for written in &file.write {
        let record = written.record;
        let mut rows = record.rows.clone();
        rows.sort_unstable();
        let scope = record.scope().unwrap_or_default().into();
        let now = KnownRecord { edition: record.edition, content_hash: written.content_hash, rows, scope };
        let before = known.get(&record.key).and_then(|known| known.before);
        known.insert(record.key.clone(), Known { record: now, before });
    }
    for key in &file.confirm {
        if let Some(known) = known.get_mut(*key) {
            known.record.edition = file.edition;
        }
    }
}

/// An institution that answers a survey anew: the later answer counts.
fn answered_again(file: &str, record: &SourceRecord, before: &KnownRecord) -> Notice {
    Notice {
        code: "answered_again".to_owned(),
        severity: Severity::Info,
        file: file.to_owned(),
        row: 0,
        field: "ID".to_owned(),
        value: record.key.clone(),
        message: format!(
            "{} の回答を {} の回答に置き換えました (the answer of the earlier day was replaced)",
            before.edition, record.edition
        ),
    }
}

fn outdated(file: &str, record: &SourceRecord, before: &KnownRecord) -> Notice {
    Notice {
        code: "older_edition".to_owned(),
        severity: Severity::Info,
        file: file.to_owned(),
        row: 0,
        field: "ID".to_owned(),
        value: record.key.clone(),
        message: format!(
            "版 {} より新しい版 {} が取り込み済みのため、この内容は使いません (a newer edition is already known)",
            record.edition, before.edition
        ),
    }
}
