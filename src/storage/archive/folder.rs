//! What stands in a data folder beside the store: what a person put there is carried, what the program can make again is not.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

use jiff::Timestamp;

use super::ArchiveError;
use super::draft::{Draft, USUAL};
use super::format::Carried;

/// Endings of small files that a person put into the folder: zones, policies.
const CARRIED: [&str; 2] = ["geojson", "toml"];
/// Endings of map files.
const MAPS: [&str; 2] = ["pmtiles", "mbtiles"];
/// The folder of map files.
const TILES: &str = "tiles";

/// What of a data folder goes into a backup, and the map files that stay out.
pub(super) fn list(data: &Path, with_tiles: bool) -> Result<(Vec<Carried>, Vec<Carried>), ArchiveError> {
    let mut carried = files(data, "", &CARRIED)?;
    let maps = files(&data.join(TILES), "tiles/", &MAPS)?;
    if with_tiles {
        carried.extend(maps);
        return Ok((carried, Vec::new()));
    }
    Ok((carried, maps))
}

/// The files of a folder with one of the endings, by name; none where there is no such folder.
fn files(folder: &Path, prefix: &str, endings: &[&str]) -> Result<Vec<Carried>, ArchiveError> {
    let cannot = || ArchiveError::file(folder);
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(cannot())?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(cannot())?.path();
        let is_wanted = path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted));
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if !is_wanted || name.starts_with('.') {
            continue;
        }
        let about = std::fs::metadata(&path).map_err(ArchiveError::file(&path))?;
        if about.is_file() {
            found.push(Carried { name: format!("{prefix}{name}"), bytes: about.len() });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Where a carried file belongs; `None` for a name that leads out of the folder.
fn place(data: &Path, name: &str) -> Option<PathBuf> {
    let path = Path::new(name);
    let mut parts = path.components();
    let stays = !name.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)));
    stays.then(|| data.join(path))
}

/// Files of a backup that wait for the store to be in its place.
#[derive(Debug, Default)]
pub(super) struct Arriving {
    waiting: Vec<(Draft, File)>,
}

impl Arriving {
    /// Begins the next file; false for a name that leads out of the folder.
    pub(super) fn begin(&mut self, data: &Path, name: &str) -> Result<bool, ArchiveError> {
        let Some(place) = place(data, name) else { return Ok(false) };
        self.waiting.push(Draft::beside(&place, USUAL)?);
        Ok(true)
    }

    /// Adds to the file that was begun last.
    pub(super) fn add(&mut self, bytes: &[u8]) -> Result<(), ArchiveError> {
        let Some((draft, file)) = self.waiting.last_mut() else { return Ok(()) };
        file.write_all(bytes).map_err(ArchiveError::file(draft.path()))
    }

    /// Puts every file into its place. One that stands there with other contents is kept under another name, which is given back.
    pub(super) fn settle(self, at: Timestamp) -> Result<Vec<PathBuf>, ArchiveError> {
        let mut kept = Vec::new();
        for (draft, file) in self.waiting {
            let cannot = || ArchiveError::file(draft.path());
            file.sync_all().map_err(cannot())?;
            drop(file);
            let place = draft.place();
            if place.exists() {
                if same(place, draft.path())? {
                    continue;
                }
                let former = super::super::lock::beside(place, &format!("replaced-{}", at.strftime("%Y%m%dT%H%M%SZ")));
                std::fs::rename(place, &former).map_err(ArchiveError::file(&former))?;
                kept.push(former);
            }
            draft.keep()?;
        }
        Ok(kept)
    }
}

/// Whether two files say the same.
fn same(a: &Path, b: &Path) -> Result<bool, ArchiveError> {
    let length = |path: &Path| std::fs::metadata(path).map(|about| about.len()).map_err(ArchiveError::file(path));
    if length(a)? != length(b)? {
        return Ok(false);
    }
    let bytes = |path: &Path| {
        File::open(path).map(|file| std::io::BufReader::new(file).bytes()).map_err(ArchiveError::file(path))
    };
    let (mut first, mut second) = (bytes(a)?, bytes(b)?);
    loop {
        match (first.next(), second.next()) {
            (None, None) => return Ok(true),
            (Some(Ok(x)), Some(Ok(y))) if x == y => {}
            (Some(Err(cause)), _) => return Err(ArchiveError::File { file: a.to_owned(), cause }),
            (_, Some(Err(cause))) => return Err(ArchiveError::File { file: b.to_owned(), cause }),
            _ => return Ok(false),
        }
    }
}
