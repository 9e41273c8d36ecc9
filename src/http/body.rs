//! Reading requests: JSON bodies and query parameters, with unknown names refused and wrong values named.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
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
            .is_some_and(|value| value.split(';').next().is_some_and(|kind| kind.trim() == "application/json"));
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
    let field = if path == "." { String::new() } else { path.to_owned() };
    let names = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    if let Some(rest) = message.strip_prefix("unknown field ") {
        let mut names = names(rest).into_iter();
        let unknown = names.next().unwrap_or_default();
        // The path already ends in the unknown name where the reader had entered it.
        let field = if field.ends_with(&unknown) { field } else { join(&field, &unknown) };
        return Problem::unknown_field(field, names);
    }
    if let Some(rest) = message.strip_prefix("missing field ") {
        let missing = names(rest).into_iter().next().unwrap_or_default();
        return Problem::invalid(join(&field, &missing), format!("必要な項目がありません: {place} (missing)"));
    }
    let expected =
        message.split_once("expected ").map_or("", |(_, rest)| rest.split(" at line ").next().unwrap_or(rest));
    if message.starts_with("unknown variant ") {
        return Problem::not_allowed(field, names(expected));
    }
    Problem::invalid(field, format!("値の形が違います: {place} (expected {expected})"))
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
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

fn url_pairs(raw: &str) -> Vec<(String, String)> {
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
