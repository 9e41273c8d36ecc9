use jiff::civil::date;

use super::super::Calendar;
use super::*;
use crate::domain::source::{Origin, Source};

fn read(text: &str) -> Calendar {
    Calendar::from_osm(text, Origin { source: Source::Demo, as_of: date(2026, 4, 1) }).unwrap()
}

#[test]
fn a_sign_on_the_door() {
    let calendar = read("Mo-Fr 09:00-12:00,13:00-17:00; Sa[2,4] 09:00-12:00; PH off; Dec 29-Jan 03 off");
    assert_eq!(
        calendar.to_japanese(),
        "月〜金 9:00〜12:00、13:00〜17:00／第2・4土 9:00〜12:00／祝日・年末年始(12/29〜1/3)休み"
    );
    assert_eq!(
        calendar.to_english(),
        "Mon–Fri 9:00–12:00, 13:00–17:00; 2nd, 4th Sat 9:00–12:00; closed public holidays, Dec 29–Jan 3"
    );
    assert_eq!(read("24/7").to_japanese(), "毎日 24時間");
    assert_eq!(read("Mo,Tu 22:00-06:00; \"要予約\"").to_japanese(), "月・火 22:00〜翌6:00／その他：要予約");
    assert_eq!(
        read("Mo-Sa 09:00-12:00; Su off; Sa[1,3] off; Aug 13-15 off; Nov 01 off").to_japanese(),
        "月〜土 9:00〜12:00／日、第1・3土、お盆(8/13〜8/15)、11/1休み"
    );
}

#[test]
fn the_picture_of_a_week() {
    let week = read("Mo-Fr 09:00-12:00; Su off; Sa[2,4] 09:00-12:00; We[1] off; PH off").week();
    assert_eq!(week.each_ref().map(|row| row.day), ["mo", "tu", "we", "th", "fr", "sa", "su", "ph"]);
    assert_eq!(week[0].spans, [Span { from: 540, to: 720 }]);
    assert_eq!(week[2].note().as_deref(), Some("第1は休み"));
    assert_eq!(week[2].note_english().as_deref(), Some("1st closed"));
    assert_eq!(week[5].note().as_deref(), Some("第2・4は9:00〜12:00"));
    assert!(week[5].spans.is_empty());
    assert_eq!((week[7].state, week[0].state, week[6].state), (OpenState::Closed, OpenState::Open, OpenState::Closed));
    assert_eq!(read("Mo 09:00-12:00").week()[7].state, OpenState::Unknown);
    assert_eq!(read("24/7").week()[7].spans, [Span { from: 0, to: DAY }]);
    assert_eq!(read("Su off").week()[0].state, OpenState::Unknown);
}

#[test]
fn what_is_not_wholly_known_is_said() {
    let calendar =
        read("Mo-Fr 17:00+; Sa unknown; Sa[1],Su[1] off; 2026 Nov 23 08:30-24:00; 2026 Dec 29-2027 Jan 03 off");
    assert_eq!(
        calendar.to_japanese(),
        "月〜金 17:00以降／土 時間は要確認／2026/11/23 8:30〜24:00／第1土日、2026/12/29〜2027/1/3休み"
    );
    assert_eq!(
        calendar.to_english(),
        "Mon–Fri from 17:00; Sat time to be asked; Nov 23, 2026 8:30–24:00; closed 1st Sat, Sun, Dec 29, 2026–Jan 3, 2027"
    );
    let week = calendar.week();
    assert_eq!((week[0].state, week[5].state), (OpenState::Open, OpenState::Unknown));
    assert_eq!(read("\"診療時間内\"").to_japanese(), "診療時間内");
    assert_eq!(read("\"診療時間内\"").to_english(), "during consultation hours");
}
