//! Anonymous cases at the door: a home arrives in the body of a POST, is reduced to its mesh here, and goes no further.

pub(super) mod api;
mod form;
mod pages;
mod statistics;
mod views;

use axum::Router;
use axum::routing::{get, post};
use jiff::civil::Date;

use crate::cases::{case_policy, check_note};
use crate::domain::audit::Noted;
use crate::domain::case::{Case, Channel, Outcome, Reply, Request};
use crate::domain::mesh::{HALF_DIAGONAL, Mesh};
use crate::domain::municipality::MunicipalityCode;
use crate::domain::role::Deed;
use crate::domain::vocabulary::{Lang, Role};
use crate::domain::{Level, Metres};
use crate::storage::{Answered, Noting, StoreError};

use super::accounts::noted;
use super::matches::{self, MatchAnswer, MatchRequest, OnBehalf, OriginRequest, check_origin};
use super::problem::Problem;
use super::requirements::Asking;
use super::services::Origin;
use super::signed_in::SignedIn;
use super::state::App;

/// The largest uncertainty with which a home still lies in one mesh or the next, in metres.
const COARSEST: Metres = Metres(3_000.0);
/// Candidates that are shown beside those already asked.
const NEXT: usize = 10;
/// The most candidates of one answer.
const MOST: usize = 100;

/// What is asked when a case is made.
pub(super) struct Wanted<'a> {
    pub(super) origin: &'a OriginRequest,
    pub(super) role: Role,
    pub(super) needs: &'a [String],
    pub(super) wishes: &'a [String],
    pub(super) wished_from: Option<&'a str>,
    pub(super) note: &'a str,
    pub(super) shared: bool,
}

/// Reduces a home to its mesh and its municipality.
fn reduce(app: &App, origin: &OriginRequest) -> Result<(Mesh, MunicipalityCode), Problem> {
    let field = if origin.address.is_some() { "origin.address" } else { "origin" };
    let home = check_origin(&app.services, "origin", origin)?;
    if home.level > Level::Town && home.accuracy.0 > COARSEST.0 {
        let detail = "町名まで書いてください。事例には約1km四方の区画だけが残ります (name the town; only a square of about 1 km is kept)";
        return Err(Problem::invalid(field, detail));
    }
    let area = Mesh::of(home.at).zip(home.municipality);
    area.ok_or_else(|| Problem::invalid(field, "市区町村が分かりません (the municipality cannot be told)"))
}

/// A day that somebody wishes, as it is written.
fn day(field: &str, text: &str) -> Result<Option<Date>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || Problem::invalid(field, "日付は 2026-12-01 のように書いてください (a day such as 2026-12-01)");
    text.parse().map(Some).map_err(|_| wrong())
}

/// A note that tells of nobody in particular.
fn note(app: &App, text: &str) -> Result<String, Problem> {
    let year = app.services.now_in_japan().year();
    let checked = check_note(text, case_policy().note.most_characters, year);
    checked.map_err(|fault| Problem::invalid("note", fault.to_string()))
}

/// Checks what was asked, and forgets the home.
fn check(app: &App, who: &SignedIn, wanted: &Wanted) -> Result<Case, Problem> {
    Asking::check(wanted.needs, wanted.wishes, wanted.role)?;
    let wished_from = day("wished_from", wanted.wished_from.unwrap_or_default())?;
    let note = note(app, wanted.note)?;
    let (mesh, municipality) = reduce(app, wanted.origin)?;
    let now = (app.services.now)().as_second();
    Ok(Case {
        number: 0,
        account: who.account.clone(),
        shared: wanted.shared,
        role: wanted.role,
        needs: wanted.needs.to_vec(),
        wishes: wanted.wishes.to_vec(),
        wished_from,
        mesh,
        municipality,
        note,
        opened_at: now,
        changed_at: now,
        end: None,
        version: 1,
    })
}

fn broken(error: &StoreError) -> Problem {
    if error.is_busy() { Problem::unavailable() } else { Problem::internal(error) }
}

/// A case that somebody may see: an own one, or one that is shared. Any other is not there.
async fn visible(app: &App, who: &SignedIn, number: &str) -> Result<Case, Problem> {
    who.require(Deed::KeepCases)?;
    let found = match number.parse() {
        Ok(number) => app.store.case(number).await.map_err(|error| broken(&error))?,
        Err(_) => None,
    };
    let may_see = |case: &Case| case.account == who.account || case.shared;
    found.filter(may_see).ok_or_else(|| Problem::not_found("この番号の事例はありません (no case has this number)"))
}

/// Somebody else was faster.
fn done(noting: Noting) -> Result<i64, Problem> {
    match noting {
        Noting::Done(number) => Ok(number),
        Noting::ChangedMeanwhile => Err(Problem::conflict(
            "ほかの人が先に変更しました。事例を開き直してください (somebody else changed the case; open it again)",
        )),
    }
}

/// Makes a case.
async fn open(app: &App, who: &SignedIn, wanted: &Wanted<'_>) -> Result<i64, Problem> {
    who.require(Deed::KeepCases)?;
    let case = check(app, who, wanted)?;
    let deed = noted(app, &who.account, "case.opened", "-", "");
    app.store.open_case(&case, &deed).await.map_err(|error| broken(&error))
}

/// Notes that a facility was asked.
async fn ask(app: &App, who: &SignedIn, case: &Case, facility: &str, channel: Channel) -> Result<i64, Problem> {
    if app.services.directory().row(facility).is_none() {
        return Err(Problem::invalid("facility", "この識別子の施設はありません (no institution has this identifier)"));
    }
    let request = Request {
        id: 0,
        case: case.number,
        facility: facility.to_owned(),
        channel,
        asked_at: (app.services.now)().as_second(),
        reply: Reply::Pending,
        reason: None,
        answered_at: None,
    };
    let deed = noted(app, &who.account, "request.made", "-", format!("{facility} {}", channel.id()));
    let asked = app.store.ask_facility(&request, &deed).await.map_err(|error| broken(&error))?;
    weigh(app).await?;
    done(asked)
}

/// Notes what a facility answered.
async fn answer(
    app: &App,
    who: &SignedIn,
    request: &Request,
    seen: Reply,
    (reply, reason): (Reply, Option<&str>),
) -> Result<i64, Problem> {
    let reason = match (reply, reason) {
        (Reply::Declined, Some(id)) if case_policy().reason(id).is_some() => Some(id),
        (Reply::Declined, _) => {
            return Err(Problem::not_allowed("reason", case_policy().reasons.iter().map(|reason| reason.id.as_str())));
        }
        (_, None) => None,
        (_, Some(_)) => {
            return Err(Problem::invalid("reason", "理由は断られたときだけです (a reason belongs to declined)"));
        }
    };
    let answered = Answered { seen, reply, reason, at: (app.services.now)().as_second() };
    let note = format!("{} {}", request.facility, reply.id());
    let deed = noted(app, &who.account, "request.answered", "-", note);
    let written = app.store.answer_request(request.case, request.id, answered, &deed).await;
    weigh(app).await?;
    done(written.map_err(|error| broken(&error))?)
}

/// Takes a request back that was noted by mistake.
async fn take_back(app: &App, who: &SignedIn, request: &Request) -> Result<i64, Problem> {
    let deed = noted(app, &who.account, "request.taken_back", "-", request.facility.as_str());
    let at = (app.services.now)().as_second();
    let written = app.store.take_request_back(request.case, request.id, at, &deed).await;
    weigh(app).await?;
    done(written.map_err(|error| broken(&error))?)
}

/// Writes what a person says of a case. Whoever shares a case only reads and notes requests; its maker decides who sees it.
async fn change(app: &App, who: &SignedIn, changed: Case, what: &str) -> Result<i64, Problem> {
    let changed = Case { changed_at: (app.services.now)().as_second(), ..changed };
    let outcome = changed.end.map_or("", |end| end.outcome.id());
    let deed: Noted<'_> = noted(app, &who.account, what, "-", outcome);
    done(app.store.change_case(&changed, &deed).await.map_err(|error| broken(&error))?)
}

/// Deletes an own case at once.
async fn delete(app: &App, who: &SignedIn, case: &Case) -> Result<(), Problem> {
    if case.account != who.account {
        return Err(Problem::forbidden());
    }
    let deed = noted(app, &who.account, "case.deleted", "-", "");
    let deleted = app.store.delete_case(case.number, &deed).await.map_err(|error| broken(&error))?;
    weigh(app).await?;
    done(deleted).map(drop)
}

/// An outcome that a person may say.
fn said_outcome(field: &str, id: &str) -> Result<Outcome, Problem> {
    let known = Outcome::from_id(id).filter(|outcome| Outcome::SAID.contains(outcome));
    known.ok_or_else(|| Problem::not_allowed(field, Outcome::SAID.iter().map(|outcome| outcome.id())))
}

/// Every question sees the requests that are durable by now.
async fn weigh(app: &App) -> Result<(), Problem> {
    let now = (app.services.now)().as_second();
    app.services.requests.catch_up(&app.store, &app.services.policy, now).await.map_err(|error| broken(&error))
}

/// Who may be asked now: the match asked anew from the middle of the mesh.
fn candidates(app: &App, case: &Case, asked: usize, lang: Lang) -> Result<MatchAnswer, Problem> {
    let unplaced = || Problem::internal(&std::io::Error::other("a mesh of the store has no middle"));
    let at = case.mesh.middle().ok_or_else(unplaced)?;
    let home = Origin {
        at,
        level: Level::Town,
        accuracy: HALF_DIAGONAL,
        matched: case.mesh.to_string(),
        rest: String::new(),
        source: "mesh",
        municipality: Some(case.municipality),
        prefecture: Some(case.municipality.prefecture()),
        notices: Vec::new(),
    };
    let request = MatchRequest {
        role: Some(case.role),
        needs: case.needs.clone(),
        wishes: case.wishes.clone(),
        limit: Some((NEXT + asked).min(MOST)),
        lang: Some(lang),
        ..MatchRequest::default()
    };
    matches::answer_to(&app.services, &request, OnBehalf { rotates: true, home: Some(home) })
}

/// The pages of cases.
pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/cases", get(pages::get_cases))
        .route("/cases/new", get(form::get_form).post(form::make_case))
        .route("/cases/statistics", get(statistics::get_statistics))
        .route("/cases/statistics.csv", get(statistics::get_table))
        .route("/cases/{number}", get(pages::get_case).post(pages::change_case))
        .route("/cases/{number}/requests", post(pages::note_request))
}
