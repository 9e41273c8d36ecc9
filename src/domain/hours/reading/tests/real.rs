//! The remarks of real lists of services (利用可能曜日特記事項), where they are at hand.

use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::path::PathBuf;

use super::super::super::{Days, Rule};
use super::*;

/// Every remark and how often it was written.
fn remarks() -> Option<HashMap<String, usize>> {
    let folder = std::env::var_os("ZAITAKU_SHARED_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let mut counts = HashMap::new();
    for entry in std::fs::read_dir(folder.join("kaigo")).ok()? {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        for at in 0..archive.len() {
            let mut csv = Vec::new();
            archive.by_index(at).unwrap().read_to_end(&mut csv).unwrap();
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(Cursor::new(csv));
            let header = reader.headers().unwrap().clone();
            let Some(column) = header.iter().position(|text| text == "利用可能曜日特記事項") else {
                continue;
            };
            for row in reader.records().map_while(Result::ok) {
                if let Some(text) = row.get(column).map(str::trim).filter(|text| !text.is_empty()) {
                    *counts.entry(text.to_owned()).or_default() += 1;
                }
            }
        }
    }
    Some(counts)
}

#[test]
fn remarks_of_real_lists() {
    let Some(counts) = remarks() else {
        eprintln!("skipped: the folder of real files is not at hand");
        return;
    };
    let mut remarks: Vec<(String, usize)> = counts.into_iter().collect();
    remarks.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let whole = |text: &str| read(text).rest.is_empty();
    let share = |remarks: &[(String, usize)]| {
        let read = remarks.iter().filter(|(text, _)| whole(text));
        let (texts, rows) = read.fold((0, 0), |(texts, rows), (_, count)| (texts + 1, rows + count));
        let all: usize = remarks.iter().map(|(_, count)| count).sum();
        (texts, remarks.len(), rows, all)
    };
    let (texts, of, rows, all) = share(&remarks);
    eprintln!("read whole: {texts} of {of} texts, {rows} of {all} rows");
    let closes = |text: &str| {
        let calendar = read(text);
        let dated = |rule: &Rule| matches!(rule.days, Days::Yearly { .. }) && rule.spans.is_empty();
        calendar.rest.is_empty() && calendar.rules.iter().any(dated)
    };
    let rows: usize = remarks.iter().filter(|(text, _)| closes(text)).map(|(_, count)| count).sum();
    eprintln!("closed on dates: {rows} rows");
    let (texts, of, ..) = share(&remarks[..300]);
    eprintln!("of the most frequent: {texts} of {of}");
    // Most of the others promise something outside the hours, or say nothing about days and hours at all.
    assert!(texts * 100 >= of * 58, "{texts} of {of}");
}
