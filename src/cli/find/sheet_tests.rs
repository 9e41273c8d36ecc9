//! The sheet of the demonstration town, held against the committed one.

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use jiff::Timestamp;
use unicode_width::UnicodeWidthStr;

use super::*;
use crate::cli::demo::town;
use crate::cli::open;
use crate::config::PolicyFlags;
use crate::demo::REFERENCE;
use crate::directory::{ByAudience, Directory};
use crate::domain::record::RecordBody;
use crate::geocode::Gazetteer;
use crate::http::{Seen, Services, body, matches};

/// Friday, 20 November 2026, 12:00 in Japan.
fn noon() -> Timestamp {
    "2026-11-20T03:00:00Z".parse().unwrap()
}

fn services() -> Services {
    let facilities = town(REFERENCE).unwrap().into_iter().map(|record| match record.body {
        RecordBody::Canonical(facility) => *facility,
        other => panic!("not canonical: {other:?}"),
    });
    Services {
        seen: Seen::by_public(Arc::new(ArcSwap::from_pointee(ByAudience::open(
            Directory::build(facilities.collect(), 1).unwrap(),
        )))),
        gazetteer: Arc::new(Gazetteer::embedded()),
        policy: Arc::new(open::policy(&PolicyFlags::default()).unwrap()),
        now: noon,
        road: None,
        requests: Arc::default(),
    }
}

fn sheet(services: &Services, lang: Lang, team_with: &Value) -> String {
    let request = serde_json::json!({
        "origin": {"address": "神奈川県横須賀市浦賀5丁目1-1"},
        "needs": ["terminal_cancer", "tpn", "home_death_care"], "at": "2026-11-20T13:00:00+09:00", "lang": lang.id(),
        "team_with": team_with,
    });
    let request = body::parse(request.to_string().as_bytes()).unwrap();
    let answer = serde_json::to_value(matches::answer(services, &request).unwrap()).unwrap();
    let heading = Heading {
        needs: vec!["末期がん".to_owned(), "中心静脈栄養".to_owned(), "在宅看取り".to_owned()],
        at: "2026-11-20 13:00".to_owned(),
        made: "2026-11-20".to_owned(),
        lang,
    };
    let mut out = Vec::new();
    print(&mut out, &answer, &heading).unwrap();
    String::from_utf8(out).unwrap()
}

fn capability(id: &str) -> crate::domain::Capability {
    crate::domain::vocabulary().capability(id).unwrap()
}

fn rows(directory: &Directory) -> std::ops::Range<u32> {
    0..u32::try_from(directory.len()).unwrap()
}

/// The first pharmacy that says no to what the needs ask of one.
fn no_tpn(services: &Services) -> String {
    let directory = services.directory();
    let says_no = |row: &u32| {
        let facility = directory.facility(*row).unwrap().unwrap();
        facility.position.is_some()
            && facility.kind == crate::domain::Kind::Pharmacy
            && facility.answer(capability("tpn")) == crate::domain::Answer::No
    };
    let row = rows(&directory).find(says_no).unwrap();
    directory.id(row).to_owned()
}

/// Doctors who come at all hours, but for the one in the middle of the sheet.
fn always(services: &Services) -> Vec<String> {
    let directory = services.directory();
    let comes = |row: &u32| directory.yes(*row).contains(capability("house_call_24h"));
    let ids = rows(&directory).filter(comes).map(|row| directory.id(row).to_owned());
    ids.filter(|id| id != "demo-clinic-009").collect()
}

#[test]
fn the_sheet_of_the_demonstration_town_is_the_committed_one() {
    let services = services();
    // In English around a doctor who comes on few days, with a pharmacy kept that says no, and without the second doctor who would
    // cover the rest: that shows every part of the sheet.
    let hard = serde_json::json!({
        "attending": "demo-clinic-009",
        "locked": [{"role": "pharmacy", "facility": no_tpn(&services)}],
        "excluded": always(&services),
    });
    for (lang, with) in [(Lang::Ja, serde_json::json!({})), (Lang::En, hard)] {
        let now = sheet(&services, lang, &with);
        for line in now.lines() {
            assert!(line.width() <= WIDTH, "{} columns: {line}", line.width());
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/snapshots/team_sheet_{}.txt", lang.id()));
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(&path, &now).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        let difference = now.lines().zip(committed.lines()).find(|(now, then)| now != then);
        assert!(now == committed, "the sheet is another than {}: {difference:?}", path.display());
    }
}
