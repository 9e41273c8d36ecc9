//! One GET after the other: polite, patient and bounded. Nothing but GET ever leaves, and nothing but an address and the
//! conditions of the request is in it.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use reqwest::header::{HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{Response, StatusCode, Url};
use xxhash_rust::xxh3::xxh3_64;

use super::error::FetchError;
use super::sources::Manners;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(20);

/// Who asks.
const USER_AGENT: &str =
    concat!("Zaitaku/", env!("CARGO_PKG_VERSION"), " (directory of care at home; reads published open data)");

/// How often a host is tried that cannot be reached at all.
const TRIES_WITHOUT_CONNECTION: u32 = 2;

/// A client for all sources of one run.
pub(super) struct Client {
    http: reqwest::Client,
    manners: Manners,
    /// When each host was asked last.
    asked: HashMap<String, Instant>,
    /// Hosts that could not be reached in this run: they are not waited for again.
    unreachable: HashSet<String>,
}

/// An answer, and where it finally came from.
pub(super) struct Answer {
    pub(super) response: Response,
    /// The address that answered.
    pub(super) url: Url,
    /// Where the asked address has moved for good, if it has.
    pub(super) moved: Option<Url>,
}

/// Why a single request failed.
enum Trouble {
    /// No connection came about.
    Unreachable(String),
    /// The connection broke, or the server was silent.
    Broken(String),
    /// The server asks to come again, perhaps after a time in seconds.
    Later(u16, Option<u64>),
}

impl Client {
    pub(super) fn new(manners: Manners) -> Result<Self, FetchError> {
        // Another part of the program may have installed one already; any provider will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(CONNECT)
            .read_timeout(Duration::from_secs(manners.silence_s))
            .build()
            .map_err(|error| FetchError::Client(chain(&error)))?;
        Ok(Self { http, manners, asked: HashMap::new(), unreachable: HashSet::new() })
    }

    /// How often a request is tried in all.
    pub(super) const fn attempts(&self) -> u32 {
        self.manners.attempts
    }

    /// The largest page, in bytes.
    pub(super) const fn largest_page(&self) -> u64 {
        self.manners.largest_page_mb << 20
    }

    /// Asks until there is an answer of 200, 206, 304 or 416, following redirects.
    pub(super) async fn get(&mut self, url: &Url, headers: &HeaderMap) -> Result<Answer, FetchError> {
        let mut at = url.clone();
        let (mut moved, mut only_moves) = (None, true);
        for _ in 0..=self.manners.redirects {
            let response = self.ask(&at, headers).await?;
            let status = response.status();
            if !status.is_redirection() || status == StatusCode::NOT_MODIFIED {
                return if status.is_success() || matches!(status.as_u16(), 304 | 416) {
                    Ok(Answer { response, url: at, moved })
                } else {
                    Err(FetchError::status(&at, status.as_u16()))
                };
            }
            let to = response.headers().get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
            let next = at.join(to).ok().filter(|next| is_safe(&at, next) && !to.is_empty());
            let next = next.ok_or_else(|| FetchError::Unsafe { url: at.to_string(), to: to.to_owned() })?;
            only_moves &= matches!(status.as_u16(), 301 | 308);
            if only_moves {
                moved = Some(next.clone());
            }
            at = next;
        }
        Err(FetchError::Redirects { url: url.to_string() })
    }

    /// One address, with as many tries as the manners allow.
    async fn ask(&mut self, url: &Url, headers: &HeaderMap) -> Result<Response, FetchError> {
        let host = host(url);
        if self.unreachable.contains(&host) {
            return Err(FetchError::Unreachable {
                host,
                cause: "先ほどもつながりませんでした (nor a moment ago)".to_owned(),
            });
        }
        let mut tried = 0;
        loop {
            self.pause(&host).await;
            tried += 1;
            let trouble = match self.once(url, headers).await {
                Ok(response) => return Ok(response),
                Err(trouble) => trouble,
            };
            let last = match &trouble {
                Trouble::Unreachable(_) => tried >= TRIES_WITHOUT_CONNECTION.min(self.manners.attempts),
                _ => tried >= self.manners.attempts,
            };
            let wait = match &trouble {
                Trouble::Later(_, Some(seconds)) if *seconds > self.manners.longest_wait_s => {
                    return Err(FetchError::Busy { url: url.to_string(), seconds: *seconds });
                }
                Trouble::Later(_, Some(seconds)) => Duration::from_secs(*seconds),
                _ => self.backoff(tried),
            };
            if last {
                return Err(self.give_up(url, host, tried, trouble));
            }
            tokio::time::sleep(wait).await;
        }
    }

    async fn once(&self, url: &Url, headers: &HeaderMap) -> Result<Response, Trouble> {
        let sent = self.http.get(url.clone()).headers(headers.clone()).send().await;
        let response = sent.map_err(|error| {
            if error.is_connect() { Trouble::Unreachable(root(&error)) } else { Trouble::Broken(chain(&error)) }
        })?;
        match response.status().as_u16() {
            status @ (408 | 429 | 500 | 502 | 503 | 504) => {
                Err(Trouble::Later(status, retry_after(response.headers())))
            }
            _ => Ok(response),
        }
    }

    fn give_up(&mut self, url: &Url, host: String, tried: u32, trouble: Trouble) -> FetchError {
        match trouble {
            Trouble::Unreachable(cause) => {
                self.unreachable.insert(host.clone());
                FetchError::Unreachable { host, cause }
            }
            Trouble::Broken(cause) => FetchError::CutOff { url: url.to_string(), tried, cause },
            Trouble::Later(status, _) => FetchError::status(url, status),
        }
    }

    /// Waits until the host may be asked again.
    async fn pause(&mut self, host: &str) {
        let pause = Duration::from_millis(self.manners.pause_ms);
        if let Some(asked) = self.asked.get(host) {
            tokio::time::sleep(pause.saturating_sub(asked.elapsed())).await;
        }
        self.asked.insert(host.to_owned(), Instant::now());
    }

    /// Twice as long each time, and up to half as much by chance, so that many machines do not come back together.
    pub(super) fn backoff(&self, tried: u32) -> Duration {
        let base = self.manners.backoff_ms.saturating_mul(1 << tried.saturating_sub(1).min(10));
        let dice = xxh3_64(&Timestamp::now().as_nanosecond().to_le_bytes()) % 512;
        Duration::from_millis(base.saturating_add(base.saturating_mul(dice) / 1_024))
    }
}

/// The host and port of an address.
pub(super) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Whether a redirect may be followed: to the web, and not from https to http.
fn is_safe(from: &Url, to: &Url) -> bool {
    match to.scheme() {
        "https" => true,
        "http" => from.scheme() == "http",
        _ => false,
    }
}

/// How long the server asks to wait, in seconds: a number, or a moment.
fn retry_after(headers: &HeaderMap) -> Option<u64> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    let at = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(u64::try_from(at.duration_since(Timestamp::now()).as_secs()).unwrap_or(0))
}

/// The innermost cause, which is what the system said.
fn root(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(cause) = innermost.source() {
        innermost = cause;
    }
    innermost.to_string()
}

/// An error with its causes, each once.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        next = cause.source();
    }
    text
}
