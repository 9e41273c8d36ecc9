//! Minutes by road beside each candidate. They change nothing in the order: the ranking is over before anybody is asked.

use crate::ask::Unanswered;
use crate::ask::road::{MOST, RoadServer};
use crate::domain::LatLon;
use crate::http::problem::Problem;
use crate::http::services::Services;
use crate::http::view::{FacilitySummary, round};

use super::OnBehalf;
use super::request::MatchRequest;
use super::views::{CandidateView, MatchAnswer, RoadView};

/// What the answer says when the road server gave none.
const NO_ROADS: &str = "道路の所要時間は取得できませんでした (the travel times by road could not be had)";

/// Answers a question, with the way by road to every candidate and near miss where an operator named a road server; the command line
/// asks the same function.
///
/// # Errors
/// Names the field that cannot be used. A road server that fails is no error: the answer says so.
pub async fn answer_by_road(services: &Services, request: &MatchRequest) -> Result<MatchAnswer, Problem> {
    by_road(services, request, OnBehalf::default()).await
}

/// The same for somebody in particular.
pub(super) async fn by_road(
    services: &Services,
    request: &MatchRequest,
    asker: OnBehalf,
) -> Result<MatchAnswer, Problem> {
    let mut answer = super::answer_to(services, request, asker)?;
    if let Some(road) = &services.road {
        ask(road, &mut answer).await;
    }
    Ok(answer)
}

/// One call for all that are shown.
async fn ask(road: &RoadServer, answer: &mut MatchAnswer) {
    let Ok(home) = LatLon::new(answer.origin.lat, answer.origin.lon) else { return };
    let all = answer.candidates.iter_mut().chain(&mut answer.near_misses);
    let mut shown: Vec<(&mut CandidateView, LatLon)> = all
        .filter_map(|one| {
            let at = place(&one.facility)?;
            Some((one, at))
        })
        .collect();
    let beyond = shown.len().saturating_sub(MOST);
    shown.truncate(MOST);
    let places: Vec<LatLon> = shown.iter().map(|(_, at)| *at).collect();
    match road.ways(home, &places).await {
        Ok(ways) => {
            let from = if road.is_own() { "home" } else { "mesh_500m" };
            for ((one, _), way) in shown.into_iter().zip(ways) {
                one.by_road = Some(way.map(|leg| RoadView {
                    minutes: (leg.seconds / 6.0).round() / 10.0,
                    metres: round(leg.metres, 0),
                    source: road.engine().id(),
                    from,
                }));
            }
            if beyond > 0 {
                answer.notices.push(format!(
                    "道路の所要時間は、はじめの {MOST} 件だけです (travel times by road are given for the first {MOST} only)"
                ));
            }
        }
        Err(fault) => {
            // Neither the address of the server nor that of the request is told: positions may stand in them.
            if fault != Unanswered::Resting {
                tracing::warn!(engine = road.engine().id(), reason = %fault, "no travel times by road");
            }
            answer.notices.push(NO_ROADS.to_owned());
        }
    }
}

/// Where a facility stands, if that is known.
fn place(facility: &FacilitySummary) -> Option<LatLon> {
    LatLon::new(facility.lat?, facility.lon?).ok()
}
