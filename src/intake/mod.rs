//! From files to facilities: the only place where import, reconcile, geocode and storage meet.
//!
//! A file is read, compared with what the store knows, and written whole or not at all; then all records are joined anew and
//! the facilities that came out differently are written in one transaction.

mod account;
mod join;
mod place;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use futures::StreamExt;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::domain::{Notice, Source};
use crate::import::survey::{MAPPING_ENDING, MappingFile, MappingFiles};
use crate::import::{self, FileImport, ImportError, Part};
use crate::storage::{FileAccount, ImportedFile, KnownRecord, Store, StoreError};

pub use join::{JoinReport, Joining};
pub use place::PlacementReport;

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
    /// A reading thread died.
    #[error("a reader stopped unexpectedly: {0}")]
    Reader(#[from] tokio::task::JoinError),
    /// A facility could not be written as JSON.
    #[error("a facility cannot be written: {0}")]
    Encode(#[from] serde_json::Error),
    /// An importer lost rows, which would be a fault of this program: nothing of the file is kept.
    #[error("{file}: {read} rows were read but {accounted} accounted for; nothing of this file was kept")]
    Unbalanced {
        /// The file.
        file: String,
        /// Rows read.
        read: u64,
        /// Rows accounted for.
        accounted: u64,
    },
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
    /// Files that were taken in.
    pub files: Vec<FileReport>,
    /// Files that were refused: named by the caller and not known, or broken.
    pub refused: Vec<RefusedFile>,
    /// Files that merely lay in a folder and are none of the known datasets.
    pub passed_over: Vec<RefusedFile>,
    /// What joining made of all sources; absent in a dry run and when nothing changed.
    pub join: Option<JoinReport>,
}

impl ImportReport {
    /// Notes a file that was not taken in. One that merely lay in a folder and is no dataset is passed over, not refused.
    fn leave_out(&mut self, file: String, fault: &FileFault, named: bool) {
        let stray = !named && matches!(fault, FileFault::Import(ImportError::Unknown { .. }));
        let list = if stray { &mut self.passed_over } else { &mut self.refused };
        list.push(RefusedFile { file, reason: fault.to_string() });
    }
}

/// What an import needs besides the files.
pub struct Intake<'a> {
    /// Where it goes.
    pub store: &'a Store,
    /// By what records become facilities.
    pub joining: &'a Joining,
    /// The moment of the import.
    pub now: Timestamp,
    /// Compare only; write nothing.
    pub dry_run: bool,
}

/// How many files are read side by side; each may hold a whole workbook in memory.
const READERS: usize = 2;

impl Intake<'_> {
    /// Imports files, folders and zips in order of their names.
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
        let files = discover(paths)?;
        progress.files(files.len());
        let mut report = ImportReport::default();
        let mut known: HashMap<Source, HashMap<String, KnownRecord>> = HashMap::new();
        let reading = |file: Found| tokio::task::spawn_blocking(move || (read_file(&file.path), file.named));
        let mut readings = futures::stream::iter(files).map(reading).buffered(READERS);
        while let Some(read) = readings.next().await {
            let ((name, outcome), named) = read?;
            for part in outcome.unwrap_or_else(|fault| vec![Err((name.clone(), fault))]) {
                match part {
                    Err((file, fault)) => report.leave_out(file, &fault, named),
                    Ok(file) => {
                        file.notices.iter().for_each(&mut *notices);
                        report.files.push(self.take(&file, &mut known, notices).await?);
                    }
                }
            }
            progress.file_done(&name);
        }
        drop(known);
        if !self.dry_run {
            report.join = self.joining.join_if_needed(self.store, progress).await?;
        }
        Ok(report)
    }

    /// Compares one file with the store and writes what is new.
    async fn take(
        &self,
        file: &FileImport,
        known: &mut HashMap<Source, HashMap<String, KnownRecord>>,
        notices: &mut (dyn FnMut(&Notice) + Send),
    ) -> Result<FileReport, IntakeError> {
        let source = file.dataset.source();
        if let std::collections::hash_map::Entry::Vacant(entry) = known.entry(source) {
            entry.insert(self.store.known_records(source).await?);
        }
        let known = known.entry(source).or_default();
        let comparison = account::compare(file, known)?;
        comparison.notices.iter().for_each(&mut *notices);
        let account = comparison.account;
        if !account.balances() {
            let accounted = account.new + account.changed + account.unchanged + account.noticed + account.refused;
            return Err(IntakeError::Unbalanced { file: file.file.clone(), read: account.read, accounted });
        }
        let mut counts: BTreeMap<String, u64> =
            file.notice_counts().into_iter().map(|(code, count)| (code.to_owned(), count)).collect();
        for notice in &comparison.notices {
            *counts.entry(notice.code.clone()).or_default() += 1;
        }
        let report = FileReport {
            file: file.file.clone(),
            dataset: file.dataset.source().label().0.to_owned(),
            edition: file.edition,
            account,
            notices: counts,
        };
        if !self.dry_run {
            let imported = ImportedFile {
                name: &file.file,
                source,
                edition: file.edition,
                at: self.now,
                account,
                write: comparison.write,
                confirm: comparison.confirm,
            };
            self.store.write_file(&imported).await?;
            account::remember(&imported, known);
        }
        Ok(report)
    }
}

/// A file to read, and whether the caller named it or it lay in a folder.
struct Found {
    path: PathBuf,
    named: bool,
}

/// The files under the paths, in order of their names; what is hidden, a lock file of a spreadsheet program or a survey's mapping is
/// passed over.
fn discover(paths: &[PathBuf]) -> Result<Vec<Found>, IntakeError> {
    let mut found = Vec::new();
    for path in paths {
        let unreadable = |cause| IntakeError::Unreadable { path: path.display().to_string(), cause };
        if std::fs::metadata(path).map_err(unreadable)?.is_dir() {
            let mut children = Vec::new();
            for entry in std::fs::read_dir(path).map_err(unreadable)? {
                let child = entry.map_err(unreadable)?.path();
                // Dangling links, sockets and pipes are no files to read.
                let readable = std::fs::metadata(&child).is_ok_and(|known| known.is_file() || known.is_dir());
                let name = child.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                if readable && !name.starts_with('.') && !name.starts_with("~$") && !name.ends_with(MAPPING_ENDING) {
                    children.push(child);
                }
            }
            children.sort();
            found.extend(discover(&children)?.into_iter().map(|child| Found { named: false, ..child }));
        } else {
            found.push(Found { path: path.clone(), named: true });
        }
    }
    Ok(found)
}

type ReadPart = Result<FileImport, (String, FileFault)>;

/// Why a file was refused before its parts were looked at.
#[derive(Debug, thiserror::Error)]
enum FileFault {
    #[error("{file}: 読めません (cannot be read): {cause}")]
    Unreadable { file: String, cause: std::io::Error },
    #[error(transparent)]
    Import(#[from] ImportError),
}

/// Reads one file and everything inside it. Runs on a thread of its own.
fn read_file(path: &Path) -> (String, Result<Vec<ReadPart>, FileFault>) {
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let modified = modified_date(path);
    let parts = std::fs::read(path)
        .map_err(|cause| FileFault::Unreadable { file: name.clone(), cause })
        .and_then(|bytes| import::expand(&name, bytes, modified).map_err(FileFault::from));
    let read = parts.map(|parts| {
        let (inside, parts): (Vec<Part>, Vec<Part>) =
            parts.into_iter().partition(|part| part.name.ends_with(MAPPING_ENDING));
        let mut folder: Vec<MappingFile> = mappings_beside(path);
        folder.extend(inside.into_iter().filter_map(|part| mapping_file(part.name, part.bytes)));
        let read_part = |part: Part| {
            let mappings = mappings_for(&part.name, &folder);
            import::read_with(&part, &mappings, &mut |_| ()).map_err(|error| (part.name.clone(), error.into()))
        };
        parts.into_iter().map(read_part).collect()
    });
    (name, read)
}

/// The mappings of surveys in the folder of a file. One that cannot be read is none: the survey is then refused with what to do.
fn mappings_beside(path: &Path) -> Vec<MappingFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    found.sort();
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mappings = found.iter().filter(|path| name(path).ends_with(MAPPING_ENDING));
    mappings.filter_map(|path| mapping_file(name(path), std::fs::read(path).ok()?)).collect()
}

fn mapping_file(name: String, bytes: Vec<u8>) -> Option<MappingFile> {
    // Notepad puts a byte order mark in front.
    let text = String::from_utf8(bytes).ok()?;
    Some(MappingFile { name, text: text.trim_start_matches('\u{feff}').to_owned() })
}

/// The mapping that bears the file's name, and all others.
fn mappings_for(part: &str, all: &[MappingFile]) -> MappingFiles {
    let inner = part.rsplit(['!', '/']).next().unwrap_or(part);
    let is_own =
        |file: &&MappingFile| file.name.strip_suffix(MAPPING_ENDING).is_some_and(|name| name == part || name == inner);
    let own = all.iter().find(is_own).cloned();
    MappingFiles { own, folder: all.to_vec() }
}

fn modified_date(path: &Path) -> Option<Date> {
    let modified = std::fs::metadata(path).ok()?.modified().ok()?;
    let timestamp = Timestamp::try_from(modified).ok()?;
    Some(jiff::tz::offset(9).to_datetime(timestamp).date())
}

/// Writes records that no file carried, such as the demonstration town, under one name.
///
/// # Errors
/// When the store fails or a record cannot be written as JSON.
pub async fn store_records(
    store: &Store,
    name: &str,
    records: &[crate::domain::record::SourceRecord],
    now: Timestamp,
) -> Result<FileAccount, IntakeError> {
    let Some(first) = records.first() else { return Ok(FileAccount::default()) };
    let rows = records.iter().map(|record| record.rows.len() as u64).sum();
    let account = FileAccount { read: rows, new: rows, ..FileAccount::default() };
    let hashed = |record| Ok((record, account::content_hash(record)?));
    let write = records.iter().map(hashed).collect::<Result<_, serde_json::Error>>()?;
    let file = ImportedFile {
        name,
        source: first.source,
        edition: first.edition,
        at: now,
        account,
        write,
        confirm: Vec::new(),
    };
    store.write_file(&file).await?;
    Ok(account)
}
