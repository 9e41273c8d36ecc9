//! Another institution at the attending one's request, for what the attending one is not known to do.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::vocabulary;
use crate::domain::vocabulary::Role;
use crate::http::problem::Problem;
use crate::http::requirements::label;
use crate::http::view::{FacilitySummary, round};
use crate::matching::{Question, explain};

use super::Teller;

/// Institutions named for each need.
const NAMED: usize = 3;

/// One institution that is known to do it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct SpecialistFacility {
    facility: FacilitySummary,
    straight_line_m: f64,
    /// Its answer in a sentence.
    reason: String,
}

/// Who could come at the attending institution's request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct SpecialistView {
    /// The first capability of the need.
    need: String,
    /// What it is called.
    label: String,
    facilities: Vec<SpecialistFacility>,
    /// What the fee schedule says about it.
    rule: String,
    /// Where it says so.
    source: String,
}

/// For every need that the attending institution is not known to fulfil: those who are, in the order of that need alone.
pub(super) fn on_request(teller: &Teller) -> Result<Vec<SpecialistView>, Problem> {
    let (asked, policy) = (teller.asked, &teller.asked.services.policy);
    let Some(attending) = &teller.plan.attending else { return Ok(Vec::new()) };
    let Some((_, view)) = teller.look(Role::Attending, &attending.applicant.ranked)? else { return Ok(Vec::new()) };
    let question = &teller.questions[Role::Attending as usize];
    let lines = explain::requirements(&view, &question.needs, question, policy, vocabulary(), asked.lang);
    let mut views = Vec::new();
    for (line, &any) in lines.iter().zip(&question.needs) {
        if line.state == crate::matching::State::Met {
            continue;
        }
        let alone = Question { needs: vec![any], wishes: Vec::new(), ..question.clone() };
        let limit = NAMED + 1 + teller.fixed.excluded.len();
        let ranking = asked.directory.rank(&alone, policy, limit, 0);
        let mut facilities = Vec::new();
        let able = ranking.candidates.iter().filter(|ranked| {
            ranked.asks == 0
                && ranked.row != attending.applicant.ranked.row
                && !teller.fixed.excluded.contains(&ranked.row)
        });
        for ranked in able.take(NAMED) {
            let Some((facility, view)) = teller.look(Role::Attending, ranked)? else { continue };
            let reasons = explain::requirements(&view, &alone.needs, &alone, policy, vocabulary(), asked.lang);
            facilities.push(SpecialistFacility {
                facility: (&facility).into(),
                straight_line_m: round(view.distance, 1),
                reason: reasons.into_iter().map(|line| line.reason).collect(),
            });
        }
        if !facilities.is_empty() {
            let specialist = policy.team().specialist();
            views.push(SpecialistView {
                need: vocabulary().id(any.first()).to_owned(),
                label: label(any, asked.lang),
                facilities,
                rule: explain::words(&specialist.rule, asked.lang).to_owned(),
                source: specialist.source.clone(),
            });
        }
    }
    Ok(views)
}
