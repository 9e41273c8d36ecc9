//! How far off the answers are, measured on real institutions whose positions are published and held back from the lookup.
//!
//! Every fifth house (by the hash of its town and numbers, so that no neighbour in the same building gives it away) is held out;
//! the others are the reference. Nothing is kept of the files; without them the tests say that they were skipped.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use super::lot::Lot;
use super::tests::JAPAN;
use super::*;
use crate::domain::municipality::split_prefecture;
use crate::domain::record::{ReferencePlaces, ReferenceTown};
use crate::domain::text::fold;

/// One published address with its published position.
#[derive(Clone)]
struct Case {
    address: String,
    municipality: Option<MunicipalityCode>,
    at: LatLon,
}

fn shared_data() -> Option<PathBuf> {
    let named = std::env::var_os("ZAITAKU_SHARED_DATA").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let found = [named, Some(beside)].into_iter().flatten().find(|p| p.join("navii").is_dir());
    if found.is_none() {
        eprintln!("skipped: no shared data beside the repository and ZAITAKU_SHARED_DATA is not set");
    }
    found
}

/// The columns of a file: address, latitude, longitude; prefecture and municipality by name, where it has them; one or two that
/// make up the municipality's code.
type Columns<'a> = ([&'a str; 3], [&'a str; 2], &'a [&'a str]);

fn read(path: &Path, (place, names, code): Columns<'_>, into: &mut Vec<Case>) {
    let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    for i in 0..archive.len() {
        let mut table = csv::Reader::from_reader(archive.by_index(i).unwrap());
        let headers = table.headers().unwrap().clone();
        let found = |name: &str| headers.iter().position(|h| h.trim_start_matches('\u{feff}') == name);
        let [address, lat, lon] = place.map(|name| found(name).unwrap());
        let names = names.map(found);
        let code: Vec<usize> = code.iter().map(|c| found(c).unwrap()).collect();
        for row in table.records() {
            let row = row.unwrap();
            let number = |i: usize| row[i].trim().parse::<f64>().ok();
            // 0.0 is how these files write a missing coordinate.
            let at = number(lat).zip(number(lon)).and_then(|(a, o)| LatLon::new(a, o).ok()).filter(|p| p.in_japan());
            let code: String = code.iter().map(|&i| &row[i]).collect();
            let municipality =
                MunicipalityCode::parse(&code).or_else(|_| MunicipalityCode::parse(&format!("0{code}"))).ok();
            // Wards that were dissolved keep their codes in these files.
            let municipality = municipality.filter(|m| JAPAN.municipalities.iter().any(|row| row.code == m.number()));
            let [prefecture, city] = names.map(|i| i.map_or("", |i| row[i].trim()));
            let address = whole(prefecture, city, row[address].trim());
            into.extend(at.map(|at| Case { address, municipality, at }));
        }
    }
}

/// The address with prefecture and municipality in front, as the importers make it of the columns beside it.
fn whole(prefecture: &str, city: &str, address: &str) -> String {
    let ward = city.split_once('市').map_or(city, |(_, ward)| if ward.is_empty() { city } else { ward });
    if split_prefecture(address).is_some() {
        return address.to_owned();
    }
    let named = fold(address).contains(&fold(ward)) || city.split_once('市').is_some_and(|c| address.starts_with(c.0));
    [prefecture, if named { "" } else { city }, address].concat()
}

fn hospitals(folder: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    let place = ["所在地", "所在地座標（緯度）", "所在地座標（経度）"];
    let file = folder.join("navii/01-1_hospital_facility_info_20251201.zip");
    read(&file, (place, ["", ""], &["都道府県コード", "市区町村コード"]), &mut cases);
    cases
}

fn care(folder: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join("kaigo")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "zip")) {
        let names = ["都道府県名", "市区町村名"];
        read(file, (["住所", "緯度", "経度"], names, &["都道府県コード又は市町村コード"]), &mut cases);
    }
    cases
}

/// Whether none of the thirty towns nearest to the published point is of the municipality that the same row names.
fn contradicts_itself(case: &Case) -> bool {
    let Some(code) = case.municipality.map(MunicipalityCode::number) else { return false };
    let row = |town: u32| JAPAN.municipality(JAPAN.towns[town as usize].municipality).unwrap();
    JAPAN.municipalities.iter().any(|m| m.code == code)
        && JAPAN.nearest.of(case.at, 30).iter().all(|(town, _)| row(*town).code != code)
}

/// Whether the code of the row is its slip: the address writes out another municipality, and the published point lies there too.
fn is_miscoded(case: &Case) -> bool {
    let Some((code, (_, rest))) = case.municipality.zip(split_prefecture(&case.address)) else { return false };
    let nearest = JAPAN.nearest.of(case.at, 1)[0].0;
    let there = JAPAN.municipality(JAPAN.towns[nearest as usize].municipality).unwrap();
    there.code != code.number() && fold(rest).starts_with(&fold(&there.name))
}

/// How an institution is told from others when a split is drawn.
#[derive(Clone, Copy)]
enum By {
    /// Its house number: who is in the same building is on the same side.
    House,
    /// The text of its address: a neighbour in the same building may be known.
    Text,
}

/// Held-out cases, each house or text once, and the index of the others.
struct Split {
    held: Vec<Case>,
    surveyed: [Neighbours; 1],
}

fn reference(case: &Case) -> Option<Reference> {
    let reading = match case.municipality {
        Some(code) => JAPAN.geocode_within(&case.address, code, 1),
        None => JAPAN.geocode(&case.address, 1),
    };
    Some(Reference { reading: reading.into_iter().next()?, at: case.at })
}

fn split(cases: &[(Case, Reference)], by: By, held_of_100: u64) -> Split {
    let (mut held, mut references, mut seen, mut contradicting) = (Vec::new(), Vec::new(), HashSet::new(), 0);
    for (case, reference) in cases {
        let lot = Lot::read(&reference.reading.rest);
        let house = format!("{}|{}|{:?}", reference.reading.matched, lot.area, lot.numbers);
        let key = match by {
            By::House => xxh3_64(house.as_bytes()),
            By::Text => xxh3_64(fold(&case.address).as_bytes()),
        };
        if key % 100 >= held_of_100 {
            references.push(reference.clone());
        } else if contradicts_itself(case) || is_miscoded(case) {
            contradicting += 1;
        } else if seen.insert(key) {
            held.push(case.clone());
        }
    }
    eprintln!("{} held out, {contradicting} more contradict themselves, {} references", held.len(), references.len());
    let reference = Neighbours::build(Source::Neighbours, references);
    eprintln!("  {} house numbers in {} bytes", reference.len(), reference.memory());
    Split { held, surveyed: [reference] }
}

/// All published positions, each with the reading of its address.
static CASES: LazyLock<Option<Vec<(Case, Reference)>>> = LazyLock::new(|| {
    let folder = shared_data()?;
    let cases = hospitals(&folder).into_iter().chain(care(&folder));
    Some(cases.filter_map(|case| Some((case.clone(), reference(&case)?))).collect())
});
static HOUSES: LazyLock<Option<Split>> = LazyLock::new(|| Some(split(CASES.as_ref()?, By::House, 20)));
static TEXTS: LazyLock<Option<Split>> = LazyLock::new(|| Some(split(CASES.as_ref()?, By::Text, 20)));

/// What became of the answers of one level.
#[derive(Default)]
struct Level_ {
    errors: Vec<f64>,
    within: usize,
}

#[expect(clippy::cast_precision_loss, reason = "counts below a million")]
impl Level_ {
    fn covered(&self) -> f64 {
        self.within as f64 / self.errors.len().max(1) as f64
    }

    fn share_below(&self, metres: f64) -> f64 {
        self.errors.iter().filter(|e| **e <= metres).count() as f64 / self.errors.len().max(1) as f64
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
    fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.errors.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1))).copied().unwrap_or(0.0)
    }
}

/// What became of a set of addresses.
#[derive(Default)]
struct Measured {
    cases: usize,
    all: Level_,
    levels: BTreeMap<&'static str, Level_>,
    wrong: usize,
    /// Answers no finer than the municipality to addresses that name no town.
    townless: usize,
}

impl Measured {
    #[expect(clippy::cast_precision_loss, reason = "counts below a million")]
    fn located(&self) -> f64 {
        self.precise() as f64 / self.cases as f64
    }

    /// Of those that name a town.
    #[expect(clippy::cast_precision_loss, reason = "counts below a million")]
    fn located_if_named(&self) -> f64 {
        self.precise() as f64 / (self.cases - self.townless) as f64
    }

    /// Answers to the town or finer.
    fn precise(&self) -> usize {
        ["point", "block", "town"].iter().filter_map(|id| self.levels.get(id)).map(|l| l.errors.len()).sum()
    }

    /// For each level with enough cases to tell, between 90 and 97 of 100 places lie within the accuracy that was stated.
    fn assert_honest(&self) {
        for (id, level) in self.levels.iter().filter(|(_, l)| l.errors.len() >= 300) {
            assert!((0.90..=0.97).contains(&level.covered()), "{id}: {:.4} of {}", level.covered(), level.errors.len());
        }
    }
}

fn measure(label: &str, cases: &[Case], answer: impl Fn(&Case) -> Vec<Candidate>) -> Measured {
    let mut measured = Measured { cases: cases.len(), ..Measured::default() };
    let started = std::time::Instant::now();
    let answers: Vec<Option<Candidate>> = cases.iter().map(|c| answer(c).into_iter().next()).collect();
    let micros = started.elapsed().as_micros() as usize / cases.len();
    let mut dump =
        std::env::var_os("ZAITAKU_GEOCODE_DUMP").map(|f| File::options().append(true).create(true).open(f).unwrap());
    for (case, answer) in cases.iter().zip(&answers) {
        let Some(found) = answer else {
            measured.levels.entry("none").or_default();
            continue;
        };
        let error = found.at.geodesic(case.at).0;
        for level in [&mut measured.all, measured.levels.entry(found.level.id()).or_default()] {
            level.errors.push(error);
            level.within += usize::from(error <= found.accuracy.0);
        }
        let elsewhere = case.municipality.is_some() && found.municipality != case.municipality;
        measured.wrong += usize::from(elsewhere && found.level <= Level::Town);
        let lot = Lot::read(&found.rest);
        measured.townless += usize::from(found.level > Level::Town && lot.area.chars().count() < 2);
        if let Some(file) = &mut dump {
            use std::io::Write;
            let Candidate { level, accuracy, matched, rest, score, municipality, .. } = found;
            let code = |m: Option<MunicipalityCode>| m.map(|m| m.to_string()).unwrap_or_default();
            let (level, row, answered) = (level.id(), code(case.municipality), code(*municipality));
            let source = found.source.map_or("", Source::id);
            writeln!(
                file,
                "{label}\t{level}\t{error:.0}\t{:.0}\t{score:.2}\t{row}\t{answered}\t{}\t{matched}\t{rest}\t{source}",
                accuracy.0, case.address
            )
            .unwrap();
        }
    }
    let all = &measured.all;
    eprintln!(
        "{label}: {} located {:.4} ({:.4} of those that name a town) median {:.0} m p90 {:.0} within 500 m {:.4} wrong municipality {} | {micros} us",
        cases.len(),
        measured.located(),
        measured.located_if_named(),
        all.quantile(0.5),
        all.quantile(0.9),
        all.share_below(500.0),
        measured.wrong,
    );
    for (id, level) in &measured.levels {
        eprintln!(
            "  {id:<13} {:>6} median {:>5.0} p90 {:>6.0} within 500 m {:.3} within accuracy {:.4}",
            level.errors.len(),
            level.quantile(0.5),
            level.quantile(0.9),
            level.share_below(500.0),
            level.covered(),
        );
    }
    measured
}

/// The address up to its town, as many write it.
fn cut_off(address: &str) -> String {
    let rest = JAPAN.geocode(address, 1).into_iter().next().map_or(String::new(), |found| found.rest);
    address.trim_end().strip_suffix(&rest).unwrap_or(address).trim_end_matches(['-', '－', 'ー', '−']).to_owned()
}

fn without_prefecture(address: &str) -> String {
    split_prefecture(address).map_or(address, |(_, rest)| rest).to_owned()
}

fn full_width(address: &str) -> String {
    let wide = |c: char| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c };
    address.chars().map(wide).collect()
}

/// 「1-2-3」 as 「1番地2-3」 with the numbers behind the town in kanji digits.
fn in_kanji(address: &str) -> String {
    let head = cut_off(address);
    let tail = address.strip_prefix(&head).unwrap_or_default();
    // A hyphen right behind the town stands for its 丁目.
    let tail = match tail.find(['-', '－', 'ー', '−']) {
        Some(at) if at > 0 && tail[..at].chars().all(char::is_numeric) => {
            tail.replacen(['-', '－', 'ー', '−'], "番地の", 1)
        }
        _ => tail.to_owned(),
    };
    let kanji =
        |c: char| match crate::domain::text::fold_char(c).to_digit(10).or_else(|| (c as u32).checked_sub('０' as u32))
        {
            Some(d @ 0..=9) => "〇一二三四五六七八九".chars().nth(d as usize).unwrap(),
            _ => c,
        };
    head + &tail.chars().map(kanji).collect::<String>()
}

/// The address up to its municipality.
fn only_municipality(address: &str) -> String {
    let found = JAPAN.geocode(address, 1).into_iter().next();
    let municipality = found.as_ref().and_then(|f| f.municipality).and_then(|code| JAPAN.municipality_name(code));
    let prefecture = split_prefecture(address).map_or("", |(_, rest)| &address[..address.len() - rest.len()]);
    municipality.map_or_else(|| address.to_owned(), |name| [prefecture, &name].concat())
}

/// 小字 with points of their own (Geolonia 住所データ, CC BY 4.0), as an operator may import them.
fn small_areas(folder: &Path) -> Neighbours {
    let path = folder.join("addresses/geolonia_towns_20240115.zip");
    let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut table = csv::Reader::from_reader(archive.by_index(0).unwrap());
    let mut all: BTreeMap<String, Vec<ReferenceTown>> = BTreeMap::new();
    for row in table.records() {
        let row = row.unwrap();
        let at = row[4].parse().ok().zip(row[5].parse().ok()).and_then(|(a, o)| LatLon::new(a, o).ok());
        let town = ReferenceTown { name: [&row[2], &row[3]].concat(), at, blocks: Vec::new() };
        all.entry([&row[0], &row[1]].concat()).or_default().push(town);
    }
    let places: Vec<ReferencePlaces> =
        all.into_iter().map(|(name, towns)| ReferencePlaces { municipality: None, name, towns }).collect();
    Neighbours::of_places(&JAPAN, Source::Geolonia, &places)
}

fn held_out(split: &Split, label: &str, write: impl Fn(&str) -> String) -> Measured {
    held_out_by(&split.surveyed, split, label, write)
}

fn held_out_by(surveyed: &[Neighbours], split: &Split, label: &str, write: impl Fn(&str) -> String) -> Measured {
    let geocoder = Geocoder { gazetteer: &JAPAN, surveyed, readings: &Readings::default() };
    let written: Vec<Case> =
        split.held.iter().map(|case| Case { address: write(&case.address), ..case.clone() }).collect();
    measure(label, &written, |case| geocoder.geocode(&case.address, 5))
}

#[test]
fn held_out_houses_are_found_and_the_stated_accuracy_is_honest() {
    let Some(split) = HOUSES.as_ref() else { return };
    measure("the gazetteer alone", &split.held, |case| JAPAN.geocode(&case.address, 5));
    let found = held_out(split, "as published", str::to_owned);
    found.assert_honest();
    assert_eq!(found.wrong, 0);
    assert!(
        found.located_if_named() >= 0.995 && found.all.quantile(0.5) <= 180.0 && found.all.share_below(500.0) >= 0.81
    );
    let cut = held_out(split, "cut off after the town", cut_off);
    cut.assert_honest();
    held_out(split, "cut off after the municipality", only_municipality).assert_honest();
    for (label, write) in [
        ("without prefecture", without_prefecture as fn(&str) -> String),
        ("full width", full_width),
        ("in kanji", in_kanji),
    ] {
        let other = held_out(split, label, write);
        assert!(other.located() >= 0.985 && other.all.quantile(0.5) <= 190.0, "{label}");
    }
}

#[test]
fn held_out_addresses_of_known_buildings_are_points() {
    let Some(split) = TEXTS.as_ref() else { return };
    let found = held_out(split, "other institutions in the building may be known", str::to_owned);
    found.assert_honest();
    assert_eq!(found.wrong, 0);
    assert!(found.located() >= 0.995);
    assert!(found.all.quantile(0.5) <= 150.0 && found.all.share_below(500.0) >= 0.85);
    assert!(found.levels["block"].quantile(0.5) <= 60.0);
}

#[test]
fn imported_small_areas_bring_rural_houses_nearer() {
    let (Some(folder), Some(split)) = (shared_data(), HOUSES.as_ref()) else { return };
    let [facilities] = &split.surveyed;
    let surveyed = [small_areas(&folder), facilities.clone()];
    eprintln!("{} small areas in {} bytes", surveyed[0].len(), surveyed[0].memory());
    let found = held_out_by(&surveyed, split, "with the small areas of Geolonia", str::to_owned);
    found.assert_honest();
    assert!(found.all.share_below(500.0) >= 0.82);
}

/// How many towns of another gazetteer (Geolonia 住所データ, CC BY 4.0) are found here, and how far the two points lie apart.
#[test]
fn another_gazetteer_knows_few_towns_that_this_one_does_not() {
    let Some(folder) = shared_data() else { return };
    let mut cases = Vec::new();
    let mut archive =
        zip::ZipArchive::new(File::open(folder.join("addresses/geolonia_towns_20240115.zip")).unwrap()).unwrap();
    let mut table = csv::Reader::from_reader(archive.by_index(0).unwrap());
    let mut last = String::new();
    for row in table.records() {
        let row = row.unwrap();
        let address = [&row[0], &row[1], &row[2]].concat();
        let at = row[4].parse().ok().zip(row[5].parse().ok()).and_then(|(a, o)| LatLon::new(a, o).ok());
        if let Some(at) = at.filter(|_| address != last) {
            cases.push(Case { address: address.clone(), municipality: None, at });
        }
        last = address;
    }
    assert!(measure("towns of Geolonia", &cases, |case| JAPAN.geocode(&case.address, 5)).located() > 0.9);
}
