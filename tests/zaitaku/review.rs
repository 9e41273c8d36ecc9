//! Doubts and decisions, with the real binary.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use zaitaku::domain::Source;
use zaitaku::storage::{Store, StoredDoubt};

use crate::cli::{done, import, run};
use crate::fixtures;
use crate::server::{list, zaitaku};

/// A store with the neighbourhood and two doubts about records that are in it.
pub(crate) fn filled() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    done(&import(&fixtures::write_all(folder.path()), &data, &[]));
    let candidate = |id: &str, score: u8| json!({"facility": id, "name": "架空の候補", "address": "神奈川県横須賀市浦賀", "score": score, "reasons": ["same_town"]});
    let doubt = |key: &str, address: &str, candidates: Value| {
        StoredDoubt {
        number: 0,
        source: Source::Kaigo,
        key: key.to_owned(),
        body: json!({"source": "kaigo", "key": key, "name": "うらが訪問看護", "address": address, "candidates": candidates})
            .to_string(),
    }
    };
    let doubts = [
        doubt(
            "1469990001-130",
            "神奈川県横須賀市浦賀",
            json!([candidate("n-1421400900010", 68), candidate("n-1421400900020", 55)]),
        ),
        doubt("1469990002-130", "千葉県館山市北条", json!([candidate("n-1421400900030", 51)])),
    ];
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open_folder(&data).await.unwrap();
        let joined = store.setting("joined").await.unwrap().unwrap();
        let mut writer = store.change_facilities().await.unwrap();
        writer.doubts(&doubts).await.unwrap();
        writer.finish(&joined).await.unwrap();
        store.close().await;
    });
    (folder, data)
}

pub(crate) fn decisions(data: &Path) -> Vec<(String, bool)> {
    let json: Value = serde_json::from_str(&done(&run(&["review", "decisions", "--json"], data))).unwrap();
    let one =
        |decision: &Value| (decision["facility"].as_str().unwrap().to_owned(), decision["same"].as_bool().unwrap());
    list(&json).iter().map(one).collect()
}

#[test]
fn doubts_are_listed_in_words_and_chosen_by_place_and_source() {
    let (_folder, data) = filled();
    let printed = done(&run(&["review"], &data));
    for words in ["1  介護サービス情報公表システム kaigo:1469990001-130", "1) n-1421400900010", "68 %", "2  "]
    {
        assert!(printed.contains(words), "{words}:\n{printed}");
    }
    let json: Value = serde_json::from_str(&done(&run(&["review", "--json", "--in", "館山市"], &data))).unwrap();
    assert_eq!(list(&json).len(), 1);
    assert_eq!((&json[0]["number"], &json[0]["key"]), (&2.into(), &"1469990002-130".into()), "{json}");
    assert!(done(&run(&["review", "--source", "filing"], &data)).contains("nothing is in doubt"));
    let printed = done(&run(&["review", "--limit", "1"], &data));
    assert!(printed.contains("and 1 more"), "{printed}");
}

#[test]
fn decisions_close_doubts_are_listed_and_are_taken_back() {
    let (_folder, data) = filled();
    done(&run(
        &["review", "join", "1", "n-1421400900020", "--by", "架空 花子", "--note", "電話で確認", "--later"],
        &data,
    ));
    let open = done(&run(&["review"], &data));
    assert!(!open.contains("1469990001-130") && open.contains("1469990002-130"), "{open}");
    let printed = done(&run(&["review", "decisions"], &data));
    assert!(printed.contains("架空 花子") && printed.contains("電話で確認"), "{printed}");
    done(&run(&["review", "apart", "kaigo:1469990002-130", "n-1421400900030", "--later"], &data));
    assert!(done(&run(&["review"], &data)).contains("nothing is in doubt"));
    done(&run(&["review", "forget", "1", "--later"], &data));
    assert_eq!(decisions(&data), [("n-1421400900030".to_owned(), false)]);
    assert!(done(&run(&["review"], &data)).contains("1469990001-130"));
    let printed = done(&run(&["review", "apply"], &data));
    assert!(printed.contains("facilities: 6"), "{printed}");
    assert!(done(&run(&["review", "apply"], &data)).contains("nothing changed"));
    assert_eq!(decisions(&data).len(), 1, "a decision outlives the joining");
}

#[test]
fn what_cannot_be_decided_ends_with_two() {
    let (_folder, data) = filled();
    for arguments in [
        &["review", "join", "9", "n-1421400900010"][..],
        &["review", "join", "1", "n-0"],
        &["review", "join", "nowhere:1", "n-1421400900010"],
        &["review", "join", "kaigo:0", "n-1421400900010"],
        &["review", "forget", "1"],
        &["review", "--source", "nowhere"],
    ] {
        let output = run(arguments, &data);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(decisions(&data).is_empty());
}

#[test]
fn one_doubt_after_the_other_is_asked_about() {
    let (_folder, data) = filled();
    let mut process = zaitaku()
        .args(["review", "ask", "--by", "架空 花子", "--data"])
        .arg(&data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // A slip, the second candidate, back, none of them, the next one later.
    process.stdin.take().unwrap().write_all("9\n２\nu\na\ns\n".as_bytes()).unwrap();
    let printed = done(&process.wait_with_output().unwrap());
    assert!(printed.contains("there is no 9") && printed.contains("1 decided, 1 left"), "{printed}");
    assert_eq!(decisions(&data), [("n-1421400900010".to_owned(), false), ("n-1421400900020".to_owned(), false)]);
}
