//! Pages on which people put facilities right: the form with its review, the history with its undo, what others propose. They need no
//! script.

mod carried;
mod form;
mod history;
mod proposals;
mod propose;

use std::collections::{BTreeMap, HashMap};

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::{get, post};

use crate::directory::Directory;
use crate::domain::Facility;
use crate::domain::vocabulary::Lang;
use crate::editing::{EditError, Entry};
use crate::pages::account::Said;
use crate::pages::edit::About;

use super::accounts::viewer;
use super::problem::Problem;
use super::signed_in::Living;
use super::state::App;

/// The pages. Whoever may not edit a facility is refused its form and history; everybody may propose.
pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/facilities/{id}/edit", get(form::get_form).post(form::send_form))
        .route("/facilities/{id}/history", get(history::get_history))
        .route("/facilities/{id}/undo", post(history::undo))
        .route("/facilities/{id}/propose", get(propose::get_form).post(propose::send_form))
        .route("/admin/proposals", get(proposals::get_proposals))
        .route("/admin/proposals/{id}", post(proposals::decide_one))
}

/// As on the pages of accounts, but with the script of the form and the map that it shows.
const WITH_SCRIPT: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; \
    worker-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Lets a page run a script of this server.
pub(super) fn with_script(mut response: Response) -> Response {
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(WITH_SCRIPT));
    response
}

/// A facility with what was changed of it so far.
struct Subject {
    facility: Facility,
    /// Every change, newest first.
    entries: Vec<Entry>,
}

impl Subject {
    /// A facility as every edit that is durable leaves it, with its edits.
    async fn load(app: &App, id: &str) -> Result<Self, Problem> {
        app.shown.catch_up().await.map_err(|error| failed(&error))?;
        let entries = app.shown.editing().history(id).await.map_err(|error| failed(&error))?.unwrap_or_default();
        Ok(Self { entries, ..Self::of(&app.shown.whole(), id)? })
    }

    /// A facility as everybody sees it, without its edits: the store is not asked for the public.
    fn shown(app: &App, id: &str) -> Result<Self, Problem> {
        Self::of(&app.services.directory(), id)
    }

    /// A facility as `directory` has it.
    fn of(directory: &Directory, id: &str) -> Result<Self, Problem> {
        let unknown = || Problem::not_found("この ID の施設はありません (no facility has this id)");
        let found = directory.row(id).map(|row| directory.facility(row)).transpose();
        let facility = found.map_err(|error| Problem::internal(&error))?.flatten().ok_or_else(unknown)?;
        Ok(Self { facility, entries: Vec::new() })
    }

    /// By field, the number of its last edit.
    fn versions(&self) -> BTreeMap<String, i64> {
        // The newest comes first and stays.
        let mut versions = BTreeMap::new();
        for Entry { edit, .. } in &self.entries {
            versions.entry(edit.field.clone()).or_insert(edit.id);
        }
        versions
    }
}

fn about<'a>(lang: Lang, living: Option<&'a Living>, facility: &'a Facility, said: Option<&'a Said>) -> About<'a> {
    About { lang, viewer: living.map(viewer), facility, said }
}

/// What the caller learns where the store did not answer.
fn failed(error: &EditError) -> Problem {
    match error {
        EditError::Store(store) if store.is_busy() => Problem::unavailable(),
        EditError::NoFacility(_) | EditError::NoEdit(_) => Problem::not_found(error.to_string()),
        EditError::Store(_) => Problem::internal(error),
        _ => Problem::invalid("", error.to_string()),
    }
}

/// What accounts are called, by identifier.
async fn names(app: &App) -> Result<HashMap<String, String>, Problem> {
    let accounts = app.store.accounts().await.map_err(|error| Problem::internal(&error))?;
    Ok(accounts.into_iter().map(|account| (account.id, account.name)).collect())
}

/// The path of a facility's page.
fn facility_path(id: &str) -> String {
    /// What RFC 3986 calls unreserved.
    const ENCODED: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    format!("/facilities/{}", percent_encoding::utf8_percent_encode(id, ENCODED))
}
