//! Personal links at the door: the page behind one, and the pages of those who send them.

mod admin;
mod freshness;
mod mailing;
mod page;
mod save;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::state::App;

/// The largest form behind a link, in bytes: some sixty answers with a condition each, percent-encoded.
const MOST_FORM: usize = 256 << 10;

/// The pages of links.
pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/r/{token}", get(page::get_link).post(save::post_link))
        .route("/r/{token}/saved/{edits}", get(save::get_saved))
        .route("/r/{token}/undo", post(save::undo))
        .route("/admin/links", get(admin::get_links).post(admin::make))
        .route("/admin/freshness", get(freshness::get_freshness))
        .route("/admin/links/revoke", post(admin::revoke))
        .layer(DefaultBodyLimit::max(MOST_FORM))
}
