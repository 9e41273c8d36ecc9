//! Which facilities a tile is to show.

use martin_core::tiles::UrlQuery;

use crate::tiles::TilesError;

/// At most this many kinds: a filter is one word of bits.
pub const MAX_KINDS: usize = 64;

/// At most this many capabilities, the width of [`TilePoint::caps`](super::TilePoint::caps).
pub const MAX_CAPABILITIES: usize = 128;

/// The words the layer speaks: `kind` values and capability ids, in the order of their indices.
#[derive(Debug, Clone)]
pub struct TileVocabulary {
    kinds: Vec<String>,
    capabilities: Vec<String>,
    /// `n_clinic`, …: the cluster attributes, made once.
    count_keys: Vec<String>,
}

impl TileVocabulary {
    /// The vocabulary of a directory. Words beyond [`MAX_KINDS`] and [`MAX_CAPABILITIES`] have
    /// no bit and are left out.
    #[must_use]
    pub fn new(
        kinds: impl IntoIterator<Item = impl Into<String>>,
        capabilities: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let kinds: Vec<String> = kinds.into_iter().map(Into::into).take(MAX_KINDS).collect();
        let capabilities = capabilities.into_iter().map(Into::into);
        Self {
            count_keys: kinds.iter().map(|kind| format!("n_{kind}")).collect(),
            kinds,
            capabilities: capabilities.take(MAX_CAPABILITIES).collect(),
        }
    }

    /// The kind ids in order.
    #[must_use]
    pub fn kinds(&self) -> &[String] {
        &self.kinds
    }

    /// The capability ids in order.
    #[must_use]
    pub fn capabilities(&self) -> &[String] {
        &self.capabilities
    }

    /// The id of a kind; empty for an index outside the vocabulary.
    pub(super) fn kind(&self, index: u8) -> &str {
        self.kinds.get(usize::from(index)).map_or("", String::as_str)
    }

    /// The cluster attribute that counts a kind.
    pub(super) fn count_key(&self, index: u8) -> &str {
        self.count_keys.get(usize::from(index)).map_or("n_other", String::as_str)
    }

    /// The ids of the set bits, comma-separated, in order.
    pub(super) fn capability_list(&self, mask: u128) -> String {
        let mut list = String::new();
        let mut rest = mask;
        while rest != 0 {
            let bit = rest.trailing_zeros();
            rest &= rest - 1;
            if let Some(id) = usize::try_from(bit).ok().and_then(|bit| self.capabilities.get(bit)) {
                if !list.is_empty() {
                    list.push(',');
                }
                list.push_str(id);
            }
        }
        list
    }
}

/// The facilities to show: of any of the kinds, able to do every capability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TileFilter {
    /// One bit per kind; all ones when every kind is wanted.
    pub kinds: u64,
    /// The capabilities that must all be answered yes; zero when none is asked for.
    pub capabilities: u128,
}

impl TileFilter {
    /// Everything.
    pub const ALL: Self = Self { kinds: u64::MAX, capabilities: 0 };

    /// Reads `kind=a,b` and `capability=a,b`.
    ///
    /// # Errors
    /// [`TilesError::UnknownParameter`] and [`TilesError::UnknownValue`], both with the values
    /// that would have been right: a filter that is not understood is never dropped.
    pub fn parse(query: &UrlQuery, words: &TileVocabulary) -> Result<Self, TilesError> {
        let mut filter = Self::ALL;
        for (parameter, value) in query {
            match parameter.as_str() {
                "kind" => {
                    filter.kinds = 0;
                    for bit in bits("kind", value, &words.kinds)? {
                        filter.kinds |= 1 << bit;
                    }
                }
                "capability" => {
                    for bit in bits("capability", value, &words.capabilities)? {
                        filter.capabilities |= 1 << bit;
                    }
                }
                _ => {
                    return Err(TilesError::UnknownParameter {
                        parameter: parameter.clone(),
                        allowed: vec!["kind".into(), "capability".into()],
                    });
                }
            }
        }
        Ok(filter)
    }

    /// Whether a facility of this kind with these yes answers is wanted.
    pub(super) fn matches(&self, kind: u8, caps: u128) -> bool {
        self.wants_kind(kind) && caps & self.capabilities == self.capabilities
    }

    /// Whether this kind is wanted.
    pub(super) fn wants_kind(&self, kind: u8) -> bool {
        self.kinds.checked_shr(u32::from(kind)).unwrap_or(0) & 1 == 1
    }
}

/// The indices of the comma-separated words of `value`.
fn bits(parameter: &'static str, value: &str, words: &[String]) -> Result<Vec<usize>, TilesError> {
    value
        .split(',')
        .map(|word| {
            words.iter().position(|known| known == word).ok_or_else(|| TilesError::UnknownValue {
                parameter,
                value: word.to_owned(),
                allowed: words.to_vec(),
            })
        })
        .collect()
}
