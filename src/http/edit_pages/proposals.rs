//! Where editors decide about what others proposed.

use std::collections::HashMap;
use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;

use crate::domain::Facility;
use crate::domain::edit::value;
use crate::domain::proposal::Proposal;
use crate::domain::role::Deed;
use crate::domain::vocabulary::Lang;
use crate::editing::EditError;
use crate::pages::account::Said;
use crate::pages::edit::{Proposable, ProposalRow, ProposalsPage, proposals_page};
use crate::storage::Which;

use super::super::accounts::{Form, asked, page, require_living, viewer};
use super::super::body::{self, Path};
use super::super::problem::Problem;
use super::super::proposals::{Choice, Outcome, decide, decide::which, proposal};
use super::super::signed_in::Living;
use super::super::state::App;
use super::{carried::to_json, failed, names};

/// Proposals on one page.
const PAGE: usize = 20;

/// What is shown: those that wait or those that were decided, and from which on.
struct Asked {
    lang: Lang,
    which: Which,
    after: Option<i64>,
}

/// The proposals.
pub(super) async fn get_proposals(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
) -> Result<Response, Problem> {
    let (lang, query) = asked(&raw, &["state", "after"])?;
    let living = match require_living(living, lang, "/admin/proposals") {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    living.signed_in.require(Deed::ApproveProposals)?;
    let after = query.get("after").and_then(|number| number.parse().ok());
    show(&app, &living, &Asked { lang, which: which(&query)?, after }, (StatusCode::OK, None)).await
}

async fn show(
    app: &App,
    living: &Living,
    asked: &Asked,
    (status, said): (StatusCode, Option<Said>),
) -> Result<Response, Problem> {
    app.shown.catch_up().await.map_err(|error| failed(&error))?;
    let names = names(app).await?;
    let counts = app.store.count_proposals().await.map_err(|error| Problem::internal(&error))?;
    let found = app.store.proposals(asked.which, asked.after, PAGE + 1).await;
    let mut found = found.map_err(|error| Problem::internal(&error))?;
    let next = (found.len() > PAGE).then(|| found[PAGE - 1].id);
    found.truncate(PAGE);
    let mut rows = Vec::with_capacity(found.len());
    for proposal in found {
        rows.push(row(app, &names, proposal).await?);
    }
    let html = proposals_page(&ProposalsPage {
        lang: asked.lang,
        viewer: viewer(living),
        said: said.as_ref(),
        counts,
        decided: asked.which == Which::Decided,
        rows: &rows,
        next,
    });
    Ok(page(status, html))
}

/// A proposal beside what stands in its fields now.
async fn row(app: &App, names: &HashMap<String, String>, proposal: Proposal) -> Result<ProposalRow, Problem> {
    let directory = app.shown.whole();
    let facility = directory.row(&proposal.facility).map(|row| directory.facility(row)).transpose();
    let facility: Option<Facility> = facility.map_err(|error| Problem::internal(&error))?.flatten();
    let versions = app.shown.editing().versions(&proposal.facility).await.map_err(|error| failed(&error))?;
    let now = |field: &str| facility.as_ref().map_or(Value::Null, |facility| value::shown(facility, field));
    let fields: Vec<Proposable> = proposal
        .changes
        .iter()
        .map(|change| Proposable { now: now(&change.field), proposed: change.clone() })
        .collect();
    let seen: Vec<Choice> = proposal
        .changes
        .iter()
        .map(|change| Choice {
            field: change.field.clone(),
            seen: versions.get(&change.field).copied().unwrap_or_default(),
        })
        .collect();
    let name_of = |id: &str| names.get(id).cloned().unwrap_or_else(|| id.to_owned());
    Ok(ProposalRow {
        author: name_of(&proposal.author),
        decided_by: proposal.decision.as_ref().map(|decision| name_of(&decision.by)),
        seen: to_json(&seen)?,
        facility,
        fields,
        proposal,
    })
}

/// Decides about one.
pub(super) async fn decide_one(
    State(app): State<App>,
    Path(id): Path<i64>,
    raw: RawQuery,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let living = match require_living(living, lang, "/admin/proposals") {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    living.check(form.get("form"))?;
    living.signed_in.require(Deed::ApproveProposals)?;
    let found = proposal(&app, id).await?;
    let seen: Vec<Choice> = body::parse(form.get("seen").as_bytes())?;
    let approve: Vec<Choice> = match form.get("do") {
        "approve" => seen.into_iter().filter(|one| form.get(&format!("take.{}", one.field)) == "yes").collect(),
        "reject" => Vec::new(),
        _ => return Err(Problem::not_allowed("do", ["approve", "reject"])),
    };
    let asked = Asked { lang, which: Which::Open, after: None };
    if form.get("do") == "approve" && approve.is_empty() && !found.changes.is_empty() {
        let text = lang.pick(
            "反映する項目を選んでください。どれも反映しないときは、理由を書いて「反映しない」を押します。",
            "Choose the fields to take over; to take over none, write why and press “Take over nothing”.",
            "どれを つかうか えらんでください。",
        );
        return show(&app, &living, &asked, (StatusCode::BAD_REQUEST, Some(Said::Refused(text.to_owned())))).await;
    }
    let (status, said) = match decide(&app, &living.signed_in, &found, &approve, form.get("reason")).await {
        Ok(()) => (StatusCode::OK, Said::Done(done(id, !approve.is_empty(), lang))),
        Err(Outcome::Problem(problem)) => return Err(problem),
        Err(outcome) => {
            let (status, text) = refused(outcome, lang)?;
            (status, Said::Refused(text))
        }
    };
    show(&app, &living, &asked, (status, Some(said))).await
}

fn done(id: i64, approved: bool, lang: Lang) -> String {
    match (lang, approved) {
        (Lang::En, true) => format!("Proposal {id} is taken over. Searches and the map show it now."),
        (Lang::En, false) => format!("Proposal {id} is settled."),
        (Lang::Ja, true) => format!("提案 {id} を反映しました。検索と地図にも出ています。"),
        (Lang::Ja, false) => format!("提案 {id} を処理しました。"),
        (Lang::Easy, _) => format!("提案(ていあん) {id} が おわりました。"),
    }
}

/// What is said about a decision that was not made.
fn refused(outcome: Outcome, lang: Lang) -> Result<(StatusCode, String), Problem> {
    let of = |status: StatusCode, ja: &str, en: &str, easy: &str| Ok((status, lang.pick(ja, en, easy).to_owned()));
    match outcome {
        Outcome::Reason => of(
            StatusCode::BAD_REQUEST,
            "反映しない理由を書いてください。",
            "Write why nothing is taken over.",
            "どうしてか 書(か)いてください。",
        ),
        Outcome::Decided => of(
            StatusCode::CONFLICT,
            "この提案は、ほかの人がもう処理しました。",
            "Somebody else has settled this proposal already.",
            "ほかの 人(ひと)が もう おわりました。",
        ),
        Outcome::Edit(EditError::Conflict(_), _) => of(
            StatusCode::CONFLICT,
            "見ている間に、ほかの人がこの施設の同じ項目を変更しました。下に出ているのが新しい「いまの値」です。もう一度見比べてください。",
            "Somebody else changed the same field meanwhile. What stands there now is shown below: compare once more.",
            "ほかの 人(ひと)が 変(か)えました。もう一回(いっかい) 見(み)てください。",
        ),
        Outcome::Edit(error @ EditError::Store(_), _) => Err(failed(&error)),
        Outcome::Edit(error, _) => Ok((StatusCode::BAD_REQUEST, error.to_string())),
        Outcome::Unknown(field) => Ok((StatusCode::BAD_REQUEST, field)),
        Outcome::Problem(problem) => Err(problem),
    }
}
