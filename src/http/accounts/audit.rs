//! The audit log for administrators.

use std::collections::HashMap;

use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::role::Deed;
use crate::pages::account::{AuditPage, AuditRow, audit_page};
use crate::storage::AuditFilter;

use super::super::problem::Problem;
use super::super::signed_in::Living;
use super::super::state::App;
use super::reply::{asked, in_language, page, require_living, viewer};

/// Entries on one page.
const PAGE: usize = 100;

/// The log, newest first.
pub(super) async fn get_audit(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
) -> Result<Response, Problem> {
    let (lang, query) = asked(&raw, &["who", "what", "on", "before"])?;
    let living = match require_living(living, lang, "/admin/audit") {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    living.signed_in.require(Deed::ReadAudit)?;
    let before = query.get("before").map(|text| {
        text.parse().map_err(|_| Problem::invalid("before", "記録の番号を書いてください (the number of an entry)"))
    });
    let text = |name: &str| query.get(name).map(str::to_owned);
    let filter = AuditFilter { who: text("who"), what: text("what"), on: text("on"), before: before.transpose()? };
    let found = app.store.audit_entries(&filter, PAGE + 1).await.map_err(|error| Problem::internal(&error))?;
    let accounts = app.store.accounts().await.map_err(|error| Problem::internal(&error))?;
    let people: Vec<(String, String)> = accounts.into_iter().map(|account| (account.id, account.name)).collect();
    let names: HashMap<&str, &str> = people.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
    let name = |id: String| names.get(id.as_str()).map_or(id.clone(), |name| (*name).to_owned());
    let more = found.len() > PAGE;
    let entries: Vec<AuditRow> = found
        .into_iter()
        .take(PAGE)
        .map(|(entry, digest)| AuditRow {
            number: entry.number,
            at: entry.at,
            who: name(entry.who),
            what: entry.what,
            on: name(entry.on),
            note: entry.note,
            digest,
        })
        .collect();
    let chosen = |name: &str| query.get(name).unwrap_or_default();
    let next = entries.last().filter(|_| more).map(|last| {
        let mut path = format!("/admin/audit?before={}", last.number);
        for name in ["who", "what", "on"] {
            if let Some(value) = query.get(name) {
                let value = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC);
                path.push_str(&format!("&{name}={value}"));
            }
        }
        in_language(&path, lang)
    });
    let html = audit_page(&AuditPage {
        lang,
        viewer: viewer(&living),
        entries: &entries,
        people: &people,
        who: chosen("who"),
        what: chosen("what"),
        next: next.as_deref(),
    });
    Ok(page(StatusCode::OK, html))
}
