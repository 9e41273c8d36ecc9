//! The official files themselves, where a copy is at hand.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::*;
use crate::import::Dataset;

/// The folder of official files: `ZAITAKU_SHARED_DATA`, or `../shared/data` beside the repository.
fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("ZAITAKU_SHARED_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    folder.join("navii").is_dir().then_some(folder)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = ["navii", "kaigo", "filings/medical", "filings/dental"]
        .iter()
        .flat_map(|inner| std::fs::read_dir(folder.join(inner)).into_iter().flatten())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "zip" || e == "xlsx"))
        .collect();
    files.sort();
    files
}

#[test]
#[expect(
    clippy::print_stdout,
    reason = "a test that skips itself says so; one that reads real files says what it found"
)]
fn the_official_files_are_read_to_the_last_row() {
    let Some(folder) = folder() else {
        println!("SKIPPED: no official files in ZAITAKU_SHARED_DATA or ../shared/data");
        return;
    };
    let mut rows: BTreeMap<(Dataset, String), u64> = BTreeMap::new();
    let mut codes: BTreeMap<(Dataset, String), u64> = BTreeMap::new();
    let mut keys: BTreeMap<(Dataset, String), HashSet<String>> = BTreeMap::new();
    for path in files(&folder) {
        let start = Instant::now();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for part in expand(&name, std::fs::read(&path).unwrap(), None).unwrap() {
            let import = import(&part).unwrap();
            println!(
                "{:?} {} {}: {} rows, {} records, {} noticed, {} refused, {} ms {:?}",
                import.dataset,
                import.edition,
                import.file,
                import.rows_read,
                import.records.len(),
                import.rows_noticed,
                import.rows_refused,
                start.elapsed().as_millis(),
                import.notice_counts()
            );
            assert_eq!(import.rows_refused, 0, "{name}");
            let group = if import.dataset == Dataset::Kaigo { String::new() } else { import.edition.to_string() };
            *rows.entry((import.dataset, group.clone())).or_default() += import.rows_read;
            for (code, count) in import.notice_counts() {
                *codes.entry((import.dataset, code.to_owned())).or_default() += count;
            }
            if import.dataset == Dataset::Kaigo {
                let keys = keys.entry((import.dataset, group)).or_default();
                for record in import.records {
                    assert!(keys.insert(record.key.clone()), "{} twice", record.key);
                }
            }
        }
    }
    let of =
        |dataset: Dataset| rows.iter().filter(|((d, _), _)| *d == dataset).map(|(_, rows)| *rows).collect::<Vec<_>>();
    assert_eq!(of(Dataset::NaviiHospital), [7_587, 7_640]);
    assert_eq!(of(Dataset::NaviiHospitalHours), [246_480]);
    assert_eq!(of(Dataset::NaviiClinic), [63_720]);
    assert_eq!(of(Dataset::NaviiDental), [52_168]);
    assert_eq!(of(Dataset::NaviiPharmacy), [60_040]);
    assert_eq!(of(Dataset::Kaigo), [195_761]);
    assert_eq!(codes.get(&(Dataset::NaviiClinic, "duplicate_number".to_owned())), Some(&1));
    println!("{codes:#?}");
}

#[test]
#[expect(clippy::print_stdout, reason = "a test that skips itself says so")]
fn the_hours_belong_to_the_hospitals_of_the_same_edition() {
    let Some(folder) = folder() else {
        println!("SKIPPED: no official files in ZAITAKU_SHARED_DATA or ../shared/data");
        return;
    };
    let keys = |name: &str| -> HashSet<String> {
        let bytes = std::fs::read(folder.join("navii").join(name)).unwrap();
        let parts = expand(name, bytes, None).unwrap();
        import(&parts[0]).unwrap().records.into_iter().map(|record| record.key).collect()
    };
    assert_eq!(keys("01-1_hospital_facility_info_20251201.zip"), keys("01-2_hospital_speciality_hours_20251201.zip"));
}
