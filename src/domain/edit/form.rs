//! Edits as somebody types them into a form: which fields it has, what stands in their boxes, and which of them were changed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::value::{self, REMARK, SERVICE_CAPACITY};
use crate::domain::audit::digest_of;
use crate::domain::capability::Capability;
use crate::domain::correction::{self, CalendarOf};
use crate::domain::facility::Facility;
use crate::domain::source::{Origin, Source};
use crate::domain::text::nfkc;
use crate::domain::vocabulary::{CapabilityWords, vocabulary};

/// The heading under which a form offers a remark where a facility has none.
pub const FREE_REMARK: &str = "備考";

/// How much of a facility a form shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everything that can be edited.
    Whole,
    /// What somebody outside notices: how to reach it, where it is, its hours, that it has closed, and what it can do.
    Proposal,
}

/// What is typed into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// One line.
    Line,
    /// Several lines.
    Words,
    /// One of the kinds.
    Kind,
    /// 「35.2290,139.7020」.
    Position,
    /// A whole number.
    Count,
    /// Texts parted by 、.
    List,
    /// A day.
    Date,
    /// Hours in words, with whom to reach how.
    Hours,
    /// ○△×？ with a condition.
    Answer(Capability),
}

/// What is typed into a field of this name.
pub fn sort_of(field: &str) -> Sort {
    if CalendarOf::ALL.iter().any(|calendar| calendar.id() == field) {
        return Sort::Hours;
    }
    match field {
        "kind" => Sort::Kind,
        "position" => Sort::Position,
        "beds" => Sort::Count,
        "specialties" => Sort::List,
        "closed" => Sort::Date,
        _ if is_about(field, SERVICE_CAPACITY) => Sort::Count,
        _ if is_about(field, REMARK) => Sort::Words,
        _ => vocabulary().capability(field).map_or(Sort::Line, Sort::Answer),
    }
}

fn is_about(field: &str, sort: &str) -> bool {
    field.strip_prefix(sort).is_some_and(|rest| rest.starts_with('/'))
}

/// The field that a box of a form belongs to; `None` where no form has such a box.
pub fn field_of_box(name: &str) -> Option<&str> {
    if is_field(name) {
        return Some(name);
    }
    let (field, part) = name.rsplit_once('.').filter(|(field, _)| is_field(field))?;
    let parts: &[&str] = match sort_of(field) {
        Sort::Hours => &["channel", "person", "note"],
        Sort::Answer(_) => &["condition"],
        _ => &[],
    };
    parts.contains(&part).then_some(field)
}

fn is_field(name: &str) -> bool {
    let about = is_about(name, SERVICE_CAPACITY) || is_about(name, REMARK);
    about || value::FIELDS.contains(&name) || vocabulary().capability(name).is_some()
}

/// Whether somebody outside may propose a value of this field.
pub fn can_be_proposed(field: &str) -> bool {
    PROPOSED.contains(&field) || vocabulary().capability(field).is_some()
}

/// The fields that are proposed besides the capabilities.
const PROPOSED: [&str; 9] =
    ["phone", "fax", "url", "hours_consultation", "hours_contact", "hours_visiting", "name", "address", "closed"];

/// The fields of a facility's form, in its order: first the plain ones, then the capabilities in the order of the vocabulary.
pub fn fields(facility: &Facility, scope: Scope) -> Vec<String> {
    let plain: &[&str] = match scope {
        Scope::Whole => &value::FIELDS,
        Scope::Proposal => &PROPOSED,
    };
    let mut fields: Vec<String> = plain.iter().map(|field| (*field).to_owned()).collect();
    if scope == Scope::Whole {
        let services = facility.services.iter().filter(|service| !service.number.is_empty());
        fields.extend(services.map(|service| format!("{SERVICE_CAPACITY}/{}/{}", service.number, service.code)));
        fields.extend(facility.remarks.iter().map(|remark| format!("{REMARK}/{}", remark.label)));
        fields.push(format!("{REMARK}/{FREE_REMARK}"));
    }
    fields.extend(capabilities(facility).map(|words| words.id.clone()));
    // What is said of days and months to come has a page of its own.
    fields.retain(|field| field != value::CONFIRMED);
    let mut known = std::collections::HashSet::new();
    fields.retain(|field| known.insert(field.clone()));
    fields
}

/// The capabilities that a form shows: what a facility of this kind may be asked for, and whatever it has answered.
fn capabilities(facility: &Facility) -> impl Iterator<Item = &'static CapabilityWords> {
    let asked = |words: &CapabilityWords| {
        let roles = words.roles.iter().filter_map(|role| vocabulary().role(*role));
        roles.into_iter().any(|role| role.kinds.contains(&facility.kind))
    };
    let answered = |words: &CapabilityWords| {
        vocabulary().capability(&words.id).is_some_and(|capability| facility.fact(capability).is_some())
    };
    vocabulary().capabilities().iter().filter(move |words| asked(words) || answered(words))
}

/// The boxes of a field and what stands in them for a value in the form of [`value::shown`]: the name of the box, and its text.
pub fn boxes(field: &str, value: &Value) -> Vec<(String, String)> {
    let part = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let inner = |name: &str| (format!("{field}.{name}"), part(name));
    let own = |text: String| (field.to_owned(), text);
    match sort_of(field) {
        Sort::Hours => {
            let text = value.as_str().map_or_else(|| part("text"), str::to_owned);
            vec![own(text), inner("channel"), inner("person"), inner("note")]
        }
        Sort::Answer(_) => {
            let answer = value.as_str().map_or_else(|| part("answer"), str::to_owned);
            vec![own(if answer.is_empty() { "unknown".to_owned() } else { answer }), inner("condition")]
        }
        Sort::Position => {
            let degrees = |name: &str| value.get(name).and_then(Value::as_f64);
            let point = degrees("lat").zip(degrees("lon"));
            vec![own(point.map_or_else(String::new, |(lat, lon)| format!("{lat:.6}, {lon:.6}")))]
        }
        Sort::List => {
            let items = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            vec![own(items.collect::<Vec<_>>().join("、"))]
        }
        Sort::Line | Sort::Words | Sort::Kind | Sort::Count | Sort::Date => vec![own(match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })],
    }
}

/// The value that stands in the boxes of a field. What cannot be read there stays as it was typed, and [`value::read`] refuses it.
pub fn typed(field: &str, text_of: impl Fn(&str) -> String) -> Value {
    let text = |name: &str| text_of(name).replace("\r\n", "\n").trim().to_owned();
    let inner = |name: &str| Some(text(&format!("{field}.{name}"))).filter(|text| !text.is_empty());
    let own = text(field);
    let plain = |own: String| if own.is_empty() { Value::Null } else { json!(own) };
    match sort_of(field) {
        Sort::Hours => {
            let parts = ["channel", "person", "note"].map(|name| (name, inner(name)));
            if own.is_empty() && parts.iter().all(|(_, part)| part.is_none()) {
                return Value::Null;
            }
            let mut hours = Map::from_iter([("text".to_owned(), json!(own))]);
            hours.extend(parts.into_iter().filter_map(|(name, part)| Some((name.to_owned(), json!(part?)))));
            Value::Object(hours)
        }
        Sort::Answer(_) => match (own.as_str(), inner("condition")) {
            ("unknown" | "", _) => Value::Null,
            (answer, Some(condition)) => json!({ "answer": answer, "condition": condition }),
            (answer, None) => json!({ "answer": answer }),
        },
        Sort::Count => match nfkc(&own).trim().parse::<u32>() {
            Ok(count) => json!(count),
            Err(_) => plain(own),
        },
        Sort::Position => value::from_text(field, &nfkc(&own)).unwrap_or_else(|_| json!(own)),
        Sort::List if own.is_empty() => json!([]),
        Sort::List => json!(correction::specialties(&own)),
        Sort::Line | Sort::Words | Sort::Kind | Sort::Date => plain(own),
    }
}

/// What a facility shows in a field, as its boxes would send it back untouched.
pub fn untouched(facility: &Facility, field: &str) -> Value {
    let boxes: BTreeMap<String, String> = boxes(field, &value::shown(facility, field)).into_iter().collect();
    typed(field, |name| boxes.get(name).cloned().unwrap_or_default())
}

/// What a form showed when it was opened: by field the digest of its value and the number of its last edit. With it, what was left as it
/// was is told from what was changed, whatever others have changed since.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Opened(BTreeMap<String, (String, i64)>);

impl Opened {
    /// What a form of a facility shows.
    pub fn of(facility: &Facility, fields: &[String], versions: &BTreeMap<String, i64>) -> Self {
        let entry = |field: &String| {
            let value = untouched(facility, field);
            let version = versions.get(field).copied().unwrap_or_default();
            // Most capabilities were never answered: the form need not say so for each.
            (!is_empty(&value) || version != 0).then(|| (field.clone(), (mark(field, &value), version)))
        };
        Self(fields.iter().filter_map(entry).collect())
    }

    /// The number of the field's last edit that was seen.
    pub fn seen(&self, field: &str) -> i64 {
        self.0.get(field).map_or(0, |(_, seen)| *seen)
    }

    /// Notes the number that was seen of a field before the form was opened again.
    pub fn saw(&mut self, field: &str, seen: i64) {
        let entry = self.0.entry(field.to_owned()).or_insert_with(|| (mark(field, &Value::Null), 0));
        entry.1 = seen;
    }

    /// Whether a field was changed in the form.
    pub fn is_changed(&self, field: &str, value: &Value) -> bool {
        match self.0.get(field) {
            Some((opened, _)) => *opened != mark(field, value),
            None => !is_empty(value),
        }
    }
}

/// Who says so does not matter for what hours mean.
const ANYBODY: Origin = Origin { source: Source::Editor, as_of: jiff::civil::Date::constant(2000, 1, 1) };

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// The beginning of a value's digest: long enough to tell two values of one field apart. Hours count as what they mean, not as they are
/// written.
fn mark(field: &str, value: &Value) -> String {
    let mut value = value.clone();
    if let (Sort::Hours, Some(text)) = (sort_of(field), value.get("text").and_then(Value::as_str)) {
        let meant = correction::calendar_of_text(text, ANYBODY).to_japanese();
        value["text"] = json!(meant);
    }
    digest_of(&value).map(|digest| digest.chars().take(16).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::answer::{Answer, Fact};
    use crate::domain::facility::Remark;
    use crate::domain::{Kind, LatLon, Level, Metres, Position};

    const ORIGIN: Origin = Origin { source: Source::Editor, as_of: date(2026, 11, 21) };

    fn clinic() -> Facility {
        let mut facility = Facility::new("n-1", Kind::Clinic, "（架空）うみかぜ", "神奈川県横須賀市浦賀5-1-1");
        facility.phone = Some("046-000-0000".to_owned());
        facility.specialties = vec!["内科".to_owned(), "小児科".to_owned()];
        facility.hours.contact = Some(correction::calendar_of_text("平日 9:00〜12:00", ORIGIN));
        facility.hours.contact.as_mut().unwrap().person = Some("連携室".to_owned());
        facility.remarks = vec![Remark { label: "駐車場".to_owned(), text: "1台\n裏".to_owned(), origin: ORIGIN }];
        facility.position = Some(Position {
            at: LatLon::new(35.229_123_456, 139.702_987).unwrap(),
            level: Level::Point,
            accuracy: Metres(10.0),
            source: Source::Demo,
        });
        let fact = Fact { condition: Some("看取りのみ".to_owned()), ..fact(Answer::Consult) };
        facility.set_fact(vocabulary().capability("tpn").unwrap(), fact);
        facility.set_fact(vocabulary().capability("home_oxygen").unwrap(), fact_of_nobody());
        facility
    }

    fn fact(answer: Answer) -> Fact {
        Fact { answer, as_of: ORIGIN.as_of, source: ORIGIN.source, condition: None }
    }

    fn fact_of_nobody() -> Fact {
        fact(Answer::Unknown)
    }

    #[test]
    fn a_form_that_nobody_touched_changes_nothing() {
        let facility = clinic();
        for scope in [Scope::Whole, Scope::Proposal] {
            let fields = fields(&facility, scope);
            let opened = Opened::of(&facility, &fields, &BTreeMap::from([("phone".to_owned(), 3)]));
            for field in &fields {
                let value = untouched(&facility, field);
                assert!(!opened.is_changed(field, &value), "{field} {value}");
                let needed = ["name", "address", "kind"].contains(&field.as_str());
                assert!(needed || opened.is_changed(field, &json!("anything else")), "{field}");
            }
            let same = json!({ "text": "月〜金 9:00-12:00 祝日休み", "person": "連携室" });
            let untouched = untouched(&facility, "hours_contact");
            assert!(!opened.is_changed("hours_contact", &same), "{untouched} and {same} mean the same");
            assert_eq!((opened.seen("phone"), opened.seen("fax")), (3, 0));
            let carried: Opened = serde_json::from_str(&serde_json::to_string(&opened).unwrap()).unwrap();
            assert_eq!(carried, opened);
        }
    }

    #[test]
    fn what_is_typed_becomes_a_value_that_can_be_read() {
        let boxes = BTreeMap::from([
            ("phone", " 046-111-2222 "),
            ("beds", "１２"),
            ("closed", ""),
            ("specialties", "内科、 外科"),
            ("position", "35.2, 139.7"),
            ("hours_contact", "平日 13:00〜15:00\r\n"),
            ("hours_contact.person", "連携室"),
            ("tpn", "consult"),
            ("tpn.condition", "日中のみ"),
            ("home_oxygen", "unknown"),
            ("home_oxygen.condition", "言いかけ"),
            ("remark/備考", "一行\r\n二行"),
        ]);
        for (field, expected) in [
            ("phone", json!("046-111-2222")),
            ("beds", json!(12)),
            ("closed", Value::Null),
            ("specialties", json!(["内科", "外科"])),
            ("position", json!({ "lat": 35.2, "lon": 139.7 })),
            ("hours_contact", json!({ "text": "平日 13:00〜15:00", "person": "連携室" })),
            ("hours_visiting", Value::Null),
            ("tpn", json!({ "answer": "consult", "condition": "日中のみ" })),
            ("home_oxygen", Value::Null),
            ("remark/備考", json!("一行\n二行")),
        ] {
            let value = typed(field, |name| boxes.get(name).copied().unwrap_or_default().to_owned());
            assert_eq!(value, expected, "{field}");
            assert!(value::read(field, &value, ORIGIN).is_ok(), "{field}");
        }
        for (field, wrong) in [("beds", "たくさん"), ("position", "ここ"), ("closed", "去年"), ("url", "x")] {
            let value = typed(field, |_| wrong.to_owned());
            assert!(value::read(field, &value, ORIGIN).is_err(), "{field}");
        }
    }

    #[test]
    fn boxes_lead_back_to_their_fields() {
        for (name, field) in [
            ("phone", Some("phone")),
            ("tpn", Some("tpn")),
            ("tpn.condition", Some("tpn")),
            ("hours_contact.person", Some("hours_contact")),
            ("remark/A.note", Some("remark/A.note")),
            ("phone.note", None),
            ("colour", None),
            ("remark", None),
        ] {
            assert_eq!(field_of_box(name), field, "{name}");
        }
        let mut opened = Opened::default();
        opened.saw("phone", 7);
        assert_eq!(opened.seen("phone"), 7);
        assert!(!opened.is_changed("phone", &Value::Null) && opened.is_changed("phone", &json!("1")));
        assert!(can_be_proposed("tpn") && !can_be_proposed("kind"));
    }

    #[test]
    fn a_form_asks_what_the_kind_may_be_asked_and_what_was_answered() {
        let fields = fields(&clinic(), Scope::Whole);
        for field in ["home_visit_scheduled", "tpn", "remark/駐車場", "remark/備考", "position"] {
            assert!(fields.contains(&field.to_owned()), "{field}");
        }
        assert!(!fields.contains(&"sterile_own".to_owned()), "a clinic is not asked about its clean bench");
        assert!(!super::fields(&clinic(), Scope::Proposal).contains(&"position".to_owned()));
    }
}
