//! Where anybody has said anything about a capability.

use crate::domain::answer::PackedFact;
use crate::domain::municipality::PREFECTURES;
use crate::domain::{Answer, Capability};

use super::base::Columns;

/// As many capabilities as a set can hold.
const CAPABILITIES: usize = 128;

/// By prefecture (1 to 47; 0 where it is not known): how many facilities have said something about each capability.
#[derive(Clone)]
pub(super) struct SpokenOf(Box<[[u32; CAPABILITIES]; PREFECTURES.len() + 1]>);

impl Default for SpokenOf {
    fn default() -> Self {
        Self(Box::new([[0; CAPABILITIES]; PREFECTURES.len() + 1]))
    }
}

impl SpokenOf {
    /// Counts what a facility says.
    pub(super) fn add(&mut self, columns: Option<&Columns>, facts: &[PackedFact]) {
        self.each(columns, facts, |count| *count += 1);
    }

    /// Counts it no more.
    pub(super) fn take(&mut self, columns: Option<&Columns>, facts: &[PackedFact]) {
        self.each(columns, facts, |count| *count = count.saturating_sub(1));
    }

    fn each(&mut self, columns: Option<&Columns>, facts: &[PackedFact], change: impl Fn(&mut u32)) {
        let prefecture = columns.and_then(|columns| columns.municipality).map_or(0, |code| code.prefecture() as usize);
        let Some(counts) = self.0.get_mut(prefecture) else { return };
        for fact in facts.iter().filter(|fact| fact.answer != Answer::Unknown) {
            counts.get_mut(usize::from(fact.capability.0)).into_iter().for_each(&change);
        }
    }

    /// Whether somebody in a prefecture has said something about a capability.
    pub(super) fn knows(&self, prefecture: u32, capability: Capability) -> bool {
        let count = self.0.get(prefecture as usize).and_then(|counts| counts.get(usize::from(capability.0)));
        count.is_some_and(|&count| count > 0)
    }
}
