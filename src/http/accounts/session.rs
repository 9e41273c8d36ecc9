//! Who asks, as JSON: the page with a script shows it in its header, and sends the form token with what it changes.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::role::Role;

use super::super::problem::Problem;
use super::super::signed_in::Living;
use super::super::state::App;

/// Who asks.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct SessionView {
    /// Whether this server has accounts at all; without any, no way to sign in is shown.
    accounts: bool,
    /// Whether the asker is signed in.
    signed_in: bool,
    /// What the person is called; null for the public.
    name: Option<String>,
    /// What the account is for: `public`, `professional`, `facility`, `editor` or `administrator`.
    role: &'static str,
    /// Whose fields are shown: `public`, `professional` or `editor`.
    sees: &'static str,
    /// The facilities that are the account's own, by identifier.
    facilities: Vec<String>,
    /// What a request that changes something carries in the header `X-Zaitaku-CSRF`; null for the public.
    csrf: Option<String>,
}

/// Who asks.
#[utoipa::path(get, path = "/api/v1/session", tag = "accounts", responses((status = 200, body = SessionView)))]
pub(in crate::http) async fn get_session(State(app): State<App>, living: Option<Living>) -> Result<Response, Problem> {
    let accounts =
        living.is_some() || app.accounts.exist(&app.store).await.map_err(|error| Problem::internal(&error))?;
    let role = living.as_ref().map_or(Role::Public, |living| living.signed_in.role);
    let view = SessionView {
        accounts,
        signed_in: living.is_some(),
        name: living.as_ref().map(|living| living.signed_in.name.clone()),
        role: role.id(),
        sees: role.sees().id(),
        facilities: living.as_ref().map(|living| living.signed_in.facilities.clone()).unwrap_or_default(),
        csrf: living.map(|living| living.forms),
    };
    let mut response = Json(view).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
