//! What goes from one page of the form to the next: the fields that somebody wants to change.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::correction::Corrected;
use crate::domain::edit::day_in_japan;
use crate::domain::edit::form::{Opened, boxes, field_of_box, typed};
use crate::domain::edit::value::{self, ValueFault};
use crate::domain::vocabulary::Lang;
use crate::domain::{Facility, Origin, Source};
use crate::editing::{Change, Entry};
use crate::pages::edit::{Clash, Difference};

use super::super::accounts::Form;
use super::super::body;
use super::super::problem::Problem;

/// One field that somebody wants to change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Carried {
    pub(in crate::http) field: String,
    pub(in crate::http) value: Value,
    /// The number of the field's last edit that was seen.
    pub(in crate::http) seen: i64,
}

impl From<&Carried> for Change {
    fn from(carried: &Carried) -> Self {
        Self { field: carried.field.clone(), value: carried.value.clone(), seen: Some(carried.seen) }
    }
}

/// What stood in the form when it was opened.
pub(in crate::http) fn opened(form: &Form) -> Result<Opened, Problem> {
    body::parse(form.get("opened").as_bytes())
}

/// What one page hands to the next.
pub(super) fn carried(form: &Form) -> Result<Vec<Carried>, Problem> {
    body::parse(form.get("carried").as_bytes())
}

/// As one page hands it to the next.
pub(super) fn to_json<T: Serialize>(value: &T) -> Result<String, Problem> {
    serde_json::to_string(value).map_err(|error| Problem::internal(&error))
}

/// What was typed, box by box, to be shown again.
pub(in crate::http) fn as_typed(form: &Form) -> BTreeMap<String, String> {
    form.pairs().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

/// The fields of a form that were changed since it was opened. Boxes of no field are refused, but for those that the form has besides.
pub(in crate::http) fn changed(form: &Form, opened: &Opened, besides: &[&str]) -> Result<Vec<Carried>, Problem> {
    let mut fields: Vec<&str> = Vec::new();
    for (name, _) in form.pairs() {
        match field_of_box(name) {
            Some(field) if !fields.contains(&field) => fields.push(field),
            Some(_) => {}
            None if besides.contains(&name) => {}
            None => return Err(Problem::unknown_field(name, value::editable())),
        }
    }
    let value = |field: &str| typed(field, |name| form.get(name).to_owned());
    let carried = fields.into_iter().map(|field| Carried {
        value: value(field),
        seen: opened.seen(field),
        field: field.to_owned(),
    });
    Ok(carried.filter(|one| opened.is_changed(&one.field, &one.value)).collect())
}

/// By field, why a value cannot be taken, in the reader's language.
pub(in crate::http) fn faults(carried: &[Carried], lang: Lang) -> BTreeMap<String, String> {
    let fault = |one: &Carried| {
        let expected = match value::read(&one.field, &one.value, origin()) {
            Ok(_) => return None,
            Err(ValueFault::Value { expected, .. }) => expected.to_owned(),
            Err(fault @ ValueFault::Field(_)) => fault.to_string(),
        };
        Some((one.field.clone(), in_language(&expected, lang)))
    };
    carried.iter().filter_map(fault).collect()
}

/// Who says so does not matter for whether a value can be read.
const fn origin() -> Origin {
    Origin { source: Source::Editor, as_of: jiff::civil::Date::constant(2000, 1, 1) }
}

/// The reader's half of a sentence in two languages.
fn in_language(detail: &str, lang: Lang) -> String {
    let halves = detail.strip_suffix(')').and_then(|text| text.rsplit_once(" ("));
    match halves {
        Some((_, english)) if lang == Lang::En => english.to_owned(),
        Some((japanese, _)) => japanese.to_owned(),
        None => detail.to_owned(),
    }
}

/// The fields before and after.
pub(in crate::http) fn differences(facility: &Facility, carried: &[Carried], now: jiff::Timestamp) -> Vec<Difference> {
    let origin = Origin { source: Source::Editor, as_of: day_in_japan(now) };
    let one = |one: &Carried| {
        let calendar = match value::read(&one.field, &one.value, origin) {
            Ok(Corrected::Hours(_, calendar)) => calendar,
            _ => None,
        };
        let before = value::shown(facility, &one.field);
        Difference { field: one.field.clone(), before, after: one.value.clone(), calendar }
    };
    carried.iter().map(one).collect()
}

/// The fields that somebody else changed since they were seen.
pub(super) fn clashes(
    facility: &Facility,
    entries: &[Entry],
    carried: &[Carried],
    name_of: impl Fn(&str) -> String,
) -> Vec<Clash> {
    let clash = |one: &Carried| {
        let last = entries.iter().map(|entry| &entry.edit).find(|edit| edit.field == one.field)?;
        (last.id != one.seen).then(|| Clash {
            field: one.field.clone(),
            theirs: value::shown(facility, &one.field),
            yours: one.value.clone(),
            author: name_of(&last.author),
            made_at: last.made_at,
        })
    };
    carried.iter().filter_map(clash).collect()
}

/// What stands in the boxes of some fields: what the facility shows, and in front of it what was carried.
pub(in crate::http) fn texts(facility: &Facility, fields: &[String], carried: &[Carried]) -> BTreeMap<String, String> {
    let value_of = |field: &String| {
        let own = carried.iter().find(|one| one.field == *field).map(|one| one.value.clone());
        own.unwrap_or_else(|| value::shown(facility, field))
    };
    fields.iter().flat_map(|field| boxes(field, &value_of(field))).collect()
}
