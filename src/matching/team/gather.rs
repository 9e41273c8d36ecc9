//! Who may fill which role around one attending institution.

use std::collections::BTreeSet;

use crate::domain::answer::PackedFact;
use crate::domain::facility::Hours;
use crate::domain::{Answer, Metres};
use crate::matching::policy::Together;
use crate::matching::{Policy, Question, Ranked, Ranking, State, View};

use super::board::{Applicant, Standby, Tie, Tier};
use super::cover::cover;

/// What a team is made of: facilities that can be ranked, looked at, and asked whom they work with.
pub trait World {
    /// What can go wrong when a facility is looked at.
    type Error;

    /// Who fits a question, in order.
    fn rank(&self, question: &Question, policy: &Policy, limit: usize, near_misses: usize) -> Ranking;

    /// What matching looks at in one facility at a known distance, on the day of a question.
    fn view_at(&self, question: &Question, policy: &Policy, row: u32, distance: Metres) -> Option<View<'_>>;

    /// The same, seen from the home of the question; `None` for those without a place.
    fn view_from(&self, question: &Question, policy: &Policy, row: u32) -> Option<View<'_>>;

    /// The calendars in force.
    fn hours(&self, row: u32) -> Option<&Hours>;

    /// With whom it works.
    ///
    /// # Errors
    /// When the facility cannot be looked at.
    fn ties(&self, row: u32) -> Result<Ties, Self::Error>;
}

/// With whom a facility works.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ties {
    /// The other members of its 連携型 group.
    pub colleagues: Vec<u32>,
    /// What it shares a building with.
    pub site: Option<String>,
    /// The operators behind it (法人番号).
    pub operators: Vec<String>,
}

impl Ties {
    /// The strongest tie to another facility.
    pub fn to(&self, row: u32, other: &Self) -> Option<Tie> {
        if self.colleagues.contains(&row) {
            Some(Tie::Group)
        } else if self.site.is_some() && self.site == other.site {
            Some(Tie::Site)
        } else {
            self.operators.iter().any(|operator| other.operators.contains(operator)).then_some(Tie::Operator)
        }
    }

    /// Whether anybody could have a tie to it.
    const fn is_empty(&self) -> bool {
        self.colleagues.is_empty() && self.site.is_none() && self.operators.is_empty()
    }
}

/// What a tie adds to the score in a role.
pub(super) fn bonus(tie: Option<Tie>, question: &Question, together: &Together) -> f64 {
    let given = together.roles.contains(&question.role);
    match tie.filter(|_| given) {
        Some(Tie::Group) => together.same_group,
        Some(Tie::Site) => together.same_site,
        Some(Tie::Operator) => together.same_operator,
        None => 0.0,
    }
}

/// What all roles are gathered with.
pub(super) struct Gathering<'a, W> {
    pub(super) world: &'a W,
    pub(super) policy: &'a Policy,
    /// Who sits somewhere already, and who was excluded.
    pub(super) taken: &'a BTreeSet<u32>,
    /// With whom the attending institution works.
    pub(super) ties: &'a Ties,
}

impl<W: World> Gathering<'_, W> {
    /// The first `wanted` of a role, or all there are, and its near misses.
    ///
    /// The order of the role does not know the additions for working together. Whoever is not among those that were looked at has as
    /// many asks as the last one wanted and a score that even the largest addition does not lift to that one's, or more asks: it cannot be
    /// among the first. Whoever lies beyond water and a long way by land comes in only where nobody else is.
    pub(super) fn shortlist(
        &self,
        question: &Question,
        wanted: usize,
    ) -> Result<(Vec<Applicant>, Vec<Ranked>), W::Error> {
        let together = self.policy.team().together();
        let largest = if self.ties.is_empty() {
            0.0
        } else {
            [Tie::Group, Tie::Site, Tie::Operator]
                .into_iter()
                .map(|tie| bonus(Some(tie), question, together))
                .fold(0.0, f64::max)
        };
        let mut limit = 64 + self.taken.len();
        loop {
            let ranking = self.world.rank(question, self.policy, limit, NEAR_MISSES);
            let complete = ranking.candidates.len() < limit;
            let mut free: Vec<Ranked> = ranking.candidates;
            free.retain(|ranked| !self.taken.contains(&ranked.row));
            let nearer = free.iter().any(|ranked| !ranked.far);
            let last_wanted = wanted.checked_sub(1).and_then(|last| free.get(last)).copied();
            let out_of_reach = |ranked: &Ranked| {
                (nearer && ranked.far)
                    || last_wanted.is_some_and(|last| (ranked.asks, -ranked.score) > (last.asks, largest - last.score))
            };
            if complete || free.last().is_some_and(out_of_reach) {
                free.retain(|ranked| !out_of_reach(ranked));
                let mut applicants: Vec<Applicant> = free
                    .into_iter()
                    .map(|ranked| self.applicant(question, ranked, largest > 0.0))
                    .collect::<Result<_, _>>()?;
                applicants.sort_by(Applicant::order);
                applicants.truncate(wanted);
                let mut near_misses = ranking.near_misses;
                near_misses.retain(|ranked| !self.taken.contains(&ranked.row));
                return Ok((applicants, near_misses));
            }
            limit *= 4;
        }
    }

    /// Somebody of a role's order, with what working together adds.
    pub(super) fn applicant(&self, question: &Question, ranked: Ranked, look: bool) -> Result<Applicant, W::Error> {
        let tie = if look { self.ties.to(ranked.row, &self.world.ties(ranked.row)?) } else { None };
        Ok(Applicant::new(ranked, tie, bonus(tie, question, self.policy.team().together())))
    }

    /// Everybody who may be second doctor, and the near misses. Whoever says no to being one is not asked, nor is one beyond water and a
    /// long way by land while there is another.
    pub(super) fn standbys(&self, question: &Question) -> (Vec<Standby>, Vec<Ranked>) {
        let everybody = u32::MAX as usize;
        let ranking = self.world.rank(question, self.policy, everybody, NEAR_MISSES);
        let free = ranking.candidates.into_iter().filter(|ranked| !self.taken.contains(&ranked.row));
        let free: Vec<Ranked> = free.collect();
        let nearer = free.iter().any(|ranked| !ranked.far);
        let near_enough = free.into_iter().filter(|ranked| !(nearer && ranked.far));
        let standbys = near_enough.filter_map(|ranked| {
            let view = self.world.view_at(question, self.policy, ranked.row, ranked.distance)?;
            let standby = self.standby(question, ranked, &view);
            (standby.tier != Tier::Nobody).then_some(standby)
        });
        let standbys = standbys.collect();
        let near_misses = ranking.near_misses.into_iter().filter(|ranked| !self.taken.contains(&ranked.row));
        (standbys, near_misses.collect())
    }

    /// One second doctor. The tier is [`Tier::Nobody`] where it says no to being one.
    pub(super) fn standby(&self, question: &Question, ranked: Ranked, view: &View) -> Standby {
        let today = PackedFact::day_number(question.today);
        let colleague = self.ties.colleagues.contains(&ranked.row);
        let week = cover(view, self.world.hours(ranked.row), self.policy, today, question.at.date()).week;
        let tie = colleague.then_some(Tie::Group);
        let applicant = Applicant::new(ranked, tie, bonus(tie, question, self.policy.team().together()));
        Standby { applicant, tier: tier(view, colleague, self.policy, today), week }
    }
}

/// Near misses that are kept of each role: the nearest way out of a gap.
const NEAR_MISSES: usize = 8;

fn tier(view: &View, colleague: bool, policy: &Policy, today: u16) -> Tier {
    if colleague {
        return Tier::Colleague;
    }
    let (state, fact) = view.state(policy.team().consent(), policy, today);
    match (state, fact.map(|fact| fact.answer)) {
        (State::Met, _) => Tier::Consents,
        (State::Unmet, _) => Tier::Nobody,
        (State::Ask, Some(Answer::Yes | Answer::Consult)) => Tier::MayConsent,
        (State::Ask, _) => Tier::Unasked,
    }
}
