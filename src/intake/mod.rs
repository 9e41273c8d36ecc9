//! From files to facilities: the only place where import, reconcile, geocode and storage meet.
//!
//! One import is one *run*: every file is read and compared with what the store knows, and all of them are written in one
//! transaction, or nothing. Then all records are joined anew and the facilities that came out differently are written in another.
//! A run can be taken back as a whole ([`undo`]), and what joining cannot decide waits for a person ([`review`]).

mod account;
mod editions;
mod files;
pub mod history;
mod join;
pub mod locate;
mod mappings;
mod place;
mod rejoin;
pub mod review;
mod taking;
#[cfg(test)]
mod tests;
pub mod undo;

use std::collections::BTreeMap;
use std::path::PathBuf;

use futures::StreamExt;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::domain::Notice;
use crate::domain::record::SourceRecord;
use crate::storage::{FileAccount, NewRun, Store, StoreError};

use account::Body;
use files::{FileFault, Found};
use taking::Taking;

pub use editions::{EditionReport, WholePolicy};
pub use files::read_editions;
pub use join::{JoinReport, Joining};
pub use place::{PlacementReport, locate};
pub use rejoin::{Rejoin, RejoinState};

/// What can stop an import as a whole. Faults of single files are reported, not raised.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file or folder cannot be read.
    #[error("{path} cannot be read: {cause}")]
    Unreadable {
        /// Which.
        path: String,
        /// What the system says.
        cause: std::io::Error,
    },
    /// A file that must be read is none that can be.
    #[error("{reason}")]
    Refused {
        /// Why, with the file.
        reason: String,
    },
    /// A reading thread died.
    #[error("a reader stopped unexpectedly: {0}")]
    Reader(#[from] tokio::task::JoinError),
    /// A facility could not be written as JSON.
    #[error("a facility cannot be written: {0}")]
    Encode(#[from] serde_json::Error),
    /// An importer lost rows, which would be a fault of this program: nothing of the run is kept.
    #[error("{file}: {read} rows were read but {accounted} accounted for; nothing of this import was kept")]
    Unbalanced {
        /// The file.
        file: String,
        /// Rows read.
        read: u64,
        /// Rows accounted for.
        accounted: u64,
    },
    /// There is no such run, or none that could be taken back.
    #[error("{0}")]
    CannotUndo(undo::CannotUndo),
    /// A decision that cannot be made.
    #[error("{0}")]
    CannotDecide(review::CannotDecide),
}

/// Told how an import goes, for progress bars.
pub trait Progress: Send {
    /// This many files lie ahead.
    fn files(&mut self, count: usize);
    /// A file was read and written.
    fn file_done(&mut self, name: &str);
    /// A later stage begins: joining, placing, writing.
    fn stage(&mut self, stage: Stage);
}

/// The stages after reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Sources are joined and addresses placed.
    Joining,
    /// Facilities are written.
    Writing,
}

/// How one file was taken in.
#[derive(Debug, Clone, Serialize)]
pub struct FileReport {
    /// The file, with the place inside a zip after `!`.
    pub file: String,
    /// The dataset it was recognised as.
    pub dataset: String,
    /// Its edition.
    pub edition: Date,
    /// Its rows.
    pub account: FileAccount,
    /// How many notices of each code.
    pub notices: BTreeMap<String, u64>,
}

/// A file that was refused as a whole.
#[derive(Debug, Clone, Serialize)]
pub struct RefusedFile {
    /// The file.
    pub file: String,
    /// Why, and what to do.
    pub reason: String,
}

/// The account of one import.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ImportReport {
    /// The number of the run; absent in a dry run and when no file was taken in.
    pub run: Option<i64>,
    /// Files that were taken in.
    pub files: Vec<FileReport>,
    /// Files that were refused: named by the caller and not known, or broken.
    pub refused: Vec<RefusedFile>,
    /// Files that merely lay in a folder and are none of the known datasets.
    pub passed_over: Vec<RefusedFile>,
    /// What each edition says about the one before, where there was one.
    pub editions: Vec<EditionReport>,
    /// What joining made of all sources; absent in a dry run and when nothing changed.
    pub join: Option<JoinReport>,
}

impl ImportReport {
    /// Notes a file that was not taken in. One that merely lay in a folder and is no dataset is passed over, not refused.
    fn leave_out(&mut self, file: String, fault: &FileFault, named: bool) {
        let list = if fault.is_stray(named) { &mut self.passed_over } else { &mut self.refused };
        list.push(RefusedFile { file, reason: fault.to_string() });
    }
}

/// What an import needs besides the files.
pub struct Intake<'a> {
    /// Where it goes.
    pub store: &'a Store,
    /// By what records become facilities.
    pub joining: &'a Joining,
    /// When an edition counts as whole.
    pub whole: WholePolicy,
    /// The moment of the import.
    pub now: Timestamp,
    /// Who imports; empty where nobody said.
    pub author: &'a str,
    /// Why, in their words.
    pub note: &'a str,
    /// Compare only; write nothing.
    pub dry_run: bool,
}

/// How many files are read side by side; each may hold a whole workbook in memory.
const READERS: usize = 2;

impl Intake<'_> {
    /// Imports files, folders and zips in order of their names: all that can be read in one run, or nothing.
    ///
    /// # Errors
    /// When a path cannot be read or the store fails. Files that are unknown or broken are refused one by one in the report.
    pub async fn import(
        &self,
        paths: &[PathBuf],
        progress: &mut dyn Progress,
        notices: &mut (dyn FnMut(&Notice) + Send),
    ) -> Result<ImportReport, IntakeError> {
        let _alone = self.store.lock_imports().await?;
        let found = files::discover(paths)?;
        progress.files(found.len());
        let names: Vec<String> = paths.iter().map(|path| files::name_of(path)).collect();
        let run = NewRun { at: self.now, paths: &names, author: self.author, note: self.note };
        let mut taking = Taking::begin(self.store, &run, self.whole).await?;
        let mut report = ImportReport::default();
        let reading = |file: Found| tokio::task::spawn_blocking(move || (files::read_file(&file.path), file.named));
        let mut readings = futures::stream::iter(found).map(reading).buffered(READERS);
        while let Some(read) = readings.next().await {
            let ((name, outcome), named) = read?;
            for part in outcome.unwrap_or_else(|fault| vec![Err((name.clone(), fault))]) {
                match part {
                    Err((file, fault)) => report.leave_out(file, &fault, named),
                    Ok(part) => {
                        part.file.notices.iter().for_each(&mut *notices);
                        report.files.push(taking.take(&part, notices).await?);
                    }
                }
            }
            progress.file_done(&name);
        }
        report.editions = taking.settle(notices).await?;
        // A dry run does everything and keeps nothing of it.
        if self.dry_run {
            taking.abandon().await?;
            return Ok(report);
        }
        if report.files.is_empty() {
            taking.abandon().await?;
        } else {
            report.run = Some(taking.finish().await?);
        }
        report.join = self.joining.join_if_needed(self.store, progress).await?;
        Ok(report)
    }
}

/// Writes records that no file carried, such as the demonstration town, as a run of its own under one name.
///
/// # Errors
/// When the store fails or a record cannot be written as JSON.
pub async fn store_records(
    store: &Store,
    name: &str,
    records: &[SourceRecord],
    now: Timestamp,
) -> Result<FileAccount, IntakeError> {
    let Some(first) = records.first() else { return Ok(FileAccount::default()) };
    let names = [name.to_owned()];
    let run = NewRun { at: now, paths: &names, author: "", note: "" };
    // Such records are never all there are, so nothing is missing where they are few.
    let mut taking = Taking::begin(store, &run, WholePolicy { share: 1.0, few: 0 }).await?;
    let read = records.iter().map(|record| record.rows.len() as u64).sum();
    let account = FileAccount { read, ..FileAccount::default() };
    let mut records = records.to_vec();
    let bodies: Vec<Body> = records.iter_mut().map(Body::of).collect::<Result<_, _>>()?;
    let mut ignore = |_: &Notice| ();
    let (source, edition) = (first.source, first.edition);
    let of = taking::Contents { name, source, edition, records: &records, bodies: &bodies, account };
    let account = taking.write(&of, &mut ignore).await?.0;
    taking.settle(&mut ignore).await?;
    taking.finish().await?;
    Ok(account)
}
