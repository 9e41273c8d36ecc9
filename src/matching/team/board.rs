//! Who may sit where: the input and the output of the solver.

use std::cmp::Ordering;

use crate::domain::vocabulary::Role;
use crate::matching::Ranked;

use super::objective::Objective;
use super::week::Week;

/// Points of one whole score: sums of scores are made of whole numbers, so that their order never depends on the order of adding.
pub(super) const POINTS: f64 = 1e9;

/// How somebody works together with the attending institution already, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tie {
    /// In the same 連携型 group.
    Group,
    /// In the same building, or of one operator at one address.
    Site,
    /// Of the same operator.
    Operator,
}

/// Who is asked first to be second doctor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Put there by whoever asks, or by the question itself.
    Fixed,
    /// A member of the attending institution's 連携型 group.
    Colleague,
    /// Freshly agreed to be second doctor.
    Consents,
    /// Agreed long ago, or answered 要相談.
    MayConsent,
    /// Nobody has said.
    Unasked,
    /// Nobody sits there.
    Nobody,
}

/// Somebody who may fill a role.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Applicant {
    /// How it stands in the order of that role.
    pub ranked: Ranked,
    /// How it works together with the attending institution already.
    pub tie: Option<Tie>,
    /// The score and what the tie adds, in billionths.
    pub points: i64,
}

impl Applicant {
    /// Somebody of a role's order; `bonus` is what the tie adds to the score.
    pub fn new(ranked: Ranked, tie: Option<Tie>, bonus: f64) -> Self {
        Self { ranked, tie, points: ((ranked.score + bonus) * POINTS).round() as i64 }
    }

    /// Fewer unmet needs, fewer to ask about, more points, then the lot. The row only keeps the order total.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let key = |a: &Self| (a.ranked.unmet, a.ranked.asks, std::cmp::Reverse(a.points), a.ranked.lot, a.ranked.row);
        key(self).cmp(&key(other))
    }
}

/// Somebody who may be second doctor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standby {
    /// As any applicant.
    pub applicant: Applicant,
    /// Who is asked first.
    pub tier: Tier,
    /// When it comes.
    pub week: Week,
}

impl Standby {
    /// The row.
    pub const fn row(&self) -> u32 {
        self.applicant.ranked.row
    }

    /// The order of the list of alternates beside an attending institution with `week`: the tier, half-hours that stay uncovered, half-hours
    /// known to stay open, then as any applicant.
    pub(super) fn order(&self, other: &Self, week: Week) -> Ordering {
        let key = |standby: &Self| {
            let both = week.with(standby.week);
            (standby.tier, both.uncovered(), both.open().count())
        };
        key(self).cmp(&key(other)).then_with(|| self.applicant.order(&other.applicant))
    }
}

/// A role that one member fills.
#[derive(Debug, Clone)]
pub struct Single {
    /// The role.
    pub role: Role,
    /// Who may fill it, the best first. A fixed member is the only one.
    pub applicants: Vec<Applicant>,
}

/// Everything that decides a team around one attending institution.
///
/// Fixed members and the attending institution stand in no list but their own.
#[derive(Debug, Clone)]
pub struct Board {
    /// The roles with one member, in the order of [`Role::ALL`].
    pub singles: Vec<Single>,
    /// Who may be alternate, in any order.
    pub standbys: Vec<Standby>,
    /// Alternates that stay.
    pub fixed: Vec<Standby>,
    /// The most alternates.
    pub max_alternates: usize,
    /// What the attending institution covers by itself.
    pub week: Week,
}

/// The team that is least by the objective.
#[derive(Debug, Clone)]
pub struct Seating {
    /// The member of each single role of the board, in its order.
    pub singles: Vec<Option<Applicant>>,
    /// The alternates, the fixed ones first, then in the order of the list of alternates.
    pub alternates: Vec<Standby>,
    /// What makes it the least.
    pub objective: Objective,
}
