//! Why something could not be fetched, and what to do about it.

use jiff::civil::Date;

/// Why a page or file could not be had. Every message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The host cannot be reached at all.
    #[error(
        "{host} につながりません。ネットワークとプロキシ(HTTPS_PROXY)を確かめるか、--mirror を使ってください (cannot be reached; check network and proxy, or use --mirror): {cause}"
    )]
    Unreachable {
        /// The host.
        host: String,
        /// What the system says.
        cause: String,
    },
    /// The answer broke off, each time.
    #[error(
        "{url}: {tried} 回とも途中で切れました。続きは次の回に取ります (broke off each of {tried} times; the next run resumes): {cause}"
    )]
    CutOff {
        /// What was asked for.
        url: String,
        /// How often it was tried.
        tried: u32,
        /// What happened last.
        cause: String,
    },
    /// The server answers with an error.
    #[error("{url}: サーバーが {status} を返しました。{advice}")]
    Status {
        /// What was asked for.
        url: String,
        /// The status.
        status: u16,
        /// What to do.
        advice: &'static str,
    },
    /// The server asks for more patience than is had.
    #[error(
        "{url}: サーバーが {seconds} 秒待つよう求めています。後でもう一度実行してください (the server asks to wait; run again later)"
    )]
    Busy {
        /// What was asked for.
        url: String,
        /// How long, in seconds.
        seconds: u64,
    },
    /// No address.
    #[error("{address}: アドレスではありません (not an address): {cause}")]
    Address {
        /// What was given.
        address: String,
        /// What is wrong with it.
        cause: String,
    },
    /// Redirects without end.
    #[error(
        "{url}: 転送が多すぎます。sources.toml のアドレスを確かめてください (too many redirects; check the address)"
    )]
    Redirects {
        /// What was asked for.
        url: String,
    },
    /// A redirect that leads from https to http, or to no web address.
    #[error(
        "{url}: 安全でない転送先 {to} には従いません。sources.toml のアドレスを確かめてください (an unsafe redirect is not followed)"
    )]
    Unsafe {
        /// What was asked for.
        url: String,
        /// Where it leads.
        to: String,
    },
    /// Something else came than what the name says: a login or error page instead of a zip.
    #[error(
        "{file}: {expected} のはずが {found} でした。ページをブラウザで開いて確かめてください (another type of file came; open the page in a browser)"
    )]
    WrongType {
        /// The file.
        file: String,
        /// What it should be.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// A zip without an end.
    #[error(
        "{file}: 最後まで届いていません(サーバー側で切れています)。後でもう一度実行してください (cut short at the server; run again later)"
    )]
    CutShort {
        /// The file.
        file: String,
    },
    /// More bytes than a list of institutions has.
    #[error(
        "{file}: {limit_mb} MiB を超えています。正しい一覧なら sources.toml の largest_mb を上げてください (larger than allowed)"
    )]
    TooLarge {
        /// The file.
        file: String,
        /// The bound.
        limit_mb: u64,
    },
    /// The content is not what was pinned.
    #[error(
        "{file}: SHA-256 が sources.toml と違います({found})。配布元を確かめてください (the checksum differs from the pinned one)"
    )]
    Checksum {
        /// The file.
        file: String,
        /// What came.
        found: String,
    },
    /// The page has no link that fits.
    #[error(
        "{page}: {wanted} のリンクが見つかりません。ページが変わっていれば sources.toml を直し、--sources で渡してください (no such link on the page; correct the sources file){others}"
    )]
    NoLink {
        /// The page.
        page: String,
        /// What was looked for.
        wanted: String,
        /// Files that are linked there instead.
        others: String,
    },
    /// A mirror folder does not hold it.
    #[error(
        "{path} がミラーにありません。インターネットにつながる端末の DATA/downloads を写すか、ファイルを zaitaku import してください (not in the mirror; copy DATA/downloads from a connected machine, or import the file)"
    )]
    NotMirrored {
        /// Where it should lie.
        path: String,
    },
    /// The disk refuses.
    #[error("{path}: 読み書きできません。空き容量と権限を確かめてください (cannot be read or written): {cause}")]
    Disk {
        /// Which file.
        path: String,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The client cannot be made: usually no certificates on this machine.
    #[error(
        "HTTPSの準備ができません。端末の証明書(ca-certificates)を確かめてください (no HTTPS client; check the machine's certificates): {0}"
    )]
    Client(String),
    /// Another update runs on the same folder.
    #[error("{path}: 別の update が動いています。終わってから実行してください (another update is running)")]
    Running {
        /// The lock.
        path: String,
    },
}

impl FetchError {
    /// A fault of the disk.
    pub(super) fn disk(path: &std::path::Path, cause: std::io::Error) -> Self {
        Self::Disk { path: path.display().to_string(), cause }
    }

    /// A status that is no success.
    pub(super) fn status(url: &reqwest::Url, status: u16) -> Self {
        let advice = match status {
            401 | 403 | 407 => {
                "アクセスを断られました。プロキシの認証か、しばらく後の再実行を試してください (refused; check the proxy or try later)"
            }
            404 | 410 => {
                "移ったか、なくなりました。アドレスを直してください。update なら sources.toml です (gone; correct the address, for updates in the sources file)"
            }
            408 | 429 | 500..=599 => {
                "サーバーが混んでいるか止まっています。後でもう一度実行してください (busy or down; run again later)"
            }
            _ => "アドレスを確かめてください (check the address)",
        };
        Self::Status { url: url.to_string(), status, advice }
    }
}

/// A file that could not be had.
#[derive(Debug)]
pub struct Failure {
    /// The file; `None` where the source's page itself failed.
    pub file: Option<String>,
    /// The day it speaks of.
    pub date: Option<Date>,
    /// Why, and what to do.
    pub error: FetchError,
}
