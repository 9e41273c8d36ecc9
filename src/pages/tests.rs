use super::{FacilityPage, facility_page};
use crate::domain::vocabulary::Lang;
use crate::domain::{Facility, Kind};

fn page(facility: &Facility, lang: Lang) -> String {
    facility_page(&FacilityPage { facility, lang, municipality: None, group: &[], is_old: &|_, _| false })
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
