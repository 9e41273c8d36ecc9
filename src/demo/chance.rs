//! The dice of the town: the same name always throws the same numbers, on every machine.

use xxhash_rust::xxh3::xxh3_64;

/// A small generator (`SplitMix64`, Steele, Lea and Flood 2014) that starts from a name.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    /// The dice of a name. Two purposes of one facility take two names, so that a change to one leaves the other alone.
    pub(super) fn of(name: &str) -> Self {
        Self(xxh3_64(name.as_bytes()))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `0..bound`; 0 when the bound is 0.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        // The upper half of the product; with bounds this small the bias is below one in a million.
        u32::try_from(((self.next() >> 32) * u64::from(bound)) >> 32).unwrap_or(0)
    }

    /// A number from `from..=to`.
    pub(super) fn between(&mut self, from: u32, to: u32) -> u32 {
        from + self.below(to.saturating_sub(from) + 1)
    }

    /// True this many times in a hundred.
    pub(super) fn percent(&mut self, share: u32) -> bool {
        self.below(100) < share
    }

    /// A fraction from 0 to below 1, in ten-thousandths.
    pub(super) fn fraction(&mut self) -> f64 {
        f64::from(self.below(10_000)) / 10_000.0
    }

    /// One of several; the first of none is the type's own emptiness.
    pub(super) fn pick<T: Copy + Default>(&mut self, among: &[T]) -> T {
        let bound = u32::try_from(among.len()).unwrap_or(u32::MAX);
        among.get(self.below(bound) as usize).copied().unwrap_or_default()
    }
}
