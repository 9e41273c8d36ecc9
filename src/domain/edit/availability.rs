//! Values of an edit about days and months to come: new patients in a month, cover on a day, free places on a day, the day of confirmation.

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::value::ValueFault;
use crate::domain::answer::Answer;
use crate::domain::availability::{Cover, CoverDay, MonthAnswer, YearMonth, about};
use crate::domain::correction::{self, Corrected};
use crate::domain::facility::{Facility, Vacancy};
use crate::domain::source::Origin;

/// New patients in a month: `new_patients/2026-12`.
pub const NEW_PATIENTS: &str = "new_patients/";
/// Cover on a day: `cover/2026-12-29`.
pub const COVER: &str = "cover/";
/// Free places on a day: `vacancy/2026-11-28`.
pub const VACANCY: &str = "vacancy/";
/// The day on which everything shown was said to be still so.
pub const CONFIRMED: &str = "confirmed";

/// So many months before and after the day of an edit may be spoken of: the longest plan that the field makes is that of a year, and
/// whoever puts right last year's is not refused.
const REACH: i16 = 24;

/// The longest note, in characters: a condition, not a letter.
const LONGEST_NOTE: usize = 200;

/// How the fields are named, as `zaitaku edit --fields` lists them.
pub(super) fn names() -> [String; 3] {
    [format!("{NEW_PATIENTS}YYYY-MM"), format!("{COVER}YYYY-MM-DD"), format!("{VACANCY}YYYY-MM-DD")]
}

/// An answer with a number of places.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlacesValue {
    answer: String,
    #[serde(default)]
    places: Option<u32>,
    #[serde(default)]
    note: Option<String>,
}

/// A substitute looked for or offered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CoverValue {
    cover: String,
    #[serde(default)]
    note: Option<String>,
}

/// Reads a value of one of these fields; `None` where the field is another.
pub(super) fn read(field: &str, value: &Value, origin: Origin) -> Option<Result<Corrected, ValueFault>> {
    let of = Reading { field, value, origin };
    if let Some(month) = field.strip_prefix(NEW_PATIENTS) {
        return Some(of.month(month));
    }
    if let Some(day) = field.strip_prefix(COVER) {
        return Some(of.cover(day));
    }
    if let Some(day) = field.strip_prefix(VACANCY) {
        return Some(of.vacancy(day));
    }
    (field == CONFIRMED).then(|| of.confirmed())
}

struct Reading<'a> {
    field: &'a str,
    value: &'a Value,
    origin: Origin,
}

/// What was written about places: the answer, how many, a note.
type Places = (Answer, Option<u32>, Option<String>);

impl Reading<'_> {
    fn fault(&self, expected: &'static str, allowed: Vec<String>) -> ValueFault {
        ValueFault::Value { field: self.field.to_owned(), expected, allowed }
    }

    /// The month that a field names, near enough to the day of the edit.
    fn named_month(&self, month: &str) -> Result<YearMonth, ValueFault> {
        let month = YearMonth::parse(month).map_err(|_| ValueFault::Field(self.field.to_owned()))?;
        let today = YearMonth::of(self.origin.as_of);
        if month.months_after(today).abs() <= i32::from(REACH) {
            return Ok(month);
        }
        let range = format!("{NEW_PATIENTS}{} … {NEW_PATIENTS}{}", today.plus(-REACH), today.plus(REACH));
        Err(self.fault("24か月前から24か月後までの月です (a month from 24 before to 24 after this one)", vec![range]))
    }

    /// The day that a field names, near enough to the day of the edit.
    fn named_day(&self, prefix: &str, day: &str) -> Result<Date, ValueFault> {
        let unknown = || ValueFault::Field(self.field.to_owned());
        let day: Date = day.parse().ok().filter(|parsed: &Date| parsed.to_string() == day).ok_or_else(unknown)?;
        let (first, last) = self.reach();
        if (first..=last).contains(&day) {
            return Ok(day);
        }
        let range = vec![format!("{prefix}{first} … {prefix}{last}")];
        Err(self.fault("24か月前から24か月後までの日です (a day from 24 months before to 24 after today)", range))
    }

    /// The first and the last day that may be spoken of.
    fn reach(&self) -> (Date, Date) {
        let months = jiff::Span::new().months(REACH);
        (self.origin.as_of.saturating_sub(months), self.origin.as_of.saturating_add(months))
    }

    fn places(&self) -> Result<Option<Places>, ValueFault> {
        const ALL: [Answer; 4] = [Answer::Yes, Answer::Consult, Answer::No, Answer::Unknown];
        let allowed = || ALL.iter().map(|answer| answer.id().to_owned()).collect();
        let given = match self.value {
            Value::Null => return Ok(None),
            Value::String(answer) if answer.is_empty() => return Ok(None),
            Value::String(answer) => PlacesValue { answer: answer.clone(), places: None, note: None },
            value => PlacesValue::deserialize(value).map_err(|_| {
                let wrong = "回答（allowed のいずれか）、{\"answer\", \"places\": 0以上の整数, \"note\"}、または null です (an answer, an object or null)";
                self.fault(wrong, allowed())
            })?,
        };
        let answer = ALL.into_iter().find(|answer| answer.id() == given.answer).ok_or_else(|| {
            self.fault("allowed のいずれかを使ってください (use one of the allowed values)", allowed())
        })?;
        let answer = match (answer, given.places) {
            (Answer::Yes | Answer::Consult, Some(0)) => Answer::No,
            (Answer::No | Answer::Unknown, Some(1..)) => {
                let wrong = "空きの数は yes か consult にだけ書けます (a number of places goes with yes or consult)";
                return Err(self.fault(wrong, vec!["yes".to_owned(), "consult".to_owned()]));
            }
            (answer, _) => answer,
        };
        Ok(Some((answer, given.places, self.note(given.note)?)))
    }

    fn note(&self, note: Option<String>) -> Result<Option<String>, ValueFault> {
        let note = note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
        if note.as_ref().is_some_and(|note| note.chars().count() > LONGEST_NOTE) {
            return Err(self.fault("メモは200文字までです (a note has at most 200 characters)", Vec::new()));
        }
        Ok(note)
    }

    fn month(&self, month: &str) -> Result<Corrected, ValueFault> {
        let (month, origin) = (self.named_month(month)?, self.origin);
        let said = self.places()?.map(|(answer, places, note)| MonthAnswer { month, answer, places, note, origin });
        Ok(Corrected::NewPatients(month, said))
    }

    fn vacancy(&self, day: &str) -> Result<Corrected, ValueFault> {
        let (date, origin) = (self.named_day(VACANCY, day)?, self.origin);
        let said = self.places()?.map(|(answer, places, note)| Vacancy { date, places, answer, note, origin });
        Ok(Corrected::Vacancy(date, said))
    }

    fn cover(&self, day: &str) -> Result<Corrected, ValueFault> {
        let (date, origin) = (self.named_day(COVER, day)?, self.origin);
        let wrong = || {
            let expected = "代診を求める日は needed、入れる日は offered、または {\"cover\", \"note\"} か null です (needed, offered, an object or null)";
            self.fault(expected, Cover::ALL.iter().map(|cover| cover.id().to_owned()).collect())
        };
        let given = match self.value {
            Value::Null => return Ok(Corrected::Cover(date, None)),
            Value::String(cover) if cover.is_empty() => return Ok(Corrected::Cover(date, None)),
            Value::String(cover) => CoverValue { cover: cover.clone(), note: None },
            value => CoverValue::deserialize(value).map_err(|_| wrong())?,
        };
        let cover = Cover::ALL.into_iter().find(|cover| cover.id() == given.cover).ok_or_else(wrong)?;
        Ok(Corrected::Cover(date, Some(CoverDay { date, cover, note: self.note(given.note)?, origin })))
    }

    fn confirmed(&self) -> Result<Corrected, ValueFault> {
        let (first, last) = (self.reach().0, self.origin.as_of);
        let wrong = || {
            let range = vec![format!("{first} … {last}")];
            self.fault("24か月前から今日までの日付か null です (a date from 24 months ago to today, or null)", range)
        };
        match self.value {
            Value::Null => Ok(Corrected::Confirmed(None)),
            Value::String(text) if text.is_empty() => Ok(Corrected::Confirmed(None)),
            Value::String(text) => {
                let day: Date = text.parse().map_err(|_| wrong())?;
                if (first..=last).contains(&day) { Ok(Corrected::Confirmed(Some(day))) } else { Err(wrong()) }
            }
            _ => Err(wrong()),
        }
    }
}

/// What a facility shows in one of these fields; `None` where the field is another.
pub(super) fn shown(facility: &Facility, field: &str) -> Option<Value> {
    if let Some(month) = field.strip_prefix(NEW_PATIENTS) {
        let said = YearMonth::parse(month).ok().and_then(|month| about(&facility.new_patients, month));
        return Some(said.map_or(Value::Null, |said| shown_places(said.answer, said.places, said.note.as_deref())));
    }
    if let Some(day) = field.strip_prefix(VACANCY) {
        let said = day.parse().ok().and_then(|day| about(&facility.vacancies, day));
        return Some(said.map_or(Value::Null, |said| shown_places(said.answer, said.places, said.note.as_deref())));
    }
    if let Some(day) = field.strip_prefix(COVER) {
        let said = day.parse().ok().and_then(|day| about(&facility.cover, day));
        return Some(
            said.map_or(Value::Null, |said| with_note([("cover", json!(said.cover.id()))], said.note.as_deref())),
        );
    }
    (field == CONFIRMED).then(|| json!(facility.confirmed.map(|confirmed| confirmed.as_of.to_string())))
}

fn shown_places(answer: Answer, places: Option<u32>, note: Option<&str>) -> Value {
    let answer = ("answer", json!(answer.id()));
    with_note([answer].into_iter().chain(places.map(|places| ("places", json!(places)))), note)
}

fn with_note<'a>(fields: impl IntoIterator<Item = (&'a str, Value)>, note: Option<&str>) -> Value {
    let fields = fields.into_iter().chain(note.map(|note| ("note", json!(note))));
    Value::Object(fields.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}

/// A value as somebody types it: ○△× with a note behind it, or a number of places. `None` where the field is another.
pub(super) fn from_text(field: &str, text: &str) -> Option<Value> {
    if !(field.starts_with(NEW_PATIENTS) || field.starts_with(VACANCY)) {
        return None;
    }
    let number = text.trim_end_matches(['名', '人', '床']);
    if let Ok(places) = number.parse::<u32>() {
        return Some(json!({ "answer": if places == 0 { "no" } else { "yes" }, "places": places }));
    }
    Some(match correction::answer(text) {
        Ok((answer, note)) => json!({ "answer": answer.id(), "note": note }),
        // The identifiers of the answers can be typed as well; whatever is neither is refused when it is read.
        Err(_) => json!(text),
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::value;
    use super::*;
    use crate::domain::{Kind, Source};

    const ORIGIN: Origin = Origin { source: Source::Facility, as_of: date(2026, 11, 21) };

    fn read_of(field: &str, value: &Value) -> Result<Corrected, ValueFault> {
        value::read(field, value, ORIGIN)
    }

    #[test]
    fn months_and_days_are_read_in_all_their_writings() {
        let december = YearMonth::parse("2026-12").unwrap();
        let month = |answer, places, note: Option<&str>| {
            let note = note.map(str::to_owned);
            Corrected::NewPatients(
                december,
                Some(MonthAnswer { month: december, answer, places, note, origin: ORIGIN }),
            )
        };
        let day = date(2026, 11, 28);
        let vacancy = |answer, places| {
            Corrected::Vacancy(day, Some(Vacancy { date: day, places, answer, note: None, origin: ORIGIN }))
        };
        let cover = |cover, note: Option<&str>| {
            let note = note.map(str::to_owned);
            Corrected::Cover(day, Some(CoverDay { date: day, cover, note, origin: ORIGIN }))
        };
        for (field, value, expected) in [
            ("new_patients/2026-12", json!("yes"), month(Answer::Yes, None, None)),
            ("new_patients/2026-12", json!(null), Corrected::NewPatients(december, None)),
            ("new_patients/2026-12", json!(""), Corrected::NewPatients(december, None)),
            ("new_patients/2026-12", json!("unknown"), month(Answer::Unknown, None, None)),
            (
                "new_patients/2026-12",
                json!({ "answer": "consult", "places": 2, "note": " 看取りのみ " }),
                month(Answer::Consult, Some(2), Some("看取りのみ")),
            ),
            ("new_patients/2026-12", json!({ "answer": "yes", "places": 0 }), month(Answer::No, Some(0), None)),
            ("vacancy/2026-11-28", json!({ "answer": "yes", "places": 3 }), vacancy(Answer::Yes, Some(3))),
            ("vacancy/2026-11-28", json!("no"), vacancy(Answer::No, None)),
            ("vacancy/2026-11-28", json!(null), Corrected::Vacancy(day, None)),
            (
                "cover/2026-11-28",
                json!({ "cover": "needed", "note": "午後のみ" }),
                cover(Cover::Needed, Some("午後のみ")),
            ),
            ("cover/2026-11-28", json!("offered"), cover(Cover::Offered, None)),
            ("cover/2026-11-28", json!(null), Corrected::Cover(day, None)),
            ("confirmed", json!("2026-11-21"), Corrected::Confirmed(Some(date(2026, 11, 21)))),
            ("confirmed", json!(null), Corrected::Confirmed(None)),
        ] {
            assert_eq!(read_of(field, &value), Ok(expected), "{field} {value}");
        }
    }

    #[test]
    fn what_is_too_far_or_no_day_is_refused_with_what_can_be_written() {
        for field in [
            "new_patients/2026-13",
            "new_patients/",
            "new_patients",
            "vacancy/2026-11-31",
            "cover/tomorrow",
            "cover/20261128",
        ] {
            assert_eq!(read_of(field, &json!(null)), Err(ValueFault::Field(field.to_owned())));
        }
        let allowed = |field: &str, value: Value| match read_of(field, &value) {
            Err(ValueFault::Value { allowed, .. }) => allowed.join(","),
            other => panic!("{field} {value}: {other:?}"),
        };
        assert_eq!(allowed("new_patients/2028-12", json!("yes")), "new_patients/2024-11 … new_patients/2028-11");
        assert!(read_of("new_patients/2028-11", &json!("yes")).is_ok());
        assert!(read_of("new_patients/2024-11", &json!("yes")).is_ok());
        assert_eq!(allowed("new_patients/2024-10", json!(null)), "new_patients/2024-11 … new_patients/2028-11");
        assert_eq!(allowed("vacancy/2028-11-22", json!("yes")), "vacancy/2024-11-21 … vacancy/2028-11-21");
        assert_eq!(allowed("cover/2024-11-20", json!("needed")), "cover/2024-11-21 … cover/2028-11-21");
        assert_eq!(allowed("new_patients/2026-12", json!("maybe")), "yes,consult,no,unknown");
        assert_eq!(allowed("new_patients/2026-12", json!({ "answer": "yes", "places": -1 })), "yes,consult,no,unknown");
        assert_eq!(allowed("new_patients/2026-12", json!({ "answer": "yes", "also": 1 })), "yes,consult,no,unknown");
        assert_eq!(allowed("vacancy/2026-11-28", json!({ "answer": "no", "places": 2 })), "yes,consult");
        assert_eq!(allowed("vacancy/2026-11-28", json!({ "answer": "yes", "note": "長".repeat(201) })), "");
        assert_eq!(allowed("cover/2026-11-28", json!("yes")), "needed,offered");
        assert_eq!(allowed("confirmed", json!("2026-11-22")), "2024-11-21 … 2026-11-21");
        assert_eq!(allowed("confirmed", json!(true)), "2024-11-21 … 2026-11-21");
    }

    #[test]
    fn what_is_shown_can_be_written_again() {
        let mut facility = Facility::new("n-1", Kind::ShortStay, "（架空）うみかぜ", "神奈川県横須賀市浦賀5-1-1");
        for (field, value) in [
            ("new_patients/2026-12", json!({ "answer": "yes", "places": 2 })),
            ("vacancy/2026-11-28", json!({ "answer": "consult", "note": "女性のみ" })),
            ("cover/2026-12-29", json!({ "cover": "offered", "note": "午後のみ" })),
            ("confirmed", json!("2026-11-21")),
        ] {
            assert_eq!(value::shown(&facility, field), Value::Null);
            match read_of(field, &value).unwrap() {
                Corrected::NewPatients(_, said) => facility.new_patients.extend(said),
                Corrected::Vacancy(_, said) => facility.vacancies.extend(said),
                Corrected::Cover(_, said) => facility.cover.extend(said),
                Corrected::Confirmed(day) => facility.confirmed = day.map(|as_of| Origin { as_of, ..ORIGIN }),
                other => panic!("{other:?}"),
            }
            assert_eq!(value::shown(&facility, field), value, "{field}");
        }
    }

    #[test]
    fn what_is_typed_becomes_what_is_read() {
        for (field, text, expected) in [
            ("new_patients/2026-12", "2名", json!({ "answer": "yes", "places": 2 })),
            ("vacancy/2026-11-28", "0", json!({ "answer": "no", "places": 0 })),
            ("vacancy/2026-11-28", "△（女性のみ）", json!({ "answer": "consult", "note": "女性のみ" })),
            ("new_patients/2026-12", "yes", json!("yes")),
            ("cover/2026-11-28", "offered", json!("offered")),
            ("confirmed", "2026-11-21", json!("2026-11-21")),
        ] {
            assert_eq!(value::from_text(field, text), Ok(expected), "{field} {text}");
        }
    }
}
