//! Servers that an operator named, and what may be asked of them. Nothing is asked unless a flag or variable names a server.
//!
//! - [`road`]: how long it takes by road, for the candidates of a match. The home leaves as the middle of its 500 m mesh, or, to a server
//!   of the operator's own, as it is. It is the one place in the program from which a home may leave (`docs/privacy.md`).
//! - [`places`]: where a facility's address lies, for `zaitaku locate`. Facilities only: no request of a person comes near it, and a
//!   test holds the rooms to that.
//!
//! No error of this room carries an address of a request: with OSRM it contains positions.

pub mod places;
pub mod road;

use std::time::Duration;

use reqwest::Response;

/// Who asks.
const USER_AGENT: &str = concat!("Zaitaku/", env!("CARGO_PKG_VERSION"), " (directory of care at home)");

/// An answer larger than this is none, in bytes: a hundred ways are some kilobytes.
const LARGEST: usize = 1 << 20;

/// Why a server cannot be asked at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoServer {
    /// Its address is none of the web.
    #[error("サーバーのアドレスは http:// か https:// で始めてください (must begin with http:// or https://)")]
    Address,
    /// The template of a geocoder does not say where the address goes.
    #[error(
        "{{address}} を1か所に書いてください。例: https://example.jp/search?q={{address}} (write {{address}} where the address goes)"
    )]
    Template,
    /// The client cannot be made: usually no certificates on this machine.
    #[error(
        "HTTPSの準備ができません。端末の証明書(ca-certificates)を確かめてください (no HTTPS client; check the machine's certificates)"
    )]
    Client,
}

/// Why there was no answer. It names no address: a position may stand in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// No connection, or it broke.
    #[error("サーバーにつながりません (the server cannot be reached)")]
    Unreachable,
    /// No whole answer in time.
    #[error("時間内に返事がありません (no answer in time)")]
    Slow,
    /// Another status than 200.
    #[error("サーバーが {0} を返しました (the server answered with this status)")]
    Status(u16),
    /// An answer that is none of the expected kind.
    #[error("返事が読めません (the answer cannot be read)")]
    Unreadable,
    /// It failed a moment ago and is left alone.
    #[error("先ほど失敗したため、しばらく問い合わせません (it failed a moment ago and is not asked for a while)")]
    Resting,
}

impl From<reqwest::Error> for Unanswered {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() { Self::Slow } else { Self::Unreachable }
    }
}

/// A client that follows nobody elsewhere: a redirect would carry what was asked to another host.
fn client(builder: reqwest::ClientBuilder, timeout: Duration) -> Result<reqwest::Client, NoServer> {
    // Another part of the program may have installed one already; any provider will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    builder
        .user_agent(USER_AGENT)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .timeout(timeout)
        .build()
        .map_err(|_| NoServer::Client)
}

/// The body of a good answer, read no further than [`LARGEST`].
async fn body(mut response: Response) -> Result<Vec<u8>, Unanswered> {
    if !response.status().is_success() {
        return Err(Unanswered::Status(response.status().as_u16()));
    }
    let mut bytes = Vec::new();
    while let Some(part) = response.chunk().await? {
        bytes.extend_from_slice(&part);
        if bytes.len() > LARGEST {
            return Err(Unanswered::Unreadable);
        }
    }
    Ok(bytes)
}
