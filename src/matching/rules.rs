//! The words of the 16 km rule, read from `data/rules.toml`. They are shown beside the evidence; nothing here decides anything.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::domain::vocabulary::{Role, Words};

/// One rule in words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// A stable identifier.
    pub id: String,
    /// The roles that it concerns.
    pub roles: Vec<Role>,
    /// What it is called.
    pub title: Words,
    /// What it says, in our words: a summary, no quotation.
    pub text: Words,
    /// Where it stands.
    pub citation: String,
    /// The day of the document, where it is known.
    pub published: Option<Date>,
    /// The first day on which it holds, where a document that was seen names it.
    pub effective_from: Option<Date>,
    /// The last day on which it holds; absent while it is in force or where that is not known.
    pub effective_until: Option<Date>,
    /// What is known of its dates, and what is not.
    pub date_note: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    judgement: Words,
    none: Words,
    rule: Vec<Rule>,
}

/// All rules, checked.
#[derive(Debug, Clone)]
pub struct Rules {
    rules: Vec<Rule>,
    judgement: Words,
    none: Words,
}

/// What is wrong with a file of rules.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// Not TOML of the expected shape.
    #[error("the rules cannot be read: {0}")]
    Shape(#[from] toml::de::Error),
    /// Two rules of one identifier, or none at all.
    #[error("the rule {0:?} has no identifier or one that another rule has already")]
    Identifier(String),
    /// A text is missing.
    #[error("the rule {0:?} lacks a text in one of the three languages, or its citation")]
    Words(String),
    /// It ends before it begins.
    #[error("the rule {0:?} ends before it begins")]
    Dates(String),
}

impl Rules {
    /// Reads and checks a file of rules.
    ///
    /// # Errors
    /// Says which rule is wrong and how.
    pub fn parse(text: &str) -> Result<Self, RulesError> {
        let RulesFile { judgement, none, rule: rules } = toml::from_str(text)?;
        let mut seen = BTreeSet::new();
        for rule in &rules {
            let id = || rule.id.clone();
            if rule.id.is_empty() || !seen.insert(&rule.id) {
                return Err(RulesError::Identifier(id()));
            }
            let words = [&rule.title, &rule.text, &rule.date_note, &judgement, &none];
            if !words.iter().all(|words| is_said(words)) || rule.citation.trim().is_empty() || rule.roles.is_empty() {
                return Err(RulesError::Words(id()));
            }
            if rule.effective_from.zip(rule.effective_until).is_some_and(|(from, until)| until < from) {
                return Err(RulesError::Dates(id()));
            }
        }
        Ok(Self { rules, judgement, none })
    }

    /// The rules that concern a role on a day. One whose dates nobody has seen is always shown; it says so itself.
    pub fn on(&self, day: Date, role: Role) -> impl Iterator<Item = &Rule> {
        let holds = move |rule: &&Rule| {
            rule.roles.contains(&role)
                && rule.effective_from.is_none_or(|from| from <= day)
                && rule.effective_until.is_none_or(|until| day <= until)
        };
        self.rules.iter().filter(holds)
    }

    /// Who judges: not this program.
    pub const fn judgement(&self) -> &Words {
        &self.judgement
    }

    /// What is said where no rule concerns the role.
    pub const fn none(&self) -> &Words {
        &self.none
    }
}

fn is_said(words: &Words) -> bool {
    [&words.ja, &words.en, &words.easy].iter().all(|text| !text.trim().is_empty())
}

/// The rules of this program, `data/rules.toml` as it was when the program was built.
pub fn rules() -> &'static Rules {
    static RULES: LazyLock<Rules> = LazyLock::new(|| {
        Rules::parse(include_str!("../../data/rules.toml")).expect("a test holds that the rules in the tree are whole")
    });
    &RULES
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const OURS: &str = include_str!("../../data/rules.toml");

    fn ids(rules: &Rules, day: Date, role: Role) -> Vec<String> {
        rules.on(day, role).map(|rule| rule.id.clone()).collect()
    }

    #[test]
    fn the_rules_of_the_tree_are_whole_and_concern_those_who_visit() {
        let rules = Rules::parse(OURS).unwrap();
        let today = date(2026, 12, 1);
        assert_eq!(ids(&rules, today, Role::Attending), ["c000_line", "c001_line", "absolute_reason"]);
        assert_eq!(ids(&rules, today, Role::Dental), ["dental_line", "absolute_reason"]);
        assert!(ids(&rules, today, Role::Pharmacy).is_empty());
        // The clarification is of 20 April 2007: nobody could have shown it the day before.
        assert_eq!(ids(&rules, date(2007, 4, 19), Role::Attending), ["c000_line", "c001_line"]);
        for rule in &rules.rules {
            assert!(rule.effective_from.is_some() || rule.date_note.ja.contains("確認していません"), "{}", rule.id);
        }
    }

    #[test]
    fn a_faulty_file_is_refused_by_name() {
        let refused = |from: &str, to: &str| {
            assert!(OURS.contains(from), "{from}");
            Rules::parse(&OURS.replacen(from, to, 1)).unwrap_err().to_string()
        };
        assert!(refused("id = \"c001_line\"", "id = \"c000_line\"").contains("c000_line"));
        assert!(refused("published = \"2007-04-20\"", "published = \"20 April\"").contains("line"));
        let ends = refused(
            "effective_from = \"2007-04-20\"",
            "effective_from = \"2007-04-20\"\neffective_until = \"2007-04-01\"",
        );
        assert!(ends.contains("absolute_reason"), "{ends}");
        assert!(refused("[[rule]]", "[[rule]]\nverdict = true").contains("verdict"));
    }
}
