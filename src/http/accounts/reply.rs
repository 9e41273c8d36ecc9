//! Answers of the pages of accounts.

use std::ops::ControlFlow;

use axum::extract::RawQuery;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::domain::vocabulary::Lang;
use crate::pages::account::{Viewer, notice_page};

use super::super::body::Query;
use super::super::facilities::check_lang;
use super::super::problem::Problem;
use super::super::signed_in::Living;
use super::super::state::App;

/// As on every page, but a form may be sent to this server.
const WITH_FORMS: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'";

/// A page that nobody keeps. The referrer policy lets browsers say where a form comes from, to this server alone: under `no-referrer` they
/// say `Origin: null`.
pub(in crate::http) fn page(status: StatusCode, html: String) -> Response {
    let mut response = (status, Html(html)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(WITH_FORMS));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// On to another page, after something was done.
pub(in crate::http) fn go(path: &str) -> Result<Response, Problem> {
    let to = HeaderValue::from_str(path).map_err(|error| Problem::internal(&error))?;
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(header::LOCATION, to);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// A path of this server in a language.
pub(in crate::http) fn in_language(path: &str, lang: Lang) -> String {
    let sign = if path.contains('?') { '&' } else { '?' };
    match lang {
        Lang::Ja => path.to_owned(),
        other => format!("{path}{sign}lang={}", other.id()),
    }
}

/// The language of a page, and its other parameters.
pub(in crate::http) fn asked(raw: &RawQuery, known: &[&str]) -> Result<(Lang, Query), Problem> {
    let known: Vec<&str> = ["lang"].iter().chain(known).copied().collect();
    let query = Query::parse(raw.0.as_deref(), &known)?;
    Ok((check_lang(&query)?, query))
}

/// The viewer of a page.
pub(in crate::http) fn viewer(living: &Living) -> Viewer<'_> {
    Viewer { name: &living.signed_in.name, role: living.signed_in.role, forms: &living.forms }
}

/// What is said instead of a page where there are no accounts.
pub(in crate::http) async fn without_accounts(app: &App, lang: Lang) -> Option<Response> {
    match app.accounts.exist(&app.store).await {
        Ok(true) => None,
        Ok(false) => {
            let title = lang.pick(
                "このサーバーには利用者の登録がありません",
                "This server has no accounts",
                "ログインは ありません",
            );
            let text = lang.pick(
                "さがすだけなら、ログインは要りません。登録を始めるには、サーバーで zaitaku account create を実行します。",
                "Searching needs no account. To begin with accounts, run zaitaku account create at the server.",
                "さがすときは ログインは いりません。",
            );
            Some(page(StatusCode::NOT_FOUND, notice_page(lang, None, title, text)))
        }
        Err(error) => Some(Problem::internal(&error).into_response()),
    }
}

/// Who is signed in, or the way to the page to sign in, from which one comes back.
pub(in crate::http) fn require_living(
    living: Option<Living>,
    lang: Lang,
    path: &str,
) -> ControlFlow<Result<Response, Problem>, Living> {
    match living {
        Some(living) => ControlFlow::Continue(living),
        None => ControlFlow::Break(go(&in_language(&format!("/login?next={path}"), lang))),
    }
}
