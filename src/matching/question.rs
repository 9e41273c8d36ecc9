//! What is asked, and what of a facility is looked at to answer it.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::domain::answer::{PackedFact, Stands};
use crate::domain::hours::Calendar;
use crate::domain::vocabulary::Role;
use crate::domain::{Answer, Capability, CapabilitySet, KindSet, LatLon, Metres};
use crate::way::Towards;

use super::of_day::OfDay;
use super::policy::Policy;
use super::rotation::Rotation;

/// Whether a requirement is fulfilled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A fresh yes.
    Met,
    /// Nobody has said, it depends, or the yes is old: ask.
    Ask,
    /// A no.
    Unmet,
}

impl State {
    /// The identifier used in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Ask => "ask",
            Self::Unmet => "unmet",
        }
    }
}

/// What must be possible, or would be good: at least one of some capabilities. Most requirements are a single one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnyOf {
    first: Capability,
    others: CapabilitySet,
}

impl From<Capability> for AnyOf {
    fn from(capability: Capability) -> Self {
        Self { first: capability, others: CapabilitySet::default() }
    }
}

impl AnyOf {
    /// One of a set is enough. `None` for the empty set, which nobody could fulfil.
    pub fn new(set: CapabilitySet) -> Option<Self> {
        let mut members = set.iter();
        let first = members.next()?;
        Some(Self { first, others: members.collect() })
    }

    /// The member that stands first in the vocabulary.
    pub const fn first(self) -> Capability {
        self.first
    }

    /// All members, in the order of the vocabulary.
    pub fn members(self) -> impl Iterator<Item = Capability> {
        std::iter::once(self.first).chain(self.others.iter())
    }

    /// The members as a set.
    pub fn set(self) -> CapabilitySet {
        self.members().collect()
    }

    /// Whether every member is answered no.
    pub(super) const fn is_refused(self, no: CapabilitySet) -> bool {
        no.contains(self.first) && no.contains_all(self.others)
    }
}

/// How a requirement stands, and by which of its capabilities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Met, ask or unmet.
    pub state: State,
    /// The member that decides.
    pub by: Capability,
    /// What is known about it.
    pub fact: Option<PackedFact>,
}

/// A question after checking: it cannot be wrong any more.
#[derive(Debug, Clone)]
pub struct Question {
    /// The home.
    pub origin: LatLon,
    /// How precisely the home is known, in metres.
    pub origin_accuracy: Metres,
    /// The place in the team to fill.
    pub role: Role,
    /// The kinds that can fill it.
    pub kinds: KindSet,
    /// The capability without which the role makes no sense.
    pub implies: Option<Capability>,
    /// What must be possible; each once, in the order asked.
    pub needs: Vec<AnyOf>,
    /// What would be good.
    pub wishes: Vec<AnyOf>,
    /// The moment someone wants to reach them, in Japanese civil time.
    pub at: DateTime,
    /// The day on which ages are counted and ties rotate.
    pub today: Date,
    /// Who was asked of late, where that counts: in questions of those who keep cases. `None` for everybody else.
    pub rotation: Option<Arc<Rotation>>,
}

/// What matching looks at in one facility.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The directory's row.
    pub row: u32,
    /// The stable identifier, for the rotation only.
    pub id: &'a str,
    /// Straight line from the home.
    pub distance: Metres,
    /// The way there, looked at only for those whom it may put behind others.
    pub way: Towards<'a>,
    /// Whether the facility's place is known well enough for a distance to mean something.
    pub placed: bool,
    /// All facts, ascending by capability, as they were said in general.
    pub facts: &'a [PackedFact],
    /// What stands on the day of the question instead.
    pub of_day: OfDay,
    /// The capabilities answered no on that day.
    pub no: CapabilitySet,
    /// 相談対応が可能な日時.
    pub contact: Option<&'a Calendar>,
    /// Whether it belongs to a 連携型 group.
    pub in_group: bool,
}

impl View<'_> {
    /// The fact about a capability on the day of the question.
    pub fn fact(&self, capability: Capability) -> Option<PackedFact> {
        let in_general = || {
            let found = self.facts.binary_search_by_key(&capability, |fact| fact.capability).ok();
            found.map(|i| self.of_day.renewed(self.facts[i]))
        };
        self.of_day.instead(capability).or_else(in_general)
    }

    /// The state of a requirement and the fact it rests on. An answer older than its horizon is one to ask about; a no stays a no,
    /// because nobody is helped by a call that was already answered.
    pub fn state(&self, need: Capability, policy: &Policy, today: u16) -> (State, Option<PackedFact>) {
        let fact = self.fact(need);
        let state = match fact {
            None => State::Ask,
            Some(fact) => match fact.answer {
                Answer::Yes if policy.is_fresh(fact, today) => State::Met,
                Answer::Yes | Answer::Consult | Answer::Unknown => State::Ask,
                Answer::No if fact.stands == Stands::CarriedOver => State::Ask,
                Answer::No => State::Unmet,
            },
        };
        (state, fact)
    }

    /// How a requirement stands: as its best member does. Met goes before ask before unmet; of two to ask about, an old yes before
    /// 要相談 before unknown before silence; then the order of the vocabulary.
    pub fn standing(&self, any: AnyOf, policy: &Policy, today: u16) -> Standing {
        let of = |capability| {
            let (state, fact) = self.state(capability, policy, today);
            Standing { state, by: capability, fact }
        };
        let first = of(any.first);
        let better = |best: Standing, other: Standing| if order(other) < order(best) { other } else { best };
        any.others.iter().map(of).fold(first, better)
    }
}

/// The order of the members of one requirement, the best lowest.
const fn order(standing: Standing) -> (u8, u8) {
    let answer = match standing.fact {
        Some(PackedFact { answer: Answer::Yes, .. }) => 0,
        Some(PackedFact { answer: Answer::Consult, .. }) => 1,
        Some(PackedFact { answer: Answer::Unknown, .. }) => 2,
        None => 3,
        Some(PackedFact { answer: Answer::No, .. }) => 4,
    };
    (standing.state as u8, answer)
}
