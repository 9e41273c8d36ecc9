use jiff::civil::date;
use proptest::prelude::*;

use super::super::{HoursError, OpenState};
use super::*;
use crate::domain::source::Source;

mod real;
mod table;

fn origin() -> Origin {
    Origin { source: Source::Survey, as_of: date(2026, 10, 1) }
}

fn read(text: &str) -> Calendar {
    Calendar::from_words(text, origin())
}

#[test]
fn lines_as_institutions_write_them() {
    for (text, osm) in table::LINES {
        assert_eq!(read(text).to_osm(), *osm, "{text}");
    }
    assert!(table::LINES.len() >= 120, "{}", table::LINES.len());
}

#[test]
fn what_is_read_comes_back_from_osm_and_from_japanese() {
    for (text, _) in table::LINES {
        let calendar = Calendar { note: None, ..read(text) };
        match Calendar::from_osm(&calendar.to_osm(), origin()) {
            Ok(again) => assert_eq!(again, calendar, "{text}"),
            Err(error) => assert_eq!((error, calendar.rules.len()), (HoursError::Empty, 0), "{text}"),
        }
        assert_eq!(Calendar { note: None, ..read(&calendar.to_japanese()) }, calendar, "{text}");
    }
}

#[test]
fn words_about_the_manner_are_the_note() {
    for (text, note) in [
        ("月・水 13:00〜14:00（要予約）", Some("要予約")),
        ("火木　午後1時～2時　電話で", Some("電話で")),
        ("随時", Some("随時")),
        ("月火木金 13:00-15:00\n（お盆・年末年始を除く）", Some("お盆・年末年始を除く")),
        ("平日 9:00〜17:00、電話・FAX", Some("電話、FAX")),
        ("応相談", Some("応相談")),
        ("平日 9:00〜17:00", None),
        ("特になし", None),
    ] {
        assert_eq!(read(text).note.as_deref(), note, "{text}");
    }
    assert_eq!(read("特になし"), Calendar::empty(origin()));
}

#[test]
fn an_end_that_nobody_named_is_unknown() {
    let calendar = read("第2・4土 9:00～12:00、平日 17時以降");
    let state = |day, hour, minute| calendar.state_at(date(2026, 11, day).at(hour, minute, 0, 0));
    assert_eq!(state(24, 16, 59), OpenState::Closed);
    assert_eq!(state(24, 17, 0), OpenState::Open);
    assert_eq!(state(24, 18, 0), OpenState::Unknown);
    assert_eq!(state(25, 0, 0), OpenState::Closed);
    // 23 November is a public holiday, and so no 平日.
    assert_eq!(state(23, 18, 0), OpenState::Closed);
    assert_eq!((state(28, 10, 0), state(21, 10, 0)), (OpenState::Open, OpenState::Closed));
    let after = date(2026, 11, 24).at(12, 0, 0, 0);
    assert_eq!(calendar.next_open(after, 7), Some(date(2026, 11, 24).at(17, 0, 0, 0)));
}

#[test]
fn days_without_times_are_to_be_asked_about() {
    let calendar = read("月・水");
    let state = |day| calendar.state_at(date(2026, 11, day).at(10, 0, 0, 0));
    assert_eq!((state(25), state(26)), (OpenState::Unknown, OpenState::Closed));
    assert_eq!(calendar.next_open(date(2026, 11, 25).at(10, 0, 0, 0), 14), None);
    let sundays = read("水以外 13時～14時");
    let at = |day| sundays.state_at(date(2026, 11, day).at(13, 30, 0, 0));
    assert_eq!((at(24), at(25), at(29)), (OpenState::Open, OpenState::Closed, OpenState::Unknown));
}

#[test]
fn what_is_not_understood_is_never_open() {
    for text in [
        "院長在室時",
        "月曜は不定期",
        "平日（会議のない日） 9:00〜17:00",
        "月-水-金 9:00〜12:00",
        "第2・4土・月 9:00〜12:00",
        "火 9:00〜12:00（第1・3火）",
        "月 1時〜3時",
        "月 9:00〜8:00",
        "月 午後12時〜15時",
        "月 25:61〜26:00",
        "偶数月の月曜 9:00〜12:00",
        "046-000-3898",
        "9:00〜17:00",
        "月 9:00〜12:00は不可",
        "隔週水曜 13:00〜14:00",
        "GWを除く",
    ] {
        let calendar = read(text);
        assert!(calendar.rules.is_empty() && !calendar.rest.is_empty(), "{text}: {}", calendar.to_osm());
        assert_eq!(calendar.state_at(date(2026, 11, 24).at(10, 0, 0, 0)), OpenState::Unknown, "{text}");
    }
    // What was understood stands; around it nothing is sure.
    let calendar = read("火 13:00〜14:00、第3週は変更あり");
    assert_eq!(calendar.to_osm(), "Tu 13:00-14:00; \"第3週は変更あり\"");
    assert_eq!(calendar.state_at(date(2026, 11, 25).at(10, 0, 0, 0)), OpenState::Unknown);
}

#[test]
fn a_cell_of_hours_alone() {
    let spans = |text| spans_from_words(text).map(|spans| spans.iter().map(|s| (s.from, s.to)).collect::<Vec<_>>());
    assert_eq!(spans("8:30～翌0:00"), Some(vec![(510, 1440)]));
    assert_eq!(spans("9時-12時／13時-17時"), Some(vec![(540, 720), (780, 1020)]));
    assert_eq!(spans("午前9時から正午まで"), Some(vec![(540, 720)]));
    assert_eq!(spans("９：００～１７：００"), Some(vec![(540, 1020)]));
    assert_eq!(spans("24時間"), Some(vec![(0, 1440)]));
    assert_eq!(spans("17時以降"), Some(vec![(1020, 1020)]));
    for nothing in ["", "-", "休み", "月 9:00〜12:00", "9:00"] {
        assert_eq!(spans(nothing), None, "{nothing}");
    }
}

proptest! {
    #[test]
    fn what_is_printed_is_read(calendar in super::super::osm::tests::calendar()) {
        let calendar = calendar.normalise();
        prop_assert_eq!(Calendar { origin: calendar.origin, ..read(&calendar.to_japanese()) }, calendar);
    }

    #[test]
    fn any_text_is_answered_and_opens_nothing_without_a_number(text in "\\PC{0,60}") {
        opens_nothing_without_a_number(&text)?;
    }

    #[test]
    fn so_is_any_heap_of_the_right_words(words in prop::collection::vec(0..HEAP.len(), 0..14)) {
        let text: String = words.into_iter().map(|word| HEAP[word]).collect();
        opens_nothing_without_a_number(&text)?;
        let calendar = Calendar { note: None, ..read(&text) };
        prop_assert_eq!(read(&calendar.to_japanese()), calendar, "{}", text);
    }
}

const HEAP: [&str; 44] = [
    "月",
    "火曜",
    "水曜日",
    "木",
    "金",
    "土",
    "日",
    "祝日",
    "平日",
    "毎日",
    "第2・4土",
    "第1月",
    "年末年始",
    "お盆",
    "GW",
    "9:00〜12:00",
    "13時-17時",
    "午後1時〜2時",
    "17時以降",
    "12時まで",
    "24時間",
    "随時",
    "診療時間内",
    "午前",
    "のみ",
    "は",
    "も",
    "休み",
    "休診日",
    "以外",
    "を除く",
    "営業",
    "、",
    "・",
    "\n",
    "／",
    "（",
    "）",
    "〜",
    "12/29〜1/3",
    "2026/11/23",
    "要予約",
    "院長",
    " ",
];

fn opens_nothing_without_a_number(text: &str) -> Result<(), TestCaseError> {
    let calendar = read(text);
    let numbered = nfkc(text).chars().any(|c| c.is_numeric() || "一二三四五六七八九十".contains(c));
    let always = ["随時", "いつでも", "何時でも", "常時"].iter().any(|word| nfkc(text).contains(word));
    if !numbered && !always {
        let (from, to) = (date(2026, 11, 1).at(0, 0, 0, 0), date(2027, 1, 10).at(0, 0, 0, 0));
        prop_assert_eq!(calendar.open_between(from, to), Vec::new(), "{}", text);
    }
    Ok(())
}
