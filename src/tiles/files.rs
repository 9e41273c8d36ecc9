//! The operator's tile folder: every PMTiles and MBTiles file in it becomes a source.

pub(super) mod pmtiles;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use martin_core::CacheZoomRange;
use martin_core::tiles::BoxedSource;
use martin_core::tiles::mbtiles::MbtSource;
use martin_core::tiles::pmtiles::{PmtCache, PmtCacheInstance, PmtilesSource};
use object_store::local::LocalFileSystem;
use xxhash_rust::xxh3::xxh3_64;

use self::pmtiles::Archive;
use super::TilesError;

/// PMTiles directories kept in memory for all files together, in bytes.
const DIRECTORY_CACHE_BYTES: u64 = 8 << 20;

/// Which files a tile folder holds, and since when. Two looks that differ mean that somebody changed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FolderState {
    folder: Option<PathBuf>,
    files: Vec<(PathBuf, u64, Option<SystemTime>)>,
}

impl FolderState {
    /// Looks at a folder. One that is not there, or cannot be read, holds nothing.
    #[must_use]
    pub fn of(folder: Option<&Path>) -> Self {
        let files = folder.map(|folder| tile_files(folder, &mut Vec::new())).unwrap_or_default();
        let since = |path: PathBuf| {
            let known = std::fs::metadata(&path).ok();
            let length = known.as_ref().map_or(0, std::fs::Metadata::len);
            (path, length, known.and_then(|known| known.modified().ok()))
        };
        Self { folder: folder.map(Path::to_owned), files: files.into_iter().map(since).collect() }
    }
}

/// A source of the folder.
pub(super) struct Opened {
    pub(super) source: BoxedSource,
    /// Where it lies.
    pub(super) path: PathBuf,
    /// Changes when the file does.
    pub(super) edition: String,
}

/// The edition of a file, from its length and date: a map of another edition must not be mixed with what a browser still keeps.
fn edition(path: &Path) -> String {
    let known = std::fs::metadata(path).ok();
    let state = known.map(|known| (known.len(), known.modified().ok()));
    format!("{:08x}", xxh3_64(format!("{state:?}").as_bytes()) >> 32)
}

/// The sources of a folder by name, and what is wrong with the files that are not among them.
///
/// A file's name without its extension is the name of its source.
pub(super) async fn open_folder(folder: &Path, reserved: &[&str]) -> (BTreeMap<String, Opened>, Vec<TilesError>) {
    let mut sources = BTreeMap::new();
    let mut problems = Vec::new();
    let cache = PmtCache::new(DIRECTORY_CACHE_BYTES, None, None);
    for path in tile_files(folder, &mut problems) {
        let id = source_name(&path);
        let bad = |reason: &str| TilesError::BadFile { path: path.clone(), reason: reason.to_owned() };
        if reserved.contains(&id.as_str()) {
            problems.push(bad("この名前は使えません。ファイルの名前を変えてください (this name is taken by a built-in source; rename the file)"));
            continue;
        }
        let Entry::Vacant(slot) = sources.entry(id) else {
            problems.push(bad("同じ名前のファイルがあります。どちらかの名前を変えてください (another file has the same name; rename one of them)"));
            continue;
        };
        match open(&path, Container::by_ending(&path), slot.key(), &cache).await {
            Ok(source) => {
                slot.insert(Opened { source, edition: edition(&path), path });
            }
            Err(problem) => problems.push(problem),
        }
    }
    (sources, problems)
}

/// In what the tiles are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// One file with a directory (PMTiles, version 3).
    Pmtiles,
    /// An SQLite database.
    Mbtiles,
}

impl Container {
    /// The ending of such files, without the dot.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Pmtiles => "pmtiles",
            Self::Mbtiles => "mbtiles",
        }
    }

    fn by_ending(path: &Path) -> Self {
        if extension(path) == "mbtiles" { Self::Mbtiles } else { Self::Pmtiles }
    }
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
#[must_use]
pub fn source_name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let plain = |c: char| {
        if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' }
    };
    stem.chars().map(plain).collect()
}

/// Opens one file for its own sake, whatever it is called.
pub(super) async fn open_alone(path: &Path, format: Container) -> Result<BoxedSource, TilesError> {
    open(path, format, "alone", &PmtCache::new(DIRECTORY_CACHE_BYTES, None, None)).await
}

async fn open(path: &Path, format: Container, id: &str, cache: &PmtCache) -> Result<BoxedSource, TilesError> {
    let bad = |reason: String| TilesError::BadFile { path: path.to_owned(), reason };
    let path = path.canonicalize().map_err(|error| bad(error.to_string()))?;
    if format == Container::Mbtiles {
        let source = MbtSource::new(id.to_owned(), path, CacheZoomRange::default()).await;
        return source.map(|source| Box::new(source) as BoxedSource).map_err(|error| bad(error.to_string()));
    }
    Archive::open(&path).map_err(bad)?;
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
    let opened = opened.map_err(|_| bad("目次が壊れています (its directory is damaged)".to_owned()))?;
    opened.map(|source| Box::new(source) as BoxedSource).map_err(|error| bad(chain(&error)))
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
