//! Signing in and out.

use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::accounts::throttle::Key;
use crate::accounts::token::Token;
use crate::accounts::{account_policy, login, one_time, password};
use crate::domain::audit::NOBODY;
use crate::domain::vocabulary::Lang;
use crate::pages::account::{LoginPage, Said, login_page, logout_page};
use crate::storage::{Changed, StoredAccount, StoredSession};

use super::super::problem::Problem;
use super::super::signed_in::Living;
use super::super::state::App;
use super::form::{Caller, Form};
use super::reply::{asked, go, in_language, page, require_living, viewer, without_accounts};
use super::{cookie, noted, random};

/// Where one goes after signing in, unless one came from somewhere.
const USUAL: &str = "/account";

/// A path of this very server, and nothing that a browser could take for another host.
fn path_of(next: &str) -> &str {
    let plain = next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if plain && next.starts_with('/') && !next.starts_with("//") { next } else { USUAL }
}

/// The page to sign in.
pub(super) async fn get_login(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
) -> Result<Response, Problem> {
    let (lang, query) = asked(&raw, &["next"])?;
    if let Some(response) = without_accounts(&app, lang).await {
        return Ok(response);
    }
    let next = path_of(query.get("next").unwrap_or(USUAL));
    if living.is_some() {
        return go(&in_language(next, lang));
    }
    Ok(page(StatusCode::OK, login_page(&LoginPage { lang, login: "", next, said: None })))
}

/// Signs somebody in.
pub(super) async fn sign_in(
    State(app): State<App>,
    raw: RawQuery,
    Caller(address): Caller,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let form = form.only(&["login", "password", "code", "next"])?;
    if let Some(response) = without_accounts(&app, lang).await {
        return Ok(response);
    }
    let next = path_of(form.get("next"));
    let typed = form.get("login");
    let login = login::login(typed).unwrap_or_else(|_| typed.to_lowercase());
    let policy = account_policy();
    let key = Key::login(&login, &policy.login);
    let network = Key::address(address, &policy.login);
    let now = (app.services.now)().as_second();
    let refused = |status, text: String| {
        let said = Said::Refused(text);
        page(status, login_page(&LoginPage { lang, login: typed, next, said: Some(&said) }))
    };
    let begun = app.accounts.throttle().begin(&[key, network], now);
    if let Err(wait) = begun {
        let mut response = refused(StatusCode::TOO_MANY_REQUESTS, too_many(wait, lang));
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
        return Ok(response);
    }
    let found = app.store.account_by_login(&login).await.map_err(|error| Problem::internal(&error))?;
    let right = check(&app, found.as_ref(), form.get("password"), form.get("code"), now).await?;
    let Some((account, changed)) = right else {
        // Written for an unknown login too, so that neither the answer nor its time tells which logins exist.
        let on = found.as_ref().map_or("-", |account| account.id.as_str());
        let failed = noted(&app, NOBODY, "login.failed", on, "");
        app.store.note(&failed).await.map_err(|error| Problem::internal(&error))?;
        return Ok(refused(StatusCode::FORBIDDEN, wrong(lang).to_owned()));
    };
    let token = Token::new(random().map_err(|error| Problem::internal(&error))?);
    if !open(&app, (&account, changed), &token, &device(&headers), now).await? {
        return Ok(refused(
            StatusCode::CONFLICT,
            lang.pick("もう一度お試しください。", "Please try again.", "もう一回(いっかい) してください。").to_owned(),
        ));
    }
    app.accounts.throttle().succeeded(&key, &[network]);
    let mut response = go(&in_language(next, lang))?;
    response.headers_mut().insert(header::SET_COOKIE, cookie::set(&token, app.accounts.is_secure())?);
    Ok(response)
}

/// Begins a session for an account that has shown who it is.
pub(super) async fn open(
    app: &App,
    account: (&StoredAccount, Changed),
    token: &Token,
    device: &str,
    now: i64,
) -> Result<bool, Problem> {
    let session = StoredSession {
        digest: token.digest(),
        account: account.0.id.clone(),
        created_at: now,
        seen_at: now,
        device: device.to_owned(),
    };
    let policy = &account_policy().session;
    let ended = (now - policy.longest_hours * 3_600, now - policy.idle_minutes * 60);
    let done = noted(app, &account.0.id, "login.done", &account.0.id, "");
    app.store.open_session(&session, account, ended, &done).await.map_err(|error| Problem::internal(&error))
}

/// The account, where password and code are right, and whether that changed it.
async fn check(
    app: &App,
    found: Option<&StoredAccount>,
    typed: &str,
    code: &str,
    now: i64,
) -> Result<Option<(StoredAccount, Changed)>, Problem> {
    let stored = found.map(|account| account.password.as_str());
    let right = app.accounts.is_right(typed.to_owned(), stored).await?;
    let Some(account) = found.filter(|account| right && account.enabled) else { return Ok(None) };
    let mut account = account.clone();
    let mut changed = Changed::No;
    if !account.code_key.is_empty() {
        if !use_code(&mut account, code, now) {
            return Ok(None);
        }
        changed = Changed::Yes;
    }
    if password::is_outdated(&account.password, &account_policy().password) {
        account.password = app.accounts.hash(typed.to_owned()).await?;
        changed = Changed::Yes;
    }
    Ok(Some((account, changed)))
}

/// Uses a one-time code or a recovery code up, where it is right.
fn use_code(account: &mut StoredAccount, code: &str, now: i64) -> bool {
    let policy = &account_policy().one_time_code;
    let key = one_time::Key::parse(&account.code_key);
    if let Some(step) = key.and_then(|key| key.step_of(code, now, account.code_used, policy)) {
        account.code_used = step;
        return true;
    }
    let digest = one_time::recovery_digest(code);
    let before = account.recovery.len();
    account.recovery.retain(|known| *known != digest);
    account.recovery.len() < before
}

/// The page that asks whether to sign out.
pub(super) async fn get_logout(raw: RawQuery, living: Option<Living>) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    match require_living(living, lang, "/logout") {
        ControlFlow::Continue(living) => Ok(page(StatusCode::OK, logout_page(lang, viewer(&living)))),
        ControlFlow::Break(elsewhere) => elsewhere,
    }
}

/// Signs somebody out.
pub(super) async fn sign_out(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let form = form.only(&["form"])?;
    if let Some(living) = living {
        living.check(form.get("form"))?;
        let account = &living.account.id;
        let ended = noted(&app, account, "session.ended", account, "");
        app.store
            .close_sessions(account, Some(&living.digest), &ended)
            .await
            .map_err(|error| Problem::internal(&error))?;
    }
    let mut response = go(&in_language("/login", lang))?.into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie::clear(app.accounts.is_secure())?);
    Ok(response)
}

fn wrong(lang: Lang) -> &'static str {
    lang.pick(
        "ログイン名、パスワード、確認コードのどれかが違います。",
        "The login, the password or the one-time code is wrong.",
        "ログイン名(めい)か パスワードが ちがいます。",
    )
}

fn too_many(wait: i64, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("間違いが続いたため、{wait}秒待ってからもう一度お試しください。"),
        Lang::En => format!("Too many mistakes: please wait {wait} seconds and try again."),
        Lang::Easy => format!("{wait}秒(びょう) 待(ま)って、もう一回(いっかい) してください。"),
    }
}

/// The sort of browser, as roughly as its owner would say it.
pub(super) fn device(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first = |known: &[(&str, &'static str)], otherwise: &'static str| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map_or(otherwise, |(_, name)| name)
    };
    let browser = first(&[("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari")], "—");
    let system = first(
        &[
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Android", "Android"),
            ("Windows", "Windows"),
            ("Mac OS", "Mac"),
            ("Linux", "Linux"),
        ],
        "—",
    );
    format!("{browser}・{system}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_host() {
        for elsewhere in
            ["", "https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a b", "/\n"]
        {
            assert_eq!(path_of(elsewhere), USUAL, "{elsewhere:?}");
        }
        assert_eq!(path_of("/admin?lang=en"), "/admin?lang=en");
    }

    #[test]
    fn a_browser_is_told_by_its_sort_alone() {
        let mut headers = HeaderMap::new();
        assert_eq!(device(&headers), "—・—");
        let agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";
        headers.insert(header::USER_AGENT, HeaderValue::from_static(agent));
        assert_eq!(device(&headers), "Safari・iPhone");
    }
}
