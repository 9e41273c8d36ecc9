//! What administrators do: accounts and invitations.

use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;

use crate::accounts::account_policy;
use crate::accounts::token::{Token, hex};
use crate::domain::role::{Deed, Role};
use crate::domain::vocabulary::Lang;
use crate::pages::account::{AccountRow, AdminPage, InvitationRow, Said, admin_page};
use crate::storage::{Sessions, StoredAccount, StoredInvitation};

use super::super::problem::Problem;
use super::super::signed_in::Living;
use super::super::state::App;
use super::code::without_code;
use super::form::Form;
use super::own::outcome;
use super::reply::{asked, page, require_living, viewer};
use super::{noted, random};

/// The accounts.
pub(super) async fn get_admin(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let living = match require_living(living, lang, "/admin") {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    living.signed_in.require(Deed::ManageAccounts)?;
    show(&app, &living, lang, (StatusCode::OK, None), None).await
}

async fn show(
    app: &App,
    living: &Living,
    lang: Lang,
    (status, said): (StatusCode, Option<Said>),
    link: Option<&str>,
) -> Result<Response, Problem> {
    let accounts = app.store.accounts().await.map_err(|error| Problem::internal(&error))?;
    let invitations = app.store.invitations().await.map_err(|error| Problem::internal(&error))?;
    let now = (app.services.now)().as_second();
    let accounts: Vec<AccountRow> = accounts
        .iter()
        .map(|account| AccountRow {
            id: &account.id,
            version: account.version,
            login: &account.login,
            name: &account.name,
            role: account.role,
            facilities: account.facilities.join(","),
            enabled: account.enabled,
            has_codes: !account.code_key.is_empty(),
        })
        .collect();
    let open: Vec<InvitationRow> = invitations
        .iter()
        .filter(|invitation| invitation.is_open(now))
        .map(|one| InvitationRow { id: &one.id, name: &one.name, role: one.role, expires_at: one.expires_at })
        .collect();
    let html = admin_page(&AdminPage {
        lang,
        viewer: viewer(living),
        accounts: &accounts,
        invitations: &open,
        link,
        days: account_policy().invitation.days,
        said: said.as_ref(),
    });
    Ok(page(status, html))
}

/// Whoever sends a form of the administrators' page.
fn administrator(living: Option<Living>, lang: Lang, form: &Form) -> ControlFlow<Result<Response, Problem>, Living> {
    let living = require_living(living, lang, "/admin")?;
    let checked = living.check(form.get("form")).and_then(|()| living.signed_in.require(Deed::ManageAccounts));
    match checked {
        Ok(()) => ControlFlow::Continue(living),
        Err(problem) => ControlFlow::Break(Err(problem)),
    }
}

/// Identifiers of facilities, as they are typed.
fn facilities(text: &str) -> Vec<String> {
    text.split([',', '、', '，', ' ', '\n']).map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

fn role(form: &Form) -> Result<Role, Problem> {
    let known = Role::from_id(form.get("role")).filter(|role| Role::OF_ACCOUNTS.contains(role));
    known.ok_or_else(|| Problem::not_allowed("role", Role::OF_ACCOUNTS.iter().map(|role| role.id())))
}

/// Changes an account: its role, whether it may sign in, its sessions, its one-time codes.
pub(super) async fn change_account(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let form = form.only(&["form", "account", "version", "role", "facilities", "do"])?;
    let living = match administrator(living, lang, &form) {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    let found = app.store.account(form.get("account")).await.map_err(|error| Problem::internal(&error))?;
    let account = found.ok_or_else(|| Problem::not_found("この利用者はいません (no such account)"))?;
    let version = form.get("version").parse().unwrap_or_default();
    let account = StoredAccount { version, ..account };
    let me = &living.account.id;
    let unchanged = account.clone();
    let (changed, what, note) = match form.get("do") {
        "save" => {
            let changed =
                StoredAccount { role: role(&form)?, facilities: facilities(form.get("facilities")), ..account };
            let note = format!("{} → {}", unchanged.role.id(), changed.role.id());
            (changed, "account.role", note)
        }
        "disable" => (StoredAccount { enabled: false, ..account }, "account.disabled", String::new()),
        "enable" => (StoredAccount { enabled: true, ..account }, "account.enabled", String::new()),
        "drop_code" => (without_code(&account), "account.code_off", String::new()),
        "sign_out" => {
            let deed = noted(&app, me, "session.ended", &account.id, "all");
            app.store.close_sessions(&account.id, None, &deed).await.map_err(|error| Problem::internal(&error))?;
            let done = lang.pick("ログアウトさせました。", "Signed out everywhere.", "ログアウトしました。").to_owned();
            return show(&app, &living, lang, (StatusCode::OK, Some(Said::Done(done))), None).await;
        }
        _ => return Err(Problem::not_allowed("do", ["save", "disable", "enable", "drop_code", "sign_out"])),
    };
    let deed = noted(&app, me, what, &changed.id, note);
    // Whoever changes the own account stays signed in here.
    let sessions = if changed.id == *me { Sessions::StayOnly(&living.digest) } else { Sessions::End };
    let written =
        app.store.change_account(&changed, sessions, &deed).await.map_err(|error| Problem::internal(&error))?;
    let done = lang.pick("変更しました。", "Changed.", "変(か)えました。");
    let (status, said) = outcome(written, done, lang);
    show(&app, &living, lang, (status, Some(said)), None).await
}

/// Makes an invitation and shows its link, once.
pub(super) async fn invite(
    State(app): State<App>,
    raw: RawQuery,
    headers: HeaderMap,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let form = form.only(&["form", "name", "role", "facilities", "days"])?;
    let living = match administrator(living, lang, &form) {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    let policy = &account_policy().invitation;
    let days = form.get("days").trim().parse().ok().filter(|days| (1..=policy.most_days).contains(days));
    let Some(days) = days else {
        let text = match lang {
            Lang::En => format!("Days: 1 to {}.", policy.most_days),
            _ => format!("期限は1日から{}日までです。", policy.most_days),
        };
        return show(&app, &living, lang, (StatusCode::BAD_REQUEST, Some(Said::Refused(text))), None).await;
    };
    let now = (app.services.now)().as_second();
    let token = Token::new(random().map_err(|error| Problem::internal(&error))?);
    let invitation = StoredInvitation {
        id: hex(&random::<8>().map_err(|error| Problem::internal(&error))?),
        digest: token.digest(),
        name: form.get("name").trim().chars().take(100).collect(),
        role: role(&form)?,
        facilities: facilities(form.get("facilities")),
        made_by: living.account.id.clone(),
        made_at: now,
        expires_at: now + days * 86_400,
        used_at: 0,
        revoked_at: 0,
    };
    let deed = noted(&app, &living.account.id, "invitation.made", &invitation.id, invitation.role.id());
    app.store.invite(&invitation, &deed).await.map_err(|error| Problem::internal(&error))?;
    let link = format!("{}/invitation/{}", address(&app, &headers), token.text());
    show(&app, &living, lang, (StatusCode::OK, None), Some(&link)).await
}

/// The address of this server as the administrator's browser knows it, unless the operator has said it.
pub(in crate::http) fn address(app: &App, headers: &HeaderMap) -> String {
    if let Some(address) = &app.accounts.settings.public_address {
        return address.clone();
    }
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    format!("http://{host}")
}

/// Takes an invitation back.
pub(super) async fn revoke(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let form = form.only(&["form", "invitation"])?;
    let living = match administrator(living, lang, &form) {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    let id = form.get("invitation");
    let deed = noted(&app, &living.account.id, "invitation.revoked", id, "");
    let now = (app.services.now)().as_second();
    let done = app.store.revoke_invitation(id, now, &deed).await.map_err(|error| Problem::internal(&error))?;
    let said = if done {
        Said::Done(
            lang.pick("招待を取り消しました。", "The invitation is revoked.", "招待(しょうたい)を やめました。")
                .to_owned(),
        )
    } else {
        Said::Refused(
            lang.pick(
                "この招待はもう使われたか取り消されています。",
                "It was used or revoked already.",
                "もう 使(つか)えません。",
            )
            .to_owned(),
        )
    };
    show(&app, &living, lang, (StatusCode::OK, Some(said)), None).await
}
