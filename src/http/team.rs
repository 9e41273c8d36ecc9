//! A first team around the first candidate: for every other role the first in its own order, and the gaps that remain.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::vocabulary::{Lang, Role};
use crate::domain::{Metres, vocabulary};
use crate::matching::{AnyOf, Question, Ranked, explain};

use super::matches::Asked;
use super::problem::Problem;
use super::requirements::label;
use super::view::FacilitySummary;

/// How far down the order a member of the attending institution's group is looked for.
const DEPTH: usize = 500;

/// One member.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct TeamMember {
    role: &'static str,
    facility: FacilitySummary,
    why: Vec<String>,
}

/// A place that stays empty, or a need that nobody in the place is known to fulfil.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct TeamGap {
    role: &'static str,
    need: Option<String>,
    detail: String,
}

/// The team around the first candidate.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct TeamView {
    members: Vec<TeamMember>,
    gaps: Vec<TeamGap>,
}

/// Fills every role but the asked one. The alternate is another institution than the attending one, its group first.
pub(super) fn team_view(asked: &Asked, attending: Option<&Ranked>) -> Result<TeamView, Problem> {
    let mut team = TeamView { members: Vec::new(), gaps: Vec::new() };
    for &role in Role::ALL.iter().filter(|&&role| role != asked.question.role) {
        let question = question_for(asked, role);
        let ranking = asked.directory.rank(&question, &asked.services.policy, DEPTH, 0);
        let group = attending.map(|first| members_of(asked, first.row)).transpose()?.unwrap_or_default();
        let taken = |ranked: &&Ranked| Some(ranked.row) != attending.map(|first| first.row);
        let in_group = |ranked: &&Ranked| group.iter().any(|id| id == asked.directory.id(ranked.row));
        let free: Vec<&Ranked> = ranking.candidates.iter().filter(taken).collect();
        let from_group = (role == Role::Alternate).then(|| free.iter().copied().find(in_group)).flatten();
        match from_group.or_else(|| free.first().copied()) {
            Some(chosen) => member(asked, &question, chosen, from_group.is_some(), &mut team)?,
            None => team.gaps.push(TeamGap { role: role.id(), need: None, detail: nobody(role, asked.lang) }),
        }
    }
    Ok(team)
}

/// The same home and moment, with what the needs ask of this role.
fn question_for(asked: &Asked, role: Role) -> Question {
    let expectations = asked.asking.of(role);
    let words = vocabulary().role(role);
    Question {
        role,
        kinds: words.map(|words| words.kinds.iter().copied().collect()).unwrap_or_default(),
        implies: words.and_then(|words| words.implies.as_deref()).and_then(|id| vocabulary().capability(id)),
        needs: expectations.needs(),
        wishes: expectations.wishes(),
        ..asked.question.clone()
    }
}

fn members_of(asked: &Asked, row: u32) -> Result<Vec<String>, Problem> {
    let facility = asked.directory.facility(row).map_err(|error| Problem::internal(&error))?;
    Ok(facility.and_then(|facility| facility.group).map(|group| group.members).unwrap_or_default())
}

fn member(
    asked: &Asked,
    question: &Question,
    chosen: &Ranked,
    from_group: bool,
    team: &mut TeamView,
) -> Result<(), Problem> {
    let facility = asked.directory.facility(chosen.row).map_err(|error| Problem::internal(&error))?;
    let Some((facility, view)) = facility.zip(asked.directory.view(question.origin, chosen.row)) else { return Ok(()) };
    let lang = asked.lang;
    let Metres(distance) = view.distance;
    let km = distance / 1_000.0;
    let mut why = vec![match lang {
        Lang::En => format!("{km:.1} km in a straight line"),
        Lang::Ja | Lang::Easy => format!("直線 {km:.1} km"),
    }];
    if from_group {
        why.push(lang.pick("同じ連携型グループ", "Same group", "同(おな)じグループ").to_owned());
    }
    let requirements =
        explain::requirements(&view, &question.needs, question, &asked.services.policy, vocabulary(), lang);
    for (requirement, &any) in requirements.into_iter().zip(&question.needs) {
        let met = requirement.state == crate::matching::State::Met;
        // Who can do one of several is known by the one; what is missing is any of them.
        let decides = vocabulary().capability(&requirement.need).filter(|_| met);
        let line = format!("{}: {}", label(decides.map_or(any, AnyOf::from), lang), requirement.reason);
        if met {
            why.push(line);
        } else {
            team.gaps.push(TeamGap { role: question.role.id(), need: Some(requirement.need), detail: line });
        }
    }
    team.members.push(TeamMember { role: question.role.id(), facility: (&facility).into(), why });
    Ok(())
}

fn nobody(role: Role, lang: Lang) -> String {
    let label = vocabulary().role(role).map_or("", |words| explain::words(&words.label, lang));
    match lang {
        Lang::Ja => format!("16 km 以内に{label}の候補がありません"),
        Lang::En => format!("No {label} fits within 16 km"),
        Lang::Easy => format!("近(ちか)くに{label}がありません"),
    }
}
