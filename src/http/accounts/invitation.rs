//! The link of an invitation: whoever holds it makes one account with it, once.

use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::Response;

use crate::accounts::token::{Token, hex};
use crate::accounts::{account_policy, login};
use crate::domain::vocabulary::Lang;
use crate::pages::account::{InvitationPage, Said, invitation_page, notice_page};
use crate::storage::{Accepted, Changed, StoredAccount, StoredInvitation, Written};

use super::super::body::Path;
use super::super::problem::Problem;
use super::super::state::App;
use super::form::Form;
use super::login::open;
use super::own::{check_new, outcome};
use super::reply::{asked, go, in_language, page};
use super::{cookie, noted, random};

/// The most characters of a name.
const LONGEST_NAME: usize = 100;

/// An invitation that can be used, or the page that says it cannot.
async fn find(app: &App, token: &str, lang: Lang) -> Result<ControlFlow<Response, StoredInvitation>, Problem> {
    let gone = || page(StatusCode::NOT_FOUND, notice_page(lang, None, &gone_title(lang), gone_text(lang)));
    let Some(token) = Token::parse(token) else { return Ok(ControlFlow::Break(gone())) };
    let found = app.store.invitation(&token.digest()).await.map_err(|error| Problem::internal(&error))?;
    let now = (app.services.now)().as_second();
    Ok(found
        .filter(|invitation| invitation.is_open(now))
        .map_or_else(|| ControlFlow::Break(gone()), ControlFlow::Continue))
}

fn gone_title(lang: Lang) -> String {
    lang.pick("この招待は使えません", "This invitation cannot be used", "この 招待(しょうたい)は 使(つか)えません")
        .to_owned()
}

const fn gone_text(lang: Lang) -> &'static str {
    lang.pick(
        "使われたか、取り消されたか、期限が切れています。招待した人に、新しいリンクを頼んでください。",
        "It was used, revoked or is too old. Ask whoever invited you for a new link.",
        "招待(しょうたい)した 人(ひと)に 新(あたら)しい リンクを たのんでください。",
    )
}

/// The form of an invitation.
pub(super) async fn get_invitation(
    State(app): State<App>,
    Path(token): Path<String>,
    raw: RawQuery,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    match find(&app, &token, lang).await? {
        ControlFlow::Continue(invitation) => Ok(show(&token, &invitation, (&invitation.name, ""), lang, None)),
        ControlFlow::Break(gone) => Ok(gone),
    }
}

fn show(
    token: &str,
    invitation: &StoredInvitation,
    (name, login): (&str, &str),
    lang: Lang,
    refused: Option<(StatusCode, Said)>,
) -> Response {
    let html = invitation_page(&InvitationPage {
        lang,
        token,
        name,
        login,
        role: invitation.role,
        expires_at: invitation.expires_at,
        least: account_policy().password.least,
        said: refused.as_ref().map(|(_, said)| said),
    });
    page(refused.map_or(StatusCode::OK, |(status, _)| status), html)
}

/// Makes the account, and signs the person in.
pub(super) async fn accept(
    State(app): State<App>,
    Path(token): Path<String>,
    raw: RawQuery,
    headers: axum::http::HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let form = form.only(&["name", "login", "password", "again"])?;
    let invitation = match find(&app, &token, lang).await? {
        ControlFlow::Continue(invitation) => invitation,
        ControlFlow::Break(gone) => return Ok(gone),
    };
    let typed = (form.get("name"), form.get("login"));
    let refuse = |status, text: String| show(&token, &invitation, typed, lang, Some((status, Said::Refused(text))));
    let name = form.get("name").trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        let text = lang.pick(
            "お名前は1文字以上100文字以下にしてください。",
            "A name has 1 to 100 characters.",
            "名前(なまえ)を 書(か)いてください。",
        );
        return Ok(refuse(StatusCode::BAD_REQUEST, text.to_owned()));
    }
    let login = match login::login(form.get("login")) {
        Ok(login) => login,
        Err(error) => return Ok(refuse(StatusCode::BAD_REQUEST, error.to_string())),
    };
    if let Err((status, text)) = check_new(form.get("password"), form.get("again"), &[&login, name], lang) {
        return Ok(refuse(status, text));
    }
    let now = (app.services.now)();
    let account = StoredAccount {
        id: hex(&random::<16>().map_err(|error| Problem::internal(&error))?),
        login,
        name: name.to_owned(),
        role: invitation.role,
        facilities: invitation.facilities.clone(),
        password: app.accounts.hash(form.get("password").to_owned()).await?,
        code_key: String::new(),
        code_used: 0,
        recovery: Vec::new(),
        enabled: true,
        created_at: now.to_string(),
        version: 1,
    };
    let deed = noted(
        &app,
        &account.id,
        "account.created",
        &account.id,
        format!("{}, invitation {}", account.role.id(), invitation.id),
    );
    let accepted = app.store.accept_invitation(&invitation.digest, &account, now.as_second(), &deed).await;
    match accepted.map_err(|error| Problem::internal(&error))? {
        Accepted::Done => {}
        Accepted::Gone => {
            return Ok(page(StatusCode::NOT_FOUND, notice_page(lang, None, &gone_title(lang), gone_text(lang))));
        }
        Accepted::LoginTaken => {
            let refused = outcome(Written::LoginTaken, "", lang);
            return Ok(show(&token, &invitation, typed, lang, Some(refused)));
        }
    }
    let token = Token::new(random().map_err(|error| Problem::internal(&error))?);
    let mut response = go(&in_language("/account", lang))?;
    if open(&app, (&account, Changed::No), &token, &super::login::device(&headers), now.as_second()).await? {
        response.headers_mut().insert(header::SET_COOKIE, cookie::set(&token, app.accounts.is_secure())?);
    }
    Ok(response)
}
