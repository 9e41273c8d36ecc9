use jiff::civil::{Date, date};

use super::*;
use crate::domain::Kind;

const SAID: Origin = Origin { source: Source::Survey, as_of: date(2026, 10, 1) };

fn clinic(hours: Option<&str>) -> Facility {
    let mut clinic = Facility::new("c", Kind::Clinic, "灯台クリニック", "神奈川県横須賀市浦賀5-1-1");
    clinic.phone = Some("046-000-0000".to_owned());
    clinic.fax = Some("046-000-0001".to_owned());
    clinic.hours.contact = hours.map(|osm| Calendar {
        channel: Some("phone".to_owned()),
        person: Some("連携室 佐藤さん".to_owned()),
        ..Calendar::from_osm(osm, SAID).unwrap()
    });
    clinic
}

fn line(hours: Option<&str>, at: DateTime, lang: Lang) -> String {
    contact_view(&clinic(hours), at, None, lang).text
}

/// Tuesday, 1 December 2026.
const TUESDAY: Date = date(2026, 12, 1);

#[test]
fn the_line_says_whom_to_call_and_when_next() {
    let at = TUESDAY.at(10, 0, 0, 0);
    let hours = Some("Tu 13:00-14:30; PH off");
    assert_eq!(line(hours, at, Lang::Ja), "電話 046-000-0000（連携室 佐藤さん）次は 12/1(火) 13:00〜14:30");
    assert_eq!(line(hours, at, Lang::En), "Phone 046-000-0000 (連携室 佐藤さん): next Tue Dec 1 13:00–14:30");
    assert_eq!(
        line(hours, at, Lang::Easy),
        "電話(でんわ) 046-000-0000（連携室 佐藤さん）つぎは 12/1(火) 13:00 から 14:30 まで"
    );
    let during = TUESDAY.at(13, 15, 0, 0);
    assert_eq!(
        line(hours, during, Lang::Ja),
        "電話 046-000-0000（連携室 佐藤さん）12/1(火) 13:15 は連絡できます（14:30まで）"
    );
    assert_eq!(
        line(hours, during, Lang::En),
        "Phone 046-000-0000 (連携室 佐藤さん): can be reached Tue Dec 1 13:15 (until 14:30)"
    );
}

#[test]
fn an_end_that_nobody_said_reads_as_from_then_on() {
    let at = TUESDAY.at(10, 0, 0, 0);
    let whom = "電話 046-000-0000（連携室 佐藤さん）";
    assert_eq!(line(Some("Tu 17:00+; PH off"), at, Lang::Ja), format!("{whom}次は 12/1(火) 17:00以降"));
    assert_eq!(line(Some("Tu 22:00-06:00"), at, Lang::Ja), format!("{whom}次は 12/1(火) 22:00〜翌6:00"));
    assert_eq!(line(Some("Tu 22:00-24:00"), at, Lang::Ja), format!("{whom}次は 12/1(火) 22:00〜24:00"));
    assert_eq!(line(Some("24/7"), at, Lang::Ja), format!("{whom}12/1(火) 10:00 は連絡できます"));
    let view = contact_view(&clinic(Some("Tu 17:00+; PH off")), at, None, Lang::Ja);
    assert_eq!((view.next.as_deref(), view.until), (Some("2026-12-01T17:00:00+09:00"), None));
}

#[test]
fn what_is_not_known_is_said_to_be_asked() {
    let at = TUESDAY.at(10, 0, 0, 0);
    assert_eq!(line(None, at, Lang::Ja), "電話 046-000-0000 連絡できる時間は分かりません");
    assert_eq!(line(None, at, Lang::En), "Phone 046-000-0000: contact hours are not known");
    let whom = "電話 046-000-0000（連携室 佐藤さん）";
    assert_eq!(
        line(Some("Tu unknown; We 09:00-10:00"), at, Lang::Ja),
        format!("{whom}12/1(火) 10:00 は要確認。確かなのは 12/2(水) 9:00〜10:00")
    );
    // 30 December of a week of which nobody said what becomes of it.
    assert_eq!(
        line(Some("We 09:00-10:00; PH off"), date(2026, 12, 29).at(10, 0, 0, 0), Lang::Ja),
        format!("{whom}次は 2027/1/6(水) 9:00〜10:00")
    );
}

#[test]
fn the_week_in_common_with_the_askers_hours() {
    let at = TUESDAY.at(13, 45, 0, 0);
    let mine = check_my_hours("my_hours", "平日 13時-17時", at).unwrap();
    let view = contact_view(&clinic(Some("Tu,Th 12:30-14:00; Fr 16:30+; PH off")), at, Some(&mine), Lang::Ja);
    let told = |list: Option<Vec<StretchView>>| -> Vec<String> {
        let end = |to: Option<String>| to.map(|to| to[5..16].to_owned()).unwrap_or_default();
        list.unwrap().into_iter().map(|s| format!("{}/{}", &s.from[5..16], end(s.to))).collect()
    };
    assert_eq!(
        told(view.overlap),
        ["12-01T13:45/12-01T14:00", "12-03T13:00/12-03T14:00", "12-04T16:30/"],
        "of the first day what lies ahead"
    );
    assert_eq!(told(view.overlap_unknown), ["12-04T16:31/12-04T17:00"]);
    assert_eq!(view.next_in_my_hours.as_deref(), Some("2026-12-01T13:45:00+09:00"));

    let silent = contact_view(&clinic(None), at, Some(&mine), Lang::Ja);
    assert_eq!((told(silent.overlap), silent.next_in_my_hours), (Vec::new(), None));
    assert_eq!(told(silent.overlap_unknown).len(), 5, "every afternoon of the week may be one");

    let monthly = contact_view(&clinic(Some("Sa[4] 09:00-10:00")), at, Some(&mine), Lang::Ja);
    assert_eq!(monthly.next_in_my_hours, None);
    let monthly = contact_view(&clinic(Some("We[4] 15:00-16:00")), at, Some(&mine), Lang::Ja);
    assert_eq!(monthly.overlap.map(|list| list.len()), Some(0));
    assert_eq!(monthly.next_in_my_hours.as_deref(), Some("2026-12-23T15:00:00+09:00"), "beyond the week");
    assert!(contact_view(&clinic(None), at, None, Lang::Ja).overlap.is_none(), "nobody asked");
}

#[test]
fn hours_that_cannot_be_read_are_refused_without_repeating_them() {
    let at = TUESDAY.at(10, 0, 0, 0);
    for text in
        ["", "浦賀の母の家", "13時-17時", "平日", "Mo-Fr", "月 9:00〜8:00", "診療時間内", "月 17時以降", "Mo 9-17 Tu"]
    {
        let problem = check_my_hours("my_hours", text, at).unwrap_err();
        assert_eq!(problem.field(), Some("my_hours"), "{text}");
        assert!(problem.detail().contains("平日 13時-17時") && !problem.detail().contains("浦賀"), "{problem}");
    }
    assert!(check_my_hours("my_hours", &"月 9:00〜10:00、".repeat(40), at).is_err());
    for text in ["Mo-Fr 13:00-17:00", "平日 13時-17時", "月・水 9:00〜12:00", "24/7", "毎日 9:00〜17:00"] {
        assert!(check_my_hours("my_hours", text, at).is_ok(), "{text}");
    }
}
