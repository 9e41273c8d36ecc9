//! The folder of downloads: laid out by host and path, so that it can be carried to a closed network as a mirror, and a file that
//! remembers what each address said when it was asked last.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use reqwest::Url;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::client::host;
use super::error::FetchError;

/// The longest name that common file systems take, in bytes, with room for `.part`.
const LONGEST_NAME: usize = 240;

/// What is remembered of all addresses.
#[derive(Debug, Default, Serialize, Deserialize)]
struct State {
    /// By address.
    files: BTreeMap<String, Known>,
}

/// What is remembered of one address.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Known {
    /// The validators of what lies in the folder.
    pub(super) validators: Validators,
    /// SHA-256 of it, in hexadecimal.
    pub(super) sha256: String,
    /// Its length.
    pub(super) bytes: u64,
    /// When it was last fetched or confirmed.
    pub(super) at: Option<Timestamp>,
    /// SHA-256 of what was imported last.
    pub(super) imported: Option<String>,
    /// The validators of a half of another version, which lies beside it as `.part`.
    pub(super) partial: Option<Validators>,
}

/// By what a server knows a version of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Validators {
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
}

impl Validators {
    /// What may stand in `If-Range`: only what names exactly these bytes.
    pub(super) fn strong(&self) -> Option<&str> {
        self.etag.as_deref().filter(|tag| !tag.starts_with("W/")).or(self.last_modified.as_deref())
    }
}

/// The folder, held by one run at a time.
pub(super) struct Folder {
    root: PathBuf,
    state: State,
    /// Given back when it is dropped, also by a crash.
    _lock: File,
}

impl Folder {
    /// Opens the folder and takes it for this run.
    pub(super) fn open(root: &Path) -> Result<Self, FetchError> {
        std::fs::create_dir_all(root).map_err(|cause| FetchError::disk(root, cause))?;
        let path = root.join("update.lock");
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|cause| FetchError::disk(&path, cause))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(FetchError::Running { path: path.display().to_string() }),
            Err(TryLockError::Error(cause)) => return Err(FetchError::disk(&path, cause)),
        }
        Ok(Self { root: root.to_owned(), state: read_state(&root.join("state.json"))?, _lock: lock })
    }

    /// Where the file of an address lies.
    pub(super) fn path(&self, url: &Url) -> PathBuf {
        self.root.join(place_of(url))
    }

    /// What is remembered of an address.
    pub(super) fn known(&self, url: &str) -> Known {
        self.state.files.get(url).cloned().unwrap_or_default()
    }

    /// Remembers, on disk too.
    pub(super) fn remember(&mut self, url: &str, known: Known) -> Result<(), FetchError> {
        self.state.files.insert(url.to_owned(), known);
        let path = self.root.join("state.json");
        let text = serde_json::to_vec_pretty(&self.state).unwrap_or_default();
        write_whole(&path, &text)
    }
}

/// Writes a file beside its place and puts it there once it is whole.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), FetchError> {
    let draft = beside(path, ".draft");
    let write = || {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&draft, bytes)?;
        File::open(&draft)?.sync_all()?;
        std::fs::rename(&draft, path)
    };
    write().map_err(|cause| FetchError::disk(path, cause))
}

/// The path with an ending behind its name.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// A memory that cannot be read is put aside: everything is then fetched once more, which harms nobody.
fn read_state(path: &Path) -> Result<State, FetchError> {
    match std::fs::read(path) {
        Ok(bytes) => match serde_json::from_slice(&bytes) {
            Ok(state) => Ok(state),
            Err(_) => {
                std::fs::rename(path, beside(path, ".unreadable")).map_err(|cause| FetchError::disk(path, cause))?;
                Ok(State::default())
            }
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(State::default()),
        Err(cause) => Err(FetchError::disk(path, cause)),
    }
}

/// The place of an address below a folder: `host/path`, each part decoded where that makes a plain name.
pub(super) fn place_of(url: &Url) -> PathBuf {
    let mut place = PathBuf::from(host(url).replace(':', "_"));
    let mut parts: Vec<String> = url.path_segments().into_iter().flatten().map(plain_name).collect();
    if parts.last().is_none_or(String::is_empty) {
        parts.pop();
        parts.push("index.html".to_owned());
    }
    if let (Some(query), Some(last)) = (url.query(), parts.last_mut()) {
        *last = plain_name(&format!("{last}?{}", query.replace(['/', '\\', ':'], "_")));
    }
    place.extend(parts.into_iter().filter(|part| !part.is_empty()));
    place
}

/// A part of a path as a name that stays in its folder.
fn plain_name(part: &str) -> String {
    let decoded = percent_decode_str(part).decode_utf8().ok();
    let harmless = |name: &&str| !name.contains(['/', '\\', '\0', ':']) && !matches!(*name, "." | "..");
    let name = decoded.as_deref().filter(harmless).unwrap_or(part).replace(['/', '\\', ':'], "_");
    let name = if matches!(name.as_str(), "." | "..") { "_".to_owned() } else { name };
    if name.len() <= LONGEST_NAME {
        return name;
    }
    // The ending tells people what it is; the hash keeps two long names apart.
    let cut = name.char_indices().map(|(at, _)| at).take_while(|at| *at <= LONGEST_NAME - 40).last().unwrap_or(0);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).chars().take(8).collect::<String>();
    format!("{}-{:016x}.{ending}", &name[..cut], xxh3_64(name.as_bytes()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(url: &str) -> String {
        place_of(&Url::parse(url).unwrap()).to_string_lossy().into_owned()
    }

    #[test]
    fn an_address_has_one_plain_place() {
        assert_eq!(place("https://www.example.jp/content/1/a%20b.zip"), "www.example.jp/content/1/a b.zip");
        assert_eq!(place("https://example.jp/%E7%97%85%E9%99%A2.csv"), "example.jp/病院.csv");
        assert_eq!(place("http://127.0.0.1:81/"), "127.0.0.1_81/index.html");
        assert_eq!(place("https://example.jp/a/?id=1/2"), "example.jp/a/index.html?id=1_2");
        assert_eq!(place("https://example.jp/a%2F..%2F..%2Fetc"), "example.jp/a%2F..%2F..%2Fetc");
    }

    proptest! {
        #[test]
        fn no_address_leads_out_of_the_folder(path in "\\PC{0,60}", query in "\\PC{0,20}") {
            let Ok(url) = Url::parse(&format!("https://example.jp/{path}?{query}")) else { return Ok(()) };
            let place = place_of(&url);
            prop_assert!(place.starts_with("example.jp") || url.host_str() != Some("example.jp"));
            prop_assert!(place.components().all(|part| matches!(part, std::path::Component::Normal(_))), "{place:?}");
        }
    }

    #[test]
    fn a_memory_that_cannot_be_read_is_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("state.json"), b"{ cut").unwrap();
        let mut opened = Folder::open(folder.path()).unwrap();
        assert!(matches!(Folder::open(folder.path()), Err(FetchError::Running { .. })), "one run at a time");
        assert!(folder.path().join("state.json.unreadable").exists());
        opened.remember("https://example.jp/a", Known { bytes: 3, ..Known::default() }).unwrap();
        drop(opened);
        assert_eq!(Folder::open(folder.path()).unwrap().known("https://example.jp/a").bytes, 3);
    }
}
