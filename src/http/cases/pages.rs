//! The list of cases, one case, and the buttons on it.

use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::cases::case_policy;
use crate::domain::case::{Case, Channel, Reply, Request};
use crate::domain::role::Deed;
use crate::domain::vocabulary::Lang;
use crate::http::accounts::form::Form;
use crate::http::accounts::reply::{asked, go, in_language, page, require_living, viewer};
use crate::http::body::Path;
use crate::http::matches::CandidateView;
use crate::http::problem::Problem;
use crate::http::signed_in::Living;
use crate::http::state::App;
use crate::matching::explain::words;
use crate::pages::cases::{CandidateRow, CasePage, CaseRow, ListPage, RequestRow, case_page, list_page, said};

use super::api::{ended, one};
use super::views::{accepted_after, area};
use super::{answer, ask, broken, candidates, change, day, delete, note, take_back, visible};

/// The cases that somebody sees.
pub(super) async fn get_cases(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let living = match require_living(living, lang, "/cases") {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    living.signed_in.require(Deed::KeepCases)?;
    let me = &living.signed_in.account;
    let found = app.store.cases_for(me).await.map_err(|error| broken(&error))?;
    let row = |case: &Case| CaseRow {
        number: case.number,
        of_another: case.account != *me,
        role: case.role,
        needs: case.needs.clone(),
        area: area(&app, case),
        opened_at: case.opened_at,
        ended: case.end.map(|end| end.outcome.label(lang)),
    };
    let cases: Vec<CaseRow> = found.iter().map(row).collect();
    Ok(page(StatusCode::OK, list_page(&ListPage { lang, viewer: viewer(&living), cases: &cases })))
}

/// One case.
pub(super) async fn get_case(
    State(app): State<App>,
    Path(number): Path<String>,
    raw: RawQuery,
    living: Option<Living>,
) -> Result<Response, Problem> {
    let (lang, query) = asked(&raw, &["done"])?;
    let living = match require_living(living, lang, "/cases") {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    let case = visible(&app, &living.signed_in, &number).await?;
    let requests = app.store.requests_of(case.number).await.map_err(|error| broken(&error))?;
    let shortlist = if case.end.is_none() { shortlist(&app, &case, &requests, lang)? } else { Vec::new() };
    let rows: Vec<RequestRow> = requests.iter().map(|request| row(&app, request, lang)).collect();
    let reasons = &case_policy().reasons;
    let reasons: Vec<(&str, &str)> =
        reasons.iter().map(|reason| (reason.id.as_str(), words(&reason.label, lang))).collect();
    let done = said(query.get("done").unwrap_or_default(), lang);
    let html = case_page(&CasePage {
        lang,
        viewer: viewer(&living),
        number: case.number,
        version: case.version,
        own: case.account == living.signed_in.account,
        shared: case.shared,
        role: case.role,
        needs: &case.needs,
        wishes: &case.wishes,
        wished_from: case.wished_from,
        mesh: case.mesh.to_string(),
        area: area(&app, &case),
        note: &case.note,
        most: case_policy().note.most_characters,
        opened_at: case.opened_at,
        end: case.end.map(|end| (end.at, end.outcome)),
        accepted_after: accepted_after(&case, &requests),
        requests: &rows,
        candidates: &shortlist,
        reasons: &reasons,
        said: done.as_ref(),
    });
    Ok(page(StatusCode::OK, html))
}

/// Those who were not asked yet, in the order of the match.
fn shortlist(app: &App, case: &Case, requests: &[Request], lang: Lang) -> Result<Vec<CandidateRow>, Problem> {
    let found = candidates(app, case, requests.len(), lang)?.candidates;
    let free = |one: &CandidateView| requests.iter().all(|request| request.facility != one.facility.id);
    let row = |one: CandidateView| CandidateRow {
        asks: one.asks(lang),
        recent: one.terms.iter().find(|term| term.term == "rotation").map(|term| term.reason.clone()),
        phone: one.contact.phone.clone().or(one.facility.phone),
        contact: one.contact.text,
        km: one.straight_line_m / 1_000.0,
        facility: one.facility.id,
        name: one.facility.name,
    };
    Ok(found.into_iter().filter(free).map(row).collect())
}

fn row(app: &App, request: &Request, lang: Lang) -> RequestRow {
    let directory = app.services.directory();
    let facility = directory.row(&request.facility).and_then(|row| directory.facility(row).ok().flatten());
    let label = |id: &String| {
        let reason = case_policy().reason(id);
        reason.map_or_else(|| id.clone(), |reason| words(&reason.label, lang).to_owned())
    };
    RequestRow {
        id: request.id,
        facility: request.facility.clone(),
        name: facility.as_ref().map_or_else(|| request.facility.clone(), |facility| facility.name.clone()),
        phone: facility.and_then(|facility| facility.phone),
        channel: request.channel,
        asked_at: request.asked_at,
        reply: request.reply,
        reason: request.reason.as_ref().map(label),
        answered_at: request.answered_at,
    }
}

/// Whoever sends a form of a case that it may see.
async fn sender(
    app: &App,
    living: Option<Living>,
    lang: Lang,
    (number, form): (&str, &Form),
) -> ControlFlow<Result<Response, Problem>, (Living, Case)> {
    let living = require_living(living, lang, "/cases")?;
    if let Err(problem) = living.check(form.get("form")) {
        return ControlFlow::Break(Err(problem));
    }
    match visible(app, &living.signed_in, number).await {
        Ok(case) => ControlFlow::Continue((living, case)),
        Err(problem) => ControlFlow::Break(Err(problem)),
    }
}

/// Back to the case, which says what was done.
fn back(case: &Case, done: &str, lang: Lang) -> Result<Response, Problem> {
    go(&in_language(&format!("/cases/{}?done={done}", case.number), lang))
}

/// Notes who was asked, what was answered, or takes either back.
pub(super) async fn note_request(
    State(app): State<App>,
    Path(number): Path<String>,
    raw: RawQuery,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let form = form.only(&["form", "facility", "channel", "request", "seen", "answer"])?;
    let (living, case) = match sender(&app, living, lang, (&number, &form)).await {
        ControlFlow::Continue(found) => found,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    let who = &living.signed_in;
    if !form.get("facility").is_empty() {
        let channel = Channel::from_id(form.get("channel"));
        let channel =
            channel.ok_or_else(|| Problem::not_allowed("channel", Channel::ALL.iter().map(|channel| channel.id())))?;
        ask(&app, who, &case, form.get("facility"), channel).await?;
        return back(&case, "asked", lang);
    }
    let request = one(&app, &case, form.get("request")).await?;
    if form.get("answer") == "take_back" {
        take_back(&app, who, &request).await?;
        return back(&case, "undone", lang);
    }
    let known = |field: &str, text: &str| {
        Reply::from_id(text).ok_or_else(|| Problem::not_allowed(field, Reply::ALL.iter().map(|reply| reply.id())))
    };
    let (reply, reason) = form.get("answer").split_once('/').map_or((form.get("answer"), None), |(a, b)| (a, Some(b)));
    let (reply, seen) = (known("answer", reply)?, known("seen", form.get("seen"))?);
    answer(&app, who, &request, seen, (reply, reason)).await?;
    back(&case, if reply == Reply::Pending { "undone" } else { "answered" }, lang)
}

/// Ends a case, opens it again, shares it, or changes its words.
pub(super) async fn change_case(
    State(app): State<App>,
    Path(number): Path<String>,
    raw: RawQuery,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let form = form.only(&["form", "version", "do", "outcome", "wished_from", "note", "shared"])?;
    let (living, case) = match sender(&app, living, lang, (&number, &form)).await {
        ControlFlow::Continue(found) => found,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    let who = &living.signed_in;
    if form.get("do") == "delete" {
        delete(&app, who, &case).await?;
        return go(&in_language("/cases", lang));
    }
    let seen = Case { version: form.get("version").parse().unwrap_or_default(), ..case.clone() };
    let (changed, what) = match form.get("do") {
        "end" => {
            let (end, what) = ended(&app, &case, form.get("outcome"))?;
            (Case { end, ..seen }, what)
        }
        "edit" => {
            let wished_from = day("wished_from", form.get("wished_from"))?;
            (Case { wished_from, note: note(&app, form.get("note"))?, ..seen }, "case.changed")
        }
        "share" if case.account == who.account => {
            (Case { shared: !form.get("shared").is_empty(), ..seen }, "case.changed")
        }
        "share" => return Err(Problem::forbidden()),
        _ => return Err(Problem::not_allowed("do", ["end", "edit", "share", "delete"])),
    };
    change(&app, who, changed, what).await?;
    back(&case, "changed", lang)
}

impl CandidateView {
    /// What must be asked of it.
    fn asks(&self, lang: Lang) -> Vec<String> {
        let open = self.requirements.iter().filter(|requirement| requirement.is(crate::matching::State::Ask));
        open.map(|requirement| requirement.label(lang)).collect()
    }
}
