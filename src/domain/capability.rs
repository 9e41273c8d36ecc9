//! Capabilities: what an institution can do. Their identifiers, labels and explanations are data
//! (`data/vocabulary.toml`); here they are small numbers and sets of them.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::vocabulary::vocabulary;

/// A capability, as its position in the vocabulary (0..128).
///
/// The number is valid only in this process. Text formats (the store, JSON) carry the identifier, so that a vocabulary may
/// be rearranged; only binary formats that live and die with the process carry the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Capability(pub u8);

impl Serialize for Capability {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(vocabulary().id(*self))
        } else {
            serializer.serialize_u8(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Capability {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return u8::deserialize(deserializer).map(Self);
        }
        let id = std::borrow::Cow::<str>::deserialize(deserializer)?;
        let unknown = || de::Error::custom(format!("{id} is no capability of the vocabulary"));
        vocabulary().capability(&id).ok_or_else(unknown)
    }
}

/// A set of capabilities packed into one 128-bit word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct CapabilitySet(pub u128);

impl CapabilitySet {
    /// The most capabilities a vocabulary may have.
    pub const CAPACITY: usize = 128;

    /// Adds one capability.
    pub const fn insert(&mut self, capability: Capability) {
        self.0 |= 1 << capability.0;
    }

    /// Whether the capability is in the set.
    pub const fn contains(self, capability: Capability) -> bool {
        self.0 >> capability.0 & 1 == 1
    }

    /// Whether every capability of `other` is in this set.
    pub const fn contains_all(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// How many are in the set.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The members in ascending order.
    pub fn iter(self) -> impl Iterator<Item = Capability> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let number = u8::try_from(rest.trailing_zeros()).ok().filter(|_| rest != 0)?;
            rest &= rest - 1;
            Some(Capability(number))
        })
    }
}

impl FromIterator<Capability> for CapabilitySet {
    fn from_iter<I: IntoIterator<Item = Capability>>(items: I) -> Self {
        let mut set = Self::default();
        for item in items {
            set.insert(item);
        }
        set
    }
}
