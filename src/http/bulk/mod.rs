//! The pages on which an editor changes many facilities at once. Nothing is kept between them on the server: what was read travels in the
//! form, and every change names the edit that was seen.

mod carried;
mod done;
mod table;
mod upload;

use std::collections::HashMap;
use std::ops::ControlFlow;

use axum::Router;
use axum::extract::{DefaultBodyLimit, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};

use crate::domain::role::Deed;
use crate::domain::vocabulary::Lang;
use crate::editing::Batch;
use crate::pages::account::Said;
use crate::pages::bulk::{Around, BatchRow, Choice, HOME, HomePage, home_page};

use super::accounts::{asked, page, require_living, viewer, without_accounts};
use super::problem::Problem;
use super::signed_in::Living;
use super::state::App;

/// The largest form, in bytes: four times what a program may send as JSON, for a form makes nine bytes of a Japanese letter where JSON has three.
const MAX_FORM: usize = 32 << 20;
/// Batches on the first page.
const LATELY: usize = 10;

/// The pages.
pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/admin/bulk", get(get_home))
        .route("/admin/sheet", post(upload::read_sheet))
        .route("/admin/bulk/table", get(table::get_table))
        .route("/admin/bulk/check", post(table::check))
        .route("/admin/bulk/apply", post(carried::apply))
        .route("/admin/bulk/done", get(done::get_done))
        .route("/admin/bulk/undo", post(done::undo))
        .layer(DefaultBodyLimit::max(MAX_FORM))
}

/// Who asks, where they may edit every facility.
async fn editor(
    app: &App,
    living: Option<Living>,
    lang: Lang,
    path: &str,
) -> ControlFlow<Result<Response, Problem>, Living> {
    if let Some(nothing) = without_accounts(app, lang).await {
        return ControlFlow::Break(Ok(nothing));
    }
    let living = require_living(living, lang, path)?;
    match living.signed_in.require(Deed::EditAnyFacility) {
        Ok(()) => ControlFlow::Continue(living),
        Err(problem) => ControlFlow::Break(Err(problem)),
    }
}

/// The names of accounts by identifier.
async fn names(app: &App) -> Result<HashMap<String, String>, Problem> {
    let accounts = app.store.accounts().await.map_err(|error| Problem::internal(&error))?;
    Ok(accounts.into_iter().map(|account| (account.id, account.name)).collect())
}

/// A batch for a list.
fn row(batch: Batch, names: &HashMap<String, String>) -> BatchRow {
    BatchRow {
        edit: batch.last,
        edits: batch.edits,
        facilities: batch.facilities,
        author: names.get(&batch.author).cloned().unwrap_or(batch.author),
        made_at: batch.made_at.as_second(),
        reason: batch.reason,
    }
}

/// Municipalities that have facilities: code and name.
fn municipalities(app: &App) -> Vec<(String, String)> {
    let directory = app.shown.whole();
    let named = |code: &crate::domain::municipality::MunicipalityCode| {
        Some((code.to_string(), app.services.gazetteer.municipality_name(*code)?))
    };
    directory.municipalities().keys().filter_map(named).collect()
}

/// The two ways to edit many facilities, and what was done lately.
async fn get_home(State(app): State<App>, raw: RawQuery, living: Option<Living>) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    match editor(&app, living, lang, HOME).await {
        ControlFlow::Continue(living) => show_home(&app, &living, lang, (StatusCode::OK, None)).await,
        ControlFlow::Break(elsewhere) => elsewhere,
    }
}

async fn show_home(
    app: &App,
    living: &Living,
    lang: Lang,
    (status, said): (StatusCode, Option<Said>),
) -> Result<Response, Problem> {
    let names = names(app).await?;
    let batches = app.shown.editing().batches(LATELY).await.map_err(|error| Problem::internal(&error))?;
    let batches: Vec<BatchRow> = batches.into_iter().map(|batch| row(batch, &names)).collect();
    let around = Around { lang, viewer: viewer(living), said: said.as_ref() };
    let municipalities = municipalities(app);
    let choice = Choice {
        municipalities: &municipalities,
        kind: None,
        municipality: "",
        words: "",
        fields: &[],
        most: table::COLUMNS,
    };
    let html = home_page(&HomePage { around, choice, batches: &batches });
    Ok(page(status, html))
}
