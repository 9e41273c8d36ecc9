//! From raw flags and environment to settings that cannot be wrong.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

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

/// How candidates are ordered.
#[derive(Debug, Clone, Default, Args)]
pub struct PolicyFlags {
    /// An association's own ranking policy instead of the one that comes with the program (docs/matching.md).
    #[arg(long, env = "ZAITAKU_POLICY", value_name = "FILE")]
    pub policy: Option<PathBuf>,
}

/// A database URL that this program cannot use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Neither SQLite nor PostgreSQL.
    #[error("--database は sqlite:// か postgres:// で始めてください (must begin with sqlite:// or postgres://)")]
    Database,
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
