//! One file to the disk: asked for only if it changed, resumed where it broke off, looked at before it is believed.

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;
use reqwest::header::{
    CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    IF_RANGE, LAST_MODIFIED, RANGE,
};
use reqwest::{Response, Url};
use sha2::{Digest, Sha256};

use super::Watch;
use super::client::{Answer, Client, chain};
use super::error::FetchError;
use super::folder::{Folder, Known, Validators, beside};

/// How much of the end of a zip is looked at for its directory: the longest comment and the record itself.
const ZIP_END: u64 = 66_000;

/// What is asked for, and what it must be.
pub(super) struct Wanted<'a> {
    pub(super) url: &'a Url,
    /// Its name before people.
    pub(super) file: &'a str,
    /// In MiB.
    pub(super) largest_mb: u64,
    /// SHA-256 that it must have.
    pub(super) pinned: Option<&'a str>,
}

/// What became of it.
pub(super) struct Got {
    pub(super) path: PathBuf,
    pub(super) sha256: String,
    /// Whether something else lay there before.
    pub(super) fresh: bool,
    pub(super) moved: Option<Url>,
}

/// What a response turned out to be.
enum Body {
    /// The whole file is in the draft.
    Whole,
    /// The connection broke; what came so far is in the draft.
    Broken(String),
}

/// Fetches a file into its place, unless what lies there is still what the server has.
pub(super) async fn fetch(
    client: &mut Client,
    folder: &mut Folder,
    wanted: &Wanted<'_>,
    watch: &mut dyn Watch,
) -> Result<Got, FetchError> {
    let path = folder.path(wanted.url);
    let draft = beside(&path, ".part");
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(|cause| FetchError::disk(parent, cause))?;
    }
    let mut known = folder.known(wanted.url.as_str());
    if std::fs::metadata(&path).map_or(0, |file| file.len()) != known.bytes {
        // Somebody took the file away or changed it: what the server once said of it no longer holds.
        known.validators = Validators::default();
        known.sha256.clear();
    }
    let mut moved = None;
    let mut tried = 0;
    loop {
        tried += 1;
        let headers = conditions(&known, &draft);
        let answer = client.get(wanted.url, &headers).await?;
        moved = answer.moved.clone().or(moved);
        match answer.response.status().as_u16() {
            304 => return confirm(folder, wanted, known, path, moved),
            416 => {
                // The half that lies here is none of theirs. Without it the next request asks for the whole.
                discard(&draft)?;
                known.partial = None;
                if tried >= client.attempts() {
                    return Err(FetchError::status(wanted.url, 416));
                }
                continue;
            }
            _ => {}
        }
        let now = validators(answer.response.headers());
        // The rest of a half is of the version that the half is of, even where the server does not say so again.
        let before = known.partial.take().filter(|_| answer.response.status().as_u16() == 206).unwrap_or_default();
        let validators =
            Validators { etag: now.etag.or(before.etag), last_modified: now.last_modified.or(before.last_modified) };
        let last_modified = validators.last_modified.clone();
        known.partial = Some(validators);
        folder.remember(wanted.url.as_str(), known.clone())?;
        let received = receive(answer, wanted, &draft, watch).await;
        watch.done();
        match received? {
            Body::Whole => {
                return keep(folder, wanted, known, &draft, path, last_modified.as_deref(), moved);
            }
            Body::Broken(cause) if tried >= client.attempts() => {
                return Err(FetchError::CutOff { url: wanted.url.to_string(), tried, cause });
            }
            Body::Broken(_) => tokio::time::sleep(client.backoff(tried)).await,
        }
    }
}

/// Under which conditions the file is asked for: the rest of a half that lies here, or the whole if it changed.
fn conditions(known: &Known, draft: &Path) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut put = |name: HeaderName, value: Option<&str>| {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
            headers.insert(name, value);
        }
    };
    let half = std::fs::metadata(draft).map_or(0, |file| file.len());
    let validator = known.partial.as_ref().and_then(Validators::strong);
    if half > 0 && validator.is_some() {
        put(RANGE, Some(&format!("bytes={half}-")));
        put(IF_RANGE, validator);
    } else {
        put(IF_NONE_MATCH, known.validators.etag.as_deref());
        put(IF_MODIFIED_SINCE, known.validators.last_modified.as_deref());
    }
    headers
}

fn validators(headers: &HeaderMap) -> Validators {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Validators { etag: text(ETAG), last_modified: text(LAST_MODIFIED) }
}

/// Takes the body into the draft.
async fn receive(answer: Answer, wanted: &Wanted<'_>, draft: &Path, watch: &mut dyn Watch) -> Result<Body, FetchError> {
    let mut response = answer.response;
    let disk = |cause| FetchError::disk(draft, cause);
    let limit = wanted.largest_mb << 20;
    let too_large = || FetchError::TooLarge { file: wanted.file.to_owned(), limit_mb: wanted.largest_mb };
    let mut file = std::fs::File::options().create(true).truncate(false).write(true).open(draft).map_err(disk)?;
    let half = file.metadata().map_err(disk)?.len();
    let Some(from) = continues_at(&response, half) else {
        discard(draft)?;
        return Ok(Body::Broken("the server continues elsewhere".to_owned()));
    };
    file.set_len(from).map_err(disk)?;
    file.seek(SeekFrom::Start(from)).map_err(disk)?;
    let total = length(&response).map(|length| length + from);
    if total.is_some_and(|total| total > limit) {
        discard(draft)?;
        return Err(too_large());
    }
    watch.begin(wanted.file, from, total);
    let mut written = from;
    loop {
        let chunk = match response.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => break,
            Err(error) => {
                file.sync_all().map_err(disk)?;
                return Ok(Body::Broken(chain(&error)));
            }
        };
        if written == 0
            && let Err(fault) = check_type(wanted.file, &chunk)
        {
            discard(draft)?;
            return Err(fault);
        }
        written += chunk.len() as u64;
        if written > limit {
            discard(draft)?;
            return Err(too_large());
        }
        file.write_all(&chunk).map_err(disk)?;
        watch.advance(chunk.len() as u64);
    }
    file.sync_all().map_err(disk)?;
    Ok(match total {
        Some(total) if written < total => Body::Broken(format!("{written} of {total} bytes came")),
        _ => Body::Whole,
    })
}

/// From which byte on the server sends; `None` where that does not follow on the half that lies here.
fn continues_at(response: &Response, half: u64) -> Option<u64> {
    if response.status().as_u16() != 206 {
        return Some(0);
    }
    let range = response.headers().get(CONTENT_RANGE)?.to_str().ok()?;
    let start: u64 = range.strip_prefix("bytes ")?.split('-').next()?.parse().ok()?;
    (start <= half).then_some(start)
}

fn length(response: &Response) -> Option<u64> {
    response.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Files that are known by their first bytes: the ending of their name, and how they begin.
const KINDS: [(&str, &[u8]); 4] =
    [("zip", b"PK"), ("xlsx", b"PK"), ("pmtiles", b"PMTiles"), ("mbtiles", b"SQLite format 3")];

/// A page where a file should be is a login, an error or a goodbye.
pub(super) fn check_type(file: &str, beginning: &[u8]) -> Result<(), FetchError> {
    let name = file.to_lowercase();
    let text = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning).trim_ascii_start();
    let page = text.len() >= 5
        && [&b"<!doc"[..], b"<html", b"<head", b"<?xml"].iter().any(|tag| text[..5].eq_ignore_ascii_case(tag));
    let ends = |kind: &&(&str, &[u8])| name.strip_suffix(kind.0).is_some_and(|stem| stem.ends_with('.'));
    let kind = KINDS.iter().find(ends);
    let wrong = |expected, found| Err(FetchError::WrongType { file: file.to_owned(), expected, found });
    let expected = kind.map_or("csv", |(ending, _)| ending);
    if page {
        wrong(expected, "HTML のページ (a page)")
    } else if kind.is_some_and(|(_, magic)| !beginning.starts_with(magic)) {
        wrong(expected, "別のもの (something else)")
    } else {
        Ok(())
    }
}

/// A zip ends in its directory; one that was cut at the server does not.
fn check_end(file: &str, path: &Path) -> Result<(), FetchError> {
    let name = file.to_lowercase();
    if ![".zip", ".xlsx"].iter().any(|ending| name.ends_with(ending)) {
        return Ok(());
    }
    let read = || {
        let mut opened = std::fs::File::open(path)?;
        let length = opened.metadata()?.len();
        opened.seek(SeekFrom::Start(length.saturating_sub(ZIP_END)))?;
        let mut end = Vec::new();
        opened.read_to_end(&mut end)?;
        Ok(end.windows(4).any(|bytes| bytes == b"PK\x05\x06"))
    };
    match read().map_err(|cause| FetchError::disk(path, cause))? {
        true => Ok(()),
        false => Err(FetchError::CutShort { file: file.to_owned() }),
    }
}

/// SHA-256 of a file in hexadecimal.
pub(super) fn sha256(path: &Path) -> Result<String, FetchError> {
    let digest = || {
        let mut file = std::fs::File::open(path)?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(hasher.finalize()),
                length => hasher.update(&buffer[..length]),
            }
        }
    };
    let digest = digest().map_err(|cause| FetchError::disk(path, cause))?;
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Whether a file that lies on the disk is what its name says and what was pinned. Returns its SHA-256.
pub(super) fn check_whole(file: &str, path: &Path, pinned: Option<&str>) -> Result<String, FetchError> {
    check_end(file, path)?;
    let found = sha256(path)?;
    match pinned {
        Some(pinned) if !pinned.eq_ignore_ascii_case(&found) => {
            Err(FetchError::Checksum { file: file.to_owned(), found })
        }
        _ => Ok(found),
    }
}

/// The whole file is here: it takes its place, if it is what it should be.
fn keep(
    folder: &mut Folder,
    wanted: &Wanted<'_>,
    mut known: Known,
    draft: &Path,
    path: PathBuf,
    last_modified: Option<&str>,
    moved: Option<Url>,
) -> Result<Got, FetchError> {
    let sha256 = match check_whole(wanted.file, draft, wanted.pinned) {
        Ok(sha256) => sha256,
        Err(fault) => {
            discard(draft)?;
            return Err(fault);
        }
    };
    let place = || {
        let file = std::fs::File::options().write(true).open(draft)?;
        if let Some(modified) = last_modified.and_then(moment) {
            // The edition of a file that carries no date itself.
            file.set_modified(modified)?;
        }
        std::fs::rename(draft, &path)?;
        std::fs::metadata(&path)
    };
    known.bytes = place().map_err(|cause| FetchError::disk(&path, cause))?.len();
    known.validators = known.partial.take().unwrap_or_default();
    let fresh = known.sha256 != sha256;
    known.sha256.clone_from(&sha256);
    known.at = Some(Timestamp::now());
    folder.remember(wanted.url.as_str(), known)?;
    Ok(Got { path, sha256, fresh, moved })
}

/// The server says that nothing changed.
fn confirm(
    folder: &mut Folder,
    wanted: &Wanted<'_>,
    mut known: Known,
    path: PathBuf,
    moved: Option<Url>,
) -> Result<Got, FetchError> {
    let sha256 = match check_whole(wanted.file, &path, wanted.pinned) {
        Ok(sha256) => sha256,
        Err(fault) => {
            // Asked for without conditions, it comes anew the next time.
            known.validators = Validators::default();
            folder.remember(wanted.url.as_str(), known)?;
            return Err(fault);
        }
    };
    known.sha256.clone_from(&sha256);
    known.at = Some(Timestamp::now());
    folder.remember(wanted.url.as_str(), known)?;
    Ok(Got { path, sha256, fresh: false, moved })
}

/// A moment as HTTP writes it.
fn moment(text: &str) -> Option<SystemTime> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok().map(SystemTime::from)
}

fn discard(draft: &Path) -> Result<(), FetchError> {
    match std::fs::remove_file(draft) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(FetchError::disk(draft, error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_no_file() {
        let refused = |file, bytes: &[u8]| check_type(file, bytes).is_err();
        assert!(refused("a.zip", b"<!DOCTYPE html><title>Login</title>"));
        assert!(refused("a.csv", b"\xef\xbb\xbf\n <HTML><body>"));
        assert!(refused("a.xlsx", b"Service Unavailable"));
        assert!(refused("a.pmtiles", b"PK\x03\x04"));
        assert!(!refused("a.pmtiles", b"PMTiles\x03"));
        assert!(!refused("a.mbtiles", b"SQLite format 3\0"));
        assert!(!refused("a.zip", b"PK\x03\x04"));
        assert!(!refused("a.csv", "ID,名称\r\n".as_bytes()));
        assert!(!refused("a.csv", b"<"));
    }

    #[test]
    fn moments_of_http_are_read() {
        let at = moment("Wed, 21 Oct 2015 07:28:00 GMT").unwrap();
        assert_eq!(Timestamp::try_from(at).unwrap().to_string(), "2015-10-21T07:28:00Z");
        assert_eq!(moment("yesterday"), None);
    }
}
