//! Deciding whether a record speaks of a facility, and taking it back.

use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::vocabulary::Lang;
use crate::intake::IntakeError;
use crate::intake::review::{self, RecordName, Reviewer, open_doubts};
use crate::pages::account::Said;
use crate::pages::doubts::PATH;

use super::super::accounts::{Form, asked, go, in_language};
use super::super::problem::Problem;
use super::super::signed_in::Living;
use super::super::state::App;
use super::list::{Chosen, show};
use super::{failed, reviewer};

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// The list as it was, with what was done; the doubt after the one that was decided gets the focus.
fn back(form: &Form, lang: Lang, now: &str, made: &[i64]) -> Result<Response, Problem> {
    let mut path = format!("{PATH}?now={now}");
    for name in ["source", "in", "from"] {
        if !form.get(name).is_empty() {
            path.push_str(&format!("&{name}={}", encoded(form.get(name))));
        }
    }
    if !made.is_empty() {
        let numbers: Vec<String> = made.iter().map(ToString::to_string).collect();
        path.push_str(&format!("&made={}", numbers.join(",")));
    }
    go(&in_language(&path, lang))
}

/// The facilities that a decision is about, and what is decided of each.
async fn decided(app: &App, form: &Form, record: &RecordName) -> Result<Vec<(String, bool)>, Problem> {
    let facility = form.get("facility").trim();
    let named = || {
        let missing = || Problem::invalid("facility", "施設の ID を書いてください (the identifier of a facility)");
        if facility.is_empty() { Err(missing()) } else { Ok(facility.to_owned()) }
    };
    match form.get("do") {
        "same" => Ok(vec![(named()?, true)]),
        "apart" => Ok(vec![(named()?, false)]),
        "none" => {
            let open = open_doubts(&app.store).await.map_err(|error| failed(&error))?;
            let of_record =
                open.into_iter().find(|one| one.doubt.source == record.source && one.doubt.key == record.key);
            let candidates = of_record.map(|one| one.doubt.candidates).unwrap_or_default();
            Ok(candidates.into_iter().map(|candidate| (candidate.facility, false)).collect())
        }
        _ => Err(Problem::not_allowed("do", ["same", "apart", "none"])),
    }
}

/// Decides. The facilities change with the next joining.
pub(super) async fn decide(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let living = match reviewer(&app, living, lang).await {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    let form = form.only(&["form", "record", "source", "in", "from", "number", "facility", "do"])?;
    living.check(form.get("form"))?;
    let record = review::record(&app.store, form.get("record")).await.map_err(|error| failed(&error))?;
    let facilities = decided(&app, &form, &record).await?;
    let pairs: Vec<(&str, bool)> = facilities.iter().map(|(facility, same)| (facility.as_str(), *same)).collect();
    let reviewer = Reviewer { author: &living.signed_in.account, note: "", at: (app.services.now)() };
    match review::decide_now(&app.store, &record, &pairs, reviewer).await {
        Ok(Some(made)) => {
            let now = if form.get("do") == "same" { "same" } else { "apart" };
            back(&form, lang, now, &made)
        }
        Ok(None) => refused(&app, &living, lang, &form, busy(lang).to_owned()).await,
        Err(IntakeError::CannotDecide(reason)) => refused(&app, &living, lang, &form, reason.to_string()).await,
        Err(error) => Err(failed(&error)),
    }
}

const fn busy(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "取り込みか反映の途中なので、まだ記録していません。少し待ってからもう一度押してください。",
        Lang::En => "An import or a joining is under way; nothing was recorded. Try again in a moment.",
        Lang::Easy => "いま 作業中(さぎょうちゅう)です。少(すこ)し 待(ま)って もう一度(いちど) おしてください。",
    }
}

async fn refused(app: &App, living: &Living, lang: Lang, form: &Form, said: String) -> Result<Response, Problem> {
    let chosen = Chosen {
        source: form.get("source").to_owned(),
        within: form.get("in").to_owned(),
        from: form.get("from").parse().ok(),
    };
    show(app, living, lang, (StatusCode::CONFLICT, Some(Said::Refused(said))), (&chosen, "")).await
}

/// Takes decisions back; those that they had ended hold again.
pub(super) async fn take_back(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let living = match reviewer(&app, living, lang).await {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    let form = form.only(&["form", "decisions"])?;
    living.check(form.get("form"))?;
    let wrong = |_| Problem::invalid("decisions", "判断の番号です (numbers of decisions)");
    let ids: Vec<i64> = form.get("decisions").split(',').map(str::parse).collect::<Result<_, _>>().map_err(wrong)?;
    let (who, at) = (&living.signed_in.account, (app.services.now)());
    match review::take_back_now(&app.store, &ids, who, at).await {
        Ok(true) => back(&form, lang, "back", &[]),
        Ok(false) => refused(&app, &living, lang, &form, busy(lang).to_owned()).await,
        Err(error) => Err(failed(&error)),
    }
}
