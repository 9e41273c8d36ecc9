//! Which rows of a file are new, changed or known: every row in exactly one column of the account.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64;

use crate::domain::record::SourceRecord;
use crate::domain::{Notice, Severity};
use crate::import::FileImport;
use crate::storage::{FileAccount, ImportedFile, KnownRecord};

/// One file against what the store knows.
pub(super) struct Comparison<'a> {
    pub(super) account: FileAccount,
    pub(super) write: Vec<(&'a SourceRecord, u64)>,
    pub(super) confirm: Vec<&'a str>,
    pub(super) notices: Vec<Notice>,
}

/// Compares. A record of an older edition than the stored one changes nothing: its differing rows are noticed as outdated.
pub(super) fn compare<'a>(
    file: &'a FileImport,
    known: &HashMap<String, KnownRecord>,
) -> Result<Comparison<'a>, serde_json::Error> {
    let account = FileAccount {
        read: file.rows_read,
        noticed: file.rows_noticed,
        refused: file.rows_refused,
        ..FileAccount::default()
    };
    let mut comparison = Comparison { account, write: Vec::new(), confirm: Vec::new(), notices: Vec::new() };
    for record in &file.records {
        let content_hash = content_hash(record)?;
        let rows = record.rows.len() as u64;
        let Some(before) = known.get(&record.key) else {
            comparison.account.new += rows;
            comparison.write.push((record, content_hash));
            continue;
        };
        let same = |row: &&u64| before.rows.binary_search(row).is_ok();
        let seen = record.rows.iter().filter(same).count() as u64;
        if before.content_hash == content_hash {
            comparison.account.unchanged += rows;
            if record.edition > before.edition {
                comparison.confirm.push(&record.key);
            }
        } else if record.edition < before.edition {
            comparison.account.unchanged += seen;
            comparison.account.noticed += rows - seen;
            comparison.notices.push(outdated(file, record, before));
        } else {
            comparison.account.unchanged += seen;
            comparison.account.changed += rows - seen;
            comparison.write.push((record, content_hash));
        }
    }
    Ok(comparison)
}

/// What a record says, in one number: two records of one hash say the same.
pub(super) fn content_hash(record: &SourceRecord) -> Result<u64, serde_json::Error> {
    Ok(xxh3_64(&serde_json::to_vec(&record.body)?))
}

/// Takes a written file into what is known, for the next file of the same source.
pub(super) fn remember(file: &ImportedFile<'_>, known: &mut HashMap<String, KnownRecord>) {
    for (record, content_hash) in &file.write {
        let mut rows = record.rows.clone();
        rows.sort_unstable();
        known.insert(record.key.clone(), KnownRecord { edition: record.edition, content_hash: *content_hash, rows });
    }
    for key in &file.confirm {
        if let Some(record) = known.get_mut(*key) {
            record.edition = file.edition;
        }
    }
}

fn outdated(file: &FileImport, record: &SourceRecord, before: &KnownRecord) -> Notice {
    Notice {
        code: "older_edition".to_owned(),
        severity: Severity::Info,
        file: file.file.clone(),
        row: 0,
        field: "ID".to_owned(),
        value: record.key.clone(),
        message: format!(
            "版 {} より新しい版 {} が取り込み済みのため、この内容は使いません (a newer edition is already known)",
            record.edition, before.edition
        ),
    }
}
