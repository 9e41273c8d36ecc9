//! Linkage measured on pairs that people labelled by reading the published rows (`tests/linkage/pairs.csv`), where the real files are at
//! hand: `../shared/data`, or the folder that `ZAITAKU_SHARED_DATA` names. `docs/linkage.md` publishes the table that this prints.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use calamine::{Data, Reader};
use jiff::civil::date;

use crate::domain::Kind;
use crate::domain::record::{FilingTable, Listing, RecordBody};
use crate::domain::statement::Subject;
use crate::geocode::Gazetteer;
use crate::import;
use crate::reconcile::site;

use super::*;

const PAIRS: &str = include_str!("../../../tests/linkage/pairs.csv");

/// A labelled pair.
struct Pair<'a> {
    source: &'a str,
    key: &'a str,
    facility: &'a str,
    same: bool,
    stratum: &'a str,
    drawn: &'a str,
}

fn pairs() -> Vec<Pair<'static>> {
    let row = |line: &'static str| match line.split(',').collect::<Vec<_>>().as_slice() {
        &[source, key, facility, same, stratum, drawn] => {
            Pair { source, key, facility, same: same == "1", stratum, drawn }
        }
        _ => panic!("{line}"),
    };
    PAIRS.lines().skip(1).map(row).collect()
}

fn shared() -> Option<PathBuf> {
    let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("ZAITAKU_SHARED_DATA").map_or(usual, PathBuf::from);
    let found = folder.join("navii").is_dir().then_some(folder);
    if found.is_none() {
        // Past the capture of the test runner: whoever reads the log must see it.
        let _ = writeln!(std::io::stderr(), "SKIPPED: no official files in ZAITAKU_SHARED_DATA or ../shared/data");
    }
    found
}

/// The newest records of a folder of official files.
fn records(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<SourceRecord> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| wanted(&path.file_name().unwrap().to_string_lossy()));
    files.sort();
    let read = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let parts = import::expand(&name, std::fs::read(path).unwrap(), None).unwrap();
        parts.iter().flat_map(|part| import::read(part, &mut |_| {}).unwrap().records).collect::<Vec<_>>()
    };
    files.iter().flat_map(read).collect()
}

fn facility(id: String, listing: &Listing) -> Facility {
    let mut facility = Facility::new(id, listing.kind, listing.name.as_str(), listing.address.as_str());
    facility.name_kana.clone_from(&listing.name_kana);
    facility.municipality = listing.municipality;
    facility.phone.clone_from(&listing.phone);
    facility.identifiers.clone_from(&listing.identifiers);
    facility.beds.clone_from(&listing.beds);
    facility
}

fn record(source: Source, key: &str) -> SourceRecord {
    SourceRecord { source, key: key.to_owned(), edition: date(2025, 10, 1), rows: Vec::new(), body: RecordBody::Taken }
}

/// The home-care institutions of 横須賀市 as filings: number, name and address are all that the list has of one.
fn yokosuka(shared: &Path) -> Vec<(SourceRecord, Box<FiledInstitution>)> {
    let mut rows = csv::Reader::from_path(shared.join("yokosuka/homecare_clinics_joined.csv")).unwrap();
    let headers: Vec<String> =
        rows.headers().unwrap().iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (name, address, number, hospital) =
        (column("name"), column("address"), column("inst_code9"), column("is_hospital"));
    let mut filed = Vec::new();
    for row in rows.records().map(Result::unwrap).filter(|row| row[number].len() == 9) {
        let institution = FiledInstitution {
            prefecture: 14,
            table: FilingTable::Medical,
            number: row[number][2..].to_owned(),
            name: row[name].to_owned(),
            postcode: None,
            address: row[address].to_owned(),
            phone: None,
            fax: None,
            beds: None,
            hospital: &row[hospital] == "1",
            filings: Vec::new(),
            partner: None,
        };
        filed.push((record(Source::Filing, &format!("141{}", &row[number][2..])), Box::new(institution)));
    }
    filed
}

/// The rows of the survey workbook: running number, name, address. Its answers are invented, its institutions are not.
fn survey(shared: &Path) -> Vec<(SourceRecord, Box<Statement>)> {
    let mut book = calamine::open_workbook_auto(shared.join("survey/yokosuka_survey_invented_answers.xlsx")).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let mut statements: BTreeMap<i64, (SourceRecord, Box<Statement>)> = BTreeMap::new();
    for row in sheet.rows() {
        let (number, name, address) = (row[0].to_string(), row[1].to_string(), row[2].to_string());
        let Ok(number) = number.parse::<i64>() else { continue };
        let subject = Subject {
            kinds: vec![Kind::Clinic, Kind::Hospital],
            name,
            address: (row[2] != Data::Empty)
                .then(|| if address.starts_with("神奈川県") { address } else { format!("神奈川県{address}") }),
            ..Subject::default()
        };
        let statement = Box::new(Statement { subject, ..Statement::default() });
        statements.insert(number, (record(Source::Survey, &number.to_string()), statement));
    }
    statements.into_values().collect()
}

/// Rights and wrongs.
#[derive(Default, Clone, Copy)]
struct Count {
    right: u32,
    missed: u32,
    wrong: u32,
    apart: u32,
}

impl Count {
    fn precision(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.wrong).max(1))
    }

    fn recall(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.missed).max(1))
    }
}

/// The same as `locate`, asking it once an address.
fn remembering(locate: impl Fn(&str) -> Option<Located>) -> impl Fn(&str) -> Option<Located> {
    let known: RefCell<HashMap<String, Option<Located>>> = RefCell::default();
    move |address| {
        if let Some(located) = known.borrow().get(address) {
            return located.clone();
        }
        let located = locate(address);
        known.borrow_mut().insert(address.to_owned(), located.clone());
        located
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "a measurement that nobody reads is none")]
fn labelled_pairs_are_told_apart() {
    let Some(shared) = shared() else { return };
    let pairs = pairs();
    let gazetteer = Gazetteer::embedded();
    let locate = remembering(|address: &str| {
        let candidate = gazetteer.geocode(address, 1).into_iter().next()?;
        let town = if candidate.level <= crate::domain::Level::Town { candidate.matched } else { String::new() };
        Some(Located { municipality: candidate.municipality, town, rest: candidate.rest })
    });
    let mut facilities = Vec::new();
    for record in records(&shared.join("navii"), |name| {
        !name.contains("20250601") && !name.contains("01-2") && name.ends_with("zip")
    }) {
        if let RecordBody::Listing(listing) = &record.body {
            facilities.push(facility(format!("n-{}", record.key), listing));
        }
    }
    let mut filed: Vec<_> = ["medical", "dental"]
        .into_iter()
        .flat_map(|table| records(&shared.join("filings").join(table), |name| name.ends_with("xlsx")))
        .filter_map(|mut record| match std::mem::replace(&mut record.body, RecordBody::Taken) {
            RecordBody::Filings(institution) => Some((record, institution)),
            _ => None,
        })
        .collect();
    // An institution may stand in two editions; the newest counts, as in the store.
    filed.sort_by(|(a, _), (b, _)| (&a.key, b.edition).cmp(&(&b.key, a.edition)));
    filed.dedup_by(|(later, _), (first, _)| later.key == first.key);
    filed.extend(yokosuka(&shared));
    let statements = survey(&shared);
    let start = Instant::now();
    let linked = link(&facilities, &filed, &statements, &[], &locate);
    println!("{} filed among {} listed: {:?}", filed.len(), facilities.len(), start.elapsed());

    let mut found: HashMap<(&str, &str), &str> = HashMap::new();
    for ((record, _), outcome) in filed.iter().zip(&linked.filings) {
        if let Some(at) = outcome.target {
            found.insert(("filing", record.key.as_str()), facilities[at].id.as_str());
        }
    }
    for ((record, _), outcome) in statements.iter().zip(&linked.statements) {
        if let Some(at) = outcome.target {
            found.insert(("survey", record.key.as_str()), facilities[at].id.as_str());
        }
    }
    let counts = count(&pairs, &found);
    let mut table = String::new();
    for (name, count) in &counts {
        let Count { right, missed, wrong, apart } = count;
        let (precision, recall) = (100.0 * count.precision(), 100.0 * count.recall());
        writeln!(table, "{name:32} {right:5} {missed:5} {wrong:5} {apart:5}  {precision:6.2} % {recall:6.2} %")
            .unwrap();
    }
    println!("stratum, right, missed, wrong, kept apart, precision, recall\n{table}\n{:?}", linked.report);
    let all = counts["all"];
    assert!(all.precision() >= 0.995, "precision {}", all.precision());
    assert!(all.recall() >= 0.97, "recall {}", all.recall());
    for representative in ["drawn random", "drawn all"] {
        assert!(
            counts[representative].recall() >= 0.97,
            "{representative}: recall {}",
            counts[representative].recall()
        );
    }
    for (name, count) in counts.iter().filter(|(name, _)| name.starts_with("prefecture ")) {
        assert!(count.precision() >= 0.995 && count.recall() >= 0.97, "{name}: {}", count.recall());
    }
    sites(&shared, &pairs, facilities, &locate);
}

/// Counts by stratum, by prefecture and by how the pair was drawn. A record that joins a facility of no label is wrong too.
fn count(pairs: &[Pair<'_>], found: &HashMap<(&str, &str), &str>) -> BTreeMap<String, Count> {
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for pair in pairs.iter().filter(|pair| pair.source != "kaigo") {
        let source = if pair.source == "yokosuka" { "filing" } else { pair.source };
        let target = found.get(&(source, pair.key)).copied();
        let same = |facility: &str| {
            pairs.iter().any(|p| p.same && p.source == pair.source && p.key == pair.key && p.facility == facility)
        };
        let prefecture = if pair.source == "survey" { "14" } else { &pair.key[..2] };
        let names = [
            "all".to_owned(),
            format!("prefecture {prefecture}"),
            format!("drawn {}", pair.drawn),
            format!("stratum {}", pair.stratum),
        ];
        for name in names {
            let count = counts.entry(name).or_default();
            match (pair.same, target) {
                (true, Some(target)) if same(target) => count.right += 1,
                (true, Some(_)) => {
                    count.missed += 1;
                    count.wrong += 1;
                }
                (true, None) => count.missed += 1,
                (false, Some(target)) if target == pair.facility => count.wrong += 1,
                (false, _) => count.apart += 1,
            }
        }
        // Numbers only: whoever looks them up has the rows.
        let right = if pair.same { target.is_some_and(same) } else { target != Some(pair.facility) };
        if !right {
            let _ = writeln!(
                std::io::stdout(),
                "{} {} {} same: {}, found {target:?}",
                pair.source,
                pair.key,
                pair.facility,
                pair.same
            );
        }
    }
    counts
}

/// Offices of care services and medical institutions that are at one place, or only near each other.
#[expect(clippy::print_stdout, reason = "a measurement that nobody reads is none")]
fn sites(shared: &Path, pairs: &[Pair<'_>], mut facilities: Vec<Facility>, locate: &impl Fn(&str) -> Option<Located>) {
    let wanted: HashSet<&str> = pairs.iter().filter(|pair| pair.source == "kaigo").map(|pair| pair.key).collect();
    let codes: HashSet<&str> = wanted.iter().filter_map(|key| key.split('-').nth(1)).collect();
    let named = |name: &str| codes.iter().any(|code| name.starts_with(&format!("jigyosho_{code}")));
    let institutions: HashSet<&str> = pairs.iter().map(|pair| pair.facility).collect();
    facilities.retain(|facility| institutions.contains(facility.id.as_str()));
    for record in records(&shared.join("kaigo"), named) {
        if let RecordBody::Listing(listing) = &record.body
            && wanted.contains(record.key.as_str())
        {
            facilities.push(facility(record.key.clone(), listing));
        }
    }
    site::mark_sites(&mut facilities, locate);
    let site =
        |id: &str| facilities.iter().find(|facility| facility.id == id).and_then(|facility| facility.site.clone());
    let mut count = Count::default();
    for pair in pairs.iter().filter(|pair| pair.source == "kaigo") {
        let (office, institution) = (site(pair.key), site(pair.facility));
        match (office.is_some() && office == institution, pair.same) {
            (true, true) => count.right += 1,
            (true, false) => count.wrong += 1,
            (false, true) => count.missed += 1,
            (false, false) => count.apart += 1,
        }
    }
    let Count { right, missed, wrong, apart } = count;
    println!("sites: {right} right, {missed} missed, {wrong} wrong, {apart} kept apart");
    assert!(wrong == 0 && count.recall() >= 0.94, "{}", count.recall());
}

#[test]
fn the_labels_name_numbers_only_and_do_not_contradict_each_other() {
    let pairs = pairs();
    assert!(pairs.len() >= 400, "{}", pairs.len());
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    assert!(
        pairs
            .iter()
            .all(|pair| [pair.source, pair.key, pair.facility, pair.stratum, pair.drawn].into_iter().all(plain))
    );
    let mut labels: HashMap<(&str, &str, &str), bool> = HashMap::new();
    for pair in &pairs {
        let before = labels.insert((pair.source, pair.key, pair.facility), pair.same);
        assert!(before.is_none(), "{} {} stands twice", pair.key, pair.facility);
    }
}
