//! How old is too old: when a facility should be asked again about a part of its entry.
//!
//! Only what people said of themselves or for them grows old here: answers to surveys and links, edits, sheets of vacancies. What a
//! public office publishes has editions of its own.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::kind::Kind;
use super::source::Source;
use super::vocabulary::Lang;

/// A part of an entry that is asked for by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// New patients by month, free places by day.
    Availability,
    /// When professionals reach somebody.
    Hours,
    /// What they can do.
    Answers,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 3] = [Self::Availability, Self::Hours, Self::Answers];

    /// The identifier used in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Availability => "availability",
            Self::Hours => "hours",
            Self::Answers => "answers",
        }
    }

    /// What people call it.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Availability => lang.pick("新規受入・空き", "Availability", "空(あ)き"),
            Self::Hours => lang.pick("連絡できる時間", "Contact hours", "電話(でんわ)の 時間(じかん)"),
            Self::Answers => lang.pick("できること（○△×）", "Answers", "できること"),
        }
    }
}

/// How a part, or a whole entry, stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freshness {
    /// Said or confirmed lately.
    Fresh,
    /// Said, but too long ago.
    Old,
    /// Nobody ever said it.
    Never,
}

impl Freshness {
    /// Each.
    pub const ALL: [Self; 3] = [Self::Fresh, Self::Old, Self::Never];

    /// The identifier used in JSON and addresses.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Old => "old",
            Self::Never => "never",
        }
    }

    /// What people call it.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Fresh => lang.pick("新しい", "Fresh", "新(あたら)しい"),
            Self::Old => lang.pick("古い", "Old", "古(ふる)い"),
            Self::Never => lang.pick("回答なし", "Never answered", "まだ"),
        }
    }
}

/// When each part was last said and by whom, in the order of [`Part::ALL`], and when everything was confirmed. Days as
/// [`super::PackedFact::day_number`] counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LastSaid {
    /// By part.
    pub parts: [Option<(u16, Source)>; 3],
    /// The day of the last confirmation; 0 where there is none.
    pub confirmed: u16,
}

impl LastSaid {
    /// The day on which a part was last said or confirmed. What nobody ever said cannot be confirmed.
    pub fn day(&self, part: Part) -> Option<u16> {
        self.parts[part as usize].map(|(day, _)| day.max(self.confirmed))
    }

    /// Takes a saying in, where it is newer than what is known of its part.
    pub fn say(&mut self, part: Part, day: u16, source: Source) {
        let known = &mut self.parts[part as usize];
        if known.is_none_or(|(before, _)| before < day) {
            *known = Some((day, source));
        }
    }

    /// Who spoke last, of anything.
    pub fn source(&self) -> Option<Source> {
        self.parts.iter().flatten().max_by_key(|(day, _)| *day).map(|(_, source)| *source)
    }
}

/// Whether a source is what people said: it grows old.
pub const fn is_said(source: Source) -> bool {
    source.is_by_hand() || matches!(source, Source::Survey | Source::Vacancy | Source::Demo | Source::Canonical)
}

/// The limits of one part.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    days: u16,
    own: BTreeMap<Kind, u16>,
    of: Vec<Kind>,
}

/// The days after which each part is too old.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreshnessPolicy {
    availability: Limits,
    hours: Limits,
    answers: Limits,
}

impl FreshnessPolicy {
    /// Reads and checks a policy.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let policy: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        for limits in Part::ALL.map(|part| policy.limits(part)) {
            if limits.days == 0 || limits.own.values().any(|days| *days == 0) {
                return Err("days: 1 or more".to_owned());
            }
            if let Some(kind) = limits.own.keys().find(|kind| !limits.of.contains(kind)) {
                return Err(format!("{} has days of its own and is not asked", kind.id()));
            }
        }
        Ok(policy)
    }

    const fn limits(&self, part: Part) -> &Limits {
        match part {
            Part::Availability => &self.availability,
            Part::Hours => &self.hours,
            Part::Answers => &self.answers,
        }
    }

    /// The days after which a part of a kind is too old; `None` where the kind is not asked.
    pub fn days(&self, part: Part, kind: Kind) -> Option<u16> {
        let limits = self.limits(part);
        limits.of.contains(&kind).then(|| limits.own.get(&kind).copied().unwrap_or(limits.days))
    }

    /// How a part stands on a day; `None` where the kind is not asked.
    pub fn part(&self, part: Part, kind: Kind, said: &LastSaid, today: u16) -> Option<Freshness> {
        let days = self.days(part, kind)?;
        Some(match said.day(part) {
            None => Freshness::Never,
            Some(day) if today.saturating_sub(day) > days => Freshness::Old,
            Some(_) => Freshness::Fresh,
        })
    }

    /// How a whole entry stands: old where any part is; never where nothing was ever said; `None` where the kind is asked nothing.
    pub fn whole(&self, kind: Kind, said: &LastSaid, today: u16) -> Option<Freshness> {
        let parts = Part::ALL.iter().filter_map(|part| self.part(*part, kind, said, today));
        parts.reduce(|one, other| match (one, other) {
            (Freshness::Old, _) | (_, Freshness::Old) => Freshness::Old,
            (Freshness::Fresh, _) | (_, Freshness::Fresh) => Freshness::Fresh,
            _ => Freshness::Never,
        })
    }
}

/// The policy of this program, `data/freshness.toml` as it was when the program was built.
pub fn freshness_policy() -> &'static FreshnessPolicy {
    static POLICY: LazyLock<FreshnessPolicy> = LazyLock::new(|| {
        FreshnessPolicy::parse(include_str!("../../data/freshness.toml"))
            .expect("a test holds that the policy of freshness in the tree is whole")
    });
    &POLICY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_in_the_tree_is_whole_and_a_careless_one_is_refused() {
        let text = include_str!("../../data/freshness.toml");
        assert_eq!(&FreshnessPolicy::parse(text).unwrap(), freshness_policy());
        for (before, after) in
            [("days = 35", "days = 0"), ("short_stay = 7", "salon = 7"), ("\"clinic\"", "\"klinik\"")]
        {
            assert!(text.contains(before));
            assert!(FreshnessPolicy::parse(&text.replacen(before, after, 1)).is_err(), "{after}");
        }
    }

    #[test]
    fn a_part_grows_old_by_itself_and_a_confirmation_makes_it_new() {
        let policy = freshness_policy();
        let mut said = LastSaid::default();
        let whole = |said: &LastSaid, today| policy.whole(Kind::Clinic, said, today);
        assert_eq!(whole(&said, 1_000), Some(Freshness::Never));
        said.say(Part::Answers, 1_000, Source::Survey);
        said.say(Part::Answers, 900, Source::Editor);
        assert_eq!((whole(&said, 1_396), whole(&said, 1_397)), (Some(Freshness::Fresh), Some(Freshness::Old)));
        said.say(Part::Availability, 1_300, Source::Facility);
        assert_eq!(whole(&said, 1_336), Some(Freshness::Old), "the month's answer is older than 35 days");
        assert_eq!(policy.part(Part::Hours, Kind::Clinic, &said, 1_336), Some(Freshness::Never));
        said.confirmed = 1_330;
        assert_eq!(whole(&said, 1_336), Some(Freshness::Fresh));
        assert_eq!(policy.part(Part::Hours, Kind::Clinic, &said, 1_336), Some(Freshness::Never), "nobody said it");
        assert_eq!(said.source(), Some(Source::Facility));
        assert_eq!(policy.whole(Kind::Salon, &said, 1_336), None);
        assert_eq!(policy.days(Part::Availability, Kind::ShortStay), Some(7));
    }
}
