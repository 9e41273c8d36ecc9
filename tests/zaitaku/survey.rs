//! Surveys from the command line: a mapping beside the file, the import by it, and a template there and back.

use std::path::Path;

use crate::cli::{assert_balanced, done, import, run};
use crate::fixtures;
use crate::server::zaitaku;

const CSV: &str = "令和8年度 架空市 在宅医療調査,,,,,,\n\
    回答基準日：令和8年10月1日 ○：可 △：要相談 ×：不可,,,,,,\n\
    No.,医療機関名,所在地,訪問診療,往診,好きな色,備考\n\
    1,架空岬医院,神奈川県架空市岬1-1,○,○,青,夜間は応相談\n\
    2,架空浜医院,架空市浜2-2,△,×,,\n\
    ,以上,,,,,\n";

fn map(file: &Path, flags: &[&str]) -> std::process::Output {
    zaitaku().args(["survey", "map"]).arg(file).args(flags).output().unwrap()
}

#[test]
fn a_survey_is_mapped_looked_over_and_imported() {
    let (folder, store) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let data = store.path();
    let file = fixtures::write(folder.path(), "調査.csv", CSV.as_bytes());

    let refused = import(std::slice::from_ref(&file), data, &[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stdout).contains("zaitaku survey map 調査.csv"));

    let printed = done(&map(&file, &[]));
    assert!(printed.contains("capability:home_visit_scheduled"), "{printed}");
    assert!(printed.contains("割り当てのない列 unmapped: F 好きな色"), "{printed}");
    let mapping = folder.path().join("調査.csv.survey.toml");
    let text = std::fs::read_to_string(&mapping).unwrap();
    assert!(text.contains("as_of = \"2026-10-01\""), "{text}");

    // A mapping that somebody may have edited is not written over.
    let again = map(&file, &[]);
    assert_eq!(again.status.code(), Some(2));
    done(&map(&file, &["--overwrite"]));

    let printed = done(&import(std::slice::from_ref(&file), data, &[]));
    let account = assert_balanced(&printed);
    assert_eq!((account.read, account.new, account.noticed), (3, 2, 1), "{printed}");
    assert!(printed.contains("column_unmapped 1"), "{printed}");

    // The folder holds the mapping; it is no file of its own, and the same file says nothing new.
    let printed = done(&import(&[folder.path().to_owned()], data, &[]));
    let account = assert_balanced(&printed);
    assert_eq!((account.unchanged, account.noticed), (2, 1), "{printed}");
    assert!(!printed.contains("survey.toml"), "{printed}");

    // Next year's file of the same layout is read by the same mapping, with its own day.
    let next = CSV.replace("令和8年", "令和9年").replace("1-1,○", "1-1,×");
    let next = fixtures::write(folder.path(), "来年.csv", next.as_bytes());
    let printed = done(&import(&[next], data, &[]));
    let account = assert_balanced(&printed);
    assert_eq!((account.changed, account.unchanged), (1, 1), "{printed}");
    assert!(printed.contains("2027-10-01"), "{printed}");
}

#[test]
fn a_template_is_written_with_the_facilities_of_a_municipality() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    done(&import(&fixtures::write_all(folder.path()), &data, &[]));
    let file = folder.path().join("調査票.xlsx");
    let write = |kind: &str| {
        let flags = ["survey", "template", "--municipality", "142018", "--kind", kind, "-o", file.to_str().unwrap()];
        run(&flags, &data)
    };
    let printed = done(&write("clinic"));
    assert!(!printed.contains("filled in 0"), "{printed}");
    // Nobody has answered yet: every row filled in is set aside as such.
    let printed = done(&import(std::slice::from_ref(&file), &data, &[]));
    let account = assert_balanced(&printed);
    assert!(account.read > 0 && account.noticed == account.read, "{printed}");
    assert!(printed.contains("no_answer"), "{printed}");
    assert_eq!(write("equipment").status.code(), Some(2));
}

const FORM: &str = "在宅医療に関する調査票,\n医療機関名,架空岬医院\n所在地,神奈川県架空市岬1-1\n電話番号,046-000-0001\n\
    記入日,令和8年10月3日\n訪問診療,○\n往診,×\n備考,夜間は応相談\n";

#[test]
fn forms_one_file_each_are_read_by_the_mapping_of_one_and_the_later_answer_counts() {
    let (folder, store) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = fixtures::write(folder.path(), "岬.csv", FORM.as_bytes());
    let other = FORM.replace("架空岬医院", "架空浜医院").replace("岬1-1", "浜2-2").replace("10月3日", "10月5日");
    fixtures::write(folder.path(), "浜.csv", other.as_bytes());
    let later = FORM.replace("10月3日", "11月1日").replace("往診,×", "往診,△");
    fixtures::write(folder.path(), "岬の二通目.csv", later.as_bytes());

    let printed = done(&map(&first, &[]));
    assert!(printed.contains("layout: form"), "{printed}");
    let printed = done(&import(&[folder.path().to_owned()], store.path(), &[]));
    let account = assert_balanced(&printed);
    assert_eq!((account.read, account.new, account.changed), (3, 2, 1), "{printed}");
    assert!(printed.contains("answered_again 1") && printed.contains("2026-11-01"), "{printed}");
    let printed = done(&import(&[folder.path().to_owned()], store.path(), &[]));
    assert_balanced(&printed);
    assert!(printed.contains("older_edition 1"), "the first answer does not come back: {printed}");
}
