//! The week of a calendar as a picture and in words, and the hours of one day.

use maud::{Markup, html};

use super::{bars, date};
use crate::domain::hours::{Calendar, DAY, DayHours, DayRow, OpenState, Span};
use crate::domain::vocabulary::Lang;

const JAPANESE: [&str; 8] = ["月", "火", "水", "木", "金", "土", "日", "祝"];
const ENGLISH: [&str; 8] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Hol."];

/// One of the three calendars, or that nothing is known.
pub(super) fn calendar(title: &str, explanation: &str, calendar: Option<&Calendar>, lang: Lang) -> Markup {
    html! {
        section class="calendar" {
            h3 { (title) }
            p class="hint" { (explanation) }
            @match calendar {
                None => p class="unknown" { (lang.pick("情報がありません。できないという意味ではありません。", "Nothing is known, which does not mean no.", "わかりません。電話(でんわ)で 聞(き)いてください。")) },
                Some(calendar) => (known(title, calendar, lang)),
            }
        }
    }
}

fn known(title: &str, calendar: &Calendar, lang: Lang) -> Markup {
    let by = by(calendar, lang);
    html! {
        p { (in_one_line(calendar, lang)) }
        (table(title, calendar, lang))
        @if !by.is_empty() { p { (by) } }
        @if let Some(note) = &calendar.note { p { (note) } }
        p class="origin" { (date(calendar.origin.as_of, lang)) " " (super::answers::source(calendar.origin.source, lang)) }
    }
}

/// The week as a picture, with its words beside each day.
pub(super) fn table(title: &str, calendar: &Calendar, lang: Lang) -> Markup {
    let week = calendar.week();
    html! {
        table class="week" {
            caption class="visually-hidden" { (title) }
            thead aria-hidden="true" { tr { td {} td { (bars::axis()) } } }
            tbody {
                @for (i, row) in week.iter().enumerate() {
                    tr {
                        th scope="row" { (if lang == Lang::En { ENGLISH[i] } else { JAPANESE[i] }) }
                        td {
                            (bars::day(row.state, &row.spans, tail(&week, i)))
                            span class="day-words" { (hours_of_row(row, lang)) }
                        }
                    }
                }
            }
        }
    }
}

/// The whole calendar as a sign on the door has it; a line ends between two of its rules, not inside one. Empty where it has none.
pub(super) fn in_one_line(calendar: &Calendar, lang: Lang) -> Markup {
    let (sign, between) =
        if lang == Lang::En { (calendar.to_english(), "; ") } else { (calendar.to_japanese(), "／") };
    let mut rules = sign.split(between).filter(|rule| !rule.is_empty()).peekable();
    html! {
        @while let Some(rule) = rules.next() { span class="rule" { (rule) @if rules.peek().is_some() { (between.trim_end()) } } " " }
    }
}

/// By which way and to whom: 「電話・地域連携室」. Empty where nobody said.
pub(super) fn by(calendar: &Calendar, lang: Lang) -> String {
    let by = [calendar.channel.as_deref().map(|id| channel(id, lang)), calendar.person.as_deref()];
    by.into_iter().flatten().collect::<Vec<_>>().join("・")
}

/// When the hours of the weekday before end on this one, in minutes after midnight. Nobody knows what comes before a holiday.
fn tail(week: &[DayRow; 8], day: usize) -> Option<u16> {
    let before = &week[(day + 6) % 7];
    let ends = before.spans.iter().filter_map(|span| span.to.checked_sub(DAY));
    ends.max().filter(|end| *end > 0 && day < 7 && before.state == OpenState::Open)
}

fn hours_of_row(row: &DayRow, lang: Lang) -> Markup {
    let note = if lang == Lang::En { row.note_english() } else { row.note() };
    html! { (in_words(row.state, &row.spans, lang)) @if let Some(note) = note { span class="origin" { " " (note) } } }
}

/// The hours of one date; doubtful ones say that they are.
pub(super) fn on_day(day: &DayHours, lang: Lang) -> String {
    let doubtful = day.state == OpenState::Unknown && day.spans.iter().any(|span| *span != Span::SOME_TIME);
    let text = in_words(if doubtful { OpenState::Open } else { day.state }, &day.spans, lang);
    if doubtful {
        format!("{text}{}", lang.pick("（要確認）", " (ask)", "（聞(き)いてください）"))
    } else {
        text
    }
}

/// 「9:00〜12:00、13:00〜17:00」, 「休み」, 「不明」.
fn in_words(state: OpenState, spans: &[Span], lang: Lang) -> String {
    match (state, spans) {
        (OpenState::Closed, _) => lang.pick("休み", "closed", "休(やす)み").to_owned(),
        (OpenState::Unknown, _) | (_, []) => lang.pick("不明", "not known", "わかりません").to_owned(),
        (OpenState::Open, spans) => {
            spans.iter().map(|span| span_in_words(*span, lang)).collect::<Vec<_>>().join(lang.pick("、", ", ", "、"))
        }
    }
}

/// 「9:00〜12:00」, 「17:00以降」.
pub(super) fn span_in_words(span: Span, lang: Lang) -> String {
    if span == Span::SOME_TIME {
        return lang.pick("時間は要確認", "ask for the time", "時間(じかん)は 聞(き)いてください").to_owned();
    }
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
            (Span::SOME_TIME, "時間は要確認", "ask for the time"),
            (Span::ALL_DAY, "24時間", "24 hours"),
        ] {
            assert_eq!((span_in_words(span, Lang::Ja), span_in_words(span, Lang::En)), (ja.to_owned(), en.to_owned()));
        }
    }

    #[test]
    fn a_night_ends_on_the_next_day_of_the_picture() {
        let origin = crate::domain::source::Origin {
            source: crate::domain::Source::Demo,
            as_of: jiff::civil::date(2026, 11, 1),
        };
        let calendar = Calendar::from_osm("Su 22:00-30:00; Mo-Sa off", origin).unwrap();
        let week = calendar.week();
        assert_eq!((0..8).map(|day| tail(&week, day)).collect::<Vec<_>>(), {
            let mut tails = vec![None; 8];
            tails[0] = Some(360);
            tails
        });
    }
}
