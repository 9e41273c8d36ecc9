//! Each trap of the real files, on invented rows of the same shape.

mod canonical;
mod corrections;
mod files;
mod open_data;
mod real;
mod roster;
mod traps;
mod vacancy;

use std::path::PathBuf;

use super::{FileImport, ImportError, Part, expand, read};
use crate::domain::record::{FiledInstitution, ListedHours, Listing, RecordBody};

/// A file of `tests/fixtures/import`.
fn fixture(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A file of the folder of real and invented files, where that is at hand.
fn shared(name: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("ZAITAKU_SHARED_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let bytes = std::fs::read(folder.join(name)).ok();
    if bytes.is_none() {
        eprintln!("skipped: {name} is not at hand");
    }
    bytes
}

/// A fixture as a part of its own, dated by the name it is given.
fn part(name: &str, bytes: Vec<u8>) -> Part {
    Part { name: name.to_owned(), modified: None, bytes }
}

/// Reads, and holds the result to the accounting law.
fn import(part: &Part) -> Result<FileImport, ImportError> {
    let mut last = 0;
    let import = read(part, &mut |rows| last = rows)?;
    assert!(import.balances(), "{}: rows are not accounted for", import.file);
    assert_eq!(last, import.rows_read);
    let mut keys: Vec<&str> = import.records.iter().map(|record| record.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), import.records.len(), "{}: keys are not unique", import.file);
    Ok(import)
}

/// The listing under a key.
fn listing<'a>(import: &'a FileImport, key: &str) -> &'a Listing {
    match &import.records.iter().find(|record| record.key == key).unwrap_or_else(|| panic!("no {key}")).body {
        RecordBody::Listing(listing) => listing,
        other => panic!("{other:?}"),
    }
}

/// The hours under a key.
fn hours<'a>(import: &'a FileImport, key: &str) -> &'a ListedHours {
    match &import.records.iter().find(|record| record.key == key).unwrap_or_else(|| panic!("no {key}")).body {
        RecordBody::Hours(hours) => hours,
        other => panic!("{other:?}"),
    }
}

/// The filings under a key.
fn filed<'a>(import: &'a FileImport, key: &str) -> &'a FiledInstitution {
    match &import.records.iter().find(|record| record.key == key).unwrap_or_else(|| panic!("no {key}")).body {
        RecordBody::Filings(filed) => filed,
        other => panic!("{other:?}"),
    }
}

/// The rows with a notice of this code.
fn noticed(import: &FileImport, code: &str) -> Vec<u64> {
    import.notices.iter().filter(|notice| notice.code == code).map(|notice| notice.row).collect()
}
