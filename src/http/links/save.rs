//! What comes of a form behind a link: values that change, or the word that nothing has changed; and the way back.

use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use crate::domain::Source;
use crate::domain::edit::value;
use crate::domain::vocabulary::Lang;
use crate::editing::{By, Change, EditError, Entry};
use crate::links::{Fault, Inputs, carried, changes, inputs, link_policy, merged};
use crate::pages::account::Said;
use crate::pages::link::{Difference, SavedPage, conflicts_in_words, faults_in_words, saved_page};

use super::super::accounts::form::{Caller, Form};
use super::super::accounts::reply::{asked, go, in_language, page};
use super::super::body::Path;
use super::super::problem::Problem;
use super::super::state::App;
use super::page::{Entered, enter, show};

/// The reason that stands beside what is written by a link.
const ANSWERED: &str = "個人リンクからの回答 (answered by personal link)";
/// The reason that stands beside what is taken back by one.
const TAKEN_BACK: &str = "個人リンクから元に戻した (taken back by personal link)";
/// Edits that one page tells of at most.
const MOST_EDITS: i64 = 500;

/// A form as it was sent.
struct Sent {
    inputs: Inputs,
    /// The number of the facility's last edit that the page showed.
    seen: i64,
    /// Whether everything else is said to be still so.
    all: bool,
    confirm: bool,
}

fn read(form: &Form) -> Result<Sent, Problem> {
    let mut inputs = Inputs::new();
    for (name, text) in form.pairs() {
        if ["do", "seen", "all"].contains(&name) {
            continue;
        }
        if inputs.insert(name.to_owned(), text.trim().to_owned()).is_some() {
            return Err(Problem::invalid(name, "同じ項目が2回あります (given twice)"));
        }
    }
    let confirm = match form.get("do") {
        "confirm" => true,
        // Whoever presses the enter key presses no button.
        "save" | "" => false,
        _ => return Err(Problem::not_allowed("do", ["save", "confirm"])),
    };
    let seen = form.get("seen").parse();
    let seen = seen.map_err(|_| Problem::invalid("seen", "変更の番号が必要です (the number of an edit)"))?;
    Ok(Sent { inputs, seen, all: form.get("all") == "yes", confirm })
}

/// Takes what the form says.
pub(super) async fn post_link(
    State(app): State<App>,
    Path(token): Path<String>,
    raw: RawQuery,
    Caller(address): Caller,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let entered = match enter(&app, address, &token, lang).await? {
        ControlFlow::Continue(entered) => entered,
        ControlFlow::Break(gone) => return Ok(gone),
    };
    let sent = read(&form)?;
    let history = app.shown.editing().history(&entered.facility.id).await.map_err(|error| Problem::internal(&error))?;
    let later: Vec<Entry> = history.unwrap_or_default().into_iter().take_while(|one| one.edit.id > sent.seen).collect();
    let wanted = match wanted(&entered, &sent, &later) {
        Ok(wanted) => wanted,
        Err(faults) => return refuse(&app, &entered, &sent, &later, faults),
    };
    let conflicts = conflicts(&entered, &wanted, &sent, &later);
    if !conflicts.is_empty() {
        return Ok(differ(&app, &entered, &sent, &later, &conflicts));
    }
    write(&app, &entered, &sent, &later, wanted).await
}

/// The fields that the sender wants to be otherwise.
fn wanted(entered: &Entered, sent: &Sent, later: &[Entry]) -> Result<Vec<(String, Value)>, Vec<Fault>> {
    let mut wanted = Vec::new();
    if sent.confirm {
        wanted.extend(carried(&entered.facility, &entered.questions));
    } else {
        let seen = entered.known().before(later.iter().map(|one| &one.edit));
        wanted = changes(&seen, &entered.questions, &sent.inputs, link_policy().page.cover_rows)?;
        // What somebody else wrote meanwhile may be the same.
        let now = entered.known();
        wanted.retain(|(field, value)| now.get(field) != value);
    }
    if sent.confirm || sent.all {
        let today = json!(entered.today.to_string());
        if !entered.scopes.allow("confirmed") {
            return Err(vec![Fault::Unknown("do".to_owned())]);
        }
        if value::shown(&entered.facility, "confirmed") != today {
            wanted.push(("confirmed".to_owned(), today));
        }
    }
    Ok(wanted)
}

/// The fields in which somebody else's word came in between, with both values. Whoever says that nothing has changed must have seen
/// everything.
fn conflicts(entered: &Entered, wanted: &[(String, Value)], sent: &Sent, later: &[Entry]) -> Vec<Difference> {
    let is_later = |field: &str| field != "confirmed" && later.iter().any(|one| one.edit.field == field);
    let now = |field: &str| value::shown(&entered.facility, field);
    let mut found: Vec<Difference> = wanted
        .iter()
        .filter(|(field, _)| is_later(field))
        .map(|(field, after)| Difference { field: field.clone(), before: now(field), after: after.clone() })
        .collect();
    if sent.confirm || sent.all {
        for one in later.iter().rev().filter(|one| one.edit.field != "confirmed") {
            let field = &one.edit.field;
            if !found.iter().any(|known| known.field == *field) && now(field) != one.edit.before {
                let before = one.edit.before.clone();
                found.push(Difference { field: field.clone(), before: now(field), after: before });
            }
        }
    }
    found
}

/// Shows both values; nothing was written.
fn differ(app: &App, entered: &Entered, sent: &Sent, later: &[Entry], conflicts: &[Difference]) -> Response {
    let lang = entered.lang;
    let text = lang.pick(
        "開いている間に、ほかの人が次の項目を変えていました。まだ何も保存していません。見比べて、よければもう一度送ってください。",
        "While you had this page open, somebody else changed these. Nothing is saved yet: compare, and send again if you still want to.",
        "ほかの 人(ひと)が かえました。見(み)て、もう一回(いっかい) 送(おく)ってください。",
    );
    let lines = conflicts_in_words(conflicts, lang);
    again(app, entered, sent, later, (StatusCode::CONFLICT, text), &lines)
}

fn again(
    app: &App,
    entered: &Entered,
    sent: &Sent,
    later: &[Entry],
    (status, text): (StatusCode, &str),
    lines: &[String],
) -> Response {
    let (now, rows) = (entered.known(), link_policy().page.cover_rows);
    let seen = now.clone().before(later.iter().map(|one| &one.edit));
    let inputs = merged(&now, &seen, &entered.questions, &sent.inputs, rows);
    show(app, entered, &inputs, status, Some(&Said::Refused(text.to_owned())), lines)
}

/// Says what cannot be read, with everything that was typed.
fn refuse(app: &App, entered: &Entered, sent: &Sent, later: &[Entry], faults: Vec<Fault>) -> Result<Response, Problem> {
    let mut fields = Vec::new();
    for fault in faults {
        match fault {
            Fault::Unknown(name) => return Err(Problem::unknown_field::<String>(name, [])),
            Fault::Value(field) => fields.push(field),
        }
    }
    let lang = entered.lang;
    let text = lang.pick(
        "次の項目を読み取れません。まだ何も保存していません。人数は数字で、○△×はどれか一つを、日付は3か月先までで書いてください。",
        "These could not be read and nothing is saved yet: numbers as digits, one of ○ △ ×, days within three months.",
        "わかりません。もう一回(いっかい) 書(か)いてください。",
    );
    let lines = faults_in_words(&fields, lang);
    Ok(again(app, entered, sent, later, (StatusCode::BAD_REQUEST, text), &lines))
}

async fn write(
    app: &App,
    entered: &Entered,
    sent: &Sent,
    later: &[Entry],
    wanted: Vec<(String, Value)>,
) -> Result<Response, Problem> {
    let lang = entered.lang;
    if wanted.is_empty() {
        let text = if sent.confirm {
            lang.pick(
                "きょうの確認はもう届いています。ありがとうございます。",
                "Today's confirmation has already arrived. Thank you.",
                "もう 届(とど)いています。ありがとうございます。",
            )
        } else {
            lang.pick(
                "変わったところがありませんでした。そのままで正しければ「変わりありません」を押してください。",
                "Nothing was different. If everything is still right, press “Nothing has changed”.",
                "かわったところは ありません。",
            )
        };
        let inputs = inputs(&entered.known(), &entered.questions, link_policy().page.cover_rows);
        return Ok(show(app, entered, &inputs, StatusCode::OK, Some(&Said::Done(text.to_owned())), &[]));
    }
    // Whoever may write a part may not write another by naming it.
    if let Some((field, _)) = wanted.iter().find(|(field, _)| !entered.scopes.allow(field)) {
        return Err(Problem::unknown_field::<String>(field.as_str(), []));
    }
    let version = |field: &str| entered.versions.get(field).copied().unwrap_or_default();
    let change = |(field, value): (String, Value)| Change { seen: Some(version(&field)), field, value };
    let list: Vec<Change> = wanted.into_iter().map(change).collect();
    let directory = app.shown.whole();
    let done =
        app.shown.editing().edit(&entered.facility.id, &list, by(app, entered, ANSWERED), Some(&directory)).await;
    let edited = match done {
        Ok(edited) => edited,
        Err(EditError::Conflict(one)) => {
            let one = Difference { field: one.field, before: one.theirs, after: one.yours };
            return Ok(differ(app, entered, sent, later, &[one]));
        }
        Err(EditError::Value(fault)) => {
            let field = match fault {
                value::ValueFault::Field(field) | value::ValueFault::Value { field, .. } => field,
            };
            return refuse(app, entered, sent, later, vec![Fault::Value(field)]);
        }
        Err(EditError::Store(error)) if error.is_busy() => return Err(Problem::unavailable()),
        Err(error) => return Err(Problem::internal(&error)),
    };
    catch_up(app).await;
    let (first, last) =
        (edited.edits.first().copied().unwrap_or_default(), edited.edits.last().copied().unwrap_or_default());
    go(&in_language(&format!("{}/saved/{first}-{last}", entered.path), lang))
}

fn by<'a>(app: &App, entered: &'a Entered, reason: &'a str) -> By<'a> {
    By { author: &entered.link.id, source: Source::Facility, now: (app.services.now)(), reason }
}

async fn catch_up(app: &App) {
    if let Err(error) = app.shown.catch_up().await {
        // It is durable; whoever follows the store shows it with its next look.
        tracing::warn!(%error, "an edit is durable but not shown yet");
    }
}

/// The edits `FIRST-LAST` that were made with this link, oldest first.
async fn own_edits(app: &App, entered: &Entered, range: &str) -> Result<Vec<Entry>, Problem> {
    let unknown = || Problem::not_found("このリンクからの変更ではありません (no changes made with this link)");
    let ends = range.split_once('-').and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)));
    let (first, last): (i64, i64) = ends.ok_or_else(unknown)?;
    if last < first || last - first > MOST_EDITS {
        return Err(unknown());
    }
    let history = app.shown.editing().history(&entered.facility.id).await.map_err(|error| Problem::internal(&error))?;
    let own = |one: &Entry| {
        (first..=last).contains(&one.edit.id) && one.edit.author == entered.link.id && one.edit.undoes.is_none()
    };
    let mut found: Vec<Entry> = history.unwrap_or_default().into_iter().filter(own).collect();
    found.reverse();
    if found.is_empty() { Err(unknown()) } else { Ok(found) }
}

/// What changed, how it is shown, and the way back.
pub(super) async fn get_saved(
    State(app): State<App>,
    Path((token, range)): Path<(String, String)>,
    raw: RawQuery,
    Caller(address): Caller,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let entered = match enter(&app, address, &token, lang).await? {
        ControlFlow::Continue(entered) => entered,
        ControlFlow::Break(gone) => return Ok(gone),
    };
    let entries = own_edits(&app, &entered, &range).await?;
    let undone = entries.iter().all(|one| one.undone_by.is_some());
    let difference = |Entry { edit, .. }: Entry| {
        let (before, after) = if undone { (edit.after, edit.before) } else { (edit.before, edit.after) };
        Difference { field: edit.field, before, after }
    };
    let differences: Vec<Difference> = entries.into_iter().map(difference).collect();
    let html = saved_page(&SavedPage {
        lang,
        site: &app.site,
        path: &entered.path,
        own: &format!("{}/saved/{range}", entered.path),
        facility: &entered.facility,
        differences: &differences,
        undo: (!undone).then_some(&range),
    });
    Ok(page(StatusCode::OK, html))
}

/// Takes back what was sent before.
pub(super) async fn undo(
    State(app): State<App>,
    Path(token): Path<String>,
    raw: RawQuery,
    Caller(address): Caller,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _): (Lang, _) = asked(&raw, &[])?;
    let form = form.only(&["edits"])?;
    let entered = match enter(&app, address, &token, lang).await? {
        ControlFlow::Continue(entered) => entered,
        ControlFlow::Break(gone) => return Ok(gone),
    };
    let range = form.get("edits");
    let entries = own_edits(&app, &entered, range).await?;
    for one in entries.iter().rev().filter(|one| one.undone_by.is_none()) {
        match app.shown.editing().undo(one.edit.id, by(&app, &entered, TAKEN_BACK)).await {
            // A second press of the button came first.
            Ok(_) | Err(EditError::Undone { .. }) => {}
            Err(EditError::Store(error)) if error.is_busy() => return Err(Problem::unavailable()),
            Err(error) => return Err(Problem::internal(&error)),
        }
    }
    catch_up(&app).await;
    go(&in_language(&format!("{}/saved/{range}", entered.path), lang))
}
