//! From what is known to the inputs of a form, and from a form that was sent to the values that change.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use unicode_normalization::UnicodeNormalization;

use super::questions::{Questions, month_field};
use crate::domain::Facility;
use crate::domain::edit::Edit;
use crate::domain::edit::value;

/// The inputs of a form: name and text.
pub type Inputs = BTreeMap<String, String>;

/// Rows for days of cover that a form may send.
const MOST_ROWS: u16 = 200;

/// What is wrong with a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// An input that this form does not have.
    Unknown(String),
    /// The text of an input is none of its field; the field.
    Value(String),
}

/// What is known of the fields of a page, in the form in which an editor would write them; null where nothing is.
#[derive(Debug, Clone, PartialEq)]
pub struct Known(BTreeMap<String, Value>);

impl Known {
    /// What a facility shows now.
    pub fn of(facility: &Facility, questions: &Questions) -> Self {
        let mut fields = questions.fields();
        fields.extend(cover_fields(questions));
        Self(fields.into_iter().map(|field| (field.clone(), plain(&field, &value::shown(facility, &field)))).collect())
    }

    /// The same as it was before some edits, which come newest first.
    #[must_use]
    pub fn before<'a>(mut self, edits: impl Iterator<Item = &'a Edit>) -> Self {
        for edit in edits {
            if let Some(known) = self.0.get_mut(&edit.field) {
                *known = plain(&edit.field, &edit.before);
            }
        }
        self
    }

    /// What is known of a field.
    pub fn get(&self, field: &str) -> &Value {
        self.0.get(field).unwrap_or(&Value::Null)
    }

    /// The days of cover that are known, in order.
    pub fn cover(&self) -> Vec<&str> {
        let said = self.0.iter().filter(|(_, value)| !value.is_null());
        said.filter_map(|(field, _)| field.strip_prefix("cover/")).collect()
    }
}

fn cover_fields(questions: &Questions) -> Vec<String> {
    let Some((first, last)) = questions.cover else { return Vec::new() };
    first.series(1.day()).take_while(|day| *day <= last).map(|day| format!("cover/{day}")).collect()
}

/// What sort of input a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Places,
    Cover,
    Hours,
    Text,
    Answer,
}

fn sort(field: &str) -> Sort {
    match field.split('/').next().unwrap_or_default() {
        "new_patients" | "vacancy" => Sort::Places,
        "cover" => Sort::Cover,
        "hours_contact" => Sort::Hours,
        "phone" | "fax" => Sort::Text,
        _ => Sort::Answer,
    }
}

/// The first word of a value that may also be written as that word alone.
const fn key(sort: Sort) -> &'static str {
    match sort {
        Sort::Cover => "cover",
        Sort::Hours => "text",
        _ => "answer",
    }
}

/// One spelling of a value: without what is empty, as an object where it may be one.
pub(super) fn plain(field: &str, value: &Value) -> Value {
    let sort = sort(field);
    let mut object = match value {
        Value::Object(object) => object.clone(),
        Value::String(text) if sort != Sort::Text => Map::from_iter([(key(sort).to_owned(), json!(text))]),
        Value::String(text) => return if text.trim().is_empty() { Value::Null } else { json!(text.trim()) },
        _ => return Value::Null,
    };
    object.retain(|_, part| !part.is_null() && part.as_str() != Some(""));
    let says_nothing = sort != Sort::Hours && object.get(key(sort)).is_none_or(|word| word == "unknown");
    if object.is_empty() || says_nothing { Value::Null } else { Value::Object(object) }
}

/// The name of the first input of a field: short, for a page has many.
fn name(field: &str) -> String {
    match field.split_once('/') {
        Some(("new_patients", month)) => format!("m.{month}"),
        Some(("vacancy", day)) => format!("v.{day}"),
        _ if sort(field) == Sort::Text => format!("k.{field}"),
        _ => format!("a.{field}"),
    }
}

/// Parts of contact hours, in the order of the page.
const HOURS: [&str; 4] = ["text", "channel", "person", "note"];

/// The inputs of a page, filled in with what is known.
pub fn inputs(known: &Known, questions: &Questions, empty_rows: usize) -> Inputs {
    let mut inputs = Inputs::new();
    let part = |value: &Value, part: &str| match value.get(part) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    for field in questions.fields() {
        let (value, name) = (known.get(&field), name(&field));
        match sort(&field) {
            Sort::Text => _ = inputs.insert(name, value.as_str().unwrap_or_default().to_owned()),
            Sort::Hours => inputs.extend(HOURS.map(|word| (format!("h.{word}"), part(value, word)))),
            Sort::Places => {
                inputs.insert(format!("{name}.n"), part(value, "places"));
                inputs.insert(format!("{name}.t"), part(value, "note"));
                inputs.insert(name, part(value, "answer"));
            }
            Sort::Answer | Sort::Cover => {
                inputs.insert(format!("{name}.t"), part(value, "condition"));
                inputs.insert(name, part(value, "answer"));
            }
        }
    }
    if questions.cover.is_some() {
        let days = known.cover();
        for row in 0..days.len() + empty_rows {
            let day = days.get(row).copied().unwrap_or_default();
            let value = known.get(&format!("cover/{day}"));
            inputs.insert(format!("c.{row}.d"), day.to_owned());
            inputs.insert(format!("c.{row}.k"), part(value, "cover"));
            inputs.insert(format!("c.{row}.t"), part(value, "note"));
        }
    }
    inputs
}

/// The values that a form changes. `known` is what the page showed when it was filled in, and `empty_rows` how many rows for cover it had
/// besides. An input that was not sent changes nothing.
///
/// # Errors
/// Every input that the form does not have, and every text that is none of its field.
pub fn changes(
    known: &Known,
    questions: &Questions,
    sent: &Inputs,
    empty_rows: usize,
) -> Result<Vec<(String, Value)>, Vec<Fault>> {
    let shown = inputs(known, questions, empty_rows);
    let mut faults: Vec<Fault> =
        sent.keys().filter(|name| !is_input(name, &shown, questions)).cloned().map(Fault::Unknown).collect();
    let mut changes = Vec::new();
    // Only fields of which the text of some input changed: what was shown shortened is not written back.
    let touched = |names: &[String]| {
        names
            .iter()
            .any(|name| sent.get(name).is_some_and(|text| shown.get(name).map(String::as_str) != Some(text.trim())))
    };
    for field in questions.fields() {
        let name = name(&field);
        let names = match sort(&field) {
            Sort::Hours => HOURS.map(|word| format!("h.{word}")).to_vec(),
            _ => vec![name.clone(), format!("{name}.n"), format!("{name}.t")],
        };
        if !touched(&names) {
            continue;
        }
        let text = |name: &str| sent.get(name).or_else(|| shown.get(name)).map_or("", |text| text.trim());
        match written(&field, &name, text) {
            Some(value) if value != *known.get(&field) => changes.push((field, value)),
            Some(_) => {}
            None => faults.push(Fault::Value(field)),
        }
    }
    cover_changes(known, questions, sent, &mut changes, &mut faults);
    if faults.is_empty() { Ok(changes) } else { Err(faults) }
}

/// Whether a form has an input of this name. Rows for cover may be more than the page of another moment has.
fn is_input(name: &str, shown: &Inputs, questions: &Questions) -> bool {
    let row = |name: &str| {
        let (row, part) = name.strip_prefix("c.")?.split_once('.')?;
        (["d", "k", "t"].contains(&part) && row.parse::<u16>().is_ok_and(|row| row < MOST_ROWS)).then_some(())
    };
    shown.contains_key(name) || questions.cover.is_some() && row(name).is_some()
}

/// What stands in the inputs when a form has to be looked at again: what is known now, and over it what the sender changed in what they
/// saw (`seen`). Days of cover that somebody else added meanwhile keep a row of their own.
pub fn merged(now: &Known, seen: &Known, questions: &Questions, sent: &Inputs, empty_rows: usize) -> Inputs {
    let (mut merged, shown) = (inputs(now, questions, empty_rows), inputs(seen, questions, empty_rows));
    let is_cover = |name: &str| name.starts_with("c.");
    let changed = |(name, text): &(&String, &String)| shown.get(*name) != Some(*text);
    let mut differ = sent.iter().filter(changed).peekable();
    if differ.peek().is_none() {
        return merged;
    }
    merged.extend(differ.filter(|(name, _)| !is_cover(name)).map(|(name, text)| (name.clone(), text.clone())));
    if sent.iter().filter(changed).any(|(name, _)| is_cover(name)) {
        let is_row = |name: &str| is_cover(name) && name.ends_with(".d");
        let days: Vec<&String> = sent.iter().filter(|(name, _)| is_row(name)).map(|(_, day)| day).collect();
        let others: Vec<&str> = now
            .cover()
            .into_iter()
            .filter(|day| !days.iter().any(|sent| sent == day) && seen.get(&format!("cover/{day}")).is_null())
            .collect();
        merged.retain(|name, _| !is_cover(name));
        merged.extend(sent.iter().filter(|(name, _)| is_cover(name)).map(|(name, text)| (name.clone(), text.clone())));
        let first = days.len();
        for (row, day) in (first..).zip(others) {
            let value = now.get(&format!("cover/{day}"));
            let part = |part: &str| value.get(part).and_then(Value::as_str).unwrap_or_default().to_owned();
            merged.extend([
                (format!("c.{row}.d"), day.to_owned()),
                (format!("c.{row}.k"), part("cover")),
                (format!("c.{row}.t"), part("note")),
            ]);
        }
    }
    merged
}

/// The value that the inputs of a field say; `None` where they say none.
fn written<'a>(field: &str, name: &str, text: impl Fn(&str) -> &'a str) -> Option<Value> {
    let value = match sort(field) {
        Sort::Text => json!(text(name)),
        Sort::Hours => {
            Value::Object(HOURS.map(|word| (word.to_owned(), json!(text(&format!("h.{word}"))))).into_iter().collect())
        }
        Sort::Places => {
            let places = number(text(&format!("{name}.n"))).ok()?;
            let note = text(&format!("{name}.t"));
            let answer = match (answer(text(name))?, places) {
                // A number says it too.
                ("", Some(0)) => "no",
                ("", Some(_)) => "yes",
                ("", None) if !note.is_empty() => return None,
                (answer, _) => answer,
            };
            json!({ "answer": answer, "places": places, "note": note })
        }
        Sort::Answer | Sort::Cover => {
            json!({ "answer": answer(text(name))?, "condition": text(&format!("{name}.t")) })
        }
    };
    let value = plain(field, &value);
    // Hours need their own words even where only the person changed.
    let wordless = sort(field) == Sort::Hours && value.is_object() && value.get("text").is_none();
    Some(match value {
        Value::Object(mut object) if wordless => {
            object.insert("text".to_owned(), json!(""));
            Value::Object(object)
        }
        value => value,
    })
}

fn answer(text: &str) -> Option<&str> {
    ["", "yes", "consult", "no"].into_iter().find(|known| *known == text)
}

/// A number as it is typed on any keyboard; nothing where nothing is typed.
fn number(text: &str) -> Result<Option<u32>, std::num::ParseIntError> {
    let digits: String = text.nfkc().filter(|c| !c.is_whitespace() && *c != '名').collect();
    if digits.is_empty() { Ok(None) } else { digits.parse().map(Some) }
}

/// Days of cover: each row is a day; a day that is in no row any more is taken back.
fn cover_changes(
    known: &Known,
    questions: &Questions,
    sent: &Inputs,
    changes: &mut Vec<(String, Value)>,
    faults: &mut Vec<Fault>,
) {
    let Some((first, last)) = questions.cover else { return };
    let row = |name: &str| name.strip_prefix("c.")?.strip_suffix(".d")?.parse().ok().filter(|row| *row < MOST_ROWS);
    let rows: Vec<u16> = sent.keys().filter_map(|name| row(name)).collect();
    if rows.is_empty() {
        return;
    }
    let text = |row: u16, part: &str| sent.get(&format!("c.{row}.{part}")).map_or("", |text| text.trim());
    let mut said: BTreeMap<String, Value> = BTreeMap::new();
    for row in rows {
        let (day, kind) = (text(row, "d"), text(row, "k"));
        if day.is_empty() && kind.is_empty() || !day.is_empty() && kind.is_empty() && known.cover().contains(&day) {
            continue;
        }
        let in_time = day.parse::<Date>().is_ok_and(|day| first <= day && day <= last);
        let field = format!("cover/{day}");
        if !in_time || !["needed", "offered"].contains(&kind) || said.contains_key(&field) {
            faults.push(Fault::Value(if day.is_empty() { "cover".to_owned() } else { field }));
            continue;
        }
        let value = plain(&field, &json!({ "cover": kind, "note": text(row, "t") }));
        said.insert(field, value);
    }
    for day in known.cover() {
        said.entry(format!("cover/{day}")).or_insert(Value::Null);
    }
    changes.extend(said.into_iter().filter(|(field, value)| value != known.get(field)));
}

/// This month's answer where nobody has given one and last month's can be carried on: what 「変わりありません」 writes besides the day.
pub fn carried(facility: &Facility, questions: &Questions) -> Option<(String, Value)> {
    let month = questions.months.first()?;
    let field = month_field(*month);
    if !value::shown(facility, &field).is_null() {
        return None;
    }
    let before = month_field(month.checked_sub(1.month()).ok()?);
    let last = plain(&before, &value::shown(facility, &before));
    (!last.is_null()).then_some((field, last))
}
