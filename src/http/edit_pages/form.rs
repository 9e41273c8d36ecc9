//! The form of a facility: shown, reviewed, saved.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::edit::form::{Opened, Scope, fields};
use crate::domain::role::Role;
use crate::domain::vocabulary::Lang;
use crate::editing::{Change, EditError};
use crate::pages::account::Said;
use crate::pages::edit::{ConflictPage, FormPage, REASONS, ReviewPage, conflict_page, form_page, review_page};

use super::super::accounts::{Form, asked, go, in_language, page, require_living};
use super::super::body::Path;
use super::super::edits::speaking;
use super::super::problem::Problem;
use super::super::signed_in::Living;
use super::super::state::App;
use super::carried::{Carried, as_typed, carried, changed, clashes, differences, faults, opened, texts, to_json};
use super::{Subject, about, facility_path, failed, names, with_script};

/// What the form has besides the boxes of fields.
const BESIDES: [&str; 5] = ["form", "opened", "why", "reason", "do"];

/// Somebody who edits a facility.
struct Desk<'a> {
    app: &'a App,
    lang: Lang,
    living: Living,
    subject: Subject,
}

/// What is shown again of what somebody typed.
#[derive(Default)]
struct Again {
    texts: BTreeMap<String, String>,
    opened: Opened,
    faults: BTreeMap<String, String>,
    why: String,
    reason: String,
    reason_fault: bool,
}

/// The form.
pub(super) async fn get_form(
    State(app): State<App>,
    Path(id): Path<String>,
    raw: RawQuery,
    living: Option<Living>,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let living = match require_living(living, lang, &format!("{}/edit", facility_path(&id))) {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    living.signed_in.require_edit(&id)?;
    let subject = Subject::load(&app, &id).await?;
    let desk = Desk { app: &app, lang, living, subject };
    desk.form(StatusCode::OK, None, &desk.afresh(&[]))
}

/// What somebody does with the form: looks at what would change, saves it, or goes back.
pub(super) async fn send_form(
    State(app): State<App>,
    Path(id): Path<String>,
    raw: RawQuery,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let living = match require_living(living, lang, &format!("{}/edit", facility_path(&id))) {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    living.check(form.get("form"))?;
    living.signed_in.require_edit(&id)?;
    let subject = Subject::load(&app, &id).await?;
    let desk = Desk { app: &app, lang, living, subject };
    match form.get("do") {
        "review" => desk.review(&form).await,
        "save" => desk.save(&form).await,
        "back" => desk.back(&form),
        _ => Err(Problem::not_allowed("do", ["review", "save", "back"])),
    }
}

/// One of the usual reasons, with what was written beside it.
fn reason(why: &str, more: &str) -> String {
    [why.trim(), more.trim()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("：")
}

impl Desk<'_> {
    /// The form with what stands there now, and in front of it what was typed before.
    fn afresh(&self, typed: &[Carried]) -> Again {
        let facility = &self.subject.facility;
        let fields = fields(facility, Scope::Whole);
        let mut opened = Opened::of(facility, &fields, &self.subject.versions());
        for one in typed {
            opened.saw(&one.field, one.seen);
        }
        let own = self.living.signed_in.role == Role::Facility;
        let why = REASONS[usize::from(own)].to_owned();
        Again { texts: texts(facility, &fields, typed), opened, why, ..Again::default() }
    }

    fn form(&self, status: StatusCode, said: Option<&Said>, again: &Again) -> Result<Response, Problem> {
        let fault = self.lang.pick(
            "理由を選ぶか、書いてください。",
            "Choose or write a reason.",
            "どうしてか 書(か)いてください。",
        );
        let html = form_page(&FormPage {
            about: about(self.lang, Some(&self.living), &self.subject.facility, said),
            scope: Scope::Whole,
            today: self.app.services.now_in_japan().date(),
            fields: &fields(&self.subject.facility, Scope::Whole),
            texts: &again.texts,
            opened: &to_json(&again.opened)?,
            faults: &again.faults,
            why: &again.why,
            reason: &again.reason,
            reason_fault: again.reason_fault.then_some(fault),
        });
        Ok(with_script(page(status, html)))
    }

    /// Shows what would change, or what is wrong with it.
    async fn review(&self, form: &Form) -> Result<Response, Problem> {
        let opened = opened(form)?;
        let carried = changed(form, &opened, &BESIDES)?;
        let reason = reason(form.get("why"), form.get("reason"));
        let faults = faults(&carried, self.lang);
        let reason_fault = reason.is_empty() || reason.chars().count() > 1_000;
        if !faults.is_empty() || carried.is_empty() || reason_fault {
            let nothing =
                self.lang.pick("まだ何も変わっていません。", "Nothing is changed yet.", "まだ 変(か)わっていません。");
            let said = carried.is_empty().then(|| Said::Refused(nothing.to_owned()));
            let again = Again {
                texts: as_typed(form),
                opened,
                faults,
                why: form.get("why").to_owned(),
                reason: form.get("reason").to_owned(),
                reason_fault: reason_fault && !carried.is_empty(),
            };
            return self.form(StatusCode::BAD_REQUEST, said.as_ref(), &again);
        }
        self.shown_before_it_counts(&carried, &reason).await
    }

    /// The differences; both values where somebody else changed a field meanwhile.
    async fn shown_before_it_counts(&self, carried: &[Carried], reason: &str) -> Result<Response, Problem> {
        let Subject { facility, entries } = &self.subject;
        let names = names(self.app).await?;
        let name_of = |author: &str| names.get(author).cloned().unwrap_or_else(|| author.to_owned());
        let clashes = clashes(facility, entries, carried, name_of);
        let about = about(self.lang, Some(&self.living), facility, None);
        let now = (self.app.services.now)();
        if clashes.is_empty() {
            let differences = differences(facility, carried, now);
            let carried = &to_json(&carried)?;
            let html = review_page(&ReviewPage { about, differences: &differences, carried, reason });
            return Ok(page(StatusCode::OK, html));
        }
        let versions = self.subject.versions();
        let both_seen =
            |one: &Carried| Carried { seen: versions.get(&one.field).copied().unwrap_or_default(), ..one.clone() };
        let alone: Vec<Carried> =
            carried.iter().filter(|one| clashes.iter().all(|clash| clash.field != one.field)).cloned().collect();
        let html = conflict_page(&ConflictPage {
            about,
            clashes: &clashes,
            others: &differences(facility, &alone, now),
            carried: &to_json(&carried.iter().map(both_seen).collect::<Vec<_>>())?,
            reason,
        });
        Ok(page(StatusCode::CONFLICT, html))
    }

    /// Saves what was reviewed, but for the fields where somebody else's value was chosen.
    async fn save(&self, form: &Form) -> Result<Response, Problem> {
        let mut carried = carried(form)?;
        carried.retain(|one| form.get(&format!("keep.{}", one.field)) != "theirs");
        let path = facility_path(&self.subject.facility.id);
        if carried.is_empty() {
            return go(&in_language(&path, self.lang));
        }
        let reason = form.get("reason");
        let changes: Vec<Change> = carried.iter().map(Change::from).collect();
        let by = speaking(&self.living.signed_in, (self.app.services.now)(), reason);
        let directory = self.app.shown.whole();
        let id = &self.subject.facility.id;
        match self.app.shown.editing().edit(id, &changes, by, Some(&directory)).await {
            Ok(edited) => {
                show(self.app).await;
                let numbers: Vec<String> = edited.edits.iter().map(ToString::to_string).collect();
                go(&in_language(&format!("{path}?changed={}", numbers.join(",")), self.lang))
            }
            Err(EditError::Conflict(_)) => {
                let subject = Subject::load(self.app, id).await?;
                let desk = Desk { app: self.app, lang: self.lang, living: self.living.clone(), subject };
                desk.shown_before_it_counts(&carried, reason).await
            }
            Err(EditError::Value(_) | EditError::Reason | EditError::Nothing | EditError::Twice(_)) => {
                let again = Again { faults: faults(&carried, self.lang), ..self.afresh(&carried) };
                self.form(StatusCode::BAD_REQUEST, None, &again)
            }
            Err(error) => Err(failed(&error)),
        }
    }

    /// The form again, with what was typed.
    fn back(&self, form: &Form) -> Result<Response, Problem> {
        let carried = carried(form)?;
        let said = form.get("reason");
        let usual = REASONS.iter().find(|usual| said.starts_with(**usual)).copied().unwrap_or_default();
        let rest = said.strip_prefix(usual).unwrap_or(said).trim_start_matches('：');
        let again = Again { why: usual.to_owned(), reason: rest.to_owned(), ..self.afresh(&carried) };
        self.form(StatusCode::OK, None, &again)
    }
}

/// Lets every question see what is durable.
pub(super) async fn show(app: &App) {
    if let Err(error) = app.shown.catch_up().await {
        // It is durable; whoever follows the store shows it with its next look.
        tracing::warn!(%error, "an edit is durable but not shown yet");
    }
}
