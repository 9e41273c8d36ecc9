//! The page behind a link: who may enter, and what it shows.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use jiff::civil::Date;
use jiff::{Timestamp, tz};

use crate::accounts::account_policy;
use crate::accounts::throttle::Key;
use crate::accounts::token::Token;
use crate::domain::Facility;
use crate::domain::vocabulary::Lang;
use crate::editing::EditError;
use crate::links::{Inputs, Known, Questions, Scopes, Standing, inputs, link_policy, standing};
use crate::pages::account::Said;
use crate::pages::link::{Gone, LinkPage, gone_page, link_page};
use crate::storage::StoredLink;

use super::super::accounts::form::Caller;
use super::super::accounts::noted;
use super::super::accounts::reply::{asked, page};
use super::super::body::Path;
use super::super::problem::Problem;
use super::super::state::App;

/// Somebody who came in by a link that can be used.
pub(super) struct Entered {
    pub(super) lang: Lang,
    /// The path of the link, with its token.
    pub(super) path: String,
    pub(super) link: StoredLink,
    pub(super) scopes: Scopes,
    /// The facility as everybody sees it now.
    pub(super) facility: Facility,
    pub(super) questions: Questions,
    pub(super) today: Date,
    /// By field, the number of its last edit.
    pub(super) versions: BTreeMap<String, i64>,
}

impl Entered {
    /// The number of the facility's last edit.
    pub(super) fn last_edit(&self) -> i64 {
        self.versions.values().copied().max().unwrap_or_default()
    }

    pub(super) fn known(&self) -> Known {
        Known::of(&self.facility, &self.questions)
    }
}

fn gone(app: &App, lang: Lang, path: &str, gone: Gone) -> Response {
    let status = match gone {
        Gone::Unknown => StatusCode::NOT_FOUND,
        Gone::Expired | Gone::Revoked => StatusCode::GONE,
        Gone::Wait(_) => StatusCode::TOO_MANY_REQUESTS,
    };
    let mut response = page(status, gone_page(lang, &app.site, path, gone));
    if let Gone::Wait(seconds) = gone {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Finds the link of a token, counts wrong ones, and notes the first use of a day.
pub(super) async fn enter(
    app: &App,
    address: IpAddr,
    token: &str,
    lang: Lang,
) -> Result<ControlFlow<Response, Box<Entered>>, Problem> {
    let path = format!("/r/{token}");
    let internal = |error: &dyn std::error::Error| Problem::internal(error);
    let refuse = |why| Ok(ControlFlow::Break(gone(app, lang, &path, why)));
    let now = (app.services.now)();
    let network = Key::address(address, &account_policy().login);
    let begun = app.accounts.throttle().begin(&[network], now.as_second());
    if let Err(wait) = begun {
        return refuse(Gone::Wait(wait));
    }
    let Some(token) = Token::parse(token) else { return refuse(Gone::Unknown) };
    let digest = token.digest();
    let Some(link) = app.store.link(&digest).await.map_err(|error| internal(&error))? else {
        return refuse(Gone::Unknown);
    };
    // Whoever holds a token that exists did not guess it, though it may have ended.
    let own = Key::login(&digest, &account_policy().login);
    app.accounts.throttle().succeeded(&own, &[network]);
    match standing(link.expires_at, link.revoked_at, now.as_second()) {
        Standing::Open => {}
        Standing::Expired => return refuse(Gone::Expired),
        Standing::Revoked => return refuse(Gone::Revoked),
    }
    let (Some(facility), Some(scopes)) = (facility(app, &link.facility).await?, Scopes::parse(&link.scopes)) else {
        return refuse(Gone::Unknown);
    };
    let today = day_in_japan(now);
    if link.used_on != today.to_string() {
        let deed = noted(app, &link.id, "link.used", &facility.id, "");
        app.store.use_link(&link.id, &today.to_string(), &deed).await.map_err(|error| internal(&error))?;
    }
    let versions = app.shown.editing().versions(&facility.id).await.map_err(|error| internal(&error))?;
    let questions = Questions::new(facility.kind, scopes, today, &link_policy().page);
    Ok(ControlFlow::Continue(Box::new(Entered { lang, path, link, scopes, facility, questions, today, versions })))
}

fn day_in_japan(moment: Timestamp) -> Date {
    tz::offset(9).to_datetime(moment).date()
}

/// The facility of a link, also where it has become known under another identifier since.
async fn facility(app: &App, id: &str) -> Result<Option<Facility>, Problem> {
    // Another process may have edited it a moment ago: whoever edits must see that.
    app.shown.catch_up().await.map_err(|error: EditError| Problem::internal(&error))?;
    let directory = app.shown.whole();
    let mut row = directory.row(id);
    if row.is_none() {
        let follow = app.store.edits_follow().await.map_err(|error| Problem::internal(&error))?;
        row = follow.get(id).and_then(|id| directory.row(id));
    }
    row.map_or(Ok(None), |row| directory.facility(row)).map_err(|error| Problem::internal(&error))
}

/// The form with what is known.
pub(super) async fn get_link(
    State(app): State<App>,
    Path(token): Path<String>,
    raw: RawQuery,
    Caller(address): Caller,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let entered = match enter(&app, address, &token, lang).await? {
        ControlFlow::Continue(entered) => entered,
        ControlFlow::Break(gone) => return Ok(gone),
    };
    let inputs = inputs(&entered.known(), &entered.questions, link_policy().page.cover_rows);
    Ok(show(&app, &entered, &inputs, StatusCode::OK, None, &[]))
}

/// The form with these texts in its inputs.
pub(super) fn show(
    app: &App,
    entered: &Entered,
    inputs: &Inputs,
    status: StatusCode,
    said: Option<&Said>,
    lines: &[String],
) -> Response {
    let last = Timestamp::from_second(entered.link.expires_at - 1).unwrap_or_default();
    let html = link_page(&LinkPage {
        lang: entered.lang,
        site: &app.site,
        path: &entered.path,
        facility: &entered.facility,
        questions: &entered.questions,
        inputs,
        seen: entered.last_edit(),
        until: day_in_japan(last),
        today: entered.today,
        said,
        lines,
    });
    page(status, html)
}
