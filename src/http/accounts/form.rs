//! Forms: read whole, known fields only, and from a page of this very server.

use axum::body::Bytes;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::super::body::url_pairs;
use super::super::problem::Problem;
use super::super::state::App;

/// What was filled in.
pub(in crate::http) struct Form {
    pairs: Vec<(String, String)>,
}

impl Form {
    /// A field; empty where it was not sent.
    pub(in crate::http) fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    /// Every field with its text, in the order of the form.
    pub(in crate::http) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Refuses fields that the form does not have, and fields that came twice.
    pub(in crate::http) fn only(self, known: &[&str]) -> Result<Self, Problem> {
        for (at, (name, _)) in self.pairs.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                return Err(Problem::unknown_field(name.as_str(), known.iter().copied()));
            }
            if self.pairs[..at].iter().any(|(earlier, _)| earlier == name) {
                return Err(Problem::invalid(name.as_str(), "同じ項目が2回あります (given twice)"));
            }
        }
        Ok(self)
    }
}

impl FromRequest<App> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let headers = request.headers();
        if !is_same_origin(headers, request.uri().authority().map(|name| name.as_str()), app) {
            return Err(Problem::forged());
        }
        let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(Problem::malformed("フォームとして送ってください (send application/x-www-form-urlencoded)"));
        }
        let bytes = Bytes::from_request(request, app).await.map_err(|_| Problem::too_large())?;
        let text = std::str::from_utf8(&bytes)
            .map_err(|_| Problem::malformed("フォームを UTF-8 として読み取れません (the form is not UTF-8)"))?;
        Ok(Self { pairs: url_pairs(text) })
    }
}

/// Whether a browser says that the request comes from a page of this server. What says nothing about where it comes from is no browser of
/// today, and is refused: it has no business with a cookie.
pub(in crate::http) fn is_same_origin(headers: &HeaderMap, authority: Option<&str>, app: &App) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin") {
        return false;
    }
    let Some(origin) = text("origin") else { return text("sec-fetch-site").is_some() };
    if app.accounts.settings.public_address.as_deref().is_some_and(|address| address.trim_end_matches('/') == origin) {
        return true;
    }
    let host = origin.split_once("://").map(|(_, host)| host);
    host.is_some() && host == text("host").or(authority)
}

/// Where a request comes from, for the limits of guessing.
pub(in crate::http) struct Caller(pub(in crate::http) IpAddr);

impl FromRequestParts<App> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(address)| address.ip());
        if !app.accounts.settings.behind_proxy {
            return Ok(Self(peer));
        }
        // The nearest proxy adds at the end; what stands before may be anybody's invention.
        let named = parts.headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
        let last = named.and_then(|list| list.rsplit(',').next()).and_then(|last| last.trim().parse().ok());
        Ok(Self(last.unwrap_or(peer)))
    }
}
