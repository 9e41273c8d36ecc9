//! `/about`: what the directory holds and how it is ordered, counted in the directory of the moment.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::super::body::Query;
use super::super::facilities::check_lang;
use super::super::problem::Problem;
use super::super::seen::Asker;
use super::super::state::App;
use super::{could, reply};
use crate::directory::Coverage;
use crate::domain::{Kind, vocabulary};
use crate::pages::{AboutPage, CapabilityCoverage, Horizon, Listed, Term, about_page};

/// Sources, coverage, order, what is not known, privacy.
pub(in crate::http) async fn get_about_page(
    State(app): State<App>,
    asker: Asker,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = check_lang(&Query::parse(raw.as_deref(), &["lang"])?)?;
    let directory = asker.directory();
    let coverage = app.counted.coverage(&directory).await?;
    let policy = &app.services.policy;
    let sources: Vec<Listed> = app
        .sources
        .load()
        .iter()
        .map(|(source, records, edition)| Listed { source: *source, edition: edition.clone(), records: *records })
        .collect();
    let terms: Vec<Term> = policy
        .terms()
        .iter()
        .map(|term| Term { label: &term.label, weight: term.weight, reason: &term.reason })
        .collect();
    let horizons: Vec<Horizon> = policy
        .horizons()
        .iter()
        .map(|one| Horizon { applies_to: &one.applies_to, days: one.days, reason: &one.reason })
        .collect();
    let kinds = Kind::ALL.iter().copied().zip(coverage.kinds).filter(|(_, n)| *n > 0);
    let page = AboutPage {
        site: &app.site,
        lang,
        fictional: app.is_fictional(),
        version: env!("CARGO_PKG_VERSION"),
        sources: &sources,
        facilities: coverage.facilities,
        kinds: &kinds.collect::<Vec<_>>(),
        capabilities: &capabilities(&coverage),
        telephones: coverage.telephones,
        levels: &coverage.levels,
        hours: coverage.hours,
        policy: (policy.version(), policy.publisher()),
        radius_km: policy.radius().0 / 1_000.0,
        terms: &terms,
        horizons: &horizons,
        asks_roads: app.services.road.is_some(),
        is_guarded: app.shown.is_guarded(),
    };
    reply(about_page(&page), &headers)
}

/// Every capability of which anybody said anything, among the kinds that may be asked for it.
fn capabilities(coverage: &Coverage) -> Vec<CapabilityCoverage> {
    let all = vocabulary().capabilities().iter().filter_map(|words| vocabulary().capability(&words.id));
    let known = all.map(|capability| {
        let asked = could(capability);
        let mut said = [0; 3];
        let mine = coverage.answers.iter().filter(|(one, kind, _)| *one == capability && asked.contains(*kind));
        mine.for_each(|(.., counts)| said.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n));
        let of = asked.iter().map(|kind| coverage.kinds[kind.index()]).sum();
        CapabilityCoverage { capability, said, of }
    });
    known.filter(|one| one.said != [0; 3]).collect()
}
