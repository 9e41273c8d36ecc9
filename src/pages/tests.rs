use jiff::civil::date;

use super::{FacilityPage, Site, facility_page};
use crate::domain::facility::Field;
use crate::domain::hours::Calendar;
use crate::domain::source::{Origin, Source};
use crate::domain::vocabulary::Lang;
use crate::domain::{Facility, Kind};

fn page(facility: &Facility, lang: Lang) -> String {
    page_of(facility, lang, &Site::default())
}

fn page_of(facility: &Facility, lang: Lang, site: &Site) -> String {
    let today = date(2026, 11, 21);
    facility_page(&FacilityPage {
        site,
        facility,
        lang,
        today,
        municipality: None,
        group: &[],
        strip: None,
        takes_proposals: false,
        is_old: &|_, _| false,
        professional_only: &[],
    })
}

#[test]
fn no_name_of_a_source_becomes_markup() {
    let mut facility = Facility::new("x-1", Kind::Clinic, "</script><script>alert(1)</script>", "<b>東京都</b>");
    facility.url = Some("javascript:alert(1)".to_owned());
    facility.phone = Some("03-0000-0000\" onclick=\"x".to_owned());
    for lang in Lang::ALL {
        let html = page(&facility, *lang);
        assert!(!html.contains("<script>") && !html.contains("<b>") && !html.contains("href=\"javascript:"), "{html}");
        assert_eq!(html.matches("</script>").count(), 1, "only the data of the page ends a script element");
        assert!(html.contains("tel:0300000000\""), "{html}");
    }
}

#[test]
fn a_facility_of_which_nothing_is_known_says_so_and_not_that_it_cannot() {
    let facility = Facility::new("x-1", Kind::Clinic, "医院", "東京都");
    let html = page(&facility, Lang::Ja);
    assert!(html.contains("まだ回答がありません") && !html.contains("非対応"), "{html}");
    assert!(html.contains("情報がありません"), "{html}");
}

#[test]
fn an_error_is_told_to_the_operator_or_to_whoever_owns_the_list() {
    let mut facility = Facility::new("x-1", Kind::Clinic, "医院\" onclick=\"x&y", "東京都");
    facility.provenance.insert(Field::Name, Origin { source: Source::Kaigo, as_of: date(2025, 12, 31) });
    let silent = page(&facility, Lang::Ja);
    assert!(silent.contains("介護サービス情報公表の担当課へ") && !silent.contains("mailto:"), "{silent}");
    for (to, link) in [
        ("mailto:desk@example.jp", "mailto:desk@example.jp?subject="),
        ("https://example.jp/form?to=1", "https://example.jp/form?to=1&amp;subject="),
    ] {
        let site = Site { report_to: Some(to.to_owned()), ..Site::default() };
        let html = page_of(&facility, Lang::Ja, &site);
        let (_, rest) = html.split_once(link).unwrap_or_else(|| panic!("{link} is not in {html}"));
        let subject = rest.split_once('"').unwrap().0;
        let subject = percent_encoding::percent_decode_str(subject).decode_utf8().unwrap();
        assert_eq!(subject, format!("情報のまちがい: {} (x-1)", facility.name));
    }
}

#[test]
fn the_two_times_of_a_clinic_stand_apart() {
    let origin = Origin { source: Source::Survey, as_of: date(2026, 10, 1) };
    let mut facility = Facility::new("x-1", Kind::Clinic, "医院", "東京都");
    facility.hours.consultation = Some(Calendar::from_osm("Mo-Sa 09:00-12:00", origin).unwrap());
    let mut contact = Calendar::from_osm("Mo-Fr 13:00-14:00; Sa,Su off", origin).unwrap();
    contact.person = Some("地域連携室".to_owned());
    contact.channel = Some("phone".to_owned());
    facility.hours.contact = Some(contact);
    let html = page(&facility, Lang::Ja);
    // 21 November 2026 is a Saturday.
    let today: Vec<&str> =
        html.split("きょう 2026年11月21日(土): <strong>").skip(1).map(|rest| rest.split_once('<').unwrap().0).collect();
    assert_eq!(today, ["休み", "09:00〜12:00"]);
    assert!(html.contains("電話・地域連携室"), "{html}");
}

#[test]
fn the_numbers_of_a_page_are_read_in_threes() {
    for (n, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (378_912, "378,912"), (1_234_567, "1,234,567")] {
        assert_eq!(super::number(n), text);
    }
}
