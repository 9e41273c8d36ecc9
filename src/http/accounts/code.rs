//! Setting one-time codes up, and turning them off. The key is made for each visit of the page and kept only once a code of it was right.

use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use qrcode::QrCode;
use qrcode::render::svg;

use crate::accounts::account_policy;
use crate::accounts::one_time::{Key, recovery_code, recovery_digest};
use crate::domain::vocabulary::Lang;
use crate::pages::account::{CodePage, Said, code_page, recovery_page};
use crate::storage::{Sessions, StoredAccount, Written};

use super::super::problem::Problem;
use super::super::signed_in::Living;
use super::super::state::App;
use super::form::Form;
use super::own::{self, confirm, outcome};
use super::reply::{asked, page, require_living, viewer};
use super::{noted, random};

/// What an authenticator application calls this program.
const ISSUER: &str = "Zaitaku";
/// The smallest picture of a key, in points.
const PICTURE: u32 = 220;

/// The page with a new key.
pub(super) async fn get_code(raw: RawQuery, living: Option<Living>) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let living = match require_living(living, lang, "/account/code") {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    let key = Key::new(random().map_err(|error| Problem::internal(&error))?);
    show(&living, &key, lang, StatusCode::OK, None)
}

fn show(living: &Living, key: &Key, lang: Lang, status: StatusCode, said: Option<&Said>) -> Result<Response, Problem> {
    let uri = key.uri(ISSUER, &living.account.login, &account_policy().one_time_code);
    let code = QrCode::new(uri).map_err(|error| Problem::internal(&error))?;
    let picture = code.render::<svg::Color>().min_dimensions(PICTURE, PICTURE).build();
    // Inside a page there is no second declaration of XML.
    let picture = picture.find("<svg").map_or("", |at| &picture[at..]);
    let text = key.text();
    let html = code_page(&CodePage { lang, viewer: viewer(living), key: &text, picture, said });
    Ok(page(status, html))
}

/// Keeps the key, once the application has shown a code of it.
pub(super) async fn set_code(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let form = form.only(&["form", "key", "code", "password"])?;
    let living = match require_living(living, lang, "/account/code") {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    living.check(form.get("form"))?;
    let key = Key::parse(form.get("key"))
        .ok_or_else(|| Problem::invalid("key", "鍵が正しくありません (not a key of this page)"))?;
    let refuse = |status, text: String| show(&living, &key, lang, status, Some(&Said::Refused(text)));
    let policy = &account_policy().one_time_code;
    let Some(step) = key.step_of(form.get("code"), (app.services.now)().as_second(), 0, policy) else {
        let text = lang.pick(
            "数字が違います。時計が合っているかも確かめてください。",
            "Wrong digits. See that the clock of the device is right.",
            "数字(すうじ)が ちがいます。",
        );
        return refuse(StatusCode::BAD_REQUEST, text.to_owned());
    };
    if let Err((status, text)) = confirm(&app, &living.account, form.get("password"), lang).await? {
        return refuse(status, text);
    }
    let codes: Vec<String> = (0..policy.recovery_codes)
        .map(|_| random().map(recovery_code))
        .collect::<Result<_, _>>()
        .map_err(|error| Problem::internal(&error))?;
    let recovery = codes.iter().map(|code| recovery_digest(code)).collect();
    let changed = StoredAccount { code_key: key.text(), code_used: step, recovery, ..living.account.clone() };
    match write(&app, &living, &changed, "account.code_on").await? {
        Written::Done => Ok(page(StatusCode::OK, recovery_page(lang, viewer(&living), &codes))),
        other => {
            let (status, said) = outcome(other, "", lang);
            show(&living, &key, lang, status, Some(&said))
        }
    }
}

/// Turns one-time codes off.
pub(super) async fn drop_code(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let form = form.only(&["form", "password"])?;
    let living = match require_living(living, lang, "/account") {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    living.check(form.get("form"))?;
    if let Err((status, text)) = confirm(&app, &living.account, form.get("password"), lang).await? {
        return own::show(&app, &living, lang, status, Some(Said::Refused(text))).await;
    }
    let changed = without_code(&living.account);
    let written = write(&app, &living, &changed, "account.code_off").await?;
    let done = lang.pick("確認コードをやめました。", "One-time codes are off.", "コードを やめました。");
    let (status, said) = outcome(written, done, lang);
    own::show(&app, &living, lang, status, Some(said)).await
}

/// An account without one-time codes.
pub(super) fn without_code(account: &StoredAccount) -> StoredAccount {
    StoredAccount { code_key: String::new(), code_used: 0, recovery: Vec::new(), ..account.clone() }
}

async fn write(app: &App, living: &Living, changed: &StoredAccount, what: &str) -> Result<Written, Problem> {
    let id = &living.account.id;
    let deed = noted(app, id, what, id, "");
    let written = app.store.change_account(changed, Sessions::StayOnly(&living.digest), &deed).await;
    written.map_err(|error| Problem::internal(&error))
}
