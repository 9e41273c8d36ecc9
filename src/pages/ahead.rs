//! Days and months to come, as the page of a facility shows them: who takes new patients in which month, free places, cover, and the day on
//! which all of it was said to be still so. What has passed is history, and of no use to a reader.

use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, html};

use super::{Locks, answers, date, day};
use crate::domain::availability::{Cover, MonthAnswer, YearMonth, about};
use crate::domain::source::Origin;
use crate::domain::vocabulary::Lang;
use crate::domain::{Answer, Facility};

/// The matrix begins with this month and has so many, or more where somebody spoke of later ones.
const MONTHS: i16 = 3;
/// Nobody plans further than so many months.
const MOST_MONTHS: i16 = 12;
/// Free places are shown of so many days from today on.
const DAYS: i64 = 14;

/// Everything of days and months to come; nothing where nobody said anything of them.
pub(super) fn ahead(facility: &Facility, today: Date, locks: Locks) -> Markup {
    let lang = locks.lang;
    html! {
        (months(facility, today, locks))
        (free_places(facility, today, locks))
        (cover(facility, today, locks))
        @if let Some(confirmed) = facility.confirmed {
            p class="confirmed" {
                (lang.pick("変わりないことを確認した日", "Confirmed unchanged on", "かわらないと 聞(き)いた 日(ひ)")) ": "
                strong { (date(confirmed.as_of, lang)) } " " span class="origin" { (answers::source(confirmed.source, lang)) " " (answers::age(confirmed.as_of, today, lang)) }
            }
        }
    }
}

fn months(facility: &Facility, today: Date, locks: Locks) -> Markup {
    let lang = locks.lang;
    let first = YearMonth::of(today);
    let later = facility.new_patients.iter().map(|said| said.month.months_after(first)).max().unwrap_or(-1);
    if later < 0 {
        return html! {};
    }
    let last = i16::try_from(later + 1).unwrap_or(MOST_MONTHS).clamp(MONTHS, MOST_MONTHS);
    let shown = (0..last).map(|months| first.plus(months));
    html! {
        h2 { (lang.pick("新規の受け入れ（月ごと）", "New patients by month", "新(あたら)しい 人(ひと)を 受(う)けるか（月(つき)ごと）")) }
        ul class="months" { @for month in shown { (in_month(month, about(&facility.new_patients, month), today, locks)) } }
    }
}

fn in_month(month: YearMonth, said: Option<&MonthAnswer>, today: Date, locks: Locks) -> Markup {
    let lang = locks.lang;
    let answer = said.map_or(Answer::Unknown, MonthAnswer::stands);
    html! {
        li class=(format!("month answers-{}", answer.id())) {
            span class="month-name" { (month_name(month, today, lang)) }
            span class="month-answer" { (answers::badge(answer)) " " span { (taking(answer, lang)) } }
            @if let Some(places) = said.and_then(|said| said.places).filter(|places| *places > 0) { span { (places_left(places, lang)) } }
            @if let Some(note) = said.and_then(|said| said.note.as_ref()) { span lang="ja" { (note) } (locks.on("new_patients/note")) }
            @if let Some(said) = said { (said_by(said.origin, today, lang)) }
        }
    }
}

const fn taking(answer: Answer, lang: Lang) -> &'static str {
    match answer {
        Answer::Yes => lang.pick("受け入れ可", "takes new patients", "受(う)けます"),
        Answer::Consult => lang.pick("要相談", "please ask", "聞(き)いてください"),
        Answer::No => lang.pick("受け入れなし", "takes none", "受(う)けません"),
        Answer::Unknown => lang.pick("回答なし", "no answer yet", "まだ わかりません"),
    }
}

fn month_name(month: YearMonth, today: Date, lang: Lang) -> String {
    let this_year = month.year() == YearMonth::of(today).year();
    match lang {
        Lang::Ja if this_year => format!("{}月", month.month()),
        Lang::Ja => format!("{}年{}月", month.year(), month.month()),
        Lang::En => month.to_string(),
        Lang::Easy if this_year => format!("{}月(がつ)", month.month()),
        Lang::Easy => format!("{}年(ねん) {}月(がつ)", month.year(), month.month()),
    }
}

fn places_left(places: u32, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("あと{places}名"),
        Lang::En => format!("{places} more"),
        Lang::Easy => format!("あと {places}人(にん)"),
    }
}

fn places_free(places: u32, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("空き{places}"),
        Lang::En if places == 1 => "1 place".to_owned(),
        Lang::En => format!("{places} places"),
        Lang::Easy => format!("あき {places}"),
    }
}

fn said_by(origin: Origin, today: Date, lang: Lang) -> Markup {
    html! { span class="origin" { (date(origin.as_of, lang)) " " (answers::source(origin.source, lang)) " " (answers::age(origin.as_of, today, lang)) } }
}

fn free_places(facility: &Facility, today: Date, locks: Locks) -> Markup {
    let lang = locks.lang;
    let last = today.saturating_add((DAYS - 1).days());
    let coming: Vec<_> = facility.vacancies.iter().filter(|said| (today..=last).contains(&said.date)).collect();
    let Some(newest) = coming.iter().map(|said| said.origin).max_by_key(|origin| origin.as_of) else { return html! {} };
    html! {
        h2 { (lang.pick("これから14日間の空き", "Free places in the next 14 days", "これから 14日(にち)の あき")) }
        ul class="days" { @for said in coming { li class=(format!("answers-{}", said.stands().id())) {
            span class="day-name" { (day(said.date, lang)) } " "
            (answers::badge(said.stands())) " "
            @match said.places.filter(|places| *places > 0) {
                Some(places) => span { (places_free(places, lang)) },
                None => span { (free(said.stands(), lang)) },
            }
            @if let Some(note) = &said.note { " " span lang="ja" { (note) } (locks.on("vacancies/note")) }
        } } }
        p { (said_by(newest, today, lang)) }
    }
}

const fn free(answer: Answer, lang: Lang) -> &'static str {
    match answer {
        Answer::Yes => lang.pick("空きあり", "places free", "あります"),
        Answer::Consult => lang.pick("要相談", "please ask", "聞(き)いてください"),
        Answer::No => lang.pick("空きなし", "none", "ありません"),
        Answer::Unknown => lang.pick("不明", "not known", "わかりません"),
    }
}

fn cover(facility: &Facility, today: Date, locks: Locks) -> Markup {
    let lang = locks.lang;
    let coming: Vec<_> = facility.cover.iter().filter(|said| said.date >= today).collect();
    html! {
        @if !coming.is_empty() {
            h2 { (lang.pick("代診の日", "Days with a substitute", "お医者(いしゃ)さんが かわる 日(ひ)")) (locks.on("cover")) }
            ul class="turns" { @for said in coming { li {
                (day(said.date, lang)) " "
                @match said.cover {
                    Cover::Needed => (lang.pick("代診を求めています", "looks for a substitute", "お休(やす)みです。かわりの 人(ひと)を さがしています")),
                    Cover::Offered => (lang.pick("代診に入れます", "offers to stand in", "かわりに みることが できます")),
                }
                @if let Some(note) = &said.note { " " span lang="ja" { (note) } }
                " " (said_by(said.origin, today, lang))
            } } }
        }
    }
}
