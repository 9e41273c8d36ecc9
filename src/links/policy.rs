//! `data/links.toml`: how long links last, and what the page behind them asks.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::domain::Kind;

/// The numbers of links.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkPolicy {
    /// Links.
    pub link: Lasting,
    /// The page behind them.
    pub page: Asking,
}

/// How long links last.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lasting {
    /// Usual days until a link ends.
    pub days: i64,
    /// The most days.
    pub most_days: i64,
    /// Links made at once.
    pub most_at_once: usize,
}

/// What the page asks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asking {
    /// Months, this one included.
    pub months: i32,
    /// Days of vacancies, today included.
    pub vacancy_days: i64,
    /// Days ahead for which cover is asked for.
    pub cover_days: i64,
    /// Empty rows for days of cover.
    pub cover_rows: usize,
    /// Kinds that are asked by month whether they take new patients.
    pub months_of: Vec<Kind>,
    /// Kinds that are asked for days of cover.
    pub cover_of: Vec<Kind>,
    /// Kinds that are asked for free places by day.
    pub vacancies_of: Vec<Kind>,
}

impl LinkPolicy {
    /// Reads and checks a policy.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let policy: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let (link, page) = (&policy.link, &policy.page);
        let faults = [
            (link.days < 1 || link.most_days < link.days, "link: days"),
            (link.most_at_once == 0, "link: most_at_once"),
            (!(1..=12).contains(&page.months), "page: months are 1 to 12"),
            (!(1..=60).contains(&page.vacancy_days), "page: vacancy_days are 1 to 60"),
            (!(1..=366).contains(&page.cover_days), "page: cover_days are 1 to 366"),
            (page.cover_rows > 31, "page: cover_rows are at most 31"),
        ];
        match faults.iter().find(|(wrong, _)| *wrong) {
            Some((_, fault)) => Err((*fault).to_owned()),
            None => Ok(policy),
        }
    }
}

/// The policy of this program, `data/links.toml` as it was when the program was built.
pub fn link_policy() -> &'static LinkPolicy {
    static POLICY: LazyLock<LinkPolicy> = LazyLock::new(|| {
        LinkPolicy::parse(include_str!("../../data/links.toml"))
            .expect("a test holds that the policy of links in the tree is whole")
    });
    &POLICY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_in_the_tree_is_whole_and_a_careless_one_is_refused() {
        let text = include_str!("../../data/links.toml");
        assert_eq!(&LinkPolicy::parse(text).unwrap(), link_policy());
        for (before, after) in [
            ("days = 35", "days = 0"),
            ("months = 3", "months = 0"),
            ("most_at_once = 200", "most = 200"),
            ("\"clinic\"", "\"klinik\""),
        ] {
            assert!(text.contains(before));
            assert!(LinkPolicy::parse(&text.replacen(before, after, 1)).is_err(), "{after}");
        }
    }
}
