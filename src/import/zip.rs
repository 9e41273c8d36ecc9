//! Zips opened in memory, names in CP932 included.

use std::io::{Cursor, Read};

use encoding_rs::SHIFT_JIS;
use jiff::civil::Date;
use zip::ZipArchive;
use zip::read::ZipFile;

use super::{ImportError, Part};

/// More than any published file opens to (the hours of all clinics are some 400 MB): a zip beyond it is no list of institutions.
const MOST_BYTES: u64 = 1 << 30;

/// How many bytes one may become. Published lists reach 23, a workbook of them 12; deflate cannot do more than 1,032.
const MOST_RATIO: u64 = 200;

/// Entries up to this size may be packed more tightly: blank tables are.
const SMALL: u64 = 16 << 20;

/// Zips within zips, as deep as anybody published them, and one more.
const MOST_DEPTH: usize = 3;

/// Opens a zip into its files, and zips within it; any other file is a part of its own.
///
/// `modified` is the modification date of the file itself, where the caller knows one; entries of a zip carry their own.
///
/// # Errors
/// When a zip is cut short or otherwise unreadable; nothing of it is returned then.
pub fn expand(name: &str, bytes: Vec<u8>, modified: Option<Date>) -> Result<Vec<Part>, ImportError> {
    let mut parts = Vec::new();
    let mut room = MOST_BYTES;
    open_into(&mut parts, Part { name: name.to_owned(), modified, bytes }, 0, &mut room)?;
    Ok(parts)
}

fn open_into(parts: &mut Vec<Part>, part: Part, depth: usize, room: &mut u64) -> Result<(), ImportError> {
    if !looks_like_zip(&part.name, &part.bytes) {
        parts.push(part);
        return Ok(());
    }
    let broken = |reason: String| ImportError::Zip { file: part.name.clone(), reason };
    let mut archive = ZipArchive::new(Cursor::new(&part.bytes))
        .map_err(|error| broken(format!("途中で切れているか、zip ではありません: {error} (cut short or not a zip)")))?;
    check_sizes(&mut archive, *room).map_err(&broken)?;
    if is_spreadsheet(&archive) {
        drop(archive);
        parts.push(part);
        return Ok(());
    }
    if depth == MOST_DEPTH {
        return Err(broken("zip の入れ子が深すぎます (zips within zips, too deep)".to_owned()));
    }
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| broken(error.to_string()))?;
        let inner = entry_name(&entry);
        if entry.is_dir() || is_litter(&inner) {
            continue;
        }
        let bytes = read_entry(&mut entry, room).map_err(|reason| broken(format!("{inner}: {reason}")))?;
        let modified = entry_date(&entry).or(part.modified);
        open_into(parts, Part { name: format!("{}!{inner}", part.name), modified, bytes }, depth + 1, room)?;
    }
    Ok(())
}

/// Refuses by the sizes that the zip itself declares, before anything is unpacked.
fn check_sizes<R: Read + std::io::Seek>(archive: &mut ZipArchive<R>, room: u64) -> Result<(), String> {
    let mut total: u64 = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|error| error.to_string())?;
        total = total.saturating_add(entry.size());
        if entry.size() > SMALL && entry.size() / MOST_RATIO > entry.compressed_size() {
            return Err(format!(
                "{} が {MOST_RATIO} 倍を超えて膨らみます (opens to more than {MOST_RATIO} times its size)",
                entry_name(&entry)
            ));
        }
    }
    if total > room { Err(too_much()) } else { Ok(()) }
}

/// Unpacks an entry. The reader gives no more than the entry declares, so that memory is bounded by what was checked before.
fn read_entry<R: Read>(entry: &mut ZipFile<'_, R>, room: &mut u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let length = entry.read_to_end(&mut bytes).map_err(|error| error.to_string())? as u64;
    *room = room.checked_sub(length).ok_or_else(too_much)?;
    Ok(bytes)
}

fn too_much() -> String {
    format!("開くと {} GiB を超えます (opens to more than that)", MOST_BYTES >> 30)
}

/// By content first: a cut zip still begins as one. By name too, so that a zip that is nothing of the kind is called broken.
fn looks_like_zip(name: &str, bytes: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let spreadsheet = [".xlsx", ".xlsm", ".ods"].iter().any(|ending| name.ends_with(ending));
    !spreadsheet && (bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") || name.ends_with(".zip"))
}

/// Spreadsheets are zips, whatever their name says.
fn is_spreadsheet<R: Read + std::io::Seek>(archive: &ZipArchive<R>) -> bool {
    archive.index_for_name("[Content_Types].xml").is_some() || archive.index_for_name("content.xml").is_some()
}

/// Entries made by Japanese Windows carry CP932 names without saying so.
fn entry_name<R: Read>(entry: &ZipFile<'_, R>) -> String {
    let raw = entry.name_raw();
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => SHIFT_JIS.decode_without_bom_handling(raw).0.into_owned(),
    }
}

fn is_litter(name: &str) -> bool {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.starts_with("__MACOSX/") || last.starts_with('.') || last == "Thumbs.db" || last == "desktop.ini"
}

fn entry_date<R: Read>(entry: &ZipFile<'_, R>) -> Option<Date> {
    let modified = entry.last_modified()?;
    let date =
        Date::new(modified.year().try_into().ok()?, modified.month().try_into().ok()?, modified.day().try_into().ok()?);
    // 1980-01-01 is the zero of the format: nobody set a date.
    date.ok().filter(|date| date.year() > 1980)
}
