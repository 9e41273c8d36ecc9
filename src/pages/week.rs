//! A calendar as a table of the week, with the words of its sign.

use maud::{Markup, html};

use super::date;
use crate::domain::hours::{Calendar, DayRow, OpenState, Span};
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
    format!("{}{}{}", span.from_text(), lang.pick("〜", "–", "〜"), span.to_text())
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
