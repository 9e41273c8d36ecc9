//! How many a list would have with one condition more, or another kind.

use crate::domain::hours::OpenState;
use crate::domain::{Capability, CapabilitySet, Kind};

/// Numbers beside the filters of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    kinds: [u32; Kind::ALL.len()],
    capabilities: [u32; CapabilitySet::CAPACITY],
    /// Open, closed, unknown.
    open: Option<[u32; 3]>,
    /// Of each month or day that is offered.
    coming: Vec<u32>,
}

impl Counts {
    /// Nothing counted yet; `with_open` where the list asks about a moment, `coming` as many months and days as are offered.
    pub(super) fn none(with_open: bool, coming: usize) -> Self {
        Self {
            kinds: [0; Kind::ALL.len()],
            capabilities: [0; CapabilitySet::CAPACITY],
            open: with_open.then_some([0; 3]),
            coming: vec![0; coming],
        }
    }

    /// Somebody who passes every filter but, maybe, that of kinds.
    pub(super) const fn add_kind(&mut self, kind: Kind) {
        self.kinds[kind.index()] += 1;
    }

    /// Somebody who is listed, and what they are able to do.
    pub(super) fn add_able(&mut self, able: CapabilitySet) {
        for capability in able.iter() {
            self.capabilities[usize::from(capability.0)] += 1;
        }
    }

    /// Somebody who passes every filter but, maybe, that of the moment.
    pub(super) const fn add_state(&mut self, state: OpenState) {
        if let Some(open) = &mut self.open {
            open[state as usize] += 1;
        }
    }

    /// Somebody who passes every filter but, maybe, that of days and months to come, and says yes to one that is offered.
    pub(super) fn add_coming(&mut self, offered: usize) {
        if let Some(count) = self.coming.get_mut(offered) {
            *count += 1;
        }
    }

    /// How many would be listed with each month or day that is offered instead of what is asked of days and months to come.
    pub fn of_coming(&self) -> &[u32] {
        &self.coming
    }

    /// How many would be listed with this kind alone and the other filters.
    pub const fn of_kind(&self, kind: Kind) -> u32 {
        self.kinds[kind.index()]
    }

    /// How many would be listed if this capability were asked for too.
    pub fn of_capability(&self, capability: Capability) -> u32 {
        self.capabilities.get(usize::from(capability.0)).copied().unwrap_or(0)
    }

    /// How many of those who pass the other filters are in this state at the moment asked about; `None` where none was.
    pub fn in_state(&self, state: OpenState) -> Option<u32> {
        self.open.map(|open| open[state as usize])
    }
}
