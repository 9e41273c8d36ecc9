//! The values of an edit: how they are written in JSON, and what a facility shows in the same form.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::availability;
pub use super::availability::{CONFIRMED, COVER, NEW_PATIENTS, VACANCY};
use crate::domain::answer::{Answer, Fact};
use crate::domain::correction::{self, CalendarOf, Corrected};
use crate::domain::facility::{Beds, Capacity, Facility, Remark};
use crate::domain::hours::Calendar;
use crate::domain::kind::Kind;
use crate::domain::place::LatLon;
use crate::domain::source::Origin;
use crate::domain::vocabulary::vocabulary;

/// The fields that can be edited besides the capabilities. Further ones, as `remark/HEADING` and `new_patients/YYYY-MM`, end in what they
/// are about.
pub const FIELDS: [&str; 16] = [
    "name",
    "name_kana",
    "kind",
    "address",
    "position",
    "phone",
    "fax",
    "url",
    "beds",
    "specialties",
    "closed",
    "hours_consultation",
    "hours_contact",
    "hours_visiting",
    "capacity",
    CONFIRMED,
];

/// 定員 of one service: `service_capacity/1470000000/130`.
pub const SERVICE_CAPACITY: &str = "service_capacity";
/// A remark under a heading: `remark/備考`.
pub const REMARK: &str = "remark";

/// The longest text that a field takes, in characters.
const LONGEST: usize = 2_000;

/// Why a value cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueFault {
    /// Nothing of a facility is called so.
    #[error("「{0}」という項目は変更できません (no field or capability that can be edited)")]
    Field(String),
    /// The value is none of the field.
    #[error("{field}: {expected}")]
    Value {
        /// The field.
        field: String,
        /// What it should look like.
        expected: &'static str,
        /// The values that can be taken, where they can be listed.
        allowed: Vec<String>,
    },
}

/// Everything that can be edited, as it is named.
pub fn editable() -> Vec<String> {
    let capabilities = vocabulary().capabilities().iter().map(|capability| capability.id.clone());
    let about = [format!("{SERVICE_CAPACITY}/NUMBER/CODE"), format!("{REMARK}/HEADING")];
    let fields = FIELDS.iter().map(|field| (*field).to_owned());
    fields.chain(availability::names()).chain(about).chain(capabilities).collect()
}

/// An answer about a capability.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerValue {
    answer: String,
    #[serde(default)]
    condition: Option<String>,
}

/// A calendar: the hours in words or as OSM `opening_hours`, and whom to reach how.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HoursValue {
    text: String,
    #[serde(default)]
    channel: Option<String>,
    #[serde(default)]
    person: Option<String>,
    #[serde(default)]
    note: Option<String>,
}

/// Reads what an editor wrote; `null`, an empty text and an empty list take the value away.
///
/// # Errors
/// When the field is none that can be edited, or the value is none of it.
pub fn read(field: &str, value: &Value, origin: Origin) -> Result<Corrected, ValueFault> {
    if let Some(read) = availability::read(field, value, origin) {
        return read;
    }
    let of = Reading { field, value };
    if let Some(which) = CalendarOf::ALL.iter().find(|calendar| calendar.id() == field) {
        return Ok(Corrected::Hours(*which, of.hours(origin)?));
    }
    if let Some(service) = field.strip_prefix(SERVICE_CAPACITY) {
        return of.service_capacity(service);
    }
    if let Some(heading) = field.strip_prefix(REMARK) {
        let label = heading.strip_prefix('/').filter(|label| !label.trim().is_empty());
        let label = label.ok_or_else(|| ValueFault::Field(field.to_owned()))?;
        return Ok(Corrected::Remark(label.to_owned(), of.text()?));
    }
    Ok(match field {
        "name" => Corrected::Name(of.needed()?),
        "name_kana" => Corrected::NameKana(of.text()?),
        "kind" => Corrected::Kind(of.kind()?),
        "address" => Corrected::Address(of.needed()?),
        "position" => Corrected::Position(of.position()?),
        "phone" => Corrected::Phone(of.text()?),
        "fax" => Corrected::Fax(of.text()?),
        "url" => Corrected::Url(of.url()?),
        "beds" => Corrected::Beds(of.count()?.map(|total| Beds { total, by_kind: Vec::new() })),
        "specialties" => Corrected::Specialties(of.list()?),
        "closed" => Corrected::Closed(of.date()?),
        "capacity" => Corrected::Capacity(of.text()?.map(|text| capacity(text, origin))),
        id => {
            let capability = vocabulary().capability(id).ok_or_else(|| ValueFault::Field(id.to_owned()))?;
            Corrected::Answer(capability, of.answer()?)
        }
    })
}

/// One value of one field.
struct Reading<'a> {
    field: &'a str,
    value: &'a Value,
}

impl Reading<'_> {
    fn fault(&self, expected: &'static str) -> ValueFault {
        ValueFault::Value { field: self.field.to_owned(), expected, allowed: Vec::new() }
    }

    fn none_of(&self, allowed: impl IntoIterator<Item = &'static str>) -> ValueFault {
        ValueFault::Value {
            field: self.field.to_owned(),
            expected: "allowed のいずれかを使ってください (use one of the allowed values)",
            allowed: allowed.into_iter().map(str::to_owned).collect(),
        }
    }

    fn text(&self) -> Result<Option<String>, ValueFault> {
        match self.value {
            Value::Null => Ok(None),
            Value::String(text) if text.chars().count() <= LONGEST => {
                let text = text.trim();
                Ok((!text.is_empty()).then(|| text.to_owned()))
            }
            _ => Err(self.fault("2000文字までの文字列か null です (a text of at most 2000 characters, or null)")),
        }
    }

    fn needed(&self) -> Result<String, ValueFault> {
        self.text()?.ok_or_else(|| self.fault("空にはできません (cannot be empty)"))
    }

    fn url(&self) -> Result<Option<String>, ValueFault> {
        let url = self.text()?;
        let is_web = |url: &String| url.starts_with("https://") || url.starts_with("http://");
        if url.as_ref().is_some_and(|url| !is_web(url)) {
            return Err(self
                .fault("https:// か http:// で始まるアドレスです (an address that begins with https:// or http://)"));
        }
        Ok(url)
    }

    fn kind(&self) -> Result<Kind, ValueFault> {
        let kind = self.value.as_str().and_then(Kind::from_id);
        kind.ok_or_else(|| self.none_of(Kind::ALL.iter().map(|kind| kind.id())))
    }

    fn position(&self) -> Result<Option<LatLon>, ValueFault> {
        if self.value.is_null() {
            return Ok(None);
        }
        let degrees = |name: &str| self.value.get(name).and_then(Value::as_f64);
        let only_these = self.value.as_object().is_some_and(|object| object.len() == 2);
        let at = degrees("lat").zip(degrees("lon")).filter(|_| only_these);
        let at = at.and_then(|(lat, lon)| LatLon::new(lat, lon).ok()).filter(|at| at.in_japan());
        let wrong = "日本国内の {\"lat\": 35.229, \"lon\": 139.702} か null です (a point in Japan, or null)";
        at.map(Some).ok_or_else(|| self.fault(wrong))
    }

    fn count(&self) -> Result<Option<u32>, ValueFault> {
        if self.value.is_null() {
            return Ok(None);
        }
        let count = self.value.as_u64().and_then(|count| u32::try_from(count).ok());
        count.map(Some).ok_or_else(|| self.fault("0以上の整数か null です (a whole number from 0 on, or null)"))
    }

    fn list(&self) -> Result<Vec<String>, ValueFault> {
        let wrong = || self.fault("文字列のリストです (a list of texts)");
        let list = match self.value {
            Value::Null => return Ok(Vec::new()),
            Value::Array(list) => list,
            _ => return Err(wrong()),
        };
        let texts: Vec<&str> =
            list.iter().map(|item| item.as_str().map(str::trim).ok_or_else(wrong)).collect::<Result<_, _>>()?;
        Ok(texts.into_iter().filter(|item| !item.is_empty()).map(str::to_owned).collect())
    }

    fn date(&self) -> Result<Option<jiff::civil::Date>, ValueFault> {
        let date = |text: String| {
            text.parse().map_err(|_| self.fault("2026-03-31 のような日付か null です (a date, or null)"))
        };
        self.text()?.map(date).transpose()
    }

    fn hours(&self, origin: Origin) -> Result<Option<Calendar>, ValueFault> {
        let wrong = "診療時間を言葉か OSM opening_hours で書いた文字列、または {\"text\", \"channel\", \"person\", \"note\"} です (hours in words or as opening_hours)";
        let of_text = |text: &str| correction::calendar_of_text(text, origin);
        match self.value {
            Value::Object(_) => {
                let hours = HoursValue::deserialize(self.value).map_err(|_| self.fault(wrong))?;
                let mut calendar = of_text(hours.text.trim());
                calendar.channel = hours.channel.filter(|channel| !channel.is_empty());
                calendar.person = hours.person.filter(|person| !person.is_empty());
                calendar.note = hours.note.filter(|note| !note.is_empty()).or(calendar.note);
                Ok(Some(calendar))
            }
            Value::Null | Value::String(_) => Ok(self.text()?.map(|text| of_text(&text))),
            _ => Err(self.fault(wrong)),
        }
    }

    fn answer(&self) -> Result<Option<(Answer, Option<String>)>, ValueFault> {
        const ALL: [Answer; 4] = [Answer::Yes, Answer::Consult, Answer::No, Answer::Unknown];
        let wrong = || self.none_of(ALL.iter().map(|answer| answer.id()));
        let given = match self.value {
            Value::Null => return Ok(None),
            Value::String(answer) => AnswerValue { answer: answer.clone(), condition: None },
            value => AnswerValue::deserialize(value).map_err(|_| wrong())?,
        };
        let answer = ALL.into_iter().find(|answer| answer.id() == given.answer).ok_or_else(wrong)?;
        let condition = given.condition.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        // Nobody has to say why nothing is known.
        Ok((answer != Answer::Unknown).then_some((answer, condition)))
    }

    fn service_capacity(&self, service: &str) -> Result<Corrected, ValueFault> {
        let named = service.strip_prefix('/').and_then(|rest| rest.split_once('/'));
        let (number, code) = named.ok_or_else(|| ValueFault::Field(self.field.to_owned()))?;
        Ok(Corrected::ServiceCapacity {
            number: number.to_owned(),
            code: code.to_owned(),
            capacity: self.count()?.filter(|&n| n > 0),
        })
    }
}

/// 「10〜15」, 「月に10名」, 「応相談」: the numbers where they are plain, and always the words.
fn capacity(text: String, origin: Origin) -> Capacity {
    let folded = crate::domain::text::fold(&text);
    let numbers: Vec<u32> = folded
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse().ok())
        .collect();
    let (least, most) = match numbers.as_slice() {
        [only] => (Some(*only), Some(*only)),
        [least, most] if least <= most => (Some(*least), Some(*most)),
        _ => (None, None),
    };
    Capacity { least, most, text, origin }
}

/// What a facility shows in a field, in the form in which an editor would write it; `null` where it says nothing.
pub fn shown(facility: &Facility, field: &str) -> Value {
    if let Some(shown) = availability::shown(facility, field) {
        return shown;
    }
    if let Some(which) = CalendarOf::ALL.iter().find(|calendar| calendar.id() == field) {
        return which.of(&facility.hours).map_or(Value::Null, shown_hours);
    }
    if let Some((number, code)) = field.strip_prefix("service_capacity/").and_then(|rest| rest.split_once('/')) {
        let service = facility.services.iter().find(|service| service.number == number && service.code == code);
        return json!(service.and_then(|service| service.capacity));
    }
    if let Some(label) = field.strip_prefix("remark/") {
        return json!(
            facility.remarks.iter().find(|remark: &&Remark| remark.label == label).map(|remark| &remark.text)
        );
    }
    match field {
        "name" => json!(facility.name),
        "name_kana" => json!(facility.name_kana),
        "kind" => json!(facility.kind.id()),
        "address" => json!(facility.address),
        "position" => facility
            .position
            .map_or(Value::Null, |position| json!({ "lat": position.at.lat(), "lon": position.at.lon() })),
        "phone" => json!(facility.phone),
        "fax" => json!(facility.fax),
        "url" => json!(facility.url),
        "beds" => json!(facility.beds.as_ref().map(|beds| beds.total)),
        "specialties" => json!(facility.specialties),
        "closed" => json!(facility.closed.map(|day| day.to_string())),
        "capacity" => json!(facility.capacity.as_ref().map(|capacity| &capacity.text)),
        id => vocabulary().capability(id).and_then(|id| facility.fact(id)).map_or(Value::Null, shown_fact),
    }
}

fn shown_fact(fact: &Fact) -> Value {
    match &fact.condition {
        Some(condition) => json!({ "answer": fact.answer.id(), "condition": condition }),
        None => json!({ "answer": fact.answer.id() }),
    }
}

fn shown_hours(calendar: &Calendar) -> Value {
    let mut shown = Map::from_iter([("text".to_owned(), json!(calendar.to_japanese()))]);
    let words = [("channel", &calendar.channel), ("person", &calendar.person), ("note", &calendar.note)];
    shown.extend(words.into_iter().filter_map(|(name, words)| Some((name.to_owned(), json!(words.as_ref()?)))));
    Value::Object(shown)
}

/// A value as somebody types it on a command line: `35.22,139.70` for a position, ○△× for an answer, numbers, lists parted by 、.
///
/// # Errors
/// When it is none of the field.
pub fn from_text(field: &str, text: &str) -> Result<Value, ValueFault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Value::Null);
    }
    if let Some(value) = availability::from_text(field, text) {
        return Ok(value);
    }
    let fault = |expected| ValueFault::Value { field: field.to_owned(), expected, allowed: Vec::new() };
    Ok(match field {
        "position" => {
            let wrong = "「緯度,経度」を 35.2290,139.7020 のように書きます (latitude,longitude)";
            let parts = text
                .split_once(',')
                .and_then(|(lat, lon)| Some((lat.trim().parse::<f64>().ok()?, lon.trim().parse::<f64>().ok()?)));
            let (lat, lon) = parts.ok_or_else(|| fault(wrong))?;
            json!({ "lat": lat, "lon": lon })
        }
        field if field == "beds" || field.starts_with(SERVICE_CAPACITY) => {
            let number: u32 = text.parse().map_err(|_| fault("数字で書きます (a number)"))?;
            json!(number)
        }
        "specialties" => json!(correction::specialties(text)),
        id if vocabulary().capability(id).is_some() => match correction::answer(text) {
            Ok((answer, condition)) => json!({ "answer": answer.id(), "condition": condition }),
            // The identifiers of the answers can be typed as well; whatever is neither is refused when it is read.
            Err(_) => json!(text),
        },
        _ => json!(text),
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::Source;

    const ORIGIN: Origin = Origin { source: Source::Editor, as_of: date(2026, 11, 21) };

    fn read_of(field: &str, value: &Value) -> Result<Corrected, ValueFault> {
        read(field, value, ORIGIN)
    }

    #[test]
    fn every_field_has_its_own_reading() {
        let tpn = vocabulary().capability("tpn").unwrap();
        let consult = Some((Answer::Consult, Some("看取りのみ".to_owned())));
        for (field, value, expected) in [
            ("phone", json!(" 046-000-0000 "), Corrected::Phone(Some("046-000-0000".to_owned()))),
            ("phone", json!(null), Corrected::Phone(None)),
            ("kind", json!("pharmacy"), Corrected::Kind(Kind::Pharmacy)),
            ("closed", json!("2026-03-31"), Corrected::Closed(Some(date(2026, 3, 31)))),
            ("position", json!({ "lat": 35.2, "lon": 139.7 }), Corrected::Position(LatLon::new(35.2, 139.7).ok())),
            ("beds", json!(12), Corrected::Beds(Some(Beds { total: 12, by_kind: Vec::new() }))),
            ("specialties", json!(["内科", " "]), Corrected::Specialties(vec!["内科".to_owned()])),
            ("tpn", json!("yes"), Corrected::Answer(tpn, Some((Answer::Yes, None)))),
            ("tpn", json!({ "answer": "consult", "condition": "看取りのみ" }), Corrected::Answer(tpn, consult)),
            ("tpn", json!("unknown"), Corrected::Answer(tpn, None)),
            ("remark/備考", json!("駐車場あり"), Corrected::Remark("備考".to_owned(), Some("駐車場あり".to_owned()))),
        ] {
            assert_eq!(read_of(field, &value), Ok(expected), "{field} {value}");
        }
        let Ok(Corrected::Capacity(Some(capacity))) = read_of("capacity", &json!("10〜15名")) else { panic!() };
        assert_eq!((capacity.least, capacity.most), (Some(10), Some(15)));
    }

    #[test]
    fn what_cannot_be_read_says_what_can() {
        for field in ["colour", "remark", "remark/", "service_capacity", "service_capacity/1"] {
            assert_eq!(read_of(field, &json!(1)), Err(ValueFault::Field(field.to_owned())));
        }
        let wrong = [
            ("name", json!("")),
            ("name", json!(3)),
            ("kind", json!("shop")),
            ("position", json!({ "lat": 0, "lon": 0 })),
            ("position", json!({ "lat": 35, "lon": 139, "alt": 3 })),
            ("url", json!("javascript:alert(1)")),
            ("beds", json!(-1)),
            ("closed", json!("去年")),
            ("tpn", json!("はい")),
            ("tpn", json!({ "answer": "yes", "also": 1 })),
            ("hours_contact", json!({ "words": "月" })),
            ("phone", json!("0".repeat(2_001))),
        ];
        for (field, value) in wrong {
            assert!(
                matches!(read_of(field, &value), Err(ValueFault::Value { field: named, .. }) if named == field),
                "{field} {value}"
            );
        }
        let Err(ValueFault::Value { allowed, .. }) = read_of("tpn", &json!("maybe")) else { panic!() };
        assert_eq!(allowed, ["yes", "consult", "no", "unknown"]);
    }

    #[test]
    fn what_is_typed_becomes_what_is_read() {
        for (field, text, expected) in [
            ("phone", "046-000-0000", json!("046-000-0000")),
            ("phone", " ", json!(null)),
            ("position", "35.2, 139.7", json!({ "lat": 35.2, "lon": 139.7 })),
            ("tpn", "△（看取りのみ）", json!({ "answer": "consult", "condition": "看取りのみ" })),
            ("tpn", "yes", json!("yes")),
            ("beds", "12", json!(12)),
            ("specialties", "内科、小児科", json!(["内科", "小児科"])),
        ] {
            assert_eq!(from_text(field, text), Ok(expected), "{field} {text}");
        }
        assert!(from_text("position", "横須賀市").is_err());
    }

    #[test]
    fn what_is_shown_can_be_written_again() {
        let mut facility = Facility::new("n-1", Kind::Clinic, "（架空）うみかぜ", "神奈川県横須賀市浦賀5-1-1");
        facility.phone = Some("046-000-0000".to_owned());
        facility.hours.contact = Some(correction::calendar_of_text("Mo-Fr 09:00-12:00", ORIGIN));
        let tpn = vocabulary().capability("tpn").unwrap();
        let fact = Fact {
            answer: Answer::Consult,
            as_of: ORIGIN.as_of,
            source: Source::Editor,
            condition: Some("看取りのみ".to_owned()),
        };
        facility.set_fact(tpn, fact);
        for field in &editable()
            .iter()
            .map(|field| field.replace("YYYY-MM", "2026-12").replace("-DD", "-24"))
            .collect::<Vec<_>>()
        {
            let value = shown(&facility, field);
            assert!(read_of(field, &value).is_ok(), "{field} {value}");
        }
        let Ok(Corrected::Hours(_, Some(calendar))) = read_of("hours_contact", &shown(&facility, "hours_contact"))
        else {
            panic!()
        };
        assert_eq!(Some(calendar), facility.hours.contact);
    }
}
