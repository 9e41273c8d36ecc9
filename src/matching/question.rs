//! What is asked, and what of a facility is looked at to answer it.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::domain::answer::PackedFact;
use crate::domain::hours::Calendar;
use crate::domain::vocabulary::Role;
use crate::domain::{Answer, Capability, CapabilitySet, KindSet, LatLon, Metres};

use super::policy::Policy;

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
    pub needs: Vec<Capability>,
    /// What would be good.
    pub wishes: Vec<Capability>,
    /// The moment someone wants to reach them, in Japanese civil time.
    pub at: DateTime,
    /// The day on which ages are counted and ties rotate.
    pub today: Date,
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
    /// Whether the facility's place is known well enough for a distance to mean something.
    pub placed: bool,
    /// All facts, ascending by capability.
    pub facts: &'a [PackedFact],
    /// The capabilities answered no.
    pub no: CapabilitySet,
    /// 相談対応が可能な日時.
    pub contact: Option<&'a Calendar>,
    /// Whether it belongs to a 連携型 group.
    pub in_group: bool,
}

impl View<'_> {
    /// The fact about a capability.
    pub fn fact(&self, capability: Capability) -> Option<PackedFact> {
        self.facts.binary_search_by_key(&capability, |fact| fact.capability).ok().map(|i| self.facts[i])
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
                Answer::No => State::Unmet,
            },
        };
        (state, fact)
    }
}
