//! The real files of the ministry and the bureaus, where they are at hand: `../shared/data`, or the folder that
//! `ZAITAKU_SHARED_DATA` names. They are not part of this repository; where they are absent, this says so.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::architecture::files_below;
use crate::cli::{assert_balanced, done, import};
use crate::server::{Server, list, number, text, zaitaku};

pub(crate) fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("ZAITAKU_SHARED_DATA").map(PathBuf::from);
    let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = named.clone().unwrap_or(usual);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(named.is_none(), "ZAITAKU_SHARED_DATA names {}, which is no folder", folder.display());
    // Past the capture of the test runner: whoever reads the log must see it.
    let _ =
        writeln!(std::io::stderr(), "SKIPPED: the real files are not here (../shared/data, or ZAITAKU_SHARED_DATA)");
    None
}

#[test]
fn the_real_files_are_taken_in_whole_and_answer_across_the_country() {
    let Some(shared) = shared() else { return };
    let mut files = files_below(&shared.join("navii"), &["zip"]);
    files.extend(files_below(&shared.join("kaigo"), &["zip"]));
    files.extend(files_below(&shared.join("filings"), &["xlsx"]));
    assert!(files.len() > 40, "{files:?}");
    let folder = tempfile::tempdir().unwrap();

    let printed = done(&import(&files, folder.path(), &[]));
    let first = assert_balanced(&printed);
    // About 379,000 rows, and the hours of the hospitals.
    assert!(first.read > 600_000, "{printed}");
    assert!(first.refused * 100 < first.read, "more than one in a hundred rows is refused:\n{printed}");

    let printed = done(&import(&files, folder.path(), &[]));
    let second = assert_balanced(&printed);
    assert_eq!(second.read, first.read);
    assert_eq!((second.new, second.changed), (0, 0), "the same files again are news:\n{printed}");

    let server = Server::over(folder.path());
    assert!(server.get("/api/v1/status").json()["facilities"].as_u64().unwrap() > 350_000);
    // Filings of Chiba, Hokkaido, Okinawa and Shimane are among the files; of Kanagawa the dental ones only.
    for (address, municipality, filed_in) in [
        ("千葉県柏市柏5丁目10-1", "柏市", ["千葉県", "茨城県"]),
        ("北海道札幌市中央区北1条西2丁目", "札幌市", ["北海道"; 2]),
        ("沖縄県那覇市泉崎1丁目1-1", "那覇市", ["沖縄県"; 2]),
    ] {
        let answer = ask(&server, address);
        assert!(text(&answer["origin"]["matched"]).contains(municipality), "{address}: {}", answer["origin"]);
        let candidates = list(&answer["candidates"]);
        assert_eq!(candidates.len(), 20, "{address}: {}", answer["evidence"]);
        let mut filed = 0;
        for candidate in candidates {
            let from_filing = |requirement: &&Value| requirement["state"] == "met" && requirement["source"] == "filing";
            for requirement in list(&candidate["requirements"]).iter().filter(from_filing) {
                filed += 1;
                // The lists are of October 2025 and May 2026; some state the day of a month before.
                assert!(("2025-08-01".."2026-07-01").contains(&text(&requirement["as_of"])), "{requirement}");
                assert!(text(&requirement["reason"]).contains("地方厚生局"), "{requirement}");
                let at = text(&candidate["facility"]["address"]);
                assert!(filed_in.iter().any(|prefecture| at.starts_with(prefecture)), "{address}: {candidate}");
            }
        }
        assert!(filed > 0, "{address}: nobody filed");
    }
    // From Uraga the straight line across the bay to Chiba is shorter than 16 km, and those who filed there have less to be asked; by
    // land it is some 75 km, so nobody of them stands before the physicians of the own shore.
    let answer = ask(&server, "神奈川県横須賀市浦賀5丁目1-1");
    assert_eq!(list(&answer["candidates"]).len(), 20, "{}", answer["evidence"]);
    for candidate in list(&answer["candidates"]) {
        assert!(text(&candidate["facility"]["address"]).starts_with("神奈川県"), "{candidate}");
        assert!(number(&candidate["counted_m"]) <= 16_000.0, "{candidate}");
    }
    // Places where few enough institutions stand around a home to look at each of them: 隠岐, 対馬, 屋久島, 与那国, 利尻, 小笠原.
    let homes = [
        (36.01, 133.03),
        (36.2, 133.32),
        (34.2, 129.29),
        (30.39, 130.65),
        (24.46, 123.0),
        (45.18, 141.24),
        (27.09, 142.19),
    ];
    crate::recompute::recompute(&server, 60, &homes);
    // An island of some six hundred people: one clinic, and the sea around it.
    let answer = ask(&server, "島根県隠岐郡知夫村");
    assert!(!list(&answer["candidates"]).is_empty(), "{answer}");
    assert!(list(&answer["candidates"]).len() < 20, "{answer}");
}

/// An attending physician for an address; whatever holds for every answer is checked.
fn ask(server: &Server, address: &str) -> Value {
    let answer = server.ask(&json!({
        "origin": {"address": address}, "needs": ["home_visit_scheduled", "contact_24h"], "limit": 20
    }));
    crate::api::assert_contract(&answer);
    for candidate in list(&answer["candidates"]) {
        assert!(number(&candidate["straight_line_m"]) <= 16_000.0, "{candidate}");
        assert!(matches!(text(&candidate["facility"]["kind"]), "clinic" | "hospital"), "{candidate}");
    }
    answer
}

#[test]
fn the_two_editions_of_the_hospital_list_differ_as_their_rows_do() {
    let Some(shared) = shared() else { return };
    let list_of = |edition| shared.join(format!("navii/01-1_hospital_facility_info_{edition}.zip"));
    let output = zaitaku().arg("difference").args([list_of(20250601), list_of(20251201)]).arg("--json").output();
    let json: Value = serde_json::from_str(&done(&output.unwrap())).unwrap();
    let total = &list(&json)[0]["total"];
    let count = |name: &str| total[name].as_u64().unwrap();
    assert_eq!((count("before"), count("after")), (7_587, 7_640));
    // Counted on the files by other means: 33 numbers are gone and 86 are new; two of these are the same hospital at its old address.
    assert_eq!((count("closed"), count("opened"), count("renumbered")), (31, 84, 2), "{total}");
    // 35 addresses are written differently, read one by one: 11 are other places, the others were completed or put in other words.
    assert_eq!((count("moved"), list(&json[0]["moved"]).len()), (11, 11), "{total}");
    // 46 names differ after folding widths and spaces; one of them only in a variant of 崎.
    assert_eq!(count("renamed"), 45, "{total}");
}
