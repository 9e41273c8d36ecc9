//! Why one facility stands before another: the rule of the order that decides between any two.

use std::cmp::Ordering;

use super::policy::Policy;
use super::question::{Question, View};
use super::rank::{Exclusion, Ranked, assess, exclusion, order};

/// A facility that is to be compared, as far as the question concerns it.
#[derive(Debug, Clone, Copy)]
pub enum Compared<'a> {
    /// It is closed for good.
    Closed,
    /// It is of no kind that fills the role.
    OtherKind,
    /// Nobody knows where it is.
    NoPlace,
    /// What matching looks at in it; however far away.
    Seen(View<'a>),
}

/// What becomes of a facility in the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It stands in the order.
    Candidate,
    /// It was looked at and left out.
    Excluded(Exclusion),
    /// Nobody knows where it is.
    NoPlace,
    /// It is of no kind that fills the role.
    OtherKind,
    /// It is closed for good.
    Closed,
}

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    /// What becomes of it.
    pub outcome: Outcome,
    /// Its numbers, where it has a place and a fitting kind.
    pub ranked: Option<Ranked>,
}

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The one named first.
    First,
    /// The one named second.
    Second,
}

/// The rule that decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deciding {
    /// Only one of them is a candidate.
    OnlyCandidate,
    /// Over water and a way by land that is longer than the line, or none: only one of them lies so.
    ShorterWay,
    /// Both lack needs, one of them fewer.
    FewerUnmet,
    /// Fewer needs to ask about.
    FewerAsks,
    /// The higher score.
    HigherScore,
    /// The lot of the day.
    Lot,
    /// Neither stands in the answer, so neither stands before the other.
    Neither,
}

impl Deciding {
    /// The identifier used in answers.
    pub const fn id(self) -> &'static str {
        match self {
            Self::OnlyCandidate => "only_candidate",
            Self::ShorterWay => "shorter_way",
            Self::FewerUnmet => "fewer_unmet",
            Self::FewerAsks => "fewer_asks",
            Self::HigherScore => "higher_score",
            Self::Lot => "lot",
            Self::Neither => "neither",
        }
    }
}

/// Two facilities side by side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// The one named first.
    pub first: Side,
    /// The one named second.
    pub second: Side,
    /// Which stands before the other; `None` where neither stands in the answer.
    pub ahead: Option<Which>,
    /// The rule that decides.
    pub by: Deciding,
}

/// Compares two facilities by the order of [`super::rank()`]. Candidates stand before near misses, which stand in an order of their own.
pub fn compare(first: Compared, second: Compared, question: &Question, policy: &Policy) -> Comparison {
    let (first, second) = (side(first, question, policy), side(second, question, policy));
    let candidate = |side: &Side| side.outcome == Outcome::Candidate;
    let near_miss = |side: &Side| matches!(side.outcome, Outcome::Excluded(Exclusion::Need(_)));
    let (ahead, by) = match (first.ranked, second.ranked) {
        (Some(a), Some(b))
            if candidate(&first) == candidate(&second)
                && (candidate(&first) || (near_miss(&first) && near_miss(&second))) =>
        {
            let ahead = if order(&a, &b) == Ordering::Greater { Which::Second } else { Which::First };
            (Some(ahead), deciding(&a, &b))
        }
        _ if candidate(&first) => (Some(Which::First), Deciding::OnlyCandidate),
        _ if candidate(&second) => (Some(Which::Second), Deciding::OnlyCandidate),
        _ => (None, Deciding::Neither),
    };
    Comparison { first, second, ahead, by }
}

fn side(one: Compared, question: &Question, policy: &Policy) -> Side {
    let outcome = match one {
        Compared::Closed => Outcome::Closed,
        Compared::OtherKind => Outcome::OtherKind,
        Compared::NoPlace => Outcome::NoPlace,
        Compared::Seen(view) => {
            let outcome = exclusion(&view, question, policy).map_or(Outcome::Candidate, Outcome::Excluded);
            return Side { outcome, ranked: Some(assess(&view, question, policy)) };
        }
    };
    Side { outcome, ranked: None }
}

/// The first of the rules by which two in the same list differ.
fn deciding(a: &Ranked, b: &Ranked) -> Deciding {
    if a.far != b.far {
        Deciding::ShorterWay
    } else if a.unmet != b.unmet {
        Deciding::FewerUnmet
    } else if a.asks != b.asks {
        Deciding::FewerAsks
    } else if a.score.total_cmp(&b.score) != Ordering::Equal {
        Deciding::HigherScore
    } else {
        Deciding::Lot
    }
}
