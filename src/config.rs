//! From raw flags and environment to settings that cannot be wrong.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Where the state lives.
#[derive(Debug, Clone, Args)]
pub struct StoreFlags {
    /// Folder of the state: the SQLite store, caches, and `tiles/` for map files.
    #[arg(long, env = "ZAITAKU_DATA", default_value = "zaitaku-data", value_name = "DIR")]
    pub data: PathBuf,
    /// A database instead of the folder's SQLite store, such as `postgres://user@host/zaitaku`.
    #[arg(long, env = "ZAITAKU_DATABASE", value_name = "URL")]
    pub database: Option<String>,
}

/// Where the map files lie.
#[derive(Debug, Clone, Args)]
pub struct TileFlags {
    /// Folder of the state; map files are in its `tiles/`.
    #[arg(long, env = "ZAITAKU_DATA", default_value = "zaitaku-data", value_name = "DIR")]
    pub data: PathBuf,
    /// Folder with the map files instead, as `zaitaku serve` was given it.
    #[arg(long, env = "ZAITAKU_TILES", value_name = "DIR")]
    pub tiles: Option<PathBuf>,
}

/// How candidates are ordered.
#[derive(Debug, Clone, Default, Args)]
pub struct PolicyFlags {
    /// An association's own ranking policy instead of the one that comes with the program (docs/matching.md).
    #[arg(long, env = "ZAITAKU_POLICY", value_name = "FILE")]
    pub policy: Option<PathBuf>,
}

/// Who sees what.
#[derive(Debug, Clone, Default, Args)]
pub struct VisibilityFlags {
    /// An operator's own table of who sees which field (docs/visibility.md) instead of `visibility.toml` in the data folder.
    #[arg(long, env = "ZAITAKU_VISIBILITY", value_name = "FILE")]
    pub visibility: Option<PathBuf>,
}

/// A database URL that this program cannot use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Neither SQLite nor PostgreSQL.
    #[error("--database は sqlite:// か postgres:// で始めてください (must begin with sqlite:// or postgres://)")]
    Database,
    /// Neither a mail address nor a form.
    #[error("mailto:名前@… か https://… で書いてください (must be mailto:name@… or https://…)")]
    ReportTo,
    /// Not the beginning of an address.
    #[error("https://zaitaku.example.jp のように書いてください (write it like https://zaitaku.example.jp)")]
    PublicAddress,
}

impl StoreFlags {
    /// The database to open, or `None` for the folder's own.
    ///
    /// # Errors
    /// When the URL is of a database that is not spoken.
    pub fn database(&self) -> Result<Option<&str>, ConfigError> {
        const SPOKEN: [&str; 3] = ["sqlite:", "postgres:", "postgresql:"];
        match self.database.as_deref() {
            Some(url) if !SPOKEN.iter().any(|scheme| url.starts_with(scheme)) => Err(ConfigError::Database),
            url => Ok(url),
        }
    }
}

/// How to serve.
#[derive(Debug, Clone, Args)]
pub struct ServeFlags {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, env = "ZAITAKU_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub listen: SocketAddr,
    /// Fill an empty store with the fictional demonstration town.
    #[arg(long)]
    pub demo: bool,
    /// Folder with PMTiles or MBTiles files for the map; `tiles/` in the data folder when absent.
    #[arg(long, env = "ZAITAKU_TILES", value_name = "DIR")]
    pub tiles: Option<PathBuf>,
}

/// What the pages say about the site itself.
#[derive(Debug, Clone, Default, Args)]
pub struct SiteFlags {
    /// Who hears of errors on a page, such as `mailto:desk@example.jp` or the `https://` address of a form. The facility is named in
    /// the subject, never a patient.
    #[arg(long, env = "ZAITAKU_REPORT_TO", value_name = "ADDRESS", value_parser = report_to)]
    pub report_to: Option<String>,
    /// The address under which the world reaches this server, such as `https://zaitaku.example.jp`; search engines are given a sitemap
    /// only then, for the name that a request calls the server by may be anybody's.
    #[arg(long, env = "ZAITAKU_PUBLIC_ADDRESS", value_name = "URL", value_parser = public_address)]
    pub public_address: Option<String>,
    /// Who keeps the directory.
    #[command(flatten)]
    pub office: OfficeFlags,
}

/// Who keeps the directory: the sender of letters to facilities, and whom to ask about a link.
#[derive(Debug, Clone, Default, Args)]
pub struct OfficeFlags {
    /// Who keeps the directory, such as 「○○市医師会 在宅医療連携室」: the sender of letters.
    #[arg(long, env = "ZAITAKU_OFFICE_NAME", value_name = "NAME")]
    pub office_name: Option<String>,
    /// Its postal address.
    #[arg(long, env = "ZAITAKU_OFFICE_ADDRESS", value_name = "ADDRESS")]
    pub office_address: Option<String>,
    /// Its telephone.
    #[arg(long, env = "ZAITAKU_OFFICE_PHONE", value_name = "NUMBER")]
    pub office_phone: Option<String>,
    /// Its FAX, to which forms on paper come back.
    #[arg(long, env = "ZAITAKU_OFFICE_FAX", value_name = "NUMBER")]
    pub office_fax: Option<String>,
}

/// How mail goes out. Nobody is written to unless a server is named.
#[derive(Clone, Default, Args)]
pub struct MailFlags {
    /// A mail server that sends personal links, such as `smtps://desk:PASSWORD@mail.example.jp` or `smtp://mail.example.jp:587?tls=required`.
    /// As a variable of the environment it stands in no list of processes.
    #[arg(long, env = "ZAITAKU_SMTP_URL", hide_env_values = true, value_name = "URL")]
    pub smtp_url: Option<String>,
    /// The address that mails come from, such as `desk@example.jp`; the name beside it is `--office-name`.
    #[arg(long, env = "ZAITAKU_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
}

// The address of a mail server carries its password.
impl std::fmt::Debug for MailFlags {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailFlags").field("mail_from", &self.mail_from).finish_non_exhaustive()
    }
}

/// Nothing, a `mailto:` address or an `https://` one, without a fragment, to which a subject can be added.
fn report_to(text: &str) -> Result<String, ConfigError> {
    let mail = text
        .strip_prefix("mailto:")
        .is_some_and(|to| to.split_once('@').is_some_and(|(who, host)| !who.is_empty() && !host.is_empty()));
    let form = text.strip_prefix("https://").is_some_and(|rest| !rest.is_empty());
    let usable = text.is_empty() || ((mail || form) && is_plain(text));
    if usable { Ok(text.to_owned()) } else { Err(ConfigError::ReportTo) }
}

/// Nothing, or the beginning of every address of the site, without a slash at its end.
///
/// # Errors
/// When it is neither.
pub(crate) fn public_address(text: &str) -> Result<String, ConfigError> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let usable = text.is_empty()
        || (host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'))
            && is_plain(text)
            && !text.contains('?'));
    if usable { Ok(text.trim_end_matches('/').to_owned()) } else { Err(ConfigError::PublicAddress) }
}

/// Without a fragment, blanks and whatever else an address may not hold as it is.
fn is_plain(address: &str) -> bool {
    address.bytes().all(|b| b.is_ascii_graphic() && !b"#<>\"\\^`{|}".contains(&b))
}

/// What stands between people who sign in and the server.
#[derive(Debug, Clone, Default, Args)]
pub struct AccountFlags {
    /// A proxy of your own stands in front and adds the caller to `X-Forwarded-For`: guesses are counted by that address.
    #[arg(long, env = "ZAITAKU_BEHIND_PROXY")]
    pub behind_proxy: bool,
}

/// What a road server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RoadEngine {
    /// OSRM, `/table/v1`.
    Osrm,
    /// Valhalla, `/sources_to_targets`.
    Valhalla,
}

/// Who knows the roads. Nobody is asked unless a server is named.
#[derive(Debug, Clone, Args)]
pub struct RoadFlags {
    /// A server that gives minutes by road, such as `http://127.0.0.1:5000`. It is told the middle of the home's 500 m mesh.
    #[arg(long, env = "ZAITAKU_ROAD_SERVER", value_name = "URL")]
    pub road_server: Option<String>,
    /// What the road server speaks.
    #[arg(long, env = "ZAITAKU_ROAD_ENGINE", default_value = "osrm", value_name = "ENGINE")]
    pub road_engine: RoadEngine,
    /// Its profile (OSRM) or costing (Valhalla); `driving` or `auto` when absent.
    #[arg(long, env = "ZAITAKU_ROAD_PROFILE", value_name = "NAME")]
    pub road_profile: Option<String>,
    /// The road server is your own and keeps no log of positions: it is told the home itself.
    #[arg(long, env = "ZAITAKU_ROAD_SERVER_IS_OWN", requires = "road_server")]
    pub road_server_is_own: bool,
    /// How long a match waits for it, in milliseconds.
    #[arg(long, env = "ZAITAKU_ROAD_TIMEOUT_MS", default_value_t = 2_000, value_name = "MS", value_parser = clap::value_parser!(u64).range(50..=60_000))]
    pub road_timeout_ms: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_a_page_may_carry_are_taken() {
        for good in ["", "mailto:desk@example.jp", "https://example.jp/form", "https://example.jp/form?to=desk"] {
            assert_eq!(report_to(good), Ok(good.to_owned()));
        }
        for bad in [
            "desk@example.jp",
            "mailto:desk",
            "mailto:@x",
            "https://",
            "http://example.jp",
            "javascript:alert(1)",
            "https://a.jp/#x",
            "https://a.jp/ x",
            "https://a.jp/\"x",
        ] {
            assert_eq!(report_to(bad), Err(ConfigError::ReportTo), "{bad}");
        }
        for (given, kept) in [
            ("", ""),
            ("https://example.jp/", "https://example.jp"),
            ("http://10.0.0.1:8080/care", "http://10.0.0.1:8080/care"),
        ] {
            assert_eq!(public_address(given), Ok(kept.to_owned()));
        }
        for bad in [
            "example.jp",
            "https://",
            "https:///x",
            "https://example.jp/?x",
            "https://example.jp/#x",
            "ftp://example.jp",
        ] {
            assert_eq!(public_address(bad), Err(ConfigError::PublicAddress), "{bad}");
        }
    }
}
