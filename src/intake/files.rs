//! Files on disk: which lie under a path, and what is in each.

use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::import::survey::{MAPPING_ENDING, MappingFiles};
use crate::import::{self, FileImport, ImportError, Part};

use super::account::Body;
use super::{IntakeError, mappings};

/// The path that stands for standard input.
pub(super) const STDIN: &str = "-";

/// A file to read, and whether the caller named it or it lay in a folder.
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) named: bool,
}

/// The files under the paths, in order of their names; what is hidden, a lock file of a spreadsheet program or a survey's mapping is
/// passed over.
pub(super) fn discover(paths: &[PathBuf]) -> Result<Vec<Found>, IntakeError> {
    let mut found = Vec::new();
    for path in paths {
        if path == Path::new(STDIN) {
            found.push(Found { path: path.clone(), named: true });
            continue;
        }
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

/// One part that was read, with the bodies of its records as they are stored.
pub(super) struct Prepared {
    pub(super) file: FileImport,
    pub(super) bodies: Vec<Body>,
}

pub(super) type ReadPart = Result<Prepared, (String, FileFault)>;

/// Why a file was refused before its parts were looked at.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileFault {
    #[error("{file}: 読めません (cannot be read): {cause}")]
    Unreadable { file: String, cause: std::io::Error },
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error("{file}: 記録にできません (a record cannot be written as JSON): {cause}")]
    Encode { file: String, cause: serde_json::Error },
}

impl FileFault {
    /// Whether the file merely lay in a folder and is no dataset.
    pub(super) const fn is_stray(&self, named: bool) -> bool {
        !named && matches!(self, Self::Import(ImportError::Unknown { .. }))
    }
}

/// What a file is called before people: its name without its folders.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Reads one file and everything inside it. Runs on a thread of its own.
pub(super) fn read_file(path: &Path) -> (String, Result<Vec<ReadPart>, FileFault>) {
    let (name, modified, bytes) = if path == Path::new(STDIN) {
        ("標準入力 (stdin)".to_owned(), Some(date_in_japan(Timestamp::now())), read_stdin())
    } else {
        (name_of(path), modified_date(path), std::fs::read(path))
    };
    let parts = bytes
        .map_err(|cause| FileFault::Unreadable { file: name.clone(), cause })
        .and_then(|bytes| import::expand(&name, bytes, modified).map_err(FileFault::from));
    let read = parts.map(|parts| {
        let (inside, parts): (Vec<Part>, Vec<Part>) =
            parts.into_iter().partition(|part| part.name.ends_with(MAPPING_ENDING));
        let folder = mappings::around(path, inside);
        let read_part =
            |part: Part| prepare(&part, &mappings::of(&part.name, &folder)).map_err(|fault| (part.name.clone(), fault));
        parts.into_iter().map(read_part).collect()
    });
    (name, read)
}

fn prepare(part: &Part, mappings: &MappingFiles) -> Result<Prepared, FileFault> {
    let mut file = import::read_with(part, mappings, &mut |_| ())?;
    let bodies: Result<Vec<Body>, serde_json::Error> = file.records.iter_mut().map(Body::of).collect();
    let bodies = bodies.map_err(|cause| FileFault::Encode { file: part.name.clone(), cause })?;
    Ok(Prepared { file, bodies })
}

/// Reads every known dataset in one file or folder, without any store.
///
/// # Errors
/// When the path cannot be read, or a file in it that is no stray is refused.
pub fn read_editions(path: &Path) -> Result<Vec<FileImport>, IntakeError> {
    let mut files = Vec::new();
    for found in discover(&[path.to_owned()])? {
        let (_, parts) = read_file(&found.path);
        let refused = |fault: FileFault| IntakeError::Refused { reason: fault.to_string() };
        for part in parts.map_err(refused)? {
            match part {
                Ok(prepared) => files.push(prepared.file),
                Err((_, fault)) if fault.is_stray(found.named) => {}
                Err((_, fault)) => return Err(refused(fault)),
            }
        }
    }
    Ok(files)
}

fn read_stdin() -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn modified_date(path: &Path) -> Option<Date> {
    let modified = std::fs::metadata(path).ok()?.modified().ok()?;
    Some(date_in_japan(Timestamp::try_from(modified).ok()?))
}

fn date_in_japan(at: Timestamp) -> Date {
    jiff::tz::offset(9).to_datetime(at).date()
}
