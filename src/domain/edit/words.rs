//! Values of an edit as they stand in one cell of a table, and what somebody typed into such a cell.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::value::{self, ValueFault};
use crate::domain::answer::Answer;
use crate::domain::correction::{CalendarOf, Corrected};
use crate::domain::kind::Kind;
use crate::domain::source::Origin;
use crate::domain::text::nfkc;
use crate::domain::vocabulary::vocabulary;

/// What is typed into a cell to take a value away: an empty cell leaves it as it is, so that nobody deletes by accident.
pub const TAKE_AWAY: &str = "（消す）";

/// What a value in the form of [`value::shown`] looks like in a cell; empty where there is none. Of hours, the words.
pub fn text_of(field: &str, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(id) if field == "kind" => Kind::from_id(id).map_or_else(|| id.clone(), kind_label),
        Value::String(id) if is_capability(field) => symbol(id).to_owned(),
        Value::String(text) => text.replace("\r\n", "\n").trim().to_owned(),
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("、"),
        Value::Object(parts) if field == "position" => {
            let degrees = |name: &str| parts.get(name).map(Value::to_string).unwrap_or_default();
            format!("{},{}", degrees("lat"), degrees("lon"))
        }
        Value::Object(parts) if is_capability(field) => {
            let text = |name: &str| parts.get(name).and_then(Value::as_str).unwrap_or_default();
            match text("condition") {
                "" => symbol(text("answer")).to_owned(),
                condition => format!("{}（{condition}）", symbol(text("answer"))),
            }
        }
        Value::Object(parts) => parts.get("text").and_then(Value::as_str).unwrap_or_default().to_owned(),
        other => other.to_string(),
    }
}

/// What was typed into a cell, as the value that an edit writes; `null` for [`TAKE_AWAY`]. Widths, marks that look like ○△×, and dates in
/// the writings of Japan are understood; a telephone number must be one.
///
/// # Errors
/// When it is no value of the field.
pub fn read(field: &str, typed: &str, origin: Origin) -> Result<Value, ValueFault> {
    let value = if is_take_away(typed) { Value::Null } else { parsed(field, typed)? };
    value::read(field, &value, origin)?;
    Ok(value)
}

/// The part of hours in words that no calendar could be made of; empty where everything was understood, and for other fields.
pub fn unread(field: &str, value: &Value, origin: Origin) -> String {
    match value::read(field, value, origin) {
        Ok(Corrected::Hours(_, Some(calendar))) => calendar.rest,
        _ => String::new(),
    }
}

fn is_take_away(typed: &str) -> bool {
    nfkc(typed).trim_matches(['(', ')']) == "消す"
}

fn is_capability(field: &str) -> bool {
    vocabulary().capability(field).is_some()
}

fn parsed(field: &str, typed: &str) -> Result<Value, ValueFault> {
    let one_line = || typed.split(['\r', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>();
    if CalendarOf::ALL.iter().any(|calendar| calendar.id() == field) {
        return Ok(json!(one_line().join("、")));
    }
    if field.starts_with("remark/") {
        return Ok(json!(typed.replace("\r\n", "\n").trim()));
    }
    if field == "beds" || field.starts_with("service_capacity/") {
        return value::from_text(field, nfkc(typed).trim_end_matches(['床', '名', '人']).trim());
    }
    if is_capability(field) {
        return value::from_text(field, &mark(&one_line().join(" ")));
    }
    match field {
        "kind" => Ok(json!(kind(&nfkc(typed)).map_or_else(|| typed.to_owned(), |kind| kind.id().to_owned()))),
        "phone" | "fax" => phone(field, &hyphens(&nfkc(typed))),
        "url" => Ok(json!(nfkc(typed))),
        "position" => value::from_text(field, &nfkc(typed).replace('、', ",")),
        "closed" => Ok(json!(date(&nfkc(typed)).map_or_else(|| nfkc(typed), |date| date.to_string()))),
        "specialties" => value::from_text(field, &one_line().join("、")),
        _ => Ok(json!(one_line().join(" "))),
    }
}

/// Every dash as the hyphen of telephone numbers.
fn hyphens(text: &str) -> String {
    text.replace(['‐', '‑', '‒', '–', '—', '―', '−', '─', 'ー'], "-")
}

/// A telephone number begins with 0 and has ten or eleven digits; one from abroad begins with +. A note may stand behind it.
fn phone(field: &str, text: &str) -> Result<Value, ValueFault> {
    let fault =
        |expected| ValueFault::Value { field: field.to_owned(), expected, allowed: vec!["046-000-0000".to_owned()] };
    let number = text.split(['(', '内', ' ']).map(str::trim).find(|part| !part.is_empty()).unwrap_or_default();
    let number = if text.starts_with('(') { text } else { number };
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    if number.starts_with('+') && digits.len() >= 10 || (10..=11).contains(&digits.len()) && digits[0] == '0' {
        return Ok(json!(text));
    }
    Err(fault(if (9..=10).contains(&digits.len()) && digits[0] != '0' {
        "先頭の 0 が消えています。0 から書いてください (the leading zero is missing)"
    } else {
        "市外局番の 0 から始まる10桁か11桁の番号です (a telephone number of ten or eleven digits that begins with 0)"
    }))
}

/// A date as people here write it: 2026-03-31, 2026/3/31, 2026年3月31日, 令和8年3月31日, R8.3.31.
fn date(text: &str) -> Option<Date> {
    let (reiwa, rest) = match text.strip_prefix("令和").or_else(|| text.strip_prefix(['R', 'r'])) {
        Some(rest) => (2018, rest),
        None => (0, text),
    };
    let rest = rest.trim().replace("元年", "1年");
    let rest = rest.strip_suffix('日').unwrap_or(&rest);
    let parts: Vec<&str> = rest.split(['-', '/', '.', '年', '月']).map(str::trim).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let year = year.parse::<i16>().ok()?.checked_add(reiwa)?;
    let date = Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()?;
    (1900..2200).contains(&date.year()).then_some(date)
}

/// The kind with this label or identifier.
fn kind(text: &str) -> Option<Kind> {
    let labelled = |kind: &Kind| nfkc(&kind_label(*kind)) == text;
    Kind::from_id(text).or_else(|| Kind::ALL.iter().copied().find(labelled))
}

/// The kind as a cell shows it.
pub fn kind_label(kind: Kind) -> String {
    vocabulary().kind(kind).map_or_else(|| kind.id().to_owned(), |words| words.label.ja.clone())
}

fn symbol(answer: &str) -> &'static str {
    [Answer::Yes, Answer::Consult, Answer::No].into_iter().find(|one| one.id() == answer).map_or("", |one| match one {
        Answer::Yes => "○",
        Answer::Consult => "△",
        _ => "×",
    })
}

/// An answer with the mark that is meant where another looks like it; 「不明」 is no answer.
fn mark(text: &str) -> String {
    let mut rest = text.trim().chars();
    let meant = match rest.next() {
        Some('○' | '〇' | '◯' | '●' | '◎' | '⭕' | 'o' | 'O' | 'ｏ' | 'Ｏ') => '○',
        Some('△' | '▲' | 'Δ' | '∆' | '⊿') => '△',
        Some('×' | '✕' | '✖' | '☓' | '╳' | '❌' | 'x' | 'X' | 'ｘ' | 'Ｘ') => '×',
        _ if matches!(nfkc(text).as_str(), "不明" | "?" | "-" | "未回答") => return "unknown".to_owned(),
        _ => return text.to_owned(),
    };
    format!("{meant}{}", rest.as_str())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::{Facility, Fact, Source};

    const ORIGIN: Origin = Origin { source: Source::Editor, as_of: date(2026, 11, 21) };

    #[test]
    fn what_stands_in_a_cell_is_read_as_what_it_was() {
        let mut facility = Facility::new("n-1", Kind::Clinic, "（架空）うみかぜ", "神奈川県横須賀市浦賀5-1-1");
        facility.phone = Some("046-000-0000".to_owned());
        facility.specialties = vec!["内科".to_owned(), "小児科".to_owned()];
        facility.closed = Some(date(2026, 3, 31));
        let tpn = vocabulary().capability("tpn").unwrap();
        let condition = Some("看取りのみ".to_owned());
        let fact = Fact { answer: Answer::Consult, as_of: ORIGIN.as_of, source: Source::Editor, condition };
        facility.set_fact(tpn, fact);
        for field in ["name", "kind", "address", "phone", "specialties", "closed", "tpn"] {
            let shown = value::shown(&facility, field);
            assert_eq!(read(field, &text_of(field, &shown), ORIGIN), Ok(shown), "{field}");
        }
        assert_eq!(text_of("tpn", &value::shown(&facility, "tpn")), "△（看取りのみ）");
        assert_eq!(text_of("position", &json!({ "lat": 35.25, "lon": 139.5 })), "35.25,139.5");
        assert_eq!(
            text_of("hours_contact", &json!({ "text": "月〜金 9:00〜12:00", "person": "看護師" })),
            "月〜金 9:00〜12:00"
        );
        assert_eq!(text_of("tpn", &json!({ "answer": "unknown" })), "");
    }

    #[test]
    fn what_people_type_is_understood() {
        for (field, typed, expected) in [
            ("phone", "０４６−０００−００００", json!("046-000-0000")),
            ("phone", "0465551234", json!("0465551234")),
            ("phone", "046-000-0000（内線 12）", json!("046-000-0000(内線 12)")),
            ("phone", "（消す）", Value::Null),
            ("phone", "(消す)", Value::Null),
            ("closed", "2026/3/31", json!("2026-03-31")),
            ("closed", "令和８年３月３１日", json!("2026-03-31")),
            ("kind", "pharmacy", json!("pharmacy")),
            ("beds", "１９床", json!(19)),
            ("tpn", "〇", json!({ "answer": "yes", "condition": null })),
            ("tpn", "Ｘ", json!({ "answer": "no", "condition": null })),
            ("tpn", "▲ 看取りのみ", json!({ "answer": "consult", "condition": "看取りのみ" })),
            ("tpn", "不明", json!("unknown")),
            ("name", "（架空）\nうみかぜ", json!("（架空） うみかぜ")),
            ("remark/備考", "一行目\r\n二行目", json!("一行目\n二行目")),
            ("hours_contact", "平日 9:00〜12:00\n土 9:00〜10:00", json!("平日 9:00〜12:00、土 9:00〜10:00")),
            ("position", "３５．２、１３９．７", json!({ "lat": 35.2, "lon": 139.7 })),
        ] {
            assert_eq!(read(field, typed, ORIGIN), Ok(expected), "{field} {typed}");
        }
    }

    #[test]
    fn what_is_no_value_is_refused_with_what_would_be() {
        for (field, typed) in [
            ("phone", "465551234"),
            ("phone", "4650551234"),
            ("phone", "電話なし"),
            ("closed", "去年"),
            ("closed", "2026/13/1"),
            ("kind", "商店"),
            ("tpn", "はい"),
            ("beds", "多数"),
            ("name", "（消す）"),
            ("url", "javascript:alert(1)"),
        ] {
            assert!(matches!(read(field, typed, ORIGIN), Err(ValueFault::Value { .. })), "{field} {typed}");
        }
        let Err(ValueFault::Value { expected, .. }) = read("phone", "465551234", ORIGIN) else { panic!() };
        assert!(expected.contains("先頭の 0"), "{expected}");
    }

    #[test]
    fn hours_that_nobody_understands_are_told() {
        assert_eq!(unread("hours_contact", &json!("月〜金 9:00〜12:00"), ORIGIN), "");
        assert_ne!(unread("hours_contact", &json!("気が向いたら"), ORIGIN), "");
    }
}
