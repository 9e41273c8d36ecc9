//! What this server holds, and whether it is well.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::Source;

use super::problem::Problem;
use super::state::App;

/// How long the store may take to answer a probe.
const READY_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(2);

/// How much of a source is in the directory.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct SourceStatus {
    id: &'static str,
    label: &'static str,
    edition: String,
    records: u64,
}

/// What this server holds.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Status {
    version: &'static str,
    facilities: usize,
    revision: i64,
    /// Whether the directory holds the fictional demonstration town.
    demo: bool,
    /// Whether people can sign in here: there is an account.
    accounts: bool,
    sources: Vec<SourceStatus>,
}

/// What this server holds, with the edition of every source.
#[utoipa::path(get, path = "/api/v1/status", tag = "about", responses((status = 200, body = Status)))]
pub(super) async fn get_status(State(app): State<App>) -> Json<Status> {
    let summary = app.sources.load();
    let demo = summary.iter().any(|(source, ..)| *source == Source::Demo);
    let directory = app.services.directory();
    let sources = summary.iter().map(|(source, records, edition)| SourceStatus {
        id: source.id(),
        label: source.label().0,
        edition: edition.clone(),
        records: *records,
    });
    Json(Status {
        version: env!("CARGO_PKG_VERSION"),
        facilities: directory.len(),
        revision: directory.revision(),
        demo,
        accounts: app.accounts.are_known(),
        sources: sources.collect(),
    })
}

/// The process is alive.
#[utoipa::path(get, path = "/healthz", tag = "about", responses((status = 200, body = String)))]
pub(super) async fn get_health() -> &'static str {
    "ok\n"
}

/// The server can answer: its directory is loaded and its store can be reached.
#[utoipa::path(get, path = "/readyz", tag = "about",
    responses((status = 200, body = String), (status = 503, body = Problem)))]
pub(super) async fn get_readiness(State(app): State<App>) -> Result<&'static str, Problem> {
    match tokio::time::timeout(READY_TIMEOUT, app.store.ping()).await {
        Ok(Ok(())) => Ok("ready\n"),
        Ok(Err(error)) => {
            tracing::error!(%error, "the store cannot be reached");
            Err(Problem::unavailable())
        }
        Err(_) => {
            tracing::error!(timeout_s = READY_TIMEOUT.as_secs(), "the store does not answer in time");
            Err(Problem::unavailable())
        }
    }
}

/// Counters for Prometheus. They know paths by their pattern only, never a parameter or a body.
#[utoipa::path(get, path = "/metrics", tag = "about", responses((status = 200, body = String)))]
pub(super) async fn get_metrics(State(app): State<App>) -> Response {
    let text = app.metrics.render(app.services.directory().len());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
