//! A run under way: files are compared with what is known by then, and written.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::domain::record::SourceRecord;
use crate::domain::{Notice, Source};
use crate::storage::{FileAccount, ImportedFile, NewRun, RunWriter, Store};

use super::account::{self, Body};
use super::editions::{EditionReport, Shelf, WholePolicy};
use super::files::Prepared;
use super::{FileReport, IntakeError};

/// A run under way. Dropped before it is finished, it leaves no trace.
pub(super) struct Taking {
    run: RunWriter,
    at: Timestamp,
    policy: WholePolicy,
    shelves: HashMap<Source, Shelf>,
    editions: Vec<EditionReport>,
}

/// The records of one file.
pub(super) struct Contents<'a> {
    pub(super) name: &'a str,
    pub(super) source: Source,
    pub(super) edition: Date,
    pub(super) records: &'a [SourceRecord],
    pub(super) bodies: &'a [Body],
    /// Rows read, and those that made no records.
    pub(super) account: FileAccount,
}

impl Taking {
    /// Begins a run. The caller holds the import lock.
    pub(super) async fn begin(store: &Store, run: &NewRun<'_>, policy: WholePolicy) -> Result<Self, IntakeError> {
        let at = run.at;
        let run = store.begin_run(run).await?;
        Ok(Self { run, at, policy, shelves: HashMap::new(), editions: Vec::new() })
    }

    /// Takes one part of a file in.
    pub(super) async fn take(
        &mut self,
        part: &Prepared,
        notices: &mut (dyn FnMut(&Notice) + Send),
    ) -> Result<FileReport, IntakeError> {
        let file = &part.file;
        let account = FileAccount {
            read: file.rows_read,
            noticed: file.rows_noticed,
            refused: file.rows_refused,
            ..FileAccount::default()
        };
        let contents = Contents {
            name: &file.file,
            source: file.dataset.source(),
            edition: file.edition,
            records: &file.records,
            bodies: &part.bodies,
            account,
        };
        let mut counts: BTreeMap<String, u64> =
            file.notice_counts().into_iter().map(|(code, count)| (code.to_owned(), count)).collect();
        let (account, compared) = self.write(&contents, notices).await?;
        counts.extend(compared);
        Ok(FileReport {
            file: file.file.clone(),
            dataset: contents.source.label().0.to_owned(),
            edition: file.edition,
            account,
            notices: counts,
        })
    }

    /// Compares records with what is known and writes what is new. Returns the whole account, and the notices of comparing by code.
    pub(super) async fn write(
        &mut self,
        file: &Contents<'_>,
        notices: &mut (dyn FnMut(&Notice) + Send),
    ) -> Result<(FileAccount, BTreeMap<String, u64>), IntakeError> {
        let Self { run, shelves, editions, policy, .. } = self;
        let shelf = match shelves.entry(file.source) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(Shelf::load(run, file.source).await?),
        };
        if !shelf.continues(file.edition) {
            editions.extend(shelf.settle(run, *policy, notices).await?);
        }
        let comparison = account::compare(file.name, file.records, file.bodies, file.account, &shelf.known);
        let mut counts = BTreeMap::new();
        for notice in &comparison.notices {
            *counts.entry(notice.code.clone()).or_default() += 1;
            notices(notice);
        }
        let account = comparison.account;
        if !account.balances() {
            let accounted = account.new + account.changed + account.unchanged + account.noticed + account.refused;
            return Err(IntakeError::Unbalanced { file: file.name.to_owned(), read: account.read, accounted });
        }
        let changed: Vec<&SourceRecord> =
            comparison.write.iter().filter(|written| written.known).map(|written| written.record).collect();
        shelf.note(run, (file.name, file.edition), file.records, &changed).await?;
        let imported = ImportedFile {
            name: file.name,
            source: file.source,
            edition: file.edition,
            at: self.at,
            account,
            write: comparison.write,
            confirm: comparison.confirm,
        };
        shelf.written(run.write_file(&imported).await?);
        account::remember(&imported, &mut shelf.known);
        Ok((account, counts))
    }

    /// Closes the editions that are still open and tells what all of them said about those before.
    pub(super) async fn settle(
        &mut self,
        notices: &mut (dyn FnMut(&Notice) + Send),
    ) -> Result<Vec<EditionReport>, IntakeError> {
        let Self { run, shelves, editions, policy, .. } = self;
        for shelf in shelves.values_mut() {
            editions.extend(shelf.settle(run, *policy, notices).await?);
        }
        editions.sort_by_key(|report| (report.source, report.edition));
        Ok(std::mem::take(editions))
    }

    /// Gives the run up: the store is as before.
    pub(super) async fn abandon(self) -> Result<(), IntakeError> {
        Ok(self.run.abandon().await?)
    }

    /// Makes the run durable and returns its number.
    pub(super) async fn finish(self) -> Result<i64, IntakeError> {
        Ok(self.run.finish().await?)
    }
}
