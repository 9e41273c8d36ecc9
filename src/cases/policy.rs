//! `data/cases.toml`: how long cases are kept, and why requests are declined.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::domain::vocabulary::Words;

/// The numbers and words of cases.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CasePolicy {
    /// How long cases are kept.
    pub keep: Keep,
    /// The note of a case.
    pub note: NotePolicy,
    /// The page of statistics.
    pub statistics: StatisticsPolicy,
    /// Why requests are declined.
    pub reasons: Vec<Reason>,
}

/// How long cases are kept, and what may be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keep {
    /// Days without a change after which an open case is deleted.
    pub open_days: i64,
    /// Days after its end when a case is deleted.
    pub ended_days: i64,
    /// The fewest cases that are counted together.
    pub least: u64,
}

/// The note of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotePolicy {
    /// The most characters.
    pub most_characters: usize,
}

/// The page of statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatisticsPolicy {
    /// The months that are shown, the present one included.
    pub months: usize,
}

/// A reason for which a request is declined.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The identifier used in the store and in JSON.
    pub id: String,
    /// What people call it.
    pub label: Words,
}

impl CasePolicy {
    /// Reads and checks a policy.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let policy: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let Keep { open_days, ended_days, least } = policy.keep;
        let words = |words: &Words| [&words.ja, &words.en, &words.easy].iter().all(|text| !text.trim().is_empty());
        let ids: Vec<&str> = policy.reasons.iter().map(|reason| reason.id.as_str()).collect();
        let twice = ids.iter().enumerate().any(|(at, id)| id.is_empty() || ids[..at].contains(id));
        let faults = [
            (open_days < 1 || ended_days < 1, "keep: days must be 1 or more"),
            (least < 2, "keep: least must be 2 or more, or a single case could be seen"),
            (policy.note.most_characters == 0, "note: most_characters must not be 0"),
            (policy.statistics.months == 0, "statistics: months must not be 0"),
            (ids.is_empty() || twice, "reasons: each must have an identifier of its own"),
            (
                !policy.reasons.iter().all(|reason| words(&reason.label)),
                "reasons: each needs its label in three languages",
            ),
        ];
        match faults.iter().find(|(wrong, _)| *wrong) {
            Some((_, fault)) => Err((*fault).to_owned()),
            None => Ok(policy),
        }
    }

    /// The reason with this identifier.
    pub fn reason(&self, id: &str) -> Option<&Reason> {
        self.reasons.iter().find(|reason| reason.id == id)
    }
}

/// The policy of this program, `data/cases.toml` as it was when the program was built.
pub fn case_policy() -> &'static CasePolicy {
    static POLICY: LazyLock<CasePolicy> = LazyLock::new(|| {
        CasePolicy::parse(include_str!("../../data/cases.toml"))
            .expect("a test holds that the policy of cases in the tree is whole")
    });
    &POLICY
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = include_str!("../../data/cases.toml");

    #[test]
    fn the_policy_of_the_program_is_right() {
        assert_eq!(CasePolicy::parse(TEXT).as_ref(), Ok(case_policy()));
        assert!(case_policy().reason("full").is_some() && case_policy().reason("nonsense").is_none());
    }

    #[test]
    fn what_is_wrong_is_refused() {
        for (from, to) in [
            ("open_days = 90", "open_days = 0"),
            ("least = 3", "least = 1"),
            ("months = 13", "months = 0"),
            ("id = \"too_far\"", "id = \"full\""),
            ("en = \"No room\"", "en = \" \""),
            ("[note]", "[note]\nunknown = 1"),
        ] {
            assert!(TEXT.contains(from), "{from}");
            assert!(CasePolicy::parse(&TEXT.replacen(from, to, 1)).is_err(), "{to}");
        }
    }
}
