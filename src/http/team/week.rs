//! The week of cover in words and as a picture.

use jiff::civil::{Date, DateTime};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::holidays::is_holiday;
use crate::domain::vocabulary::Lang;
use crate::matching::team::{Basis, Cover, SLOT_MINUTES, SLOTS, SLOTS_A_DAY, Slots, Week, begins};

/// A range of the week.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct RangeView {
    /// When it begins, with the offset of Japan.
    from: String,
    /// When it ends.
    to: String,
    /// In words.
    #[schema(example = "火 18:00〜水 9:00")]
    pub(super) label: String,
}

/// One day of the picture.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct CoverDay {
    /// The date.
    date: String,
    /// Its weekday.
    weekday: &'static str,
    /// The public holiday, where it is one.
    holiday: Option<&'static str>,
    /// A letter for each half-hour from midnight: `c` covered, `u` unknown, `o` open.
    #[schema(example = "oooooooooooooooooocccccccccccccccccccooooooooooo")]
    slots: String,
}

/// Which hours of the seven days are covered, open, or unknown.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct CoverView {
    /// Midnight before the wished time, with the offset of Japan.
    from: String,
    /// Seven days later.
    to: String,
    covered_min: u32,
    open_min: u32,
    unknown_min: u32,
    /// On what it rests: `round_the_clock`, `calendar`, `to_be_asked`, `consultation_only`, `nothing`, or `together` with the alternates.
    basis: &'static str,
    /// The same in words.
    why: &'static str,
    /// The hours that nobody covers.
    open: Vec<RangeView>,
    /// The hours of which nothing is known.
    unknown: Vec<RangeView>,
    days: Vec<CoverDay>,
}

/// What the attending institution covers by itself.
pub(super) fn cover_view(cover: &Cover, first: Date, lang: Lang) -> CoverView {
    let (basis, [ja, en, easy]) = match cover.basis {
        Basis::RoundTheClock => ("round_the_clock", ["24時間の往診あり", "Comes at every hour", "いつでも 来(き)ます"]),
        Basis::Calendar => (
            "calendar",
            [
                "訪問・緊急対応の時間による",
                "By its hours of visits and emergencies",
                "来(く)る 時間(じかん)が きまっています",
            ],
        ),
        Basis::ToBeAsked => (
            "to_be_asked",
            [
                "24時間の往診は要確認",
                "Coming at all hours must be asked about",
                "夜(よる)も 来(く)るか 聞(き)いてください",
            ],
        ),
        Basis::ConsultationOnly => (
            "consultation_only",
            [
                "夜間・休日は往診しない。診療時間内は不明",
                "Does not come after hours; not known within consultation hours",
                "夜(よる)と 休(やす)みの日(ひ)は 来(き)ません",
            ],
        ),
        Basis::Nothing => {
            ("nothing", ["往診の時間は不明", "Nobody has said when they come", "いつ 来(く)るか わかりません"])
        }
    };
    view(cover.week, first, basis, lang.pick(ja, en, easy), lang)
}

/// What the alternates leave uncovered too.
pub(super) fn together_view(week: Week, first: Date, lang: Lang) -> CoverView {
    let why =
        lang.pick("主治医と副主治医を合わせて", "The attending and the second doctors together", "お医者さん みんなで");
    view(week, first, "together", why, lang)
}

fn view(week: Week, first: Date, basis: &'static str, why: &'static str, lang: Lang) -> CoverView {
    let minutes = |slots: Slots| slots.count() * SLOT_MINUTES;
    CoverView {
        from: moment(begins(first, 0)),
        to: moment(begins(first, SLOTS)),
        covered_min: minutes(week.covered()),
        open_min: minutes(week.open()),
        unknown_min: minutes(week.unknown()),
        basis,
        why,
        open: hours(week.open(), first, lang),
        unknown: hours(week.unknown(), first, lang),
        days: (0..7).map(|day| day_view(week, first, day, lang)).collect(),
    }
}

fn day_view(week: Week, first: Date, day: usize, lang: Lang) -> CoverDay {
    let date = begins(first, day * SLOTS_A_DAY).date();
    let (open, unknown) = (week.open(), week.unknown());
    let letter = |slot: usize| match (open.contains(slot), unknown.contains(slot)) {
        (true, _) => 'o',
        (_, true) => 'u',
        _ => 'c',
    };
    CoverDay {
        date: date.to_string(),
        weekday: weekday(date, lang),
        holiday: is_holiday(date),
        slots: (day * SLOTS_A_DAY..(day + 1) * SLOTS_A_DAY).map(letter).collect(),
    }
}

/// The ranges of some slots, named.
pub(super) fn hours(slots: Slots, first: Date, lang: Lang) -> Vec<RangeView> {
    let range = |(from, to): (usize, usize)| RangeView {
        from: moment(begins(first, from)),
        to: moment(begins(first, to)),
        label: label(first, from, to, lang),
    };
    slots.ranges().into_iter().map(range).collect()
}

/// 「火 18:00〜水 9:00」, with the public holidays it touches.
fn label(first: Date, from: usize, to: usize, lang: Lang) -> String {
    if (from, to) == (0, SLOTS) {
        return lang.pick("1週間すべて", "the whole week", "1週間(しゅうかん) ぜんぶ").to_owned();
    }
    let (first_day, last_day) = (from / SLOTS_A_DAY, (to - 1) / SLOTS_A_DAY);
    let date = |day: usize| begins(first, day * SLOTS_A_DAY).date();
    // The end of a day is its 24:00, not the next day's 0:00.
    let clock = |slot: usize| format!("{}:{:02}", slot / 2, slot % 2 * 30);
    let (start, end) = (clock(from % SLOTS_A_DAY), clock(to - last_day * SLOTS_A_DAY));
    let last = if first_day == last_day { String::new() } else { format!("{} ", weekday(date(last_day), lang)) };
    let holidays: Vec<String> = (first_day..=last_day)
        .filter_map(|day| {
            let name = is_holiday(date(day))?;
            let weekday = weekday(date(day), lang);
            Some(match lang {
                Lang::Ja | Lang::Easy => format!("{weekday}は{name}"),
                Lang::En => format!("{weekday} is a public holiday, {name}"),
            })
        })
        .collect();
    let beside = match holidays.join(lang.pick("、", "; ", "、")) {
        named if named.is_empty() => String::new(),
        named => format!(" ({named})"),
    };
    let dash = lang.pick("〜", "–", "〜");
    format!("{} {start}{dash}{last}{end}{beside}", weekday(date(first_day), lang))
}

fn weekday(date: Date, lang: Lang) -> &'static str {
    const WEEKDAYS: [[&str; 3]; 7] = [
        ["月", "Mon", "月曜日(げつようび)"],
        ["火", "Tue", "火曜日(かようび)"],
        ["水", "Wed", "水曜日(すいようび)"],
        ["木", "Thu", "木曜日(もくようび)"],
        ["金", "Fri", "金曜日(きんようび)"],
        ["土", "Sat", "土曜日(どようび)"],
        ["日", "Sun", "日曜日(にちようび)"],
    ];
    let day = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
    let [ja, en, easy] = WEEKDAYS[day];
    lang.pick(ja, en, easy)
}

/// A moment with the offset of Japan.
pub(super) fn moment(at: DateTime) -> String {
    format!("{}+09:00", at.strftime("%Y-%m-%dT%H:%M:%S"))
}

/// 「12/1(火) 13:00」.
pub(super) fn day_and_hour(at: DateTime, lang: Lang) -> String {
    let (date, weekday) = (at.date(), weekday(at.date(), lang));
    let clock = format!("{}:{:02}", at.hour(), at.minute());
    match lang {
        Lang::Ja => format!("{}/{}({weekday}) {clock}", date.month(), date.day()),
        Lang::En => format!("{weekday} {date} {clock}"),
        Lang::Easy => format!("{}月{}日 {weekday} {clock}", date.month(), date.day()),
    }
}

/// Half-hours as hours: 「42」, 「1.5」.
pub(super) fn in_hours(slots: u32) -> String {
    let half = if slots % 2 == 1 { ".5" } else { "" };
    format!("{}{half}", slots / 2)
}
