//! Where the address of a facility lies, asked of a geocoder that an operator named: one GET after the other, at the rate that was
//! given. Answers are taken as they come; whether one is believed is decided in `src/intake/locate.rs`.

mod answers;

use std::time::{Duration, Instant};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;
use reqwest::header::RETRY_AFTER;

use super::{NoServer, Unanswered};

pub use answers::Place;

/// Where the address goes in a template.
const ADDRESS: &str = "{address}";
/// How long one answer may take.
const TIMEOUT: Duration = Duration::from_secs(20);
/// How often an address is tried.
const TRIES: u32 = 3;
/// How many pauses are waited after a failure, twice as many each time.
const PATIENCE: u32 = 10;
/// A server that asks to wait longer is given up on.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// A geocoder.
#[derive(Debug)]
pub struct PlaceServer {
    http: reqwest::Client,
    template: String,
    host: String,
    pause: Duration,
    asked: Option<Instant>,
}

impl PlaceServer {
    /// A geocoder by the template of its address, such as `https://example.jp/search?q={address}`, asked no more often than once
    /// a `pause`.
    ///
    /// # Errors
    /// When the template is none, or this machine cannot make a client.
    pub fn new(template: &str, pause: Duration) -> Result<Self, NoServer> {
        if template.matches(ADDRESS).count() != 1 {
            return Err(NoServer::Template);
        }
        let url = filled(template, "x").filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = url.ok_or(NoServer::Address)?;
        // An address that stood in the name of the host would be told to whoever resolves names.
        let host = url.host_str().unwrap_or_default().to_owned();
        if filled(template, "y").and_then(|other| other.host_str().map(str::to_owned)).as_deref() != Some(&host) {
            return Err(NoServer::Template);
        }
        let http = super::client(reqwest::Client::builder(), TIMEOUT)?;
        Ok(Self { http, template: template.to_owned(), host, pause, asked: None })
    }

    /// The name of the host, without what else stands in the template (keys, for example).
    pub fn host(&self) -> &str {
        &self.host
    }

    /// What the geocoder finds for an address, best first. Tried again when the server is busy or silent.
    ///
    /// # Errors
    /// When there is no answer that can be read.
    pub async fn find(&mut self, address: &str) -> Result<Vec<Place>, Unanswered> {
        let url = filled(&self.template, address).ok_or(Unanswered::Unreadable)?;
        let mut tried = 0;
        loop {
            self.wait().await;
            let (fault, after) = match self.once(&url).await {
                Ok(bytes) => return answers::read(&bytes).ok_or(Unanswered::Unreadable),
                Err(failure) => failure,
            };
            tried += 1;
            let later =
                matches!(fault, Unanswered::Slow | Unanswered::Unreachable | Unanswered::Status(408 | 429 | 500..));
            let patience = after.unwrap_or_else(|| self.pause.saturating_mul(PATIENCE << tried.min(TRIES)));
            if !later || tried >= TRIES || patience > LONGEST_WAIT {
                return Err(fault);
            }
            tokio::time::sleep(patience).await;
        }
    }

    /// One request: the body of a good answer, or the fault and how long the server asks to wait.
    async fn once(&self, url: &Url) -> Result<Vec<u8>, (Unanswered, Option<Duration>)> {
        let sent = self.http.get(url.clone()).send().await;
        let response = sent.map_err(|error| (error.into(), None))?;
        let after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
        super::body(response).await.map_err(|fault| (fault, after.map(Duration::from_secs)))
    }

    async fn wait(&mut self) {
        if let Some(asked) = self.asked {
            tokio::time::sleep(self.pause.saturating_sub(asked.elapsed())).await;
        }
        self.asked = Some(Instant::now());
    }
}

fn filled(template: &str, address: &str) -> Option<Url> {
    Url::parse(&template.replace(ADDRESS, &utf8_percent_encode(address, NON_ALPHANUMERIC).to_string())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_says_once_where_the_address_goes_and_never_in_the_host() {
        let new = |template: &str| PlaceServer::new(template, Duration::ZERO).map(|server| server.host().to_owned());
        assert_eq!(new("https://example.jp/search?key=k&q={address}"), Ok("example.jp".to_owned()));
        for bad in
            ["https://example.jp/search", "https://example.jp/{address}/{address}", "https://{address}.example.jp/"]
        {
            assert_eq!(new(bad), Err(NoServer::Template), "{bad}");
        }
        assert_eq!(new("file:///{address}"), Err(NoServer::Address));
        let url = filled("https://example.jp/q?a={address}&b=1", "横須賀市&c=2").unwrap();
        assert_eq!(url.query(), Some("a=%E6%A8%AA%E9%A0%88%E8%B3%80%E5%B8%82%26c%3D2&b=1"));
    }
}
