//! The sample of the shared data, where it lies.

use std::path::PathBuf;

use super::*;

#[test]
fn the_sample_survey_is_mapped_whole_and_every_row_accounted_for() {
    let shared = std::env::var_os("ZAITAKU_SHARED_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let path = shared.join("survey/yokosuka_survey_invented_answers.xlsx");
    let Ok(bytes) = std::fs::read(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return;
    };
    let part = part("yokosuka_survey_invented_answers.xlsx", bytes);
    let proposal = proposed(&part);
    let mapping = &proposal.mapping;
    assert_eq!(
        roles(mapping, 0),
        [
            "B name",
            "C address",
            "D phone",
            "E fax",
            "F capability:home_visit_scheduled",
            "G capability:house_call",
            "H capability:house_call_after_hours",
            "I capability:home_death_care",
            "J capability:home_oxygen",
            "K capability:ventilator_invasive",
            "L capability:tracheostomy",
            "M capability:tpn",
            "N capability:gastrostomy",
            "O capability:urinary_catheter",
            "P capability:pressure_ulcer_deep",
            "Q capability:opioids",
            "R capability:home_transfusion",
            "S capability:dementia",
            "T capability:pediatric_home_care",
            "U capacity",
            "V capability:accepting_new",
            "W contact_hours",
            "X contact_channel",
            "Y capability:sub_physician",
            "Z remark",
        ]
    );
    assert_eq!(mapping.tables[0].header_rows, [4, 5]);
    assert_eq!(mapping.as_of, Some(date(2026, 10, 1)));
    let import = imported_by(&part, mapping).unwrap();
    // 75 rows below the headings: 72 institutions, one of them twice, and two notes.
    assert_eq!((import.rows_read, import.records.len()), (75, 72), "{:?}", import.notice_counts());
    assert_eq!((import.rows_noticed, import.rows_refused), (3, 0));
    assert_eq!(noticed(&import, "duplicate_row"), [12]);
    assert_eq!(noticed(&import, "note_row"), [24, 81]);
    assert_eq!(import.notices.len(), 3, "{:?}", import.notices);
    let answers: usize = import.records.iter().map(|record| statement(record).facts.len()).sum();
    let with_contact = import.records.iter().filter(|record| statement(record).hours.contact.is_some()).count();
    assert!(answers > 900 && with_contact > 60, "{answers} answers, {with_contact} with contact");
}
