//! Changes since the index was built, so that an edit shows at once without sorting again.

use std::ops::Range;

use super::index::{Base, Member, position};

/// Members taken out of and put into a [`Base`].
#[derive(Debug, Clone, Default)]
pub(super) struct Edits {
    /// Positions in the base that are no longer true, ascending.
    removed: Vec<u32>,
    /// Members that the base does not have, in Morton order.
    added: Vec<Member>,
}

impl Edits {
    /// No change.
    pub(super) const NONE: Self = Self { removed: Vec::new(), added: Vec::new() };

    /// How many changes there are.
    pub(super) fn len(&self) -> usize {
        self.removed.len() + self.added.len()
    }

    /// How many members the base and these changes make together.
    pub(super) fn count(&self, base: &Base) -> usize {
        base.len() + self.added.len() - self.removed.len()
    }

    /// Puts `now` in the place of `before`, which is what the directory said until this change.
    pub(super) fn replace(&mut self, base: &Base, before: Option<Member>, now: Option<Member>) {
        if let Some(before) = before {
            let same = |member: &Member| member.ordinal == before.ordinal;
            if let Some(at) = self.added.iter().position(same) {
                self.added.remove(at);
            } else if let Some(at) = base.find(before.code, before.ordinal)
                && let Err(slot) = self.removed.binary_search(&position(at))
            {
                self.removed.insert(slot, position(at));
            }
        }
        if let Some(now) = now {
            let slot = self.added.partition_point(|member| member.code < now.code);
            self.added.insert(slot, now);
        }
    }

    /// The removed positions within a range of the base.
    pub(super) fn removed_in(&self, range: &Range<usize>) -> &[u32] {
        let start = self.removed.partition_point(|&at| at < position(range.start));
        let length = self.removed[start..].partition_point(|&at| at < position(range.end));
        &self.removed[start..start + length]
    }

    /// The added members between two codes, both included.
    pub(super) fn added_in(&self, (first, last): (u64, u64)) -> &[Member] {
        let start = self.added.partition_point(|member| member.code < first);
        let length = self.added[start..].partition_point(|member| member.code <= last);
        &self.added[start..start + length]
    }

    /// The cells between two codes that a change touches, each once.
    pub(super) fn cells_in(
        &self,
        (first, last): (u64, u64),
        code_at: impl Fn(usize) -> u64,
        cell_of: impl Fn(u64) -> u64,
    ) -> Vec<u64> {
        let removed = self.removed.iter();
        let removed = removed.filter_map(|&at| usize::try_from(at).ok().map(&code_at));
        let mut cells: Vec<u64> = removed
            .chain(self.added.iter().map(|member| member.code))
            .filter(|code| (first..=last).contains(code))
            .map(cell_of)
            .collect();
        cells.sort_unstable();
        cells.dedup();
        cells
    }
}
