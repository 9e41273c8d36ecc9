//! One's own account: the password, and where one is signed in.

use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::accounts::throttle::Key;
use crate::accounts::{account_policy, password};
use crate::domain::vocabulary::Lang;
use crate::pages::account::{OwnPage, Said, SessionRow, own_page};
use crate::storage::{Sessions, StoredAccount, StoredSession, Written};

use super::super::problem::Problem;
use super::super::signed_in::Living;
use super::super::state::App;
use super::form::Form;
use super::noted;
use super::reply::{asked, page, require_living, viewer};

/// One's own account.
pub(super) async fn get_account(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    match require_living(living, lang, "/account") {
        ControlFlow::Continue(living) => show(&app, &living, lang, StatusCode::OK, None).await,
        ControlFlow::Break(elsewhere) => elsewhere,
    }
}

/// The page, with what is said about the last change.
pub(super) async fn show(
    app: &App,
    living: &Living,
    lang: Lang,
    status: StatusCode,
    said: Option<Said>,
) -> Result<Response, Problem> {
    let account = app.store.account(&living.account.id).await.map_err(|error| Problem::internal(&error))?;
    let account = account.as_ref().unwrap_or(&living.account);
    let sessions = app.store.sessions(&account.id).await.map_err(|error| Problem::internal(&error))?;
    let policy = account_policy();
    let now = (app.services.now)().as_second();
    let lasts = |session: &&StoredSession| now - session.seen_at <= policy.session.idle_minutes * 60;
    let rows: Vec<SessionRow> = sessions
        .iter()
        .filter(lasts)
        .map(|session| SessionRow {
            digest: &session.digest,
            device: &session.device,
            created_at: session.created_at,
            seen_at: session.seen_at,
            is_here: session.digest == living.digest,
        })
        .collect();
    let directory = app.services.directory();
    let name = |id: &String| directory.row(id).map_or_else(|| id.clone(), |row| directory.name(row).to_owned());
    let own = account.facilities.iter().filter(|id| living.signed_in.require_edit(id).is_ok());
    let facilities: Vec<(String, String)> = own.map(|id| (id.clone(), name(id))).collect();
    let html = own_page(&OwnPage {
        lang,
        viewer: viewer(living),
        login: &account.login,
        facilities: &facilities,
        codes_left: (!account.code_key.is_empty()).then_some(account.recovery.len()),
        sessions: &rows,
        least: policy.password.least,
        said: said.as_ref(),
    });
    Ok(page(status, html))
}

/// Why a change was not made.
pub(super) type Refusal = (StatusCode, String);

/// Asks for the password again before something that would let a stranger at the desk take the account over.
pub(super) async fn confirm(
    app: &App,
    account: &StoredAccount,
    typed: &str,
    lang: Lang,
) -> Result<Result<(), Refusal>, Problem> {
    let key = Key::login(&account.login, &account_policy().login);
    let begun = app.accounts.throttle().begin(&[key], (app.services.now)().as_second());
    if begun.is_err() {
        let text = lang.pick(
            "間違いが続きました。少し待ってください。",
            "Too many mistakes: please wait a little.",
            "少(すこ)し 待(ま)ってください。",
        );
        return Ok(Err((StatusCode::TOO_MANY_REQUESTS, text.to_owned())));
    }
    if !app.accounts.is_right(typed.to_owned(), Some(&account.password)).await? {
        let text = lang.pick(
            "今のパスワードが違います。",
            "The present password is wrong.",
            "今(いま)の パスワードが ちがいます。",
        );
        return Ok(Err((StatusCode::FORBIDDEN, text.to_owned())));
    }
    app.accounts.throttle().succeeded(&key, &[]);
    Ok(Ok(()))
}

/// A new password that was typed twice and keeps the rules.
pub(super) fn check_new(new: &str, again: &str, names: &[&str], lang: Lang) -> Result<(), Refusal> {
    if new != again {
        let text =
            lang.pick("2つのパスワードが違います。", "The two passwords differ.", "2つの パスワードが ちがいます。");
        return Err((StatusCode::BAD_REQUEST, text.to_owned()));
    }
    password::check(new, names, &account_policy().password)
        .map_err(|fault| (StatusCode::BAD_REQUEST, fault.to_string()))
}

/// What is said about a change that the store wrote or did not write.
pub(super) fn outcome(written: Written, done: &str, lang: Lang) -> (StatusCode, Said) {
    let refused = |text: &str| (StatusCode::CONFLICT, Said::Refused(text.to_owned()));
    match written {
        Written::Done => (StatusCode::OK, Said::Done(done.to_owned())),
        Written::ChangedMeanwhile => refused(lang.pick(
            "ほかの人が先に変更しました。いまの内容を確かめて、もう一度お試しください。",
            "Somebody else changed it meanwhile. Look at it again and try once more.",
            "ほかの 人(ひと)が 変(か)えました。もう一回(いっかい) してください。",
        )),
        Written::LoginTaken => refused(lang.pick(
            "このログイン名は使われています。別のものにしてください。",
            "This login is taken. Choose another.",
            "この ログイン名(めい)は 使(つか)えません。",
        )),
        Written::LastAdministrator => refused(lang.pick(
            "ログインできる管理者がいなくなるため、変更できません。",
            "Refused: no administrator would be left who can sign in.",
            "管理(かんり)する 人(ひと)が いなくなります。",
        )),
    }
}

/// Changes one's own password; other sessions end.
pub(super) async fn change_password(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let form = form.only(&["form", "password", "new", "again"])?;
    let living = match require_living(living, lang, "/account") {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    living.check(form.get("form"))?;
    let account = &living.account;
    let checked = match confirm(&app, account, form.get("password"), lang).await? {
        Ok(()) => check_new(form.get("new"), form.get("again"), &[&account.login, &account.name], lang),
        refused => refused,
    };
    if let Err((status, text)) = checked {
        return show(&app, &living, lang, status, Some(Said::Refused(text))).await;
    }
    let password = app.accounts.hash(form.get("new").to_owned()).await?;
    let changed = StoredAccount { password, ..account.clone() };
    let deed = noted(&app, &account.id, "account.password", &account.id, "");
    let written = app.store.change_account(&changed, Sessions::StayOnly(&living.digest), &deed).await;
    let done = lang.pick("パスワードを変えました。", "The password is changed.", "パスワードを 変(か)えました。");
    let (status, said) = outcome(written.map_err(|error| Problem::internal(&error))?, done, lang);
    show(&app, &living, lang, status, Some(said)).await
}

/// Ends one of one's other sessions, or all of them.
pub(super) async fn end_sessions(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let form = form.only(&["form", "end"])?;
    let living = match require_living(living, lang, "/account") {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    living.check(form.get("form"))?;
    let id = &living.account.id;
    let deed = noted(&app, id, "session.ended", id, if form.get("end") == "others" { "others" } else { "one" });
    let ended = match form.get("end") {
        "others" => app.store.close_other_sessions(id, &living.digest, &deed).await,
        digest => app.store.close_sessions(id, Some(digest), &deed).await,
    };
    ended.map_err(|error| Problem::internal(&error))?;
    let done = lang.pick("ログアウトしました。", "Signed out there.", "ログアウトしました。");
    show(&app, &living, lang, StatusCode::OK, Some(Said::Done(done.to_owned()))).await
}
