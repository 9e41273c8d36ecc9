//! The operator's tile folder: every PMTiles and MBTiles file in it becomes a source.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use martin_core::CacheZoomRange;
use martin_core::tiles::BoxedSource;
use martin_core::tiles::mbtiles::MbtSource;
use martin_core::tiles::pmtiles::{PmtCache, PmtCacheInstance, PmtilesSource};
use martin_tile_utils::{decode_brotli, decode_gzip, decode_zstd};
use object_store::local::LocalFileSystem;

use super::TilesError;

/// PMTiles directories kept in memory for all files together, in bytes.
const DIRECTORY_CACHE_BYTES: u64 = 8 << 20;

/// The sources of a folder by name, and what is wrong with the files that are not among them.
///
/// A file's name without its extension is the name of its source.
pub(super) async fn open_folder(folder: &Path, reserved: &[&str]) -> (BTreeMap<String, BoxedSource>, Vec<TilesError>) {
    let mut sources = BTreeMap::new();
    let mut problems = Vec::new();
    let cache = PmtCache::new(DIRECTORY_CACHE_BYTES, None, None);
    for path in tile_files(folder, &mut problems) {
        let id = source_name(&path);
        let bad = |reason: &str| TilesError::BadFile { path: path.clone(), reason: reason.to_owned() };
        if reserved.contains(&id.as_str()) {
            problems.push(bad("this name is taken by a built-in source; rename the file"));
            continue;
        }
        let Entry::Vacant(slot) = sources.entry(id) else {
            problems.push(bad("another file has the same name; rename one of them"));
            continue;
        };
        match open(&path, slot.key(), &cache).await {
            Ok(source) => {
                slot.insert(source);
            }
            Err(problem) => problems.push(problem),
        }
    }
    (sources, problems)
}

/// The tile files of a folder, by name.
fn tile_files(folder: &Path, problems: &mut Vec<TilesError>) -> Vec<PathBuf> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            problems.push(TilesError::BadFile { path: folder.to_owned(), reason: error.to_string() });
            return Vec::new();
        }
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| matches!(extension(path).as_str(), "pmtiles" | "mbtiles"))
        .collect();
    files.sort();
    files
}

fn extension(path: &Path) -> String {
    let extension = path.extension().unwrap_or_default();
    extension.to_string_lossy().to_ascii_lowercase()
}

/// The file's name as it can stand in a URL path without escaping.
fn source_name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let plain = |c: char| {
        if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' }
    };
    stem.chars().map(plain).collect()
}

async fn open(path: &Path, id: &str, cache: &PmtCache) -> Result<BoxedSource, TilesError> {
    let bad = |reason: String| TilesError::BadFile { path: path.to_owned(), reason };
    let path = path.canonicalize().map_err(|error| bad(error.to_string()))?;
    if extension(&path) == "mbtiles" {
        let source = MbtSource::new(id.to_owned(), path, CacheZoomRange::default()).await;
        return source.map(|source| Box::new(source) as BoxedSource).map_err(|error| bad(error.to_string()));
    }
    check_pmtiles(&path).map_err(bad)?;
    let place = object_store::path::Path::from_absolute_path(&path);
    let source = PmtilesSource::new(
        PmtCacheInstance::new_auto_id(cache.clone()),
        id.to_owned(),
        Box::new(LocalFileSystem::new()),
        place.map_err(|error| bad(error.to_string()))?,
        CacheZoomRange::default(),
    );
    // A task of its own, because the reader can panic on damage that the check above does not know.
    let opened = tokio::spawn(source).await;
    let opened = opened.map_err(|_| bad("its directory is damaged".to_owned()))?;
    opened.map(|source| Box::new(source) as BoxedSource).map_err(|error| bad(chain(&error)))
}

/// Length of a PMTiles header in bytes (PMTiles specification, version 3).
const PMTILES_HEADER: usize = 127;

/// Where the root directory of a PMTiles file ends at the latest, in bytes (ibid.).
const PMTILES_ROOT_END: u64 = 16_384;

/// Refuses what the PMTiles reader would stumble over: another kind of file, an old version, a
/// copy that stopped half way, which is the damage that happens, and a directory that is none.
pub(super) fn check_pmtiles(path: &Path) -> Result<(), String> {
    let mut file = File::open(path).map_err(|error| error.to_string())?;
    let length = file.metadata().map_err(|error| error.to_string())?.len();
    let mut header = [0; PMTILES_HEADER];
    if file.read_exact(&mut header).is_err() || !header.starts_with(b"PMTiles\x03") {
        return Err("not a PMTiles file of version 3".to_owned());
    }
    let number = |at: usize| {
        let bytes = header[at..at + 8].iter().rev();
        bytes.fold(0_u64, |number, &byte| number << 8 | u64::from(byte))
    };
    // Root directory, metadata, leaf directories and tiles: offset, then length.
    for (part, at) in [("root", 8), ("metadata", 24), ("leaves", 40), ("tiles", 56)] {
        if number(at).saturating_add(number(at + 8)) > length {
            return Err(format!("the file is cut short: {length} bytes do not hold its {part}"));
        }
    }
    let damaged = || "its directory is damaged".to_owned();
    let (start, size) = (number(8), number(16));
    if start < PMTILES_HEADER as u64 || start + size > PMTILES_ROOT_END {
        return Err(damaged());
    }
    let mut packed = Vec::new();
    file.seek(SeekFrom::Start(start)).map_err(|error| error.to_string())?;
    file.take(size).read_to_end(&mut packed).map_err(|error| error.to_string())?;
    let unpacked = match header[97] {
        1 => Ok(packed),
        2 => decode_gzip(&packed),
        3 => decode_brotli(&packed),
        4 => decode_zstd(&packed),
        _ => return Err("its directory is packed in an unknown way".to_owned()),
    };
    let directory = unpacked.map_err(|_| damaged())?;
    check_directory(&directory, [length - number(40), length - number(56)]).ok_or_else(damaged)
}

/// Walks over a PMTiles directory: the number of entries, then of all entries the steps from tile
/// to tile, the run lengths, the lengths and the offsets. Offsets count from the beginning of the
/// leaf directories or of the tiles, behind which the file has so much room. `None` where the
/// numbers end early, do not fit their type or point outside the file, on which the reader would
/// panic or allocate without bound.
fn check_directory(mut bytes: &[u8], [leaf_room, tile_room]: [u64; 2]) -> Option<()> {
    let count = usize::try_from(varint(&mut bytes)?).ok()?;
    // An entry takes at least one byte in each of the four columns.
    if count > bytes.len() / 4 {
        return None;
    }
    let mut column = || (0..count).map(|_| varint(&mut bytes)).collect::<Option<Vec<u64>>>();
    let (steps, runs, lengths, offsets) = (column()?, column()?, column()?, column()?);
    steps.into_iter().try_fold(0_u64, u64::checked_add)?;
    let fits = |numbers: &[u64]| numbers.iter().all(|&number| u32::try_from(number).is_ok());
    let mut end = None;
    for ((length, offset), run) in lengths.iter().zip(offsets).zip(&runs) {
        // 0 means: where the entry before ends.
        let start = offset.checked_sub(1).or(end)?;
        // A run of 0 tiles is a leaf directory.
        let room = if *run == 0 { leaf_room } else { tile_room };
        end = Some(start.checked_add(*length).filter(|end| *end <= room)?);
    }
    (fits(&runs) && fits(&lengths)).then_some(())
}

/// A number in groups of seven bits, lowest first.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let group = u64::from(byte & 0x7f);
        number |= group.checked_mul(1 << shift)?;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// An error with its causes: martin's outer sentence alone seldom says what is wrong.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
