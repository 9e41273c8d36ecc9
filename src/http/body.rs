//! Reading requests: JSON bodies, paths, query parameters and conditions, with unknown names refused and wrong values named.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// The largest body of a question, in bytes.
pub(super) const MAX_BODY: usize = 64 << 10;

/// A JSON body.
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let json = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
        if !json {
            return Err(Problem::not_json());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| body_problem(&rejection))?;
        parse(&bytes).map(Self)
    }
}

fn body_problem(rejection: &BytesRejection) -> Problem {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::too_large()
    } else {
        Problem::malformed("本文が途中で途切れました (the body ended early)")
    }
}

/// Reads JSON and says which field is wrong, without repeating its value.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        json_problem(error.inner(), &path)
    })?;
    deserializer.end().map_err(|error| json_problem(&error, "."))?;
    Ok(value)
}

fn json_problem(error: &serde_json::Error, path: &str) -> Problem {
    let place =
        format!("{}行{}文字目 (line {}, column {})", error.line(), error.column(), error.line(), error.column());
    if !error.is_data() {
        let detail = format!("JSON が途中で終わっているか、書き方が正しくありません: {place} (not valid JSON)");
        return Problem::malformed(detail);
    }
    let message = error.to_string();
    // The place ends the message; a value before it may contain the same words.
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    let field = if path == "." { "" } else { path };
    if let Some(rest) = message.strip_prefix("unknown field `") {
        let (unknown, expected) = name_and_expected(rest);
        return Problem::unknown_field(join(field, unknown), names(expected));
    }
    if let Some(rest) = message.strip_prefix("missing field `") {
        let missing = rest.trim_end_matches('`');
        return Problem::invalid(join(field, missing), format!("必要な項目がありません: {place} (missing)"));
    }
    if let Some(rest) = message.strip_prefix("duplicate field `") {
        let twice = rest.trim_end_matches('`');
        return Problem::invalid(join(field, twice), format!("同じ項目が2回あります: {place} (given twice)"));
    }
    if let Some(rest) = message.strip_prefix("unknown variant `") {
        return Problem::not_allowed(field, names(name_and_expected(rest).1));
    }
    // What was expected stands last and is ours; whatever comes before it is the caller's and may contain the same word.
    let ours = ["invalid type: ", "invalid value: ", "invalid length "].iter().any(|start| message.starts_with(start));
    let expected = message.rsplit_once(", expected ").filter(|_| ours);
    let expected = expected.map(|(_, expected)| format!("; expected {expected}")).unwrap_or_default();
    Problem::invalid(field, format!("値の形が違います: {place} (wrong type{expected})"))
}

/// Splits what serde says after an unknown name into the name, which may hold any character, and what was expected.
fn name_and_expected(rest: &str) -> (&str, &str) {
    let split = rest.rsplit_once("`, expected ").or_else(|| rest.rsplit_once("`, there are no "));
    split.unwrap_or((rest, ""))
}

/// The names between backticks.
fn names(text: &str) -> impl Iterator<Item = String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned)
}

/// A name below a path, which ends in that name already where the reader had entered it.
fn join(path: &str, name: &str) -> String {
    let entered = path.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('.'));
    match (path, entered) {
        ("", _) => name.to_owned(),
        (_, true) => path.to_owned(),
        (_, false) => format!("{path}.{name}"),
    }
}

/// The parts of a path. What cannot be read is a problem like any other.
pub(super) struct Path<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        read.map(|axum::extract::Path(parts)| Self(parts)).map_err(|rejection| match rejection {
            PathRejection::FailedToDeserializePathParams(_) => Problem::malformed(
                "パスを UTF-8 として読み取れません (the path cannot be read; it is percent-encoded UTF-8)",
            ),
            // A route without the parts its handler asks for is a fault of this program.
            other => Problem::internal(&other),
        })
    }
}

/// Refuses every query parameter: the layer of the routes that know none.
pub(super) async fn no_parameters(request: Request, next: Next) -> Result<Response, Problem> {
    Query::parse(request.uri().query(), &[])?;
    Ok(next.run(request).await)
}

/// Whether the asker holds what carries this tag already (`If-None-Match`, RFC 9110): a list, or `*` for anything. Tags are compared
/// weakly, for packed and plain answers share theirs.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag).to_owned();
    let wanted = opaque(tag);
    let listed = |list: &str| list.trim() == "*" || tags(list).any(|known| opaque(known) == wanted);
    headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(listed)
}

/// The tags of a list; a comma between quotation marks belongs to its tag.
fn tags(list: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let ends = move |c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    };
    list.split(ends).map(str::trim)
}

/// The parameters of a query string, each at most once, all of them known.
pub(super) struct Query {
    pairs: Vec<(String, String)>,
}

impl Query {
    pub(super) fn parse(raw: Option<&str>, known: &[&str]) -> Result<Self, Problem> {
        let pairs: Vec<(String, String)> = url_pairs(raw.unwrap_or_default());
        for (i, (name, _)) in pairs.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                return Err(Problem::unknown_field(name.as_str(), known.iter().copied()));
            }
            if pairs[..i].iter().any(|(earlier, _)| earlier == name) {
                return Err(Problem::invalid(name.as_str(), "同じパラメータが2回あります (given twice)"));
            }
        }
        Ok(Self { pairs })
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let pair = self.pairs.iter().find(|(known, _)| known == name);
        pair.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Whether a parameter is there, be it empty: a form was sent.
    pub(super) fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(known, _)| known == name)
    }

    /// All parameters.
    pub(super) fn into_pairs(self) -> impl Iterator<Item = (String, String)> {
        self.pairs.into_iter()
    }

    /// The comma-separated values of a parameter.
    pub(super) fn list(&self, name: &str) -> Vec<&str> {
        self.get(name)
            .map(|value| value.split(',').map(str::trim).filter(|v| !v.is_empty()).collect())
            .unwrap_or_default()
    }
}

/// The pairs of a query string or a form.
pub(super) fn url_pairs(raw: &str) -> Vec<(String, String)> {
    let decode = |text: &str| percent_decode(&text.replace('+', " "));
    raw.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

fn percent_decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;
    use crate::http::matches::MatchRequest;

    fn refused(text: &str) -> Problem {
        parse::<MatchRequest>(text.as_bytes()).map(|_| ()).unwrap_err()
    }

    #[test]
    fn no_value_is_repeated_whatever_words_it_holds() {
        for typed in [
            r#"{"origin": {"lat": "expected 浦賀 secret"}}"#,
            r#"{"origin": {"lat": "x, expected 浦賀 secret at line 1"}}"#,
            r#"{"origin": {}, "role": "a`, expected `secret"}"#,
            r#"{"origin": {}, "role": "expected `secret`"}"#,
            r#"{"origin": "expected secret", "team": 1}"#,
            r#"{"origin": {}, "lang": {"secret": 1}}"#,
            r#"{"origin": {}, "lang": "x at line secret"}"#,
            r#"{"origin": {}, "needs": {"secret, expected secret": 1}}"#,
        ] {
            let problem = refused(typed);
            let told = serde_json::to_string(&problem).unwrap();
            assert!(!told.contains("secret") && !told.contains("浦賀"), "{typed}: {told}");
            assert!(problem.field().is_some_and(|field| !field.is_empty()), "{typed}: {told}");
        }
        assert!(refused(r#"{"origin": {"lat": "expected x"}}"#).detail().ends_with("expected f64)"));
    }

    #[test]
    fn an_unknown_name_stands_in_the_field_only() {
        for name in ["a`b", "a`, expected one of `b", "expected c", "x at line 3", "浦賀5-1-1"] {
            let problem = refused(&serde_json::json!({"origin": {}, name: 1}).to_string());
            assert_eq!(problem.field(), Some(name));
            assert!(!problem.detail().contains(name), "{problem}");
            assert_eq!(problem.allowed().unwrap()[0], "origin");
            assert!(
                problem
                    .allowed()
                    .unwrap()
                    .iter()
                    .all(|allowed| allowed.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
            );
        }
        assert_eq!(refused(r#"{"origin": {"gin": 1}}"#).field(), Some("origin.gin"));
        let long = refused(&serde_json::json!({"長".repeat(500): 1}).to_string());
        assert_eq!(long.field().unwrap().chars().count(), 60);
    }

    #[test]
    fn a_name_given_twice_is_named() {
        for (typed, field) in [
            (r#"{"origin": {}, "limit": 1, "limit": 2}"#, "limit"),
            (r#"{"origin": {"lat": 35.0, "lat": 36.0}}"#, "origin.lat"),
        ] {
            let problem = refused(typed);
            assert_eq!(problem.field(), Some(field), "{problem}");
            assert!(problem.detail().contains("2回"), "{problem}");
        }
    }

    #[test]
    fn known_tags_are_found_in_every_form() {
        let known = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(value));
            is_known(&headers, "W/\"ab\"")
        };
        for value in ["\"ab\"", "W/\"ab\"", "*", "\"x\", W/\"ab\"", "W/\"x,y\" ,\"ab\""] {
            assert!(known(value), "{value}");
        }
        for value in ["\"a\"", "ab", "", "W/\"abc\"", "\"x,\"ab\",y\""] {
            assert!(!known(value), "{value}");
        }
        assert!(!is_known(&HeaderMap::new(), "W/\"ab\""));
    }
}
