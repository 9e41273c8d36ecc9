//! A calendar as a table of the week, with the words of its sign.

use maud::{Markup, html};

use super::date;
use crate::domain::hours::{Calendar, DAY, DayRow, OpenState, Span};
use crate::domain::vocabulary::Lang;

const JAPANESE: [&str; 8] = ["月", "火", "水", "木", "金", "土", "日", "祝日"];
const ENGLISH: [&str; 8] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Holidays"];

/// One of the three calendars, or that nothing is known.
pub(super) fn calendar(title: &str, calendar: Option<&Calendar>, lang: Lang) -> Markup {
    html! {
        section class="calendar" {
            h3 { (title) }
            @match calendar {
                None => p class="unknown" { (lang.pick("情報がありません", "Nothing is known", "わかりません")) },
                Some(calendar) => (known(title, calendar, lang)),
            }
        }
    }
}

fn known(title: &str, calendar: &Calendar, lang: Lang) -> Markup {
    let text = if lang == Lang::En { calendar.to_english() } else { calendar.to_japanese() };
    let by: Vec<&str> = [calendar.channel.as_deref().map(|id| channel(id, lang)), calendar.person.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    html! {
        p { (text) }
        table class="week" {
            caption class="visually-hidden" { (title) }
            tbody {
                @for (i, row) in calendar.week().iter().enumerate() {
                    tr {
                        th scope="row" { (if lang == Lang::En { ENGLISH[i] } else { JAPANESE[i] }) }
                        td { (hours(row, lang)) }
                    }
                }
            }
        }
        @if !by.is_empty() { p { (by.join("・")) } }
        @if let Some(note) = &calendar.note { p { (note) } }
        p class="origin" { (date(calendar.origin.as_of, lang)) " " (super::answers::source(calendar.origin.source, lang)) }
    }
}

fn hours(row: &DayRow, lang: Lang) -> Markup {
    let note = if lang == Lang::En { row.note_english() } else { row.note() };
    let usual = match (row.state, row.spans.as_slice()) {
        (OpenState::Closed, _) => lang.pick("休み", "closed", "休(やす)み").to_owned(),
        (OpenState::Unknown, _) | (_, []) => lang.pick("不明", "not known", "わかりません").to_owned(),
        (OpenState::Open, spans) => spans.iter().map(|span| in_words(*span, lang)).collect::<Vec<_>>().join("、"),
    };
    html! { (usual) @if let Some(note) = note { span class="origin" { " " (note) } } }
}

/// 「9:00〜12:00」, 「17:00以降」.
fn in_words(span: Span, lang: Lang) -> String {
    if span == Span::ALL_DAY {
        return lang.pick("24時間", "24 hours", "24時間(じかん)").to_owned();
    }
    if span.is_open_ended() {
        return match lang {
            Lang::En => format!("from {}", span.from_text()),
            Lang::Ja | Lang::Easy => format!("{}以降", span.from_text()),
        };
    }
    let to = match span.to.checked_sub(DAY) {
        Some(next @ 1..) => format!("{}{}:{:02}", lang.pick("翌", "next day ", "つぎの日 "), next / 60, next % 60),
        _ => span.to_text(),
    };
    format!("{}{}{to}", span.from_text(), lang.pick("〜", "–", "〜"))
}

/// How somebody is reached.
pub(super) fn channel(id: &str, lang: Lang) -> &'static str {
    match id {
        "phone" => lang.pick("電話", "Telephone", "電話(でんわ)"),
        "fax" => "FAX",
        "mail" => lang.pick("メール", "Mail", "メール"),
        "ict" => lang.pick("ICT連携ツール", "Shared records", "ICT連携ツール"),
        _ => lang.pick("来院", "In person", "会(あ)う"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_written_as_on_a_door() {
        for (span, ja, en) in [
            (Span::new(540, 720).unwrap(), "09:00〜12:00", "09:00–12:00"),
            (Span::new(1320, 1800).unwrap(), "22:00〜翌6:00", "22:00–next day 6:00"),
            (Span::new(1320, 1440).unwrap(), "22:00〜24:00", "22:00–24:00"),
            (Span::since(1020).unwrap(), "17:00以降", "from 17:00"),
            (Span::ALL_DAY, "24時間", "24 hours"),
        ] {
            assert_eq!((in_words(span, Lang::Ja), in_words(span, Lang::En)), (ja.to_owned(), en.to_owned()));
        }
    }
}
