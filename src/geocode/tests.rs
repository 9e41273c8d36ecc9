//! The traps of Japanese addresses, one by one.

use std::sync::LazyLock;

use super::*;

pub(super) static JAPAN: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::embedded);

fn best(text: &str) -> (String, String, Level) {
    let found = JAPAN.geocode(text, 5);
    let first = found.first().unwrap_or_else(|| panic!("nothing fits {text}"));
    (first.matched.clone(), first.rest.clone(), first.level)
}

#[track_caller]
fn town(text: &str, matched: &str, rest: &str) {
    assert_eq!(best(text), (matched.to_owned(), rest.to_owned(), Level::Town), "{text}");
}

#[test]
fn the_gazetteer_is_complete() {
    assert_eq!(JAPAN.len(), 191_106);
    assert!(JAPAN.memory() < 40 << 20, "{} bytes", JAPAN.memory());
    assert_eq!(JAPAN.prefectures.iter().flatten().count(), 47);
}

#[test]
fn chome_is_written_in_three_ways() {
    for text in ["神奈川県横須賀市浦賀5丁目1-1", "神奈川県横須賀市浦賀五丁目1-1", "横須賀市浦賀５－1-1", "横須賀市 浦賀 5-1-1"] {
        town(text, "神奈川県横須賀市浦賀五丁目", "1-1");
    }
}
