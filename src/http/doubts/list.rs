//! What is in doubt, and what was decided.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::directory::Directory;
use crate::domain::text::fold;
use crate::domain::vocabulary::Lang;
use crate::domain::{LatLon, Source};
use crate::intake::review::{DoubtCandidate, OpenDoubt, open_doubts, reason_in_words};
use crate::pages::account::Said;
use crate::pages::doubts::{
    Around, CandidateView, DecisionRow, DecisionsPage, DoubtView, DoubtsPage, decisions_page, doubts_page,
};

use super::super::accounts::{asked, page, viewer};
use super::super::body::Query;
use super::super::edit_pages::with_script;
use super::super::problem::Problem;
use super::super::services::Services;
use super::super::signed_in::Living;
use super::super::state::App;
use super::{failed, joining, reviewer};

/// Doubts on one page.
const PAGE: usize = 10;
/// Decisions on the page of decisions.
const DECISIONS: usize = 200;

/// Which doubts are looked at.
pub(super) struct Chosen {
    pub(super) source: String,
    pub(super) within: String,
    /// The page begins with this number.
    pub(super) from: Option<i64>,
}

impl Chosen {
    fn of(query: &Query) -> Result<Self, Problem> {
        let text = |name: &str| query.get(name).unwrap_or_default().to_owned();
        let (source, within) = (text("source"), text("in"));
        if !source.is_empty() && Source::from_id(&source).is_none() {
            return Err(Problem::not_allowed("source", Source::ALL.iter().map(|source| source.id())));
        }
        if within.chars().count() > 200 {
            return Err(Problem::invalid("in", "200文字までです (at most 200 characters)"));
        }
        let number = |text: &str| text.parse().map_err(|_| Problem::invalid("from", "番号を書いてください (a number)"));
        Ok(Self { source, within, from: query.get("from").map(number).transpose()? })
    }

    fn has(&self, doubt: &OpenDoubt) -> bool {
        let words = fold(&self.within);
        let said = |text: &str| fold(text).contains(&words);
        (self.source.is_empty() || doubt.doubt.source.id() == self.source)
            && (words.is_empty() || said(&doubt.doubt.name) || said(&doubt.doubt.address))
    }
}

/// The list of what is in doubt.
pub(super) async fn get_doubts(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
) -> Result<Response, Problem> {
    let (lang, query) = asked(&raw, &["source", "in", "from", "now", "made"])?;
    let living = match reviewer(&app, living, lang).await {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    let said = match query.get("now") {
        Some("same") => Some(lang.pick("「同じ」と記録しました。", "Recorded: the same.", "「おなじ」に しました。")),
        Some("apart") => Some(lang.pick("「別」と記録しました。", "Recorded: another.", "「ちがう」に しました。")),
        Some("back") => Some(lang.pick("判断を取り消しました。", "The decision was taken back.", "もどしました。")),
        Some(_) => return Err(Problem::not_allowed("now", ["same", "apart", "back"])),
        None => None,
    };
    let said = said.map(|text| Said::Done(text.to_owned()));
    let made = query.get("made").unwrap_or_default().to_owned();
    show(&app, &living, lang, (StatusCode::OK, said), (&Chosen::of(&query)?, &made)).await
}

pub(super) async fn show(
    app: &App,
    living: &Living,
    lang: Lang,
    (status, said): (StatusCode, Option<Said>),
    (chosen, made): (&Chosen, &str),
) -> Result<Response, Problem> {
    let open = open_doubts(&app.store).await.map_err(|error| failed(&error))?;
    let mut sources: BTreeMap<Source, usize> = BTreeMap::new();
    open.iter().for_each(|doubt| *sources.entry(doubt.doubt.source).or_default() += 1);
    let sources: Vec<(String, String, usize)> = sources
        .into_iter()
        .map(|(source, count)| (source.id().to_owned(), label(source, lang).to_owned(), count))
        .collect();
    let wanted: Vec<OpenDoubt> = open.into_iter().filter(|doubt| chosen.has(doubt)).collect();
    let total = wanted.len();
    let ahead = wanted.into_iter().filter(|doubt| chosen.from.is_none_or(|from| doubt.number >= from));
    let mut shown: Vec<OpenDoubt> = ahead.take(PAGE + 1).collect();
    let next = (shown.len() > PAGE).then(|| shown.pop().map(|doubt| doubt.number)).flatten();
    let directory = app.shown.whole();
    let doubts: Vec<DoubtView> = shown.into_iter().map(|doubt| view(doubt, &app.services, &directory, lang)).collect();
    let html = doubts_page(&DoubtsPage {
        around: Around { lang, viewer: viewer(living), said: said.as_ref() },
        doubts: &doubts,
        total,
        sources: &sources,
        source: &chosen.source,
        within: &chosen.within,
        next,
        from: chosen.from,
        joining: joining(app).await?,
        made,
    });
    Ok(with_script(page(status, html)))
}

fn label(source: Source, lang: Lang) -> &'static str {
    let (ja, en) = source.label();
    lang.pick(ja, en, ja)
}

fn view(OpenDoubt { number, doubt }: OpenDoubt, services: &Services, directory: &Directory, lang: Lang) -> DoubtView {
    let place = services.geocode(&doubt.address, 1).into_iter().next().map(|found| found.at);
    let candidate = |one: DoubtCandidate| {
        let row = directory.row(&one.facility);
        let at: Option<LatLon> = row.and_then(|row| directory.place(row)).map(|(at, _)| at);
        let known = row.and_then(|row| directory.facility(row).ok().flatten());
        CandidateView {
            distance: place.zip(at).map(|(from, to)| from.geodesic(to).0),
            phone: known.and_then(|facility| facility.phone),
            reasons: one.reasons.iter().map(|reason| reason_in_words(reason, lang)).collect(),
            facility: one.facility,
            name: one.name,
            address: one.address,
            score: one.score,
        }
    };
    DoubtView {
        number,
        record: format!("{}:{}", doubt.source.id(), doubt.key),
        source: label(doubt.source, lang).to_owned(),
        name: doubt.name,
        address: doubt.address,
        candidates: doubt.candidates.into_iter().map(candidate).collect(),
    }
}

/// What was decided, the newest first.
pub(super) async fn get_decisions(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let living = match reviewer(&app, living, lang).await {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    let decisions = app.store.decisions().await.map_err(|error| Problem::internal(&error))?;
    let accounts = app.store.accounts().await.map_err(|error| Problem::internal(&error))?;
    let directory = app.shown.whole();
    let total = decisions.len();
    let rows: Vec<DecisionRow> = decisions
        .into_iter()
        .rev()
        .take(DECISIONS)
        .map(|one| DecisionRow {
            id: one.id,
            record: format!("{}:{}", one.source.id(), one.key),
            source: label(one.source, lang).to_owned(),
            name: directory.row(&one.facility).map_or_else(String::new, |row| directory.name(row).to_owned()),
            facility: one.facility,
            same: one.same,
            author: accounts
                .iter()
                .find(|account| account.id == one.author)
                .map_or(one.author, |known| known.name.clone()),
            at: in_japan(&one.at),
            note: one.note,
        })
        .collect();
    let around = Around { lang, viewer: viewer(&living), said: None };
    let html = decisions_page(&DecisionsPage { around, rows: &rows, total });
    Ok(with_script(page(StatusCode::OK, html)))
}

/// A moment of the store by the clocks of Japan.
fn in_japan(at: &str) -> String {
    let moment: Option<jiff::Timestamp> = at.parse().ok();
    moment
        .map_or_else(|| at.to_owned(), |at| jiff::tz::offset(9).to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string())
}
