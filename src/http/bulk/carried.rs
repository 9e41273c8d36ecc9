//! What a form carries from the page that shows the changes to the one that writes them.

use std::collections::HashSet;
use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::edit::words;
use crate::domain::vocabulary::Lang;
use crate::editing::{BatchFault, Change, Compared, Difference, EditError, OfFacility, Wanted};
use crate::pages::account::Said;
use crate::pages::bulk::{Around, DifferenceRow, DifferencesPage, HOME, Left, differences_page};

use super::super::accounts::{Form, asked, go, in_language, page, viewer};
use super::super::batches::{batch_problem, catch_up};
use super::super::body::parse;
use super::super::edits::speaking;
use super::super::problem::Problem;
use super::super::signed_in::Living;
use super::super::state::App;
use super::{editor, names};

/// One change, as short as it can be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Carried {
    /// The facility.
    f: String,
    /// The field.
    k: String,
    /// The new value.
    v: Value,
    /// What the page showed beside it, as a cell shows it.
    b: String,
    /// The number of the field's last edit that was seen.
    s: i64,
    /// Where it was typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    p: String,
}

impl From<&Difference> for Carried {
    fn from(one: &Difference) -> Self {
        Self {
            f: one.facility.clone(),
            k: one.field.clone(),
            v: one.after.clone(),
            b: words::text_of(&one.field, &one.before),
            s: one.seen,
            p: one.place.clone(),
        }
    }
}

/// What the page shows.
pub(super) struct Shown {
    pub(super) compared: Compared,
    pub(super) left: Vec<Left>,
    pub(super) added: Vec<String>,
}

/// Shows what would change.
pub(super) async fn show(
    app: &App,
    living: &Living,
    lang: Lang,
    (status, said): (StatusCode, Option<Said>),
    Shown { compared, left, added }: Shown,
) -> Result<Response, Problem> {
    let names = names(app).await?;
    let carried: Vec<Carried> = compared.differences.iter().map(Carried::from).collect();
    let carried = serde_json::to_string(&carried).map_err(|error| Problem::internal(&error))?;
    let row = |one: &Difference| DifferenceRow {
        facility: one.facility.clone(),
        name: one.name.clone(),
        field: one.field.clone(),
        before: words::text_of(&one.field, &one.before),
        after: words::text_of(&one.field, &one.after),
        clash: one.clash.as_ref().map(|clash| {
            let author = clash.author.as_ref().map(|id| names.get(id).unwrap_or(id).clone());
            (clash.base.clone(), author.unwrap_or_default(), clash.made_at.map(jiff::Timestamp::as_second))
        }),
        unread: one.unread.clone(),
        place: one.place.clone(),
    };
    let rows: Vec<DifferenceRow> = compared.differences.iter().map(row).collect();
    let html = differences_page(&DifferencesPage {
        around: Around { lang, viewer: viewer(living), said: said.as_ref() },
        rows: &rows,
        left: &left,
        already: compared.already,
        added: &added,
        carried: &carried,
    });
    Ok(page(status, html))
}

/// Writes the changes that were chosen, all of them or none. Where somebody else changed one since the page was made, nothing is
/// written and the page shows both values.
pub(super) async fn apply(
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
    living.check(form.get("form"))?;
    let carried: Vec<Carried> = parse(form.get("changes").as_bytes())?;
    let taken: HashSet<usize> =
        form.pairs().filter(|(name, _)| *name == "take").filter_map(|(_, at)| at.parse().ok()).collect();
    let chosen: Vec<Carried> =
        carried.into_iter().enumerate().filter(|(at, _)| taken.contains(at)).map(|(_, one)| one).collect();
    let batch = batch(&chosen);
    let by = speaking(&living.signed_in, (app.services.now)(), form.get("reason"));
    let directory = app.shown.whole();
    match app.shown.editing().edit_all(&batch, by, Some(&directory)).await {
        Ok(edited) => {
            catch_up(&app).await;
            let last = edited.iter().flat_map(|one| one.edits.iter().copied()).max().unwrap_or_default();
            go(&in_language(&format!("{HOME}/done?edit={last}&now=written"), lang))
        }
        Err(BatchFault { error: EditError::Conflict(_) | EditError::NoFacility(_), .. }) => {
            let said = lang.pick(
                "確かめているあいだに、ほかの人が変えました。何も書き込んでいません。もう一度確かめてください。",
                "Somebody changed some of it meanwhile. Nothing was written; look again.",
                "ほかの 人(ひと)が 変(か)えました。もう一度(いちど) 見(み)てください。",
            );
            again(&app, &living, lang, said.to_owned(), chosen).await
        }
        Err(BatchFault { error: error @ (EditError::Reason | EditError::TooMany(_)), .. }) => {
            again(&app, &living, lang, error.to_string(), chosen).await
        }
        Err(BatchFault { error: EditError::Nothing, .. }) => {
            let said = lang.pick("変更が選ばれていません。", "No change was chosen.", "ひとつも えらんでいません。");
            again(&app, &living, lang, said.to_owned(), chosen).await
        }
        Err(fault) => Err(batch_problem(fault, &batch)),
    }
}

/// The changes of each facility together.
fn batch(chosen: &[Carried]) -> Vec<OfFacility> {
    let mut batch: Vec<OfFacility> = Vec::new();
    let mut places: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
    for one in chosen {
        let at = *places.entry(&one.f).or_insert_with(|| {
            batch.push(OfFacility { facility: one.f.clone(), changes: Vec::new() });
            batch.len() - 1
        });
        batch[at].changes.push(Change { field: one.k.clone(), value: one.v.clone(), seen: Some(one.s) });
    }
    batch
}

/// Compares once more with what is there now, and shows it.
async fn again(
    app: &App,
    living: &Living,
    lang: Lang,
    said: String,
    chosen: Vec<Carried>,
) -> Result<Response, Problem> {
    let origin = speaking(&living.signed_in, (app.services.now)(), "").origin();
    let wanted = chosen.into_iter().map(|one| Wanted {
        facility: one.f,
        field: one.k,
        base: one.b,
        since: one.s,
        value: one.v,
        place: one.p,
    });
    let compared = app.shown.editing().compare(wanted.collect(), origin).await;
    let compared = compared.map_err(|error| Problem::internal(&error))?;
    let shown = Shown { compared, left: Vec::new(), added: Vec::new() };
    show(app, living, lang, (StatusCode::CONFLICT, Some(Said::Refused(said))), shown).await
}
