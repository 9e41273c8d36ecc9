//! Records and files: readable, unaltered, and each with the file it came with.

use std::collections::HashSet;

use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_64;

use crate::domain::Source;
use crate::domain::record::RecordBody;
use crate::storage::{RawRecord, Store, StoreError};

use super::Findings;

/// Checks every file and every record of the store.
pub(super) async fn check(store: &Store, findings: &mut Findings) -> Result<(), StoreError> {
    let mut files = HashSet::new();
    for file in store.raw_files().await? {
        findings.count("files");
        files.insert(file.id);
        if !file.account.balances() {
            let account = file.account;
            let sum = account.new + account.changed + account.unchanged + account.noticed + account.refused;
            let message =
                format!("{} 行のうち {sum} 行しか説明がつきません (rows are not accounted for)", account.read);
            findings.fault("unbalanced_file", file.name, message);
        }
    }
    store
        .raw_records(|record| {
            findings.count(super::RECORDS);
            check_record(&record, &files, findings);
        })
        .await
}

fn check_record(record: &RawRecord, files: &HashSet<i64>, findings: &mut Findings) {
    let place = || format!("{}:{}", record.source, record.key);
    if Source::from_id(&record.source).is_none() {
        findings.fault(
            "unknown_source",
            place(),
            "この版の知らない出典です (a source that this version does not know)",
        );
    }
    if record.edition.parse::<Date>().is_err() {
        findings.fault("unreadable_edition", place(), format!("{:?} は日付ではありません (no date)", record.edition));
    }
    if !record.rows.len().is_multiple_of(16) || !record.rows.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        findings.fault("unreadable_rows", place(), "行のハッシュが壊れています (the hashes of its rows are broken)");
    }
    if !files.contains(&record.file) {
        findings.fault(
            "orphan_record",
            place(),
            format!("取り込み {} の記録がありません (its file is not known)", record.file),
        );
    }
    if xxh3_64(record.body.as_bytes()) != record.content_hash {
        findings.fault(
            "altered_record",
            place(),
            "内容がハッシュと合いません (its body is not the one that was written)",
        );
    }
    match serde_json::from_str::<RecordBody>(&record.body) {
        Err(error) => findings.fault("unreadable_record", place(), error.to_string()),
        Ok(RecordBody::Canonical(facility)) if facility.id != record.key => {
            findings.fault("misfiled_record", place(), format!("中身は {} です (it is another facility)", facility.id));
        }
        Ok(_) => {}
    }
}
