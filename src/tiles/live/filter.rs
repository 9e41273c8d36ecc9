//! Which facilities a tile is to show.

use std::sync::Arc;

use jiff::civil::DateTime;
use martin_core::tiles::UrlQuery;

use super::TileDirectory;
use crate::domain::availability::{Coming, YearMonth};
use crate::domain::facility::WhichHours;
use crate::domain::hours::moment_in_japan;
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

/// The facilities to show: of any of the kinds, able to do every capability, open at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TileFilter {
    /// One bit per kind; all ones when every kind is wanted.
    pub kinds: u64,
    /// The capabilities that must all be answered yes; zero when none is asked for.
    pub capabilities: u128,
    /// Whether 要相談 is as good as a yes.
    pub or_consult: bool,
    /// Saying yes about this month and this day to come.
    pub coming: Coming,
    /// Known to be open at this moment of Japan, a whole five minutes.
    pub open_at: Option<DateTime>,
    /// The calendar that `open_at` asks.
    pub calendar: WhichHours,
}

/// Minutes in which a map of those who are open stays the same, so that its readers share the work.
const STEP_MINUTES: i8 = 5;

const YES_NO: [&str; 2] = ["true", "false"];

impl TileFilter {
    /// Everything.
    pub const ALL: Self = Self {
        kinds: u64::MAX,
        capabilities: 0,
        or_consult: false,
        coming: Coming { new_patients: None, vacancy_on: None },
        open_at: None,
        calendar: WhichHours::Consultation,
    };

    /// The parameters it is read from.
    pub const PARAMETERS: [&str; 7] =
        ["kind", "capability", "or_consult", "new_patients", "vacancy_on", "open_at", "calendar"];

    /// Reads `kind=a,b`, `capability=a,b`, `or_consult=true`, `new_patients=2026-12`, `vacancy_on=2026-11-28`, `open_at=2026-12-01T13:00:00+09:00` (rounded down to five minutes)
    /// and `calendar=contact`.
    ///
    /// # Errors
    /// [`TilesError::UnknownParameter`] and [`TilesError::UnknownValue`], both with the values
    /// that would have been right, and [`TilesError::NoMoment`] and [`TilesError::NoDay`]: a filter that is not understood is never dropped.
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
                "or_consult" => filter.or_consult = one_of("or_consult", value, YES_NO, YES_NO)? == "true",
                "new_patients" => {
                    let month = YearMonth::parse(value).map_err(|_| TilesError::NoDay { parameter: "new_patients" })?;
                    filter.coming.new_patients = Some(month);
                }
                "vacancy_on" => {
                    let day = value.parse().map_err(|_| TilesError::NoDay { parameter: "vacancy_on" })?;
                    filter.coming.vacancy_on = Some(day);
                }
                "open_at" => {
                    let moment = moment_in_japan(value).ok_or(TilesError::NoMoment { parameter: "open_at" })?;
                    filter.open_at = Some(step_of(moment));
                }
                "calendar" => {
                    let ids = WhichHours::ALL.map(WhichHours::id);
                    filter.calendar = one_of("calendar", value, ids, WhichHours::ALL)?;
                }
                _ => {
                    return Err(TilesError::UnknownParameter {
                        parameter: parameter.clone(),
                        allowed: Self::PARAMETERS.map(str::to_owned).to_vec(),
                    });
                }
            }
        }
        Ok(filter)
    }

    /// Whether a facility of this kind with these answers is wanted, were it open.
    pub(super) fn matches(&self, kind: u8, answers: Answers) -> bool {
        let able = if self.or_consult { answers.yes | answers.consult } else { answers.yes };
        self.wants_kind(kind) && able & self.capabilities == self.capabilities
    }

    /// Whether this kind is wanted.
    pub(super) fn wants_kind(&self, kind: u8) -> bool {
        self.kinds.checked_shr(u32::from(kind)).unwrap_or(0) & 1 == 1
    }
}

/// The capabilities answered yes and 要相談, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Answers {
    pub(super) yes: u128,
    pub(super) consult: u128,
}

/// A filter with those of one directory who are open at its moment.
pub(super) struct Chosen<'a> {
    pub(super) filter: &'a TileFilter,
    /// One bit per facility; `None` where no moment is asked about.
    open: Option<Arc<[u64]>>,
    /// One bit per facility; `None` where nothing is asked of days and months to come.
    coming: Option<Arc<[u64]>>,
}

impl<'a> Chosen<'a> {
    pub(super) fn of(filter: &'a TileFilter, directory: &dyn TileDirectory) -> Self {
        let coming = (!filter.coming.is_empty()).then(|| directory.coming(filter.coming, filter.or_consult));
        Self { filter, open: filter.open_at.map(|at| directory.open_at(at, filter.calendar)), coming }
    }

    /// Whether the kind alone decides who is wanted, so that counts by kind are enough.
    pub(super) const fn is_of_kinds_only(&self) -> bool {
        self.filter.capabilities == 0 && self.open.is_none() && self.coming.is_none()
    }

    /// Whether a facility is wanted. Its answers are looked up only where they matter.
    pub(super) fn wants(&self, ordinal: u32, kind: u8, answers: impl FnOnce() -> Answers) -> bool {
        self.filter.wants_kind(kind)
            && is_among(self.open.as_deref(), ordinal)
            && is_among(self.coming.as_deref(), ordinal)
            && (self.filter.capabilities == 0 || self.filter.matches(kind, answers()))
    }
}

/// Whether the bit of a number is set; everybody is among those of whom nothing was asked.
fn is_among(bits: Option<&[u64]>, ordinal: u32) -> bool {
    let Some(bits) = bits else { return true };
    let word = usize::try_from(ordinal / 64).ok().and_then(|word| bits.get(word));
    word.is_some_and(|word| word >> (ordinal % 64) & 1 == 1)
}

/// The moment a map of this moment shows.
fn step_of(at: DateTime) -> DateTime {
    at.date().at(at.hour(), at.minute() - at.minute() % STEP_MINUTES, 0, 0)
}

/// The value that a word stands for.
fn one_of<T, const N: usize>(
    parameter: &'static str,
    word: &str,
    words: [&'static str; N],
    values: [T; N],
) -> Result<T, TilesError> {
    let found = words.into_iter().zip(values).find(|(known, _)| *known == word);
    found.map(|(_, value)| value).ok_or_else(|| TilesError::UnknownValue {
        parameter,
        value: word.to_owned(),
        allowed: words.map(str::to_owned).to_vec(),
    })
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
