//! What may be put right by hand, and how its value is read.

use jiff::civil::Date;

use super::answer::Answer;
use super::availability::{CoverDay, MonthAnswer, YearMonth};
use super::capability::Capability;
use super::facility::{Beds, Capacity, Hours, Vacancy};
use super::hours::Calendar;
use super::kind::Kind;
use super::place::LatLon;
use super::source::{Origin, Source};
use super::statement::Correction;
use super::vocabulary::vocabulary;

/// Which of the three calendars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CalendarOf {
    /// 診療時間.
    Consultation,
    /// 相談時間.
    Contact,
    /// 訪問時間.
    Visiting,
}

impl CalendarOf {
    /// Every calendar.
    pub const ALL: &'static [Self] = &[Self::Consultation, Self::Contact, Self::Visiting];

    /// The identifier of the field: `hours_consultation`, `hours_contact`, `hours_visiting`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Consultation => "hours_consultation",
            Self::Contact => "hours_contact",
            Self::Visiting => "hours_visiting",
        }
    }

    /// The calendar itself.
    pub const fn of(self, hours: &Hours) -> Option<&Calendar> {
        match self {
            Self::Consultation => hours.consultation.as_ref(),
            Self::Contact => hours.contact.as_ref(),
            Self::Visiting => hours.visiting.as_ref(),
        }
    }
}

/// A correction as it is applied. `None` and empty lists take the value away.
#[derive(Debug, Clone, PartialEq)]
pub enum Corrected {
    /// 名称.
    Name(String),
    /// フリガナ.
    NameKana(Option<String>),
    /// 種別.
    Kind(Kind),
    /// 住所.
    Address(String),
    /// A pin set by hand.
    Position(Option<LatLon>),
    /// 電話.
    Phone(Option<String>),
    /// FAX.
    Fax(Option<String>),
    /// Home page.
    Url(Option<String>),
    /// 病床, the total.
    Beds(Option<Beds>),
    /// 診療科.
    Specialties(Vec<String>),
    /// 廃止, and since when.
    Closed(Option<Date>),
    /// One of the calendars.
    Hours(CalendarOf, Option<Calendar>),
    /// A capability, with a condition where one was given: 「△ 看取りのみ」.
    Answer(Capability, Option<(Answer, Option<String>)>),
    /// 月あたり担当可能患者数.
    Capacity(Option<Capacity>),
    /// 定員 of the service with this number and code.
    ServiceCapacity {
        /// 事業所番号.
        number: String,
        /// The service code.
        code: String,
        /// 定員 in persons.
        capacity: Option<u32>,
    },
    /// A remark under a heading.
    Remark(String, Option<String>),
    /// Whether new patients are taken in a month.
    NewPatients(YearMonth, Option<MonthAnswer>),
    /// A day on which a substitute is looked for or offered.
    Cover(Date, Option<CoverDay>),
    /// Whether places are free on a day.
    Vacancy(Date, Option<Vacancy>),
    /// The day on which everything shown was said to be still so.
    Confirmed(Option<Date>),
}

/// Why a correction cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CorrectionError {
    /// Nothing of a facility is called so.
    #[error("「{0}」という項目は訂正できません (no field or capability that can be corrected)")]
    Field(String),
    /// The value is none of the field.
    #[error("「{value}」は読めません。{expected} (the value cannot be read)")]
    Value {
        /// The value.
        value: String,
        /// What it should look like.
        expected: &'static str,
    },
    /// A facility must have a name, an address and a kind.
    #[error("「{0}」を空にはできません (cannot be empty)")]
    Empty(String),
}

/// What a statement in words says about hours. The one place where words become a calendar outside the official lists.
pub fn calendar_of_words(text: &str, origin: Origin) -> Calendar {
    Calendar::from_words(text, origin)
}

impl Correction {
    /// Who says so and when.
    pub const fn origin(&self) -> Origin {
        Origin { source: Source::Correction, as_of: self.on }
    }

    /// Reads field and value. Importers write dates as `2026-03-31`, positions as `35.22,139.70` and answers as ○△×.
    ///
    /// # Errors
    /// When the field is none that can be corrected, or the value is none of it.
    pub fn read(&self) -> Result<Corrected, CorrectionError> {
        let value = self.value.trim();
        let text = || (!value.is_empty()).then(|| value.to_owned());
        let needed = || text().ok_or_else(|| CorrectionError::Empty(self.field.clone()));
        if let Some(calendar) = CalendarOf::ALL.iter().find(|calendar| calendar.id() == self.field) {
            return Ok(Corrected::Hours(*calendar, text().map(|value| calendar_of_text(&value, self.origin()))));
        }
        Ok(match self.field.as_str() {
            "name" => Corrected::Name(needed()?),
            "name_kana" => Corrected::NameKana(text()),
            "kind" => {
                let expected = "clinic, hospital, pharmacy …";
                Corrected::Kind(Kind::from_id(&needed()?).ok_or_else(|| unreadable(value, expected))?)
            }
            "address" => Corrected::Address(needed()?),
            "position" => Corrected::Position(text().map(|value| position(&value)).transpose()?),
            "phone" => Corrected::Phone(text()),
            "fax" => Corrected::Fax(text()),
            "url" => Corrected::Url(text()),
            "beds" => Corrected::Beds(text().map(|value| beds(&value)).transpose()?),
            "specialties" => Corrected::Specialties(specialties(value)),
            "closed" => {
                let date = |value: String| value.parse().map_err(|_| unreadable(&value, "2026-03-31 のように書きます"));
                Corrected::Closed(text().map(date).transpose()?)
            }
            id => {
                let capability = vocabulary().capability(id).ok_or_else(|| CorrectionError::Field(id.to_owned()))?;
                Corrected::Answer(capability, text().map(|value| answer(&value)).transpose()?)
            }
        })
    }
}

fn unreadable(value: &str, expected: &'static str) -> CorrectionError {
    CorrectionError::Value { value: value.to_owned(), expected }
}

/// OSM `opening_hours` where the text is that, words otherwise.
pub fn calendar_of_text(text: &str, origin: Origin) -> Calendar {
    Calendar::from_osm(text, origin).unwrap_or_else(|_| calendar_of_words(text, origin))
}

fn position(text: &str) -> Result<LatLon, CorrectionError> {
    let wrong = || unreadable(text, "「緯度,経度」を 35.2290,139.7020 のように書きます");
    let (lat, lon) = text.split_once(',').ok_or_else(wrong)?;
    let (lat, lon) = (lat.trim().parse().map_err(|_| wrong())?, lon.trim().parse().map_err(|_| wrong())?);
    LatLon::new(lat, lon).ok().filter(|at| at.in_japan()).ok_or_else(wrong)
}

fn beds(text: &str) -> Result<Beds, CorrectionError> {
    let digits = text.trim_end_matches('床').trim();
    let total = digits.parse().map_err(|_| unreadable(text, "病床の合計を数字で書きます"))?;
    Ok(Beds { total, by_kind: Vec::new() })
}

pub(super) fn specialties(text: &str) -> Vec<String> {
    let parts = text.split([';', '；', ',', '，', '、', '/', '／', '\n']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// ○ △ × first, and what follows as its condition.
pub(super) fn answer(text: &str) -> Result<(Answer, Option<String>), CorrectionError> {
    let mut rest = text.chars();
    let answer = match rest.next() {
        Some('○') => Answer::Yes,
        Some('△') => Answer::Consult,
        Some('×') => Answer::No,
        _ => return Err(unreadable(text, "○ △ × のどれかで書きます")),
    };
    let condition = rest.as_str().trim_matches(|c: char| c.is_whitespace() || "()（）".contains(c));
    Ok((answer, (!condition.is_empty()).then(|| condition.to_owned())))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn read(field: &str, value: &str) -> Result<Corrected, CorrectionError> {
        let correction = Correction {
            facility: Some("n-1".to_owned()),
            name: None,
            address: None,
            field: field.to_owned(),
            value: value.to_owned(),
            instead_of: None,
            reason: "電話で確認".to_owned(),
            author: "架空 花子".to_owned(),
            on: date(2026, 4, 1),
        };
        correction.read()
    }

    #[test]
    fn every_field_has_its_own_reading() {
        assert_eq!(read("phone", " 046-000-0000 "), Ok(Corrected::Phone(Some("046-000-0000".to_owned()))));
        assert_eq!(read("phone", ""), Ok(Corrected::Phone(None)));
        assert_eq!(read("closed", "2026-03-31"), Ok(Corrected::Closed(Some(date(2026, 3, 31)))));
        assert_eq!(read("position", "35.2, 139.7"), Ok(Corrected::Position(LatLon::new(35.2, 139.7).ok())));
        assert_eq!(read("kind", "pharmacy"), Ok(Corrected::Kind(Kind::Pharmacy)));
        assert_eq!(
            read("specialties", "内科、小児科"),
            Ok(Corrected::Specialties(vec!["内科".into(), "小児科".into()]))
        );
        let tpn = vocabulary().capability("tpn").unwrap();
        assert_eq!(
            read("tpn", "△（看取りのみ）"),
            Ok(Corrected::Answer(tpn, Some((Answer::Consult, Some("看取りのみ".into())))))
        );
        assert_eq!(read("tpn", ""), Ok(Corrected::Answer(tpn, None)));
        let Ok(Corrected::Hours(CalendarOf::Contact, Some(calendar))) = read("hours_contact", "Mo-Fr 09:00-12:00")
        else {
            panic!("opening hours are read")
        };
        assert_eq!((calendar.rules.len(), calendar.rest.as_str()), (1, ""));
    }

    #[test]
    fn what_cannot_be_read_is_an_error_that_says_how_to_write_it() {
        assert!(matches!(read("colour", "青"), Err(CorrectionError::Field(field)) if field == "colour"));
        assert!(matches!(read("name", ""), Err(CorrectionError::Empty(_))));
        for (field, value) in
            [("closed", "去年"), ("position", "横須賀市"), ("position", "0,0"), ("tpn", "はい"), ("beds", "多い")]
        {
            assert!(matches!(read(field, value), Err(CorrectionError::Value { .. })), "{field} {value}");
        }
    }
}
