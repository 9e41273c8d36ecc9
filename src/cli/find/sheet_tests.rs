//! The sheet of the demonstration town, held against the committed one.

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use jiff::Timestamp;
use unicode_width::UnicodeWidthStr;

use super::*;
use crate::cli::demo::town;
use crate::cli::open;
use crate::demo::REFERENCE;
use crate::directory::Directory;
use crate::domain::record::RecordBody;
use crate::geocode::Gazetteer;
use crate::http::{Services, body, matches};

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
        directory: Arc::new(ArcSwap::from_pointee(Directory::build(facilities.collect(), 1).unwrap())),
        gazetteer: Arc::new(Gazetteer::embedded()),
        policy: Arc::new(open::policy().unwrap()),
        now: noon,
    }
}

fn sheet(services: &Services, lang: Lang) -> String {
    let request = serde_json::json!({
        "origin": {"address": "神奈川県横須賀市浦賀5丁目1-1"},
        "needs": ["terminal_cancer", "tpn", "home_death_care"], "at": "2026-11-20T13:00:00+09:00", "lang": lang.id(),
        "team_with": {},
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

#[test]
fn the_sheet_of_the_demonstration_town_is_the_committed_one() {
    let services = services();
    for lang in [Lang::Ja, Lang::En] {
        let now = sheet(&services, lang);
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
