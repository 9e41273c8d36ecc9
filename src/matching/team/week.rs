//! A week in half-hours: when somebody is known to come, when that is not known, and when nobody does.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

/// Minutes of one slot.
pub const SLOT_MINUTES: u32 = 30;
/// Slots of a day.
pub const SLOTS_A_DAY: usize = 48;
/// Slots of a week.
pub const SLOTS: usize = 7 * SLOTS_A_DAY;

const WORDS: usize = SLOTS.div_ceil(64);

/// A set of the half-hours of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Slots([u64; WORDS]);

impl Slots {
    /// No slot.
    pub const NONE: Self = Self([0; WORDS]);

    /// Every slot of the week.
    pub fn all() -> Self {
        Self::NONE.with_range(0, SLOTS)
    }

    /// The same set with the slots from `from` up to, but not including, `to`.
    #[must_use]
    pub fn with_range(mut self, from: usize, to: usize) -> Self {
        for slot in from..to.min(SLOTS) {
            self.0[slot / 64] |= 1 << (slot % 64);
        }
        self
    }

    /// Whether a slot is in the set.
    pub fn contains(self, slot: usize) -> bool {
        slot < SLOTS && self.0[slot / 64] >> (slot % 64) & 1 == 1
    }

    /// How many slots there are.
    pub fn count(self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// Slots in either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] | other.0[i]))
    }

    /// Slots in this and not in the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] & !other.0[i]))
    }

    /// The slots as ranges that do not touch, in order; the second slot is the one after the last.
    pub fn ranges(self) -> Vec<(usize, usize)> {
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        for slot in (0..SLOTS).filter(|&slot| self.contains(slot)) {
            match ranges.last_mut() {
                Some(last) if last.1 == slot => last.1 = slot + 1,
                _ => ranges.push((slot, slot + 1)),
            }
        }
        ranges
    }
}

/// What is known of a week: covered, unknown, and open is the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Week {
    covered: Slots,
    unknown: Slots,
}

impl Week {
    /// Nobody comes, and that is known.
    pub const OPEN: Self = Self { covered: Slots::NONE, unknown: Slots::NONE };

    /// A week of which the covered slots are covered and those of `unknown` that are not covered are unknown.
    pub fn new(covered: Slots, unknown: Slots) -> Self {
        Self { covered, unknown: unknown.without(covered) }
    }

    /// Somebody comes at every hour.
    pub fn all_covered() -> Self {
        Self::new(Slots::all(), Slots::NONE)
    }

    /// Nothing is known.
    pub fn all_unknown() -> Self {
        Self::new(Slots::NONE, Slots::all())
    }

    /// What holds when two share the week: covered where either covers, open only where both are.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self::new(self.covered.or(other.covered), self.unknown.or(other.unknown))
    }

    /// The slots known to be covered.
    pub const fn covered(self) -> Slots {
        self.covered
    }

    /// The slots of which nothing is known.
    pub const fn unknown(self) -> Slots {
        self.unknown
    }

    /// The slots known to be covered by nobody.
    pub fn open(self) -> Slots {
        Slots::all().without(self.covered).without(self.unknown)
    }

    /// How many slots are not known to be covered.
    pub fn uncovered(self) -> u32 {
        SLOTS as u32 - self.covered.count()
    }
}

/// The moment at which a slot of the week that begins on `first` begins.
pub fn begins(first: Date, slot: usize) -> DateTime {
    let minutes = i64::try_from(slot).unwrap_or(0) * i64::from(SLOT_MINUTES);
    first.at(0, 0, 0, 0).saturating_add(minutes.minutes())
}
