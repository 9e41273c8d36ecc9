//! The one envelope of every error: RFC 9457 problem details. Causes go to the log, never into the answer; what a caller typed is
//! not repeated, for it may be a patient's address.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::editing::Conflict;

/// The longest name that is repeated, in characters.
const MAX_FIELD: usize = 60;

/// What went wrong, for whom, and what would have been right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// A URI reference that names the kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "/api/docs#invalid-value")]
    kind: &'static str,
    /// The kind of problem in a few words.
    title: &'static str,
    /// The HTTP status.
    #[schema(example = 400)]
    status: u16,
    /// What is wrong and what to do, in Japanese and English.
    detail: String,
    /// The path of the wrong value in the request; null where no single value is wrong.
    field: Option<String>,
    /// The values that would have been right; null where they cannot be listed.
    allowed: Option<Vec<String>>,
    /// Both values, where somebody else changed a field since it was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    conflict: Option<Box<ConflictView>>,
}

/// Two people changed one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct ConflictView {
    /// The field.
    field: String,
    /// The number of the edit that was seen.
    seen: i64,
    /// The number of the last edit now: name it as seen to overwrite it knowingly.
    now: i64,
    /// What stands there now.
    #[schema(value_type = Object)]
    theirs: serde_json::Value,
    /// What was to be written.
    #[schema(value_type = Object)]
    yours: serde_json::Value,
    /// Who made the last edit.
    author: Option<String>,
    /// When.
    made_at: Option<String>,
}

impl From<&Conflict> for ConflictView {
    fn from(conflict: &Conflict) -> Self {
        Self {
            field: conflict.field.clone(),
            seen: conflict.seen,
            now: conflict.now,
            theirs: conflict.theirs.clone(),
            yours: conflict.yours.clone(),
            author: conflict.author.clone(),
            made_at: conflict.made_at.map(|at| at.to_string()),
        }
    }
}

impl Problem {
    fn new(status: StatusCode, kind: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        Self { kind, title, status: status.as_u16(), detail: detail.into(), field: None, allowed: None, conflict: None }
    }

    /// A value that cannot be used.
    pub fn invalid(field: impl Into<String>, detail: impl Into<String>) -> Self {
        let problem = Self::new(
            StatusCode::BAD_REQUEST,
            "/api/docs#invalid-value",
            "値が正しくありません (invalid value)",
            detail,
        );
        problem.at(field)
    }

    /// The field may be a name that the caller made up, and as long as the caller liked.
    fn at(self, field: impl Into<String>) -> Self {
        let mut field = field.into();
        if let Some((end, _)) = field.char_indices().nth(MAX_FIELD) {
            field.truncate(end);
        }
        Self { field: Some(field), ..self }
    }

    /// A value that is none of a known list.
    pub fn not_allowed<S: Into<String>>(field: impl Into<String>, allowed: impl IntoIterator<Item = S>) -> Self {
        let detail = "この項目に使えない値です。allowed のいずれかを使ってください (use one of the allowed values)";
        let problem = Self::invalid(field, detail);
        Self { allowed: Some(allowed.into_iter().map(Into::into).collect()), ..problem }
    }

    /// A text that is no moment.
    pub fn no_moment(field: impl Into<String>) -> Self {
        let detail = "日時は 2026-12-01T13:00:00+09:00 のように書いてください (write a moment like this)";
        Self::invalid(field, detail)
    }

    /// A parameter that is no month or no day.
    pub fn no_day(field: impl Into<String>) -> Self {
        let detail = "年月は 2026-12、日付は 2026-11-28 のように書いてください (a month such as 2026-12, a day such as 2026-11-28)";
        Self::invalid(field, detail)
    }

    /// A text that fits several places equally well.
    pub fn ambiguous(field: impl Into<String>, places: impl IntoIterator<Item = String>) -> Self {
        let places: Vec<String> = places.into_iter().collect();
        let shown = places.iter().take(4).map(String::as_str).collect::<Vec<_>>().join("、");
        let detail = format!(
            "同じように読める場所がいくつもあります。都道府県や市区町村から書いてください: {shown} など (several places fit; begin with the prefecture)"
        );
        Self { allowed: Some(places), ..Self::invalid(field, detail) }
    }

    /// A field or parameter that does not exist.
    pub fn unknown_field<S: Into<String>>(field: impl Into<String>, allowed: impl IntoIterator<Item = S>) -> Self {
        let title = "知らない項目です (unknown field)";
        let allowed: Vec<String> = allowed.into_iter().map(Into::into).collect();
        let detail = if allowed.is_empty() {
            "知らない項目です。ここで使えるパラメータはありません (unknown; nothing can be given here)"
        } else {
            "知らない項目です。allowed のいずれかを使ってください (unknown; use one of the allowed names)"
        };
        let problem = Self::new(StatusCode::BAD_REQUEST, "/api/docs#unknown-field", title, detail);
        Self { allowed: Some(allowed), ..problem.at(field) }
    }

    /// A body that is no JSON, or not the JSON expected.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "/api/docs#malformed",
            "リクエストを読み取れません (malformed request)",
            detail,
        )
    }

    /// A body that is too large.
    pub fn too_large() -> Self {
        let detail = "リクエストは 64 KiB（まとめた編集は 8 MiB）までです (a request may have at most 64 KiB, edits of many facilities 8 MiB)";
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "/api/docs#too-large",
            "リクエストが大きすぎます (request too large)",
            detail,
        )
    }

    /// A body of the wrong type.
    pub fn not_json() -> Self {
        let detail = "Content-Type: application/json で送ってください (send application/json)";
        let title = "JSON ではありません (not JSON)";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "/api/docs#not-json", title, detail)
    }

    /// Something that is not there.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "/api/docs#not-found", "見つかりません (not found)", detail)
    }

    /// Something that takes an account, asked for without one.
    pub fn not_signed_in() -> Self {
        let detail = "ログインが必要です。/login からログインしてください (sign in at /login first)";
        Self::new(StatusCode::UNAUTHORIZED, "/api/docs#not-signed-in", "ログインが必要です (not signed in)", detail)
    }

    /// Something that this account may not do.
    pub fn forbidden() -> Self {
        let detail = "この操作をする権限がありません。必要なときは管理者にご相談ください (your account may not do this; ask an administrator)";
        Self::new(StatusCode::FORBIDDEN, "/api/docs#forbidden", "権限がありません (not allowed)", detail)
    }

    /// Something that was done already.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "/api/docs#conflict", "ほかの変更と重なりました (conflict)", detail)
    }

    /// Somebody else changed what was to be changed: both values.
    pub(super) fn both(field: impl Into<String>, detail: impl Into<String>, values: ConflictView) -> Self {
        Self { conflict: Some(Box::new(values)), ..Self::conflict(detail).at(field) }
    }

    /// Too much from one address.
    pub fn too_many(seconds: i64) -> Self {
        let detail = format!(
            "このネットワークからの件数が多すぎます。{seconds}秒たってからお試しください (too many from this network; try again in {seconds} seconds)"
        );
        Self::of_too_many(detail)
    }

    /// Too many proposals wait for a decision.
    pub fn too_many_open() -> Self {
        let detail = "確認を待っている提案が多すぎます。編集者が処理するまでお待ちください (too many proposals wait for a decision)";
        Self::of_too_many(detail)
    }

    fn of_too_many(detail: impl Into<String>) -> Self {
        let title = "件数が多すぎます (too many)";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "/api/docs#too-many", title, detail)
    }

    /// A change that does not show that it comes from a page of the session.
    pub fn forged() -> Self {
        let detail = "このサーバーのページから送られたことを確かめられません。ページを開き直してください (the request does not show that it comes from a page of this session; reload the page, or send X-Zaitaku-CSRF)";
        Self::new(StatusCode::FORBIDDEN, "/api/docs#forged", "送信元を確かめられません (origin not shown)", detail)
    }

    /// A method that the path does not have.
    pub fn method_not_allowed() -> Self {
        let detail = "このパスでは使えないメソッドです。/api/docs をご覧ください (see /api/docs)";
        let title = "使えないメソッドです (method not allowed)";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "/api/docs#method-not-allowed", title, detail)
    }

    /// The program cannot answer yet or any more.
    pub fn unavailable() -> Self {
        let detail = "準備中です。少し待ってからもう一度お試しください (not ready; try again shortly)";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "/api/docs#unavailable", "準備中です (unavailable)", detail)
    }

    /// A fault of this program. The cause is logged with the place where it happened, and kept from the answer.
    pub fn internal(cause: &dyn std::error::Error) -> Self {
        tracing::error!(error = %cause, "a request failed");
        let detail =
            "サーバー内部の問題です。管理者に時刻をお知らせください (internal error; tell the administrator the time)";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "/api/docs#internal", "内部エラー (internal error)", detail)
    }

    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// What is wrong and what to do.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The path of the wrong value.
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// The values that would have been right.
    pub fn allowed(&self) -> Option<&[String]> {
        self.allowed.as_deref()
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.detail)?;
        if let Some(field) = &self.field {
            write!(f, " [{field}]")?;
        }
        if let Some(allowed) = &self.allowed {
            write!(f, " allowed: {}", allowed.join(", "))?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        // The pages put it into words for people.
        response.extensions_mut().insert(self);
        response
    }
}
