//! Edits: values that a person of the directory put in front of what every source says. They are a layer of their own, are never
//! changed or deleted, and are taken back by further edits.

mod availability;
pub mod form;
pub mod value;
pub mod words;

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::facility::Position;
use super::municipality::MunicipalityCode;
use super::source::{Origin, Source};

/// One value that somebody changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// Its number; numbers grow in the order in which edits became durable.
    pub id: i64,
    /// The facility that was edited, by the identifier that it had then.
    pub facility: String,
    /// The field, as [`value::FIELDS`] names it, or the identifier of a capability.
    pub field: String,
    /// What readers saw before, in the form of [`value::shown`].
    pub before: Value,
    /// What the editor wrote, in the form that [`value::read`] reads; for one that takes another back, what readers saw afterwards.
    pub after: Value,
    /// What the sources said then, as readers see a replaced value; empty where they said nothing.
    pub beneath: String,
    /// Where a new address was found then.
    pub found: Option<Found>,
    /// Who changed it.
    pub author: String,
    /// For whom they spoke: the facility itself ([`Source::Facility`]), or who keeps the directory ([`Source::Editor`]).
    pub source: Source,
    /// When.
    pub made_at: Timestamp,
    /// Why, in the author's words.
    pub reason: String,
    /// The edit that this one takes back.
    pub undoes: Option<i64>,
}

/// Where an address was found when it was written.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The municipality.
    pub municipality: Option<MunicipalityCode>,
    /// The place; `None` where no gazetteer knew it.
    pub position: Option<Position>,
}

impl Edit {
    /// Who says so and since which day, by the clocks of Japan.
    pub fn origin(&self) -> Origin {
        Origin { source: self.source, as_of: day_in_japan(self.made_at) }
    }
}

/// The day in Japan on which a moment lies.
pub fn day_in_japan(moment: Timestamp) -> Date {
    tz::offset(9).to_datetime(moment).date()
}

/// The edits that are in force, one a field, in the order in which they were made. One that was taken back is not in force, unless the
/// taking back was itself taken back; the edit before it is then. `edits` are all of one facility, in the order of their numbers.
pub fn in_force(edits: &[Edit]) -> Vec<&Edit> {
    let (mut undone, mut fields) = (HashSet::new(), HashSet::new());
    let mut standing: Vec<&Edit> = Vec::new();
    for edit in edits.iter().rev() {
        if undone.contains(&edit.id) {
            continue;
        }
        match edit.undoes {
            Some(other) => _ = undone.insert(other),
            None if fields.insert(edit.field.as_str()) => standing.push(edit),
            None => {}
        }
    }
    standing.reverse();
    standing
}

/// The edit that takes an edit back, where one does and is not itself taken back. `edits` as for [`in_force`].
pub fn undone_by(edits: &[Edit], id: i64) -> Option<i64> {
    let mut undone = HashSet::new();
    edits.iter().rev().find_map(|edit| {
        let stands = !undone.contains(&edit.id);
        let other = edit.undoes.filter(|_| stands)?;
        undone.insert(other);
        (other == id).then_some(edit.id)
    })
}

/// By field: the number of the last edit, which an editor names to say what they saw. A field without edits is not in it: its number is 0.
pub fn versions(edits: &[Edit]) -> BTreeMap<&str, i64> {
    edits.iter().map(|edit| (edit.field.as_str(), edit.id)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edit(id: i64, field: &str, undoes: Option<i64>) -> Edit {
        Edit {
            id,
            facility: "n-1".to_owned(),
            field: field.to_owned(),
            before: Value::Null,
            after: Value::from(id),
            beneath: String::new(),
            found: None,
            author: "架空 花子".to_owned(),
            source: Source::Editor,
            made_at: Timestamp::UNIX_EPOCH,
            reason: "電話で確認".to_owned(),
            undoes,
        }
    }

    fn standing(edits: &[Edit]) -> Vec<i64> {
        in_force(edits).iter().map(|edit| edit.id).collect()
    }

    #[test]
    fn the_last_that_was_not_taken_back_is_in_force() {
        let mut edits = vec![edit(1, "phone", None), edit(2, "name", None), edit(3, "phone", None)];
        assert_eq!(standing(&edits), [2, 3]);
        edits.push(edit(4, "phone", Some(3)));
        assert_eq!((standing(&edits), undone_by(&edits, 3)), (vec![1, 2], Some(4)));
        edits.push(edit(5, "phone", Some(4)));
        assert_eq!((standing(&edits), undone_by(&edits, 3)), (vec![2, 3], None), "the taking back was taken back");
        edits.push(edit(6, "phone", Some(1)));
        assert_eq!(standing(&edits), [2, 3], "an older one may go from beneath");
        edits.push(edit(7, "phone", Some(3)));
        assert_eq!(standing(&edits), [2], "then nobody stands in front of the sources");
        assert_eq!(versions(&edits).into_iter().collect::<Vec<_>>(), [("name", 2), ("phone", 7)]);
    }

    proptest! {
        /// By the words of the rule: an edit is taken back if one that is not taken back itself takes it back.
        #[test]
        fn in_force_is_what_the_rule_says(steps in proptest::collection::vec((0_u8..3, proptest::option::of(0_usize..12)), 0..12)) {
            let mut edits: Vec<Edit> = Vec::new();
            for (i, (field, undoes)) in (1_i64..).zip(steps) {
                let undone = undoes.and_then(|at| edits.get(at)).map(|edit| (edit.id, edit.field.clone()));
                let field = undone.as_ref().map_or_else(|| field.to_string(), |(_, field)| field.clone());
                edits.push(edit(i, &field, undone.map(|(id, _)| id)));
            }
            fn taken_back(edits: &[Edit], id: i64) -> bool {
                edits.iter().any(|edit| edit.undoes == Some(id) && !taken_back(edits, edit.id))
            }
            let last = |field: &str| edits.iter().rev().find(|e| e.field == field && e.undoes.is_none() && !taken_back(&edits, e.id));
            let mut expected: Vec<i64> = ["0", "1", "2"].iter().filter_map(|field| last(field)).map(|edit| edit.id).collect();
            expected.sort_unstable();
            prop_assert_eq!(standing(&edits), expected);
            for one in &edits {
                prop_assert_eq!(undone_by(&edits, one.id).is_some(), taken_back(&edits, one.id));
            }
        }
    }
}
