//! Fields and values of an entry in words.

use jiff::civil::Date;
use serde_json::Value;

use super::super::answers::{mark, title};
use super::super::{capability_label, week};
use crate::domain::availability::{YearMonth, about};
use crate::domain::source::Origin;
use crate::domain::vocabulary::Lang;
use crate::domain::{Answer, Facility, vocabulary};

/// 「12月」, 「December」.
pub(super) fn month(first: Date, lang: Lang) -> String {
    match lang {
        Lang::En => first.strftime("%B %Y").to_string(),
        Lang::Ja => format!("{}年{}月", first.year(), first.month()),
        Lang::Easy => format!("{}月(がつ)", first.month()),
    }
}

/// 「11/28(土)」, 「Sat 28 Nov」.
pub(super) fn short_day(day: Date, lang: Lang) -> String {
    let weekday = usize::from(day.weekday().to_monday_zero_offset().unsigned_abs());
    match lang {
        Lang::En => day.strftime("%a %-d %b").to_string(),
        Lang::Ja | Lang::Easy => {
            format!("{}/{}({})", day.month(), day.day(), ["月", "火", "水", "木", "金", "土", "日"][weekday])
        }
    }
}

/// What a field is called.
pub(super) fn field(field: &str, lang: Lang) -> String {
    let day = |text: &str| text.parse().map_or_else(|_| text.to_owned(), |day| short_day(day, lang));
    match field.split_once('/') {
        Some(("new_patients", text)) => {
            let first = format!("{text}-01").parse::<Date>();
            let month = first.map_or_else(|_| text.to_owned(), |first| month(first, lang));
            format!("{}{month}", lang.pick("新規受入 ", "New patients, ", "新(あたら)しい 人(ひと) "))
        }
        Some(("vacancy", text)) => format!("{}{}", lang.pick("空き ", "Free places, ", "空(あ)き "), day(text)),
        Some(("cover", text)) => {
            format!("{}{}", lang.pick("代診 ", "Cover, ", "代(か)わりの 先生(せんせい) "), day(text))
        }
        _ => match field {
            "hours_contact" => lang.pick("連絡できる時間", "Contact hours", "電話(でんわ)の 時間(じかん)").to_owned(),
            "phone" => lang.pick("電話", "Telephone", "電話(でんわ)").to_owned(),
            "fax" => "FAX".to_owned(),
            "confirmed" => lang.pick("内容の確認", "Confirmation", "確認(かくにん)").to_owned(),
            "cover" => lang.pick("代診の日", "Days of cover", "代(か)わりの 先生(せんせい)の 日(ひ)").to_owned(),
            id => vocabulary().capability(id).map_or(id, |capability| capability_label(capability, lang)).to_owned(),
        },
    }
}

/// A value in one line.
pub(super) fn value(field: &str, value: &Value, lang: Lang) -> String {
    let none = || lang.pick("（なし）", "(none)", "（ありません）").to_owned();
    let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    if let Value::String(text) = value {
        return match answer(text) {
            Some(answer) => in_words(answer, lang),
            None => text.clone(),
        };
    }
    let mut parts: Vec<String> = Vec::new();
    parts.extend(text("answer").and_then(answer).map(|answer| in_words(answer, lang)));
    parts.extend(value.get("places").and_then(Value::as_u64).map(|places| self::places(places, lang)));
    parts.extend(text("cover").map(|cover| self::cover(cover, lang).to_owned()));
    if field == "hours_contact" {
        parts.extend(text("text").map(str::to_owned));
        parts.extend(text("channel").map(|channel| week::channel(channel, lang).to_owned()));
        parts.extend(text("person").map(str::to_owned));
    }
    parts.extend(["condition", "note"].iter().filter_map(|name| text(name)).map(|note| format!("「{note}」")));
    if parts.is_empty() { none() } else { parts.join(" ") }
}

fn answer(id: &str) -> Option<Answer> {
    [Answer::Yes, Answer::Consult, Answer::No, Answer::Unknown].into_iter().find(|answer| answer.id() == id)
}

fn in_words(answer: Answer, lang: Lang) -> String {
    format!("{} {}", mark(answer), title(answer, lang))
}

fn places(places: u64, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{places} more"),
        Lang::Ja => format!("あと{places}名"),
        Lang::Easy => format!("あと {places}人(にん)"),
    }
}

/// A day of cover.
pub(super) fn cover(id: &str, lang: Lang) -> &'static str {
    match id {
        "needed" => lang.pick("代診を求める", "Cover needed", "代(か)わりの 先生(せんせい)が ほしい"),
        _ => lang.pick("代診に入れる", "Can stand in", "代(か)わりに 行(い)けます"),
    }
}

/// Who said what stands in a field, and when.
pub(super) fn origin(facility: &Facility, field: &str) -> Option<Origin> {
    match field.split_once('/') {
        Some(("new_patients", month)) => {
            YearMonth::parse(month).ok().and_then(|month| about(&facility.new_patients, month)).map(|said| said.origin)
        }
        Some(("vacancy", day)) => {
            day.parse().ok().and_then(|day| about(&facility.vacancies, day)).map(|said| said.origin)
        }
        Some(_) => None,
        None if field == "confirmed" => facility.confirmed,
        None if field == "hours_contact" => facility.hours.contact.as_ref().map(|calendar| calendar.origin),
        None => vocabulary().capability(field).and_then(|id| facility.fact(id)).map(|fact| fact.origin()),
    }
}
