//! The form in which everybody reports what is wrong with a facility.

use std::collections::BTreeMap;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;

use crate::domain::edit::form::{Opened, Scope, can_be_proposed, fields};
use crate::domain::facility::Hours;
use crate::domain::proposal::ProposalFault;
use crate::domain::vocabulary::Lang;
use crate::pages::account::Said;
use crate::pages::edit::{FormPage, form_page, sent_page};

use super::super::accounts::{Caller, Form, asked, go, in_language, page, without_accounts};
use super::super::body::Path;
use super::super::problem::Problem;
use super::super::proposals::{Refused, hand_in};
use super::super::signed_in::Living;
use super::super::state::App;
use super::carried::{as_typed, changed, faults, opened, texts, to_json};
use super::{Subject, about, facility_path, with_script};

/// What the form has besides the boxes of fields. `homepage` is left empty by people, who do not see it.
const BESIDES: [&str; 5] = ["form", "opened", "reason", "do", "homepage"];

/// A facility whose hours are hours alone: whom to reach how is not asked of the public.
fn in_words_only(mut subject: Subject) -> Subject {
    let Hours { consultation, contact, visiting } = &mut subject.facility.hours;
    for calendar in [consultation, contact, visiting].into_iter().flatten() {
        (calendar.channel, calendar.person, calendar.note) = (None, None, None);
    }
    subject
}

/// What is shown again of what somebody typed.
#[derive(Default)]
struct Again {
    texts: BTreeMap<String, String>,
    opened: Opened,
    faults: BTreeMap<String, String>,
    words: String,
}

/// The form, or thanks for what was sent.
pub(super) async fn get_form(
    State(app): State<App>,
    Path(id): Path<String>,
    raw: RawQuery,
    living: Option<Living>,
) -> Result<Response, Problem> {
    let (lang, query) = asked(&raw, &["sent"])?;
    if let Some(elsewhere) = without_accounts(&app, lang).await {
        return Ok(elsewhere);
    }
    let subject = in_words_only(Subject::shown(&app, &id)?);
    if query.get("sent").is_some() {
        return Ok(page(StatusCode::OK, sent_page(&about(lang, living.as_ref(), &subject.facility, None))));
    }
    let fields = fields(&subject.facility, Scope::Proposal);
    let again = Again {
        texts: texts(&subject.facility, &fields, &[]),
        // The public is told nothing of edits: what counts is what it saw.
        opened: Opened::of(&subject.facility, &fields, &BTreeMap::new()),
        ..Again::default()
    };
    show(&app, (lang, living.as_ref()), &subject, (StatusCode::OK, None), &again)
}

fn show(
    app: &App,
    (lang, living): (Lang, Option<&Living>),
    subject: &Subject,
    (status, said): (StatusCode, Option<Said>),
    again: &Again,
) -> Result<Response, Problem> {
    let html = form_page(&FormPage {
        about: about(lang, living, &subject.facility, said.as_ref()),
        scope: Scope::Proposal,
        today: app.services.now_in_japan().date(),
        fields: &fields(&subject.facility, Scope::Proposal),
        texts: &again.texts,
        opened: &to_json(&again.opened)?,
        faults: &again.faults,
        why: "",
        reason: &again.words,
        reason_fault: None,
    });
    Ok(with_script(page(status, html)))
}

/// Hands in what was written.
pub(super) async fn send_form(
    State(app): State<App>,
    Path(id): Path<String>,
    raw: RawQuery,
    Caller(caller): Caller,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    if let Some(elsewhere) = without_accounts(&app, lang).await {
        return Ok(elsewhere);
    }
    if let Some(living) = &living {
        living.check(form.get("form"))?;
    }
    let sent = in_language(&format!("{}/propose?sent=1", facility_path(&id)), lang);
    if !form.get("homepage").is_empty() {
        // A program that fills in everything is thanked like everybody.
        return go(&sent);
    }
    let subject = in_words_only(Subject::shown(&app, &id)?);
    let opened = opened(&form)?;
    let carried = changed(&form, &opened, &BESIDES)?;
    if let Some(other) = carried.iter().find(|one| !can_be_proposed(&one.field)) {
        return Err(Problem::invalid(
            other.field.as_str(),
            "この項目は知らせることができません (this field cannot be proposed)",
        ));
    }
    let words = form.get("reason").trim().to_owned();
    let mut again = Again { texts: as_typed(&form), opened, words, ..Again::default() };
    again.faults = faults(&carried, lang);
    let viewer = (lang, living.as_ref());
    if !again.faults.is_empty() {
        return show(&app, viewer, &subject, (StatusCode::BAD_REQUEST, None), &again);
    }
    let who = living.as_ref().map(|living| &living.signed_in);
    // Hours as a plain text leave alone whom to reach how.
    let plain = |value: Value| match value.get("text") {
        Some(text) => text.clone(),
        None => value,
    };
    let changes = carried.into_iter().map(|one| (one.field, plain(one.value)));
    match hand_in(&app, caller, who, (&id, &again.words), changes).await {
        Ok(_) => go(&sent),
        Err(Refused::Problem(problem)) => Err(problem),
        Err(refused) => {
            let (status, text) = told(&refused, lang);
            show(&app, viewer, &subject, (status, Some(Said::Refused(text))), &again)
        }
    }
}

/// What is said about something that was not handed in.
fn told(refused: &Refused, lang: Lang) -> (StatusCode, String) {
    let of = |ja: &str, en: &str, easy: &str| lang.pick(ja, en, easy).to_owned();
    match refused {
        Refused::Fault(ProposalFault::Nothing) => (
            StatusCode::BAD_REQUEST,
            of(
                "直したいところを書き直すか、どこが違うかを言葉で書いてください。",
                "Correct what is wrong, or say in words what it is.",
                "どこが ちがうか 書(か)いてください。",
            ),
        ),
        Refused::Fault(fault) => (StatusCode::BAD_REQUEST, fault.to_string()),
        Refused::Wait(seconds) => {
            let minutes = (seconds + 59) / 60;
            let text = match lang {
                Lang::Ja => format!(
                    "続けて送られた件数が多いため、約{minutes}分たってからもう一度お送りください。書いた内容は残っています。"
                ),
                Lang::En => format!(
                    "Too many were sent in a row: try again in about {minutes} minutes. What you wrote is still here."
                ),
                Lang::Easy => format!("{minutes}分(ふん) あとで もう一回(いっかい) おくってください。"),
            };
            (StatusCode::TOO_MANY_REQUESTS, text)
        }
        Refused::Full | Refused::Problem(_) => (
            StatusCode::TOO_MANY_REQUESTS,
            of(
                "確認を待っている提案が多いため、いまは受け付けられません。施設か運営者に直接お知らせください。",
                "Too many reports wait to be checked. Please tell the institution or whoever runs this site.",
                "いまは おくることが できません。",
            ),
        ),
    }
}
