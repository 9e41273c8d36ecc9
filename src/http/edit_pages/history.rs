//! The history of a facility, and taking changes back.

use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::editing::EditError;
use crate::pages::account::Said;
use crate::pages::edit::{HistoryPage, HistoryRow, history_page};

use super::super::accounts::{Form, asked, go, in_language, page, require_living};
use super::super::body::Path;
use super::super::edits::speaking;
use super::super::problem::Problem;
use super::super::signed_in::Living;
use super::super::state::App;
use super::form::show;
use super::{Subject, about, facility_path, failed, names};
use crate::domain::vocabulary::Lang;

/// Every change of a facility.
pub(super) async fn get_history(
    State(app): State<App>,
    Path(id): Path<String>,
    raw: RawQuery,
    living: Option<Living>,
) -> Result<Response, Problem> {
    let (lang, query) = asked(&raw, &["field"])?;
    let living = match require_living(living, lang, &format!("{}/history", facility_path(&id))) {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    living.signed_in.require_edit(&id)?;
    history(&app, &living, (lang, &id), query.get("field"), (StatusCode::OK, None)).await
}

async fn history(
    app: &App,
    living: &Living,
    (lang, id): (Lang, &str),
    field: Option<&str>,
    (status, said): (StatusCode, Option<Said>),
) -> Result<Response, Problem> {
    let subject = Subject::load(app, id).await?;
    let names = names(app).await?;
    let mut fields: Vec<String> = subject.versions().into_keys().collect();
    fields.sort();
    let shown = subject.entries.iter().filter(|entry| field.is_none_or(|field| entry.edit.field == field));
    let rows: Vec<HistoryRow> = shown
        .map(|entry| HistoryRow {
            edit: &entry.edit,
            author: names.get(&entry.edit.author).unwrap_or(&entry.edit.author),
            in_force: entry.in_force,
            undone_by: entry.undone_by,
        })
        .collect();
    let about = about(lang, Some(living), &subject.facility, said.as_ref());
    Ok(page(status, history_page(&HistoryPage { about, rows: &rows, fields: &fields, field })))
}

/// Takes changes back, the last first.
pub(super) async fn undo(
    State(app): State<App>,
    Path(id): Path<String>,
    raw: RawQuery,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let form = form.only(&["form", "edits", "reason", "then"])?;
    let living = match require_living(living, lang, &format!("{}/history", facility_path(&id))) {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    living.check(form.get("form"))?;
    living.signed_in.require_edit(&id)?;
    let wrong =
        || Problem::invalid("edits", "変更の番号をカンマで区切って書きます (numbers of edits, parted by commas)");
    let numbers: Vec<i64> =
        form.get("edits").split(',').map(str::parse).collect::<Result<_, _>>().map_err(|_| wrong())?;
    let mut undone = Vec::new();
    for &number in numbers.iter().rev() {
        let editing = app.shown.editing();
        let owner = editing.facility_of(number).await.map_err(|error| failed(&error))?;
        if owner != id {
            return Err(wrong());
        }
        match editing.undo(number, speaking(&living.signed_in, (app.services.now)(), form.get("reason"))).await {
            Ok(edited) => undone.extend(edited.edits),
            Err(error @ (EditError::Undone { .. } | EditError::Reason)) => {
                show(&app).await;
                let said = Some(Said::Refused(refused(&error, lang).to_owned()));
                return history(&app, &living, (lang, &id), None, (StatusCode::CONFLICT, said)).await;
            }
            Err(error) => return Err(failed(&error)),
        }
    }
    show(&app).await;
    let path = facility_path(&id);
    if form.get("then") == "history" {
        return go(&in_language(&format!("{path}/history"), lang));
    }
    let undone: Vec<String> = undone.iter().map(ToString::to_string).collect();
    go(&in_language(&format!("{path}?changed={}", undone.join(",")), lang))
}

const fn refused(error: &EditError, lang: Lang) -> &'static str {
    match error {
        EditError::Reason => lang.pick("理由を書いてください。", "Write a reason.", "どうしてか 書(か)いてください。"),
        _ => lang.pick(
            "この変更はもう取り消されています。",
            "This change was taken back already.",
            "もう もとに もどっています。",
        ),
    }
}
