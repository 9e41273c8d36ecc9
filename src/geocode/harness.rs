//! How far off the answers are, measured on the addresses of real institutions whose coordinates are published.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::tests::JAPAN;
use super::*;

/// One published address with its published position.
struct Case {
    address: String,
    municipality: Option<MunicipalityCode>,
    at: LatLon,
}

fn shared_data() -> Option<PathBuf> {
    let named = std::env::var_os("ZAITAKU_SHARED_DATA").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    [named, Some(beside)].into_iter().flatten().find(|p| p.join("navii").is_dir())
}

/// The columns of a file: address, latitude, longitude, and one or two that make up the municipality's code.
type Columns<'a> = ([&'a str; 3], &'a [&'a str]);

fn read(
    path: &Path,
    ([address, lat, lon], code): Columns<'_>,
    each: &mut impl FnMut(&str, Option<MunicipalityCode>, Option<LatLon>),
) {
    let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    for i in 0..archive.len() {
        let mut table = csv::Reader::from_reader(archive.by_index(i).unwrap());
        let headers = table.headers().unwrap().clone();
        let column = |name: &str| headers.iter().position(|h| h.trim_start_matches('\u{feff}') == name).unwrap();
        let (address, lat, lon) = (column(address), column(lat), column(lon));
        let code: Vec<usize> = code.iter().map(|c| column(c)).collect();
        for row in table.records() {
            let row = row.unwrap();
            let number = |i: usize| row[i].trim().parse::<f64>().ok();
            // 0.0 is how these files write a missing coordinate.
            let at = number(lat).zip(number(lon)).and_then(|(a, o)| LatLon::new(a, o).ok()).filter(|p| p.in_japan());
            let code: String = code.iter().map(|&i| &row[i]).collect();
            each(&row[address], MunicipalityCode::parse(&code).ok(), at);
        }
    }
}

fn hospitals(folder: &Path, mut each: impl FnMut(&str, Option<MunicipalityCode>, Option<LatLon>)) {
    let file = folder.join("navii/01-1_hospital_facility_info_20251201.zip");
    let columns = ["所在地", "所在地座標（緯度）", "所在地座標（経度）"];
    read(&file, (columns, &["都道府県コード", "市区町村コード"]), &mut each);
}

fn care(folder: &Path, mut each: impl FnMut(&str, Option<MunicipalityCode>, Option<LatLon>)) {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join("kaigo")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "zip")) {
        read(file, (["住所", "緯度", "経度"], &["都道府県コード又は市町村コード"]), &mut each);
    }
}

/// What became of a set of addresses.
struct Measured {
    town_share: f64,
    median: f64,
    over_2_km: f64,
    within_accuracy: f64,
}

#[expect(clippy::cast_precision_loss, reason = "counts below a million")]
fn measure(label: &str, cases: &[Case], answer: impl Fn(&Case) -> Vec<Candidate>, worst: usize) -> Measured {
    let started = std::time::Instant::now();
    let answers: Vec<Option<Candidate>> = cases.iter().map(|c| answer(c).into_iter().next()).collect();
    let each = started.elapsed().as_secs_f64() / cases.len() as f64 * 1e6;
    let mut levels: BTreeMap<&str, usize> = BTreeMap::new();
    let mut errors = Vec::new();
    let mut within = 0_usize;
    for (case, answer) in cases.iter().zip(&answers) {
        let Some(answer) = answer else {
            *levels.entry("none").or_default() += 1;
            continue;
        };
        *levels.entry(answer.level.id()).or_default() += 1;
        if answer.level == Level::Town {
            let error = answer.at.geodesic(case.at).0;
            within += usize::from(error <= answer.accuracy.0);
            errors.push((error, case, answer));
        }
    }
    errors.sort_by(|a, b| a.0.total_cmp(&b.0));
    let n = errors.len();
    let at = |share: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
        let i = ((n as f64 * share) as usize).min(n - 1);
        errors[i].0
    };
    let over = |metres: f64| errors.iter().filter(|e| e.0 > metres).count() as f64 / n as f64;
    let share = |level: &str| levels.get(level).copied().unwrap_or_default() as f64 / cases.len() as f64;
    eprintln!(
        "{label:<34} {:>7} town {:.4} municipality {:.4} prefecture {:.4} none {:.4} | median {:.0} m p90 {:.0} p99 {:.0} >2km {:.4} >10km {:.5} within accuracy {:.4} | {each:.1} us",
        cases.len(),
        share("town"),
        share("municipality"),
        share("prefecture"),
        share("none"),
        at(0.5),
        at(0.9),
        at(0.99),
        over(2_000.0),
        over(10_000.0),
        within as f64 / n as f64,
    );
    // Where the published point lies in another municipality than the published code says, the file contradicts itself.
    let elsewhere =
        |c: &Case| JAPAN.reverse(c.at).is_some_and(|t| c.municipality.is_some() && t.municipality != c.municipality);
    let far: Vec<&Case> = errors.iter().filter(|e| e.0 > 10_000.0).map(|e| e.1).collect();
    let own = far.iter().filter(|c| elsewhere(c)).count();
    eprintln!("  of {} beyond 10 km, {own} are published in another municipality than their own code", far.len());
    for (error, case, answer) in errors.iter().rev().filter(|e| e.0 < 10_000.0 || !elsewhere(e.1)).take(worst) {
        eprintln!("  {error:>9.0} m  {} → {} | {} ({:.2})", case.address, answer.matched, answer.rest, answer.score);
    }
    if let Some(file) = std::env::var_os("ZAITAKU_GEOCODE_DUMP") {
        use std::io::Write;
        let mut out = File::options().append(true).create(true).open(file).unwrap();
        for (case, answer) in cases.iter().zip(&answers) {
            let (level, error, matched, rest, score, accuracy) =
                answer.as_ref().map_or(("none", 0.0, "", "", 0.0, 0.0), |a| {
                    (a.level.id(), a.at.geodesic(case.at).0, a.matched.as_str(), a.rest.as_str(), a.score, a.accuracy.0)
                });
            writeln!(
                out,
                "{label}\t{level}\t{error:.0}\t{accuracy:.0}\t{score:.2}\t{}\t{matched}\t{rest}",
                case.address
            )
            .unwrap();
        }
    }
    Measured {
        town_share: share("town"),
        median: at(0.5),
        over_2_km: over(2_000.0),
        within_accuracy: within as f64 / n as f64,
    }
}

fn as_written(case: &Case) -> Vec<Candidate> {
    JAPAN.geocode(&case.address, 5)
}

fn without_prefecture(case: &Case) -> Vec<Candidate> {
    let rest =
        crate::domain::municipality::split_prefecture(&case.address).map_or(case.address.as_str(), |(_, rest)| rest);
    JAPAN.geocode(rest, 5)
}

fn in_its_municipality(case: &Case) -> Vec<Candidate> {
    case.municipality.map_or_else(|| as_written(case), |code| JAPAN.geocode_within(&case.address, code, 5))
}

/// How many towns of another gazetteer (Geolonia 住所データ, CC BY 4.0) are found here, and how far the two points lie apart.
#[test]
fn another_gazetteer_knows_few_towns_that_this_one_does_not() {
    let Some(folder) = shared_data() else {
        eprintln!("skipped: no shared data");
        return;
    };
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
    let found = measure("towns of Geolonia", &cases, as_written, 15);
    assert!(found.town_share > 0.9);
}

#[test]
fn real_addresses_land_near_their_published_positions() {
    let Some(folder) = shared_data() else {
        eprintln!("skipped: no shared data beside the repository and ZAITAKU_SHARED_DATA is not set");
        return;
    };
    let (mut placed, mut all) = (Vec::new(), 0);
    hospitals(&folder, |address, municipality, at| {
        all += 1;
        if let Some(at) = at {
            placed.push(Case { address: address.to_owned(), municipality, at });
        }
    });
    eprintln!("{all} hospitals, {} with coordinates", placed.len());
    let whole = measure("hospitals", &placed, as_written, 40);
    let bare = measure("hospitals without prefecture", &placed, without_prefecture, 0);
    assert!(whole.town_share >= 0.95 && bare.town_share >= 0.95);
    assert!(whole.median < 400.0 && bare.median < 400.0);
    assert!(whole.over_2_km < 0.06 && whole.within_accuracy > 0.8);

    let mut placed = Vec::new();
    care(&folder, |address, municipality, at| {
        if let Some(at) = at {
            placed.push(Case { address: address.to_owned(), municipality, at });
        }
    });
    let whole = measure("care services", &placed, as_written, 40);
    measure("care services without prefecture", &placed, without_prefecture, 0);
    let told = measure("care services, municipality told", &placed, in_its_municipality, 40);
    assert!(told.town_share >= 0.98 && told.over_2_km < 0.06);
    assert!(whole.town_share >= 0.93 && whole.median < 400.0);
}
