//! The team around one attending institution, in words: members, what stays open, whom to phone.

mod calls;
mod gaps;
mod members;
mod request;
mod specialists;
mod week;

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::vocabulary;
use crate::domain::vocabulary::{Lang, Role};
use crate::matching::explain;
use crate::matching::team::{Plan, SLOT_MINUTES, Tier, Wanted, plan};
use crate::matching::{Expectations, Question};

use super::contact::ContactView;
use super::matches::Asked;
use super::problem::Problem;
use super::requirements::RequirementView;
use super::view::FacilitySummary;

use calls::CallView;
use gaps::TeamGap;
use request::Fixed;
pub(super) use request::TeamRequest;
use specialists::SpecialistView;
use week::{CoverView, cover_view, together_view};

/// Somebody else who could fill a role.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct OtherView {
    id: String,
    name: String,
    straight_line_m: f64,
    score: f64,
    /// Why it does not stand first.
    why_not: String,
}

/// One member.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct TeamMember {
    role: &'static str,
    /// What the role is called.
    role_label: &'static str,
    facility: FacilitySummary,
    why: Vec<String>,
    straight_line_m: f64,
    within_16km: bool,
    /// The score in the order of the role, without what working together adds.
    score: f64,
    /// What working together with the attending institution already adds.
    together: f64,
    /// Whether somebody put it there.
    locked: bool,
    requirements: Vec<RequirementView>,
    contact: ContactView,
    /// Others, to swap.
    others: Vec<OtherView>,
    /// What is known of it that the public does not see, for whoever does; absent where there is nothing, and from every answer to the
    /// public.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    professional_only: Vec<String>,
}

/// Another second doctor.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct AlternateView {
    facility: FacilitySummary,
    straight_line_m: f64,
    score: f64,
    /// `colleague`, `consents`, `may_consent` or `unasked`.
    tier: &'static str,
    /// The same in words.
    tier_label: &'static str,
    /// Minutes it covers of those that the attending institution is not known to cover.
    covers_min: u32,
    /// Minutes of those about which nothing is known.
    unknown_min: u32,
    /// Needs to ask about.
    asks: u32,
    why_not: String,
}

/// What was made as small as possible, from the first field to the last (`docs/team.md`).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ObjectiveView {
    roles_empty: u32,
    needs_unmet: u32,
    /// The tier of the first alternate; `fixed` where it was put there, `nobody` where there is none.
    first_alternate: &'static str,
    /// Minutes of the week that nobody is known to cover.
    uncovered_min: u32,
    alternates: u32,
    open_min: u32,
    second_alternate: &'static str,
    needs_to_ask: u32,
    /// The sum of scores and additions; the only number that is made as large as possible.
    points: f64,
}

/// The team.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct TeamView {
    /// Around whom; null where nobody can be.
    attending: Option<TeamMember>,
    /// The first candidate of the role that was asked for, which stays; null where that is the attending institution.
    asked: Option<TeamMember>,
    /// Everybody else.
    members: Vec<TeamMember>,
    gaps: Vec<TeamGap>,
    /// When the attending institution comes by itself.
    cover: Option<CoverView>,
    /// The same together with the alternates.
    cover_with_alternates: Option<CoverView>,
    /// Other second doctors, in order.
    alternates: Vec<AlternateView>,
    /// Who could come at the attending institution's request for what it is not known to do.
    specialists: Vec<SpecialistView>,
    /// Whom to phone, in order.
    calls: Vec<CallView>,
    objective: ObjectiveView,
    /// Why working together already counts at all.
    together_reason: String,
}

/// Fills every role around the attending institution.
pub(super) fn team_view(asked: &Asked, fixed: &Fixed) -> Result<TeamView, Problem> {
    let expectations: Vec<_> = Role::ALL.iter().map(|&role| asked.asking.of(role)).collect();
    let questions: Vec<_> =
        Role::ALL.iter().zip(&expectations).map(|(&role, expected)| question_for(asked, role, expected)).collect();
    let wanted = Wanted {
        questions: &questions,
        asked: asked.question.role,
        attending: fixed.attending,
        locked: &fixed.locked,
        excluded: &fixed.excluded,
    };
    let plan = plan(asked.directory, &wanted, &asked.services.policy).map_err(|error| Problem::internal(&error))?;
    Teller { asked, questions: &questions, expectations: &expectations, plan: &plan, fixed }.view()
}

/// The same home and moment, with what the needs ask of this role.
fn question_for(asked: &Asked, role: Role, expectations: &Expectations<'static>) -> Question {
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

/// A plan and what is needed to tell it.
struct Teller<'a> {
    asked: &'a Asked<'a>,
    /// In the order of [`Role::ALL`], as the next.
    questions: &'a [Question],
    expectations: &'a [Expectations<'static>],
    plan: &'a Plan,
    fixed: &'a Fixed,
}

impl Teller<'_> {
    fn view(&self) -> Result<TeamView, Problem> {
        let (plan, lang) = (self.plan, self.asked.lang);
        let first = self.asked.question.at.date();
        let mut gaps = Vec::new();
        let attending = plan.attending.as_ref().map(|member| self.member(member, &mut gaps)).transpose()?.flatten();
        let mut members = Vec::new();
        for member in &plan.members {
            members.extend(self.member(member, &mut gaps)?);
        }
        gaps.extend(self.empty_roles()?);
        gaps.extend(self.uncovered_hours()?);
        let calls = calls::in_order(self, attending.iter().chain(&members))?;
        // The first of the role that was asked for stands at the head of the candidates.
        let asked = members.iter().position(|member| member.role == self.asked.question.role.id());
        let asked = asked.map(|at| members.remove(at));
        Ok(TeamView {
            attending,
            asked,
            members,
            gaps,
            cover: plan.cover.as_ref().map(|cover| cover_view(cover, first, lang)),
            cover_with_alternates: plan.cover.map(|_| together_view(plan.week, first, lang)),
            alternates: self.alternates()?,
            specialists: specialists::on_request(self)?,
            calls,
            objective: self.objective(),
            together_reason: explain::words(&self.asked.services.policy.team().together().reason, lang).to_owned(),
        })
    }

    fn objective(&self) -> ObjectiveView {
        let objective = &self.plan.objective;
        ObjectiveView {
            roles_empty: objective.roles_empty,
            needs_unmet: objective.needs_unmet,
            first_alternate: tier_id(objective.first_alternate),
            uncovered_min: objective.uncovered * SLOT_MINUTES,
            alternates: objective.alternates,
            open_min: objective.open * SLOT_MINUTES,
            second_alternate: tier_id(objective.second_alternate),
            needs_to_ask: objective.needs_to_ask,
            points: objective.score(),
        }
    }
}

const fn tier_id(tier: Tier) -> &'static str {
    match tier {
        Tier::Fixed => "fixed",
        Tier::Colleague => "colleague",
        Tier::Consents => "consents",
        Tier::MayConsent => "may_consent",
        Tier::Unasked => "unasked",
        Tier::Nobody => "nobody",
    }
}

fn tier_label(tier: Tier, lang: Lang) -> &'static str {
    let [ja, en, easy] = match tier {
        Tier::Fixed => ["固定した施設", "Kept by whoever asks", "きめた ところ"],
        Tier::Colleague => ["同じ連携型グループ", "Same group", "同(おな)じグループ"],
        Tier::Consents => {
            ["副主治医に同意", "Agreed to be second doctor", "もう一人(ひとり)の お医者さんに なると 言(い)っています"]
        }
        Tier::MayConsent => [
            "副主治医になるかは要相談・要確認",
            "Second doctor on consultation, or agreed long ago",
            "もう一人(ひとり)の お医者さんに なるか 相談(そうだん)します",
        ],
        Tier::Unasked => [
            "副主治医になるかは不明",
            "Not known whether they would be second doctor",
            "もう一人(ひとり)の お医者さんに なるか わかりません",
        ],
        Tier::Nobody => [
            "副主治医にはならないと回答",
            "Says no to being second doctor",
            "もう一人(ひとり)の お医者さんに なりません",
        ],
    };
    lang.pick(ja, en, easy)
}

/// What a role is called.
fn role_label(role: Role, lang: Lang) -> &'static str {
    vocabulary().role(role).map_or("", |words| explain::words(&words.label, lang))
}

/// A distance as a reader sees it.
fn kilometres(metres: f64) -> String {
    format!("{:.1} km", metres / 1_000.0)
}
