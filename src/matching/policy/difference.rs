//! An association's own policy beside the one that comes with the program: what differs, and that it does not pass for the other.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::{Policy, PolicyError};
use crate::domain::Vocabulary;

/// The keys by which entries of a list are known.
const NAMES: [&str; 3] = ["id", "capability", "applies_to"];

/// One setting that two policies give differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Its path, such as `terms.distance.weight`.
    pub setting: String,
    /// What the program's own policy says; `None` where it lacks the setting.
    pub builtin: Option<String>,
    /// What the other policy says.
    pub own: Option<String>,
    /// Whether it is a number: one that can change an order, other than words.
    pub is_number: bool,
}

/// Every setting that differs, by path.
///
/// # Errors
/// When one of the texts is not TOML.
pub fn differences(builtin: &str, own: &str) -> Result<Vec<Difference>, PolicyError> {
    let (builtin, own) = (settings(builtin)?, settings(own)?);
    let mut paths: Vec<&String> = builtin.keys().chain(own.keys()).collect();
    paths.sort_unstable();
    paths.dedup();
    let differing = paths.into_iter().filter(|path| builtin.get(*path) != own.get(*path));
    let difference = |path: &String| {
        let (before, after) = (builtin.get(path), own.get(path));
        let number = |value: &&Value| matches!(value, Value::Integer(_) | Value::Float(_) | Value::Boolean(_));
        Difference {
            setting: path.clone(),
            builtin: before.map(Value::to_string),
            own: after.map(Value::to_string),
            is_number: before.iter().chain(after.iter()).any(number),
        }
    };
    Ok(differing.map(difference).collect())
}

/// Reads and checks an association's policy as strictly as the program's own. The same version with other numbers is refused, so
/// that a version always names one set of numbers.
///
/// # Errors
/// Says which entry is wrong and how.
pub fn parse_own(builtin: &str, own: &str, vocabulary: &Vocabulary) -> Result<Policy, PolicyError> {
    let policy = Policy::parse(own, vocabulary)?;
    let ours = Policy::parse(builtin, vocabulary)?;
    if policy.version() == ours.version()
        && let Some(other) = differences(builtin, own)?.into_iter().find(|difference| difference.is_number)
    {
        return Err(PolicyError::SameVersion { version: ours.version, what: other.setting });
    }
    Ok(policy)
}

fn settings(text: &str) -> Result<BTreeMap<String, Value>, PolicyError> {
    let mut found = BTreeMap::new();
    flatten("", Value::Table(text.parse::<Table>()?), &mut found);
    Ok(found)
}

/// Puts every value under its path. An entry of a list stands under its name, so that the order of a list is no difference.
fn flatten(path: &str, value: Value, found: &mut BTreeMap<String, Value>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Table(table) => {
            for (name, value) in table {
                flatten(&below(&name), value, found);
            }
        }
        Value::Array(entries) if entries.iter().any(Value::is_table) => {
            for (i, entry) in entries.into_iter().enumerate() {
                let name = NAMES.iter().find_map(|name| entry.get(name)).map(|name| match name {
                    Value::String(name) => name.clone(),
                    other => other.to_string(),
                });
                flatten(&below(&name.unwrap_or_else(|| i.to_string())), entry, found);
            }
        }
        // 16000 and 16000.0 are the same number.
        Value::Integer(whole) => drop(found.insert(path.to_owned(), Value::Float(whole as f64))),
        other => drop(found.insert(path.to_owned(), other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::vocabulary;

    const OURS: &str = include_str!("../../../data/policy.toml");

    fn changed(changes: &[(&str, &str)]) -> String {
        changes.iter().fold(OURS.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        })
    }

    #[test]
    fn what_differs_is_named_with_both_values() {
        let own = changed(&[
            ("weight = 0.30", "weight = 0.25"),
            ("weight = 0.15", "weight = 0.20"),
            ("accepting_new = 62", "accepting_new = 31"),
            ("radius_m = 16000", "radius_m = 16000.0"),
        ]);
        let found = differences(OURS, &own).unwrap();
        let short: Vec<_> =
            found.iter().map(|d| (d.setting.as_str(), d.builtin.as_deref(), d.own.as_deref())).collect();
        assert_eq!(
            short,
            [
                ("horizon_days.by_capability.accepting_new", Some("62.0"), Some("31.0")),
                ("terms.distance.weight", Some("0.3"), Some("0.25")),
                ("terms.night_cover.weight", Some("0.15"), Some("0.2")),
            ]
        );
        assert!(differences(OURS, OURS).unwrap().is_empty());
    }

    #[test]
    fn other_numbers_need_another_version() {
        let numbers = [("weight = 0.30", "weight = 0.25"), ("weight = 0.15", "weight = 0.20")];
        let version = Policy::parse(OURS, vocabulary()).unwrap().version().to_owned();
        let refused = parse_own(OURS, &changed(&numbers), vocabulary()).unwrap_err().to_string();
        assert!(refused.contains("terms.distance.weight"), "{refused}");
        let line = format!("version = \"{version}\"");
        let named =
            changed(&[numbers[0], numbers[1], (&line, "version = \"横須賀 2026-12\"\npublisher = \"横須賀市医師会\"")]);
        let policy = parse_own(OURS, &named, vocabulary()).unwrap();
        assert_eq!((policy.version(), policy.publisher()), ("横須賀 2026-12", Some("横須賀市医師会")));
        // Other words alone change no order.
        let words = changed(&[("近いほど急なときに", "近ければ急なときに")]);
        assert!(parse_own(OURS, &words, vocabulary()).is_ok());
    }

    #[test]
    fn an_own_policy_is_read_as_strictly_as_ours() {
        let refused =
            |from: &str, to: &str| parse_own(OURS, &changed(&[(from, to)]), vocabulary()).unwrap_err().to_string();
        assert!(refused("weight = 0.30", "weight = 0.31").contains("sum"));
        assert!(refused("capability = \"contact_24h\"", "capability = \"contact_25h\"").contains("contact_25h"));
        assert!(refused("distance_step = 0.01", "distance_step = 0.01\nfavourite = \"n-1\"").contains("line"));
        assert!(refused("reason.en = \"Nearness", "reason.en = \"\"\n#").contains("distance"));
        assert!(refused("applies_to = [\"vacancy\"]", "applies_to = [\"vacancy\", \"filing\"]").contains("filing"));
        assert!(refused("applies_to = [\"vacancy\"]", "applies_to = [\"vacancies\"]").contains("vacancies"));
        assert!(refused("vacancy = 7", "vacancy = 7\ndemo = 9").contains("demo"));
    }
}
