//! Doubtful links: the list, decisions, taking them back, and joining anew beside the running server.

mod decide;
mod list;

use std::ops::ControlFlow;

use axum::Json;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;

use crate::domain::role::Deed;
use crate::domain::vocabulary::Lang;
use crate::intake::{IntakeError, RejoinState, Stage};
use crate::pages::doubts::{Joining, PATH, joining_words};

use super::accounts::{Form, asked, go, in_language, require_living, without_accounts};
use super::problem::Problem;
use super::signed_in::Living;
use super::state::App;

/// The pages.
pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/admin/review", get(list::get_doubts).post(decide::decide))
        .route("/admin/review/back", post(decide::take_back))
        .route("/admin/review/decisions", get(list::get_decisions))
        .route("/admin/review/apply", post(apply))
        .route("/admin/review/progress", get(get_progress))
}

/// Who asks, where they may decide about links.
async fn reviewer(app: &App, living: Option<Living>, lang: Lang) -> ControlFlow<Result<Response, Problem>, Living> {
    if let Some(nothing) = without_accounts(app, lang).await {
        return ControlFlow::Break(Ok(nothing));
    }
    let living = require_living(living, lang, PATH)?;
    match living.signed_in.require(Deed::ApproveProposals) {
        Ok(()) => ControlFlow::Continue(living),
        Err(problem) => ControlFlow::Break(Err(problem)),
    }
}

fn failed(error: &IntakeError) -> Problem {
    match error {
        IntakeError::CannotDecide(reason) => Problem::invalid("facility", reason.to_string()),
        IntakeError::Store(store) if store.is_busy() => Problem::unavailable(),
        other => Problem::internal(other),
    }
}

/// How far a joining is, and whether one is needed.
async fn joining(app: &App) -> Result<Joining, Problem> {
    let is_due = app.rejoin.is_due().await.map_err(|error| Problem::internal(&error))?;
    Ok(match app.rejoin.state() {
        RejoinState::Waiting => Joining::Waiting,
        RejoinState::Running(Stage::Joining) => Joining::Running,
        RejoinState::Running(Stage::Writing) => Joining::Writing,
        RejoinState::Failed => Joining::Failed,
        _ if is_due => Joining::Due,
        RejoinState::Done(Some(report)) => Joining::Done(report.written, report.removed, report.doubts),
        RejoinState::Done(None) | RejoinState::Idle => Joining::Idle,
    })
}

/// Begins to join anew, and returns at once.
async fn apply(State(app): State<App>, raw: RawQuery, living: Option<Living>, form: Form) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let living = match reviewer(&app, living, lang).await {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    let form = form.only(&["form"])?;
    living.check(form.get("form"))?;
    app.rejoin.start();
    go(&in_language(PATH, lang))
}

/// How far a joining is, for the script of the page.
async fn get_progress(State(app): State<App>, raw: RawQuery, living: Option<Living>) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    match reviewer(&app, living, lang).await {
        ControlFlow::Continue(_) => {}
        ControlFlow::Break(elsewhere) => return elsewhere,
    }
    let joining = joining(&app).await?;
    let told = json!({ "state": joining.id(), "running": joining.is_running(), "words": joining_words(joining, lang) });
    let mut response = Json(told).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
