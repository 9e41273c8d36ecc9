//! Official files from the web, or from a folder that was carried here: the only room from which a request leaves the program.
//!
//! What leaves is a GET for a page or file that `data/sources.toml` names, or for the map file that an operator named, and the conditions of that request. This room knows no
//! facility, no address and no question, so that nothing of a patient can reach it. Everything that comes is laid out by host and
//! path below one folder, which another machine can use as a mirror.

mod client;
mod dates;
mod discover;
mod download;
mod error;
mod folder;
mod mirror;
mod sources;

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use reqwest::Url;
use reqwest::header::HeaderMap;

pub use discover::FoundLink;
pub use error::{Failure, FetchError};
pub use sources::{FetchSource, Label, Manners, Pick, Sources, SourcesError};

use client::Client;
use download::Wanted;
use folder::Folder;
use mirror::Mirror;

/// How many other files of a page are named when the wanted one is not there.
const OTHERS: usize = 5;

/// Told how a download goes, for progress bars.
pub trait Watch: Send {
    /// A file comes: its name, the byte at which it continues, and its length where the server says it.
    fn begin(&mut self, file: &str, from: u64, total: Option<u64>);
    /// So many bytes came.
    fn advance(&mut self, bytes: u64);
    /// The file is here, or will not come.
    fn done(&mut self);
}

/// Where files come from.
enum Origin {
    Web(Box<Client>),
    Mirror(Mirror),
}

/// One run over any number of sources.
pub struct Fetcher {
    origin: Origin,
    folder: Folder,
}

/// A file that is here.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// Its name.
    pub file: String,
    /// The day it speaks of, as far as name or page say it.
    pub date: Option<Date>,
    /// Where it lies.
    pub path: PathBuf,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Whether it is not what lay there before.
    pub fresh: bool,
    /// Whether what lies there has been imported already.
    pub imported: bool,
    /// Where its address has moved for good.
    pub moved: Option<String>,
    /// Under what the folder remembers it.
    address: String,
}

/// What became of one source.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Files that are here.
    pub files: Vec<Fetched>,
    /// What could not be had.
    pub failures: Vec<Failure>,
    /// Pages that have moved for good: from, to.
    pub moved: Vec<(String, String)>,
}

impl Fetcher {
    /// A run that asks the web.
    ///
    /// # Errors
    /// When the folder cannot be used, another run holds it, or this machine can make no HTTPS client.
    pub fn web(downloads: &Path, manners: Manners) -> Result<Self, FetchError> {
        Ok(Self { folder: Folder::open(downloads)?, origin: Origin::Web(Box::new(Client::new(manners)?)) })
    }

    /// A run that asks a folder laid out by host and path instead, and opens no connection.
    ///
    /// # Errors
    /// When the folder of downloads cannot be used, another run holds it, or there is no mirror.
    pub fn mirror(downloads: &Path, mirror: &Path) -> Result<Self, FetchError> {
        Ok(Self { folder: Folder::open(downloads)?, origin: Origin::Mirror(Mirror::open(mirror)?) })
    }

    /// The files that a source has now, without fetching any of them.
    ///
    /// # Errors
    /// When a page cannot be had or has no fitting link.
    pub async fn look(&mut self, source: &FetchSource) -> Result<(Vec<FoundLink>, Outcome), FetchError> {
        let mut outcome = Outcome::default();
        let mut found = Vec::new();
        for page in &source.pages {
            found.extend(self.links(source, page, &mut outcome).await?);
        }
        Ok((found, outcome))
    }

    /// Fetches what a source has now. Faults of single files do not keep the others out.
    pub async fn fetch(&mut self, source: &FetchSource, watch: &mut dyn Watch) -> Outcome {
        let (links, mut outcome) = match self.look(source).await {
            Ok(found) => found,
            Err(error) => {
                let failures = vec![Failure { file: None, date: None, error }];
                return Outcome { failures, ..Outcome::default() };
            }
        };
        for link in links {
            match self.file(source, &link, watch).await {
                Ok(fetched) => outcome.files.push(fetched),
                Err(error) => {
                    let FoundLink { file, date, .. } = link;
                    outcome.failures.push(Failure { file: Some(file), date, error });
                }
            }
        }
        outcome
    }

    /// Fetches one file from an address that an operator named, whatever its size: a base map of the country has gigabytes. Where it
    /// lies.
    ///
    /// # Errors
    /// When the address is none, or the file cannot be had.
    pub async fn one(&mut self, address: &str, watch: &mut dyn Watch) -> Result<PathBuf, FetchError> {
        let url = Url::parse(address)
            .map_err(|cause| FetchError::Address { address: address.to_owned(), cause: cause.to_string() })?;
        let name = url.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default().to_owned();
        match &mut self.origin {
            Origin::Web(client) => {
                let wanted = Wanted { url: &url, file: &name, largest_mb: u64::MAX >> 20, pinned: None };
                Ok(download::fetch(client, &mut self.folder, &wanted, watch).await?.path)
            }
            Origin::Mirror(mirror) => mirror.file(&url, &name, u64::MAX >> 20),
        }
    }

    /// Notes that a file's content has been imported, so that it is not imported again.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn imported(&mut self, fetched: &Fetched) -> Result<(), FetchError> {
        let mut known = self.folder.known(&fetched.address);
        known.imported = Some(fetched.sha256.clone());
        self.folder.remember(&fetched.address, known)
    }

    async fn links(
        &mut self,
        source: &FetchSource,
        page: &str,
        outcome: &mut Outcome,
    ) -> Result<Vec<FoundLink>, FetchError> {
        // The sources file was checked when it was read.
        let Ok(url) = Url::parse(page) else {
            return Err(FetchError::Unsafe { url: page.to_owned(), to: page.to_owned() });
        };
        let (text, base) = match &mut self.origin {
            Origin::Web(client) => {
                let (text, base, moved) = read_page(client, &self.folder, &url).await?;
                outcome.moved.extend(moved.map(|to| (page.to_owned(), to.to_string())));
                (text, base)
            }
            Origin::Mirror(mirror) => match mirror.page(&url)? {
                Some(text) => (text, url.clone()),
                None => return mirror.by_name(source, &url),
            },
        };
        let all = discover::links(&text, &base);
        let others = names(&all, source);
        let chosen = discover::choose(all, source);
        if chosen.is_empty() {
            return Err(FetchError::NoLink { page: page.to_owned(), wanted: wanted_words(source), others });
        }
        Ok(chosen)
    }

    async fn file(
        &mut self,
        source: &FetchSource,
        link: &FoundLink,
        watch: &mut dyn Watch,
    ) -> Result<Fetched, FetchError> {
        let pinned = source.sha256.get(&link.file).map(String::as_str);
        let address = link.url.to_string();
        let (path, sha256, fresh, moved) = match &mut self.origin {
            Origin::Web(client) => {
                let wanted = Wanted { url: &link.url, file: &link.file, largest_mb: source.largest_mb, pinned };
                let got = download::fetch(client, &mut self.folder, &wanted, watch).await?;
                (got.path, got.sha256, got.fresh, got.moved)
            }
            Origin::Mirror(mirror) => {
                let path = mirror.file(&link.url, &link.file, source.largest_mb)?;
                let sha256 = download::check_whole(&link.file, &path, pinned)?;
                (path, sha256, true, None)
            }
        };
        let imported = self.folder.known(&address).imported.as_deref() == Some(sha256.as_str());
        let moved = moved.map(|to| to.to_string());
        Ok(Fetched { file: link.file.clone(), date: link.date, path, sha256, fresh, imported, moved, address })
    }
}

/// Reads a page and lays it down for whoever uses the folder as a mirror. A page is small and asked for without conditions: what it
/// says today decides what is fetched.
async fn read_page(client: &mut Client, folder: &Folder, url: &Url) -> Result<(String, Url, Option<Url>), FetchError> {
    let mut tried = 0;
    loop {
        tried += 1;
        let mut answer = client.get(url, &HeaderMap::new()).await?;
        let largest = client.largest_page();
        let mut bytes = Vec::new();
        let broken = loop {
            match answer.response.chunk().await {
                Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
                Ok(None) => break None,
                Err(error) => break Some(client::chain(&error)),
            }
            if bytes.len() as u64 > largest {
                return Err(FetchError::TooLarge { file: url.to_string(), limit_mb: largest >> 20 });
            }
        };
        match broken {
            None => {
                folder::write_whole(&folder.path(url), &bytes)?;
                return Ok((discover::decode(&bytes), answer.url, answer.moved));
            }
            Some(cause) if tried >= client.attempts() => {
                return Err(FetchError::CutOff { url: url.to_string(), tried, cause });
            }
            Some(_) => tokio::time::sleep(client.backoff(tried)).await,
        }
    }
}

/// What a source looks for, in words.
fn wanted_words(source: &FetchSource) -> String {
    let words = if source.prefixes.is_empty() { &source.near } else { &source.prefixes };
    let quoted: Vec<String> = words.iter().map(|word| format!("「{word}」")).collect();
    format!("{} ({})", quoted.join(" "), source.endings.join(" "))
}

/// Some files of a page that are not wanted, for whoever corrects the sources file.
fn names(links: &[FoundLink], source: &FetchSource) -> String {
    let ends = |link: &&FoundLink| source.endings.iter().any(|ending| link.file.to_lowercase().ends_with(ending));
    let names: Vec<&str> = links.iter().filter(ends).take(OTHERS).map(|link| link.file.as_str()).collect();
    if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) }
}
