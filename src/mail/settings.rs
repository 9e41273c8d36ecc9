//! Which servers mail may be handed to.

/// Why no mail can be sent by these settings. The address of the server may carry a password and is never repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoMail {
    /// Not the address of a mail server.
    #[error(
        "--smtp-url は smtps://利用者:パスワード@mail.example.jp か smtp://…:587?tls=required の形で書いてください \
         (write --smtp-url as smtps://user:password@host or smtp://…:587?tls=required)"
    )]
    Url,
    /// Everything would be readable on the way.
    #[error(
        "--smtp-url の smtp:// には ?tls=required を付けるか、smtps:// にしてください。リンクは鍵なので、暗号なしでは送りません \
         (add ?tls=required or use smtps://: a link is a key and is not sent in the clear)"
    )]
    Readable,
    /// Not a mail address.
    #[error("--mail-from はメールアドレスです (must be a mail address, such as desk@example.jp)")]
    From,
    /// One of the two is missing.
    #[error("--smtp-url と --mail-from は両方必要です (both are needed)")]
    Half,
}

/// Checks that links travel encrypted: a link lets whoever reads it write for a facility. A relay on the same machine needs no encryption.
pub(super) fn check(url: &str) -> Result<(), NoMail> {
    let (scheme, rest) = url.split_once("://").ok_or(NoMail::Url)?;
    let host = host(rest).ok_or(NoMail::Url)?;
    let asked = rest.split_once('?').map(|(_, query)| query);
    match (scheme, asked) {
        ("smtps", None) | ("smtp", Some("tls=required")) => Ok(()),
        ("smtp", None) if is_here(host) => Ok(()),
        ("smtp", None) | ("smtp", Some("tls=opportunistic")) => Err(NoMail::Readable),
        _ => Err(NoMail::Url),
    }
}

/// The host of what follows the scheme.
fn host(rest: &str) -> Option<&str> {
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    (!host.is_empty()).then_some(host)
}

fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}
