//! The one cookie there is, and only for who signed in: a random token that means nothing by itself.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::accounts::token::Token;

use super::super::problem::Problem;

/// Its name over TLS. The prefix makes browsers refuse it from anywhere but this host over TLS.
const SECURE: &str = "__Host-zaitaku";
/// Its name without TLS: on the machine itself, or inside a closed network.
const PLAIN: &str = "zaitaku_session";

const fn name(secure: bool) -> &'static str {
    if secure { SECURE } else { PLAIN }
}

/// The token that a request carries.
pub(in crate::http) fn token_of(headers: &HeaderMap, secure: bool) -> Option<Token> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name(secure)).and_then(|(_, value)| Token::parse(value))
}

/// Sets the cookie. It ends with the browser; how long the session lasts is decided here, not there.
pub(super) fn set(token: &Token, secure: bool) -> Result<HeaderValue, Problem> {
    write(&token.text(), secure, "")
}

/// Takes the cookie away.
pub(super) fn clear(secure: bool) -> Result<HeaderValue, Problem> {
    write("", secure, "; Max-Age=0")
}

fn write(value: &str, secure: bool, more: &str) -> Result<HeaderValue, Problem> {
    let tls = if secure { "; Secure" } else { "" };
    let cookie = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{tls}{more}", name(secure));
    let mut value = HeaderValue::from_str(&cookie).map_err(|error| Problem::internal(&error))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others_and_only_under_its_own_name() {
        let token = Token::new([3; 32]);
        let mut headers = HeaderMap::new();
        let line = format!("a=b; zaitaku_session={}; c=d", token.text());
        headers.insert(header::COOKIE, HeaderValue::from_str(&line).unwrap());
        assert!(token_of(&headers, false) == Some(token.clone()));
        assert!(token_of(&headers, true).is_none());
        let set = set(&token, true).unwrap();
        let set = set.to_str().unwrap();
        assert!(set.starts_with("__Host-zaitaku=03"), "{set}");
        assert!(set.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{set}");
        assert!(clear(false).unwrap().to_str().unwrap().ends_with("SameSite=Lax; Max-Age=0"));
    }
}
