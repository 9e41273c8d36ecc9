//! What makes one team better than another.

use std::cmp::Reverse;

use super::board::{Applicant, POINTS, Standby, Tier};
use super::week::Week;

/// What is compared, from the first field to the last; the least team is named.
///
/// Nothing that decides comes from a name, an identifier or the order of import.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Objective {
    /// Roles without anybody.
    pub roles_empty: u32,
    /// Needs answered no, over all members; only fixed members have any.
    pub needs_unmet: u32,
    /// The tier of the first alternate.
    pub first_alternate: Tier,
    /// Half-hours of the week that nobody is known to cover: open or unknown. Unknown is never counted as covered.
    pub uncovered: u32,
    /// How many alternates: a second one must cover something.
    pub alternates: u32,
    /// Half-hours known to stay open.
    pub open: u32,
    /// The tier of the second alternate.
    pub second_alternate: Tier,
    /// Needs to ask about, over all members.
    pub needs_to_ask: u32,
    /// Scores and additions for working together, in billionths, over all members; more is better.
    pub points: Reverse<i64>,
    /// The lots: of the alternates, ascending, then of the roles in their order; the largest number stands for an empty role.
    pub lots: Vec<u64>,
}

impl Objective {
    /// The sum of scores and additions.
    pub fn score(&self) -> f64 {
        self.points.0 as f64 / POINTS
    }

    /// The objective of a team; `fixed` of the alternates were put there and come first.
    pub fn of(singles: &[Option<Applicant>], alternates: &[Standby], fixed: usize, attending: Week) -> Self {
        let week = alternates.iter().fold(attending, |week, standby| week.with(standby.week));
        let mut tiers: Vec<Tier> = alternates.iter().map(|standby| standby.tier).collect();
        tiers.iter_mut().take(fixed).for_each(|tier| *tier = Tier::Fixed);
        tiers.sort_unstable();
        let tier = |i: usize| tiers.get(i).copied().unwrap_or(Tier::Nobody);
        let members = || alternates.iter().map(|standby| &standby.applicant).chain(singles.iter().flatten());
        let mut lots: Vec<u64> = alternates.iter().map(|standby| standby.applicant.ranked.lot).collect();
        lots.sort_unstable();
        lots.resize(2, u64::MAX);
        lots.extend(singles.iter().map(|member| member.map_or(u64::MAX, |member| member.ranked.lot)));
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            roles_empty: count(singles.iter().filter(|member| member.is_none()).count())
                + u32::from(alternates.is_empty()),
            needs_unmet: members().map(|member| member.ranked.unmet).sum(),
            first_alternate: tier(0),
            uncovered: week.uncovered(),
            alternates: count(alternates.len()),
            open: week.open().count(),
            second_alternate: tier(1),
            needs_to_ask: members().map(|member| member.ranked.asks).sum(),
            points: Reverse(members().map(|member| member.points).sum()),
            lots,
        }
    }
}
