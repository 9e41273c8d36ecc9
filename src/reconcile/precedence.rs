//! Which source stands in a field: the rules of `data/precedence.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::Source;

/// What sources compete for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the field of the same name of `Facility`, apart from the last two")]
pub enum Matter {
    Name,
    NameKana,
    Address,
    Position,
    Phone,
    Fax,
    Url,
    Beds,
    Specialties,
    HoursConsultation,
    HoursContact,
    HoursVisiting,
    Capacity,
    /// Capabilities that rest on a filing.
    Filed,
    /// All other capabilities.
    Practised,
}

impl Matter {
    const ALL: [Self; 15] = [
        Self::Name,
        Self::NameKana,
        Self::Address,
        Self::Position,
        Self::Phone,
        Self::Fax,
        Self::Url,
        Self::Beds,
        Self::Specialties,
        Self::HoursConsultation,
        Self::HoursContact,
        Self::HoursVisiting,
        Self::Capacity,
        Self::Filed,
        Self::Practised,
    ];
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PrecedenceFile {
    #[serde(default)]
    groups: BTreeMap<String, Vec<Source>>,
    fields: Vec<RuleRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleRow {
    names: Vec<Matter>,
    newer_wins_after_days: Option<u32>,
    newer_reason: Option<String>,
    order: Vec<RankRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RankRow {
    source: String,
    reason: String,
}

/// What is wrong with the table.
#[derive(Debug, thiserror::Error)]
pub enum PrecedenceError {
    /// It is not TOML of the expected shape.
    #[error("the precedence cannot be read: {0}")]
    Shape(#[from] toml::de::Error),
    /// A rank names neither a source nor a group.
    #[error("{0} is neither a source nor a group of sources")]
    Source(String),
    /// A rule names one source twice.
    #[error("{source_id} stands twice in the rule about {matter:?}")]
    Twice {
        /// The source.
        source_id: &'static str,
        /// The first field of the rule.
        matter: Matter,
    },
    /// A field has no rule, or two.
    #[error("{0:?} needs exactly one rule")]
    Rules(Matter),
    /// A rule gives no reason.
    #[error("the rule about {0:?} lacks a reason")]
    Reason(Matter),
}

/// The rule of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    ranks: Vec<(Source, usize)>,
    /// How many days older than the newest a voice may be before it yields; `None` where age does not matter.
    pub(super) yields_after_days: Option<u32>,
}

impl Rule {
    /// The rank of a source, 0 first; those that are not named come last.
    pub(super) fn rank(&self, source: Source) -> usize {
        self.ranks.iter().find(|(known, _)| *known == source).map_or(usize::MAX, |(_, rank)| *rank)
    }
}

/// The rules of all fields.
#[derive(Debug, Clone)]
pub struct Precedence([Rule; Matter::ALL.len()]);

impl Precedence {
    /// Reads and checks the table.
    ///
    /// # Errors
    /// Says which rule is wrong and how.
    pub fn parse(toml: &str) -> Result<Self, PrecedenceError> {
        let file: PrecedenceFile = toml::from_str(toml)?;
        let mut rules: BTreeMap<usize, Rule> = BTreeMap::new();
        for row in &file.fields {
            let rule = rule(row, &file.groups)?;
            for &matter in &row.names {
                if rules.insert(matter as usize, rule.clone()).is_some() {
                    return Err(PrecedenceError::Rules(matter));
                }
            }
        }
        if let Some(missing) = Matter::ALL.into_iter().find(|matter| !rules.contains_key(&(*matter as usize))) {
            return Err(PrecedenceError::Rules(missing));
        }
        let rules: Vec<Rule> = rules.into_values().collect();
        rules.try_into().map(Self).map_err(|_| PrecedenceError::Rules(Matter::Name))
    }

    /// The rule of a field.
    pub(super) const fn rule(&self, matter: Matter) -> &Rule {
        &self.0[matter as usize]
    }
}

fn rule(row: &RuleRow, groups: &BTreeMap<String, Vec<Source>>) -> Result<Rule, PrecedenceError> {
    let matter = row.names.first().copied().unwrap_or(Matter::Name);
    let reasoned = |reason: &str| !reason.trim().is_empty();
    let newer_is_reasoned = row.newer_wins_after_days.is_some() == row.newer_reason.as_deref().is_some_and(reasoned);
    if !newer_is_reasoned || row.order.iter().any(|rank| !reasoned(&rank.reason)) {
        return Err(PrecedenceError::Reason(matter));
    }
    let mut ranks: Vec<(Source, usize)> = Vec::new();
    for (rank, entry) in row.order.iter().enumerate() {
        let group = groups.get(&entry.source).cloned();
        let sources = group
            .or_else(|| Source::from_id(&entry.source).map(|source| vec![source]))
            .ok_or_else(|| PrecedenceError::Source(entry.source.clone()))?;
        for source in sources {
            if ranks.iter().any(|(known, _)| *known == source) {
                return Err(PrecedenceError::Twice { source_id: source.id(), matter });
            }
            ranks.push((source, rank));
        }
    }
    Ok(Rule { ranks, yields_after_days: row.newer_wins_after_days })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../data/precedence.toml");

    #[test]
    fn the_shipped_rules_cover_every_field_once() {
        let precedence = Precedence::parse(SHIPPED).unwrap();
        let filed = precedence.rule(Matter::Filed);
        assert!(filed.rank(Source::Filing) < filed.rank(Source::Survey) && filed.yields_after_days.is_none());
        let practised = precedence.rule(Matter::Practised);
        assert!(practised.rank(Source::Survey) < practised.rank(Source::Filing));
        let address = precedence.rule(Matter::Address);
        assert_eq!(
            (address.rank(Source::Kaigo), address.yields_after_days),
            (address.rank(Source::NaviiClinic), Some(0))
        );
        assert_eq!(address.rank(Source::Demo), usize::MAX, "whoever is not named comes last");
    }

    #[test]
    fn faults_are_named() {
        let parse = |from: &str, to: &str| Precedence::parse(&SHIPPED.replace(from, to)).unwrap_err();
        assert!(matches!(parse("names = [\"url\"]", "names = [\"beds\"]"), PrecedenceError::Rules(Matter::Beds)));
        assert!(matches!(parse("names = [\"url\"]", "names = []"), PrecedenceError::Rules(Matter::Url)));
        assert!(matches!(parse("source = \"open_data\"", "source = \"hearsay\""), PrecedenceError::Source(_)));
        assert!(matches!(parse("source = \"canonical\"", "source = \"filing\""), PrecedenceError::Twice { .. }));
        assert!(matches!(
            parse("reason = \"Given by the institution.\"", "reason = \"\""),
            PrecedenceError::Reason(Matter::Url)
        ));
    }
}
