//! Which official files there are and how their links are found: `data/sources.toml`, or a file of the operator in its form.

use std::collections::{BTreeMap, HashSet};

use reqwest::Url;
use serde::Deserialize;

/// Everything that is fetched, and how politely.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    /// How servers are treated.
    #[serde(default)]
    pub manners: Manners,
    /// The sources, in the order in which they are fetched.
    #[serde(rename = "source")]
    pub sources: Vec<FetchSource>,
}

/// How servers are treated. Every value has a default in the code, so that an operator states only what differs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Manners {
    /// The least time between two requests to one host, in milliseconds.
    pub pause_ms: u64,
    /// How often a request is tried in all.
    pub attempts: u32,
    /// The wait before the second try, in milliseconds; it doubles with each further one.
    pub backoff_ms: u64,
    /// The longest wait that a server may ask for (Retry-After), in seconds; beyond it the file counts as failed for today.
    pub longest_wait_s: u64,
    /// How long a server may be silent, in seconds.
    pub silence_s: u64,
    /// How many redirects are followed.
    pub redirects: u32,
    /// The largest page with links, in MiB.
    pub largest_page_mb: u64,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            pause_ms: 1_000,
            attempts: 5,
            backoff_ms: 1_000,
            longest_wait_s: 300,
            silence_s: 60,
            redirects: 5,
            largest_page_mb: 16,
        }
    }
}

/// One source.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FetchSource {
    /// Its name on the command line.
    pub name: String,
    /// What people call it.
    pub label: Label,
    /// The licence under which it is published.
    pub licence: String,
    /// The pages on which its files are linked.
    pub pages: Vec<String>,
    /// How the names of its files begin; empty where the names say nothing.
    #[serde(default)]
    pub prefixes: Vec<String>,
    /// How the names of its files end.
    #[serde(default = "endings")]
    pub endings: Vec<String>,
    /// Words of which one must stand at the link: in its text, its row of a table, the heading above it or its name.
    #[serde(default)]
    pub near: Vec<String>,
    /// Words of which none may stand there.
    #[serde(default)]
    pub not_near: Vec<String>,
    /// Which of the matching files are wanted.
    #[serde(default)]
    pub pick: Pick,
    /// The largest file, in MiB.
    #[serde(default = "largest_mb")]
    pub largest_mb: u64,
    /// SHA-256 of files that must be exactly these, by file name.
    #[serde(default)]
    pub sha256: BTreeMap<String, String>,
}

/// A name in two languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// 日本語.
    pub ja: String,
    /// English.
    pub en: String,
}

/// Which of several editions of a file are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pick {
    /// Of files whose names differ in their date only, the newest.
    #[default]
    NewestOfEach,
    /// The files of the newest date on the page, whatever their names.
    NewestEdition,
}

/// Why a sources file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SourcesError {
    /// It is no TOML of the known shape.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// A source says something that cannot be.
    #[error("{source_name}: {what}")]
    Source {
        /// The source.
        source_name: String,
        /// What is wrong.
        what: String,
    },
}

fn endings() -> Vec<String> {
    [".zip", ".csv", ".xlsx"].map(str::to_owned).to_vec()
}

const fn largest_mb() -> u64 {
    1_024
}

impl Sources {
    /// The sources that are part of the program.
    ///
    /// # Errors
    /// Never, unless `data/sources.toml` was broken when the program was built; a test holds that it is not.
    pub fn embedded() -> Result<Self, SourcesError> {
        Self::parse(include_str!("../../data/sources.toml"))
    }

    /// Reads a sources file and checks what it says.
    ///
    /// # Errors
    /// Names the first source that cannot be used, and why.
    pub fn parse(text: &str) -> Result<Self, SourcesError> {
        let sources: Self = toml::from_str(text)?;
        let mut names = HashSet::new();
        for source in &sources.sources {
            let wrong = |what: String| SourcesError::Source { source_name: source.name.clone(), what };
            source.check().map_err(wrong)?;
            if !names.insert(source.name.as_str()) {
                return Err(wrong("the name stands twice".to_owned()));
            }
        }
        Ok(sources)
    }

    /// The source of a name, or else those of a group: `navii` is every `navii_…`.
    pub fn named(&self, name: &str) -> Vec<&FetchSource> {
        if let Some(source) = self.sources.iter().find(|source| source.name == name) {
            return vec![source];
        }
        let group = format!("{name}_");
        self.sources.iter().filter(|source| source.name.starts_with(&group)).collect()
    }
}

impl FetchSource {
    fn check(&self) -> Result<(), String> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if self.name.is_empty() || !self.name.chars().all(plain) {
            return Err("a name is made of a-z, 0-9 and _".to_owned());
        }
        if self.label.ja.is_empty() || self.label.en.is_empty() || self.licence.is_empty() {
            return Err("label.ja, label.en and licence must not be empty".to_owned());
        }
        if self.pages.is_empty() || self.endings.is_empty() || self.largest_mb == 0 {
            return Err("pages and endings must not be empty, largest_mb not 0".to_owned());
        }
        if self.prefixes.is_empty() && self.near.is_empty() {
            return Err("prefixes or near must say which links are meant".to_owned());
        }
        for page in &self.pages {
            let url = Url::parse(page).map_err(|error| format!("{page}: {error}"))?;
            if !matches!(url.scheme(), "https" | "http") || url.host_str().is_none() {
                return Err(format!("{page}: must begin with https://"));
            }
        }
        match self.sha256.values().find(|sum| sum.len() != 64 || !sum.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            Some(sum) => Err(format!("{sum} is no SHA-256")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_sources_are_whole() {
        let sources = Sources::embedded().unwrap();
        assert!(sources.manners.pause_ms >= 1_000, "at most one request a second and host");
        assert_eq!(sources.named("navii").len(), 8, "eight files of the ministry");
        assert!(sources.named("filing").len() >= 8, "one page a regional bureau");
        assert_eq!(sources.named("kaigo").len(), 1);
        assert!(sources.sources.iter().flat_map(|source| &source.pages).all(|page| page.starts_with("https://")));
        assert!(sources.named("nothing").is_empty());
    }

    #[test]
    fn what_cannot_be_is_refused_with_the_name_of_the_source() {
        let good = "[[source]]\nname = 'a'\nlabel = {ja = 'あ', en = 'a'}\nlicence = 'CC0'\npages = ['https://example.jp/']\nprefixes = ['a_']\n";
        assert!(Sources::parse(good).is_ok());
        for (from, to, words) in [
            ("https://example.jp/", "ftp://example.jp/", "https"),
            ("https://example.jp/", "example.jp", "relative"),
            ("prefixes = ['a_']", "", "prefixes or near"),
            ("licence = 'CC0'", "licence = ''", "licence"),
            ("name = 'a'", "name = 'A b'", "a-z"),
            ("licence = 'CC0'", "licence = 'CC0'\ncolour = 1", "colour"),
            ("licence = 'CC0'", "licence = 'CC0'\nsha256 = {'a.zip' = 'abc'}", "SHA-256"),
        ] {
            let error = Sources::parse(&good.replace(from, to)).unwrap_err().to_string();
            assert!(error.contains(words), "{to}: {error}");
        }
        assert!(Sources::parse(&[good, good].concat()).unwrap_err().to_string().contains("twice"));
    }
}
