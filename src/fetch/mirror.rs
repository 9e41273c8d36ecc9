//! A folder that stands for the web on closed networks: laid out by host and path, or merely full of files with their right names.

use std::path::{Path, PathBuf};

use reqwest::Url;

use super::discover::{self, FoundLink};
use super::error::FetchError;
use super::folder::place_of;
use super::sources::FetchSource;
use super::{download, wanted_words};

/// Folders within folders, as deep as anybody lays out downloads.
const DEEPEST: usize = 16;

/// A mirror folder.
pub(super) struct Mirror {
    root: PathBuf,
}

impl Mirror {
    /// Opens a mirror given as a path or as a `file://` address.
    pub(super) fn open(path: &Path) -> Result<Self, FetchError> {
        let address = path.to_str().filter(|text| text.starts_with("file://")).and_then(|text| Url::parse(text).ok());
        let root = address.and_then(|url| url.to_file_path().ok()).unwrap_or_else(|| path.to_owned());
        match std::fs::metadata(&root) {
            Ok(known) if known.is_dir() => Ok(Self { root }),
            Ok(_) => Err(FetchError::NotMirrored { path: root.display().to_string() }),
            Err(cause) => Err(FetchError::disk(&root, cause)),
        }
    }

    /// The text of a page; `None` where the mirror has none.
    pub(super) fn page(&self, url: &Url) -> Result<Option<String>, FetchError> {
        let path = self.root.join(place_of(url));
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(discover::decode(&bytes))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(FetchError::disk(&path, cause)),
        }
    }

    /// The file of an address, looked at as one that came from the web.
    pub(super) fn file(&self, url: &Url, file: &str, largest_mb: u64) -> Result<PathBuf, FetchError> {
        let path = url.to_file_path().unwrap_or_else(|()| self.root.join(place_of(url)));
        let missing = || FetchError::NotMirrored { path: path.display().to_string() };
        let length = match std::fs::metadata(&path) {
            Ok(known) if known.is_file() => known.len(),
            _ => return Err(missing()),
        };
        if length > largest_mb << 20 {
            return Err(FetchError::TooLarge { file: file.to_owned(), limit_mb: largest_mb });
        }
        let beginning = read_beginning(&path).map_err(|cause| FetchError::disk(&path, cause))?;
        download::check_type(file, &beginning)?;
        Ok(path)
    }

    /// The files of a source by their names alone, wherever they lie: people carry zips, rarely pages.
    pub(super) fn by_name(&self, source: &FetchSource, page: &Url) -> Result<Vec<FoundLink>, FetchError> {
        let missing = || FetchError::NotMirrored { path: self.root.join(place_of(page)).display().to_string() };
        if source.prefixes.is_empty() {
            return Err(missing());
        }
        let named = FetchSource { near: Vec::new(), ..source.clone() };
        let mut paths = Vec::new();
        files_below(&self.root, DEEPEST, &mut paths).map_err(|cause| FetchError::disk(&self.root, cause))?;
        paths.sort();
        let links = paths.into_iter().filter_map(|path| {
            let absolute = std::path::absolute(&path).ok()?;
            Some(discover::by_name(Url::from_file_path(absolute).ok()?, path.file_name()?.to_str()?.to_owned()))
        });
        let chosen = discover::choose(links.collect(), &named);
        if chosen.is_empty() {
            let others = format!(" [{}]", wanted_words(source));
            return Err(FetchError::NotMirrored {
                path: self.root.join(place_of(page)).display().to_string() + &others,
            });
        }
        Ok(chosen)
    }
}

fn read_beginning(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut beginning = Vec::new();
    std::fs::File::open(path)?.take(512).read_to_end(&mut beginning)?;
    Ok(beginning)
}

fn files_below(folder: &Path, deeper: usize, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            found.push(path);
        } else if deeper > 0 && path.is_dir() {
            files_below(&path, deeper - 1, found)?;
        }
    }
    Ok(())
}
