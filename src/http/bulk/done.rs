//! What was changed at once, and taking all of it back.

use std::collections::HashSet;
use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::edit::{Edit, words};
use crate::domain::vocabulary::Lang;
use crate::editing::EditError;
use crate::pages::account::Said;
use crate::pages::bulk::{Around, BatchRow, DonePage, DoneRow, HOME, done_page};

use super::super::accounts::{Form, asked, go, in_language, page, viewer};
use super::super::batches::catch_up;
use super::super::edits::{problem_in, speaking};
use super::super::problem::Problem;
use super::super::signed_in::Living;
use super::super::state::App;
use super::{editor, names};

/// The batch of an edit.
pub(super) async fn get_done(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
) -> Result<Response, Problem> {
    let (lang, query) = asked(&raw, &["edit", "now"])?;
    let living = match editor(&app, living, lang, HOME).await {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    let said = match query.get("now") {
        Some("written") => Some(lang.pick(
            "書き込みました。検索にも反映されています。",
            "Written. Every search shows it already.",
            "書(か)きました。",
        )),
        Some("undone") => {
            Some(lang.pick("すべて取り消しました。", "All of it was taken back.", "ぜんぶ もどしました。"))
        }
        Some(_) => return Err(Problem::not_allowed("now", ["written", "undone"])),
        None => None,
    };
    let said = said.map(|text| Said::Done(text.to_owned()));
    show(&app, &living, lang, (StatusCode::OK, said), number(query.get("edit").unwrap_or_default())?).await
}

fn number(text: &str) -> Result<i64, Problem> {
    text.parse().map_err(|_| Problem::invalid("edit", "変更の番号を書いてください (the number of an edit)"))
}

/// The edits of a batch.
async fn edits(app: &App, edit: i64) -> Result<Vec<Edit>, Problem> {
    let edits = app.shown.editing().written_with(edit).await.map_err(|error| problem_in("", error, &[]))?;
    if edits.is_empty() { Err(problem_in("", EditError::NoEdit(edit), &[])) } else { Ok(edits) }
}

async fn show(
    app: &App,
    living: &Living,
    lang: Lang,
    (status, said): (StatusCode, Option<Said>),
    edit: i64,
) -> Result<Response, Problem> {
    let edits = edits(app, edit).await?;
    let standing = app.shown.editing().standing(&edits).await.map_err(|error| problem_in("", error, &[]))?;
    let standing: HashSet<i64> = standing.into_iter().collect();
    let directory = app.shown.whole();
    let facility_name =
        |id: &str| directory.row(id).map_or_else(|| id.to_owned(), |row| directory.name(row).to_owned());
    let row = |edit: &Edit| DoneRow {
        facility: edit.facility.clone(),
        name: facility_name(&edit.facility),
        field: edit.field.clone(),
        before: words::text_of(&edit.field, &edit.before),
        after: words::text_of(&edit.field, &edit.after),
        standing: standing.contains(&edit.id),
    };
    let rows: Vec<DoneRow> = edits.iter().map(row).collect();
    let facilities: HashSet<&str> = edits.iter().map(|edit| edit.facility.as_str()).collect();
    let Some(first) = edits.first() else { return Err(problem_in("", EditError::NoEdit(edit), &[])) };
    let names = names(app).await?;
    let batch = BatchRow {
        edit,
        edits: edits.len(),
        facilities: facilities.len(),
        author: names.get(&first.author).unwrap_or(&first.author).clone(),
        made_at: first.made_at.as_second(),
        reason: first.reason.clone(),
    };
    let around = Around { lang, viewer: viewer(living), said: said.as_ref() };
    Ok(page(status, done_page(&DonePage { around, batch: &batch, rows: &rows, standing: standing.len() })))
}

/// Takes back whatever still stands of a batch, in one transaction.
pub(super) async fn undo(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let living = match editor(&app, living, lang, HOME).await {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    let form = form.only(&["form", "edit", "reason"])?;
    living.check(form.get("form"))?;
    let edit = number(form.get("edit"))?;
    let editing = app.shown.editing();
    let standing = editing.standing(&edits(&app, edit).await?).await.map_err(|error| problem_in("", error, &[]))?;
    let by = speaking(&living.signed_in, (app.services.now)(), form.get("reason"));
    match editing.undo_all(&standing, by).await {
        Ok(_) => {
            catch_up(&app).await;
            go(&in_language(&format!("{HOME}/done?edit={edit}&now=undone"), lang))
        }
        Err(fault) => match fault.error {
            error @ (EditError::Reason | EditError::Nothing | EditError::Undone { .. } | EditError::NoFacility(_)) => {
                let said = Said::Refused(error.to_string());
                show(&app, &living, lang, (StatusCode::CONFLICT, Some(said)), edit).await
            }
            error => Err(problem_in("", error, &[])),
        },
    }
}
