//! Where the town lies: the real towns of the Miura peninsula and its neighbours, and spots near their points.

use crate::domain::LatLon;
use crate::domain::municipality::MunicipalityCode;

use super::DemoTown;
use super::chance::Chance;

/// The municipalities and how many of a hundred facilities lie in each. Roughly by population, with 横須賀 in the middle of it all.
pub(super) const SHARES: &[(u32, u32)] = &[
    (14_201, 40), // 横須賀市
    (14_204, 16), // 鎌倉市
    (14_108, 13), // 横浜市金沢区
    (14_208, 8),  // 逗子市
    (14_210, 6),  // 三浦市
    (14_111, 5),  // 横浜市港南区
    (14_301, 4),  // 葉山町
    (14_107, 4),  // 横浜市磯子区
    (14_115, 4),  // 横浜市栄区
];

/// Towns where nobody would put a clinic: uninhabited islands, bases, harbours and works; and land won from the sea, which the
/// built-in base map still draws as water.
const EMPTY_TOWNS: &[&str] = &[
    "猿島",
    "夏島町",
    "泊町",
    "楠ケ浦町",
    "楠ヶ浦町",
    "箱崎町",
    "新港町",
    "御幸浜",
    "稲岡町",
    "田浦港町",
    "八景島",
    "海の公園",
    "白帆",
    "昭和町",
    "鳥浜町",
    "幸浦一丁目",
    "幸浦二丁目",
    "福浦一丁目",
    "福浦二丁目",
    "福浦三丁目",
    "三崎町城ヶ島",
    "新中原町",
    "新森町",
    "新磯子町",
    "新杉田町",
    "鳳町",
    "平成町一丁目",
    "平成町二丁目",
    "平成町三丁目",
    "馬堀海岸二丁目",
    "馬堀海岸三丁目",
    "馬堀海岸四丁目",
    "並木一丁目",
    "並木二丁目",
    "乙舳町",
    "野島町",
    "柳町",
];

/// Metres of a degree of latitude.
const DEGREE: f64 = 111_195.0;
/// A town whose neighbours are nearer than this is in a centre, in metres.
const CENTRE: f64 = 900.0;
/// No facility is farther than this from its town's point, in metres.
const REACH: f64 = 650.0;

/// An address and its point.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub(super) municipality: MunicipalityCode,
    pub(super) address: String,
    pub(super) at: LatLon,
}

struct Place {
    municipality: MunicipalityCode,
    /// Prefecture, municipality and town.
    full: String,
    at: LatLon,
    /// The points of the nearest towns: towards them there is land.
    neighbours: Vec<LatLon>,
    /// How often it is chosen.
    weight: u32,
}

struct Area {
    code: MunicipalityCode,
    share: u32,
    places: Vec<Place>,
}

/// The towns by municipality.
pub(super) struct Places(Vec<Area>);

impl Places {
    /// Keeps the towns of [`SHARES`]. Their order leaves no trace.
    pub(super) fn new<'a>(towns: impl Iterator<Item = DemoTown<'a>>) -> Self {
        let known = |town: &DemoTown| {
            SHARES.iter().any(|&(code, _)| code == town.municipality.number()) && !EMPTY_TOWNS.contains(&town.name)
        };
        let mut kept: Vec<DemoTown> = towns.filter(|t| known(t) && !t.name.is_empty()).collect();
        kept.sort_unstable_by_key(|town| (town.municipality, town.name));
        kept.dedup_by_key(|town| (town.municipality, town.name));
        let points: Vec<LatLon> = kept.iter().map(|town| town.at).collect();
        let mut areas: Vec<Area> = Vec::new();
        for &(number, share) in SHARES {
            let Some(code) = MunicipalityCode::from_number(number) else { continue };
            let within = |town: &&DemoTown| town.municipality == code;
            let places: Vec<Place> = kept.iter().filter(within).map(|town| Place::new(town, &points)).collect();
            if !places.is_empty() {
                areas.push(Area { code, share, places });
            }
        }
        Self(areas)
    }

    /// The municipality of each of `count` facilities: always the one that lags farthest behind its share, so that any few in a
    /// row are spread as all are.
    pub(super) fn spread(&self, count: u32) -> Vec<MunicipalityCode> {
        let total: u32 = self.0.iter().map(|area| area.share).sum();
        let mut given = vec![0u32; self.0.len()];
        let mut spread = Vec::new();
        for n in 1..=count {
            let lag = |i: &usize| i64::from(self.0[*i].share) * i64::from(n) - i64::from(given[*i]) * i64::from(total);
            // Of equals the first.
            let Some(next) = (0..self.0.len()).rev().max_by_key(lag) else { break };
            given[next] += 1;
            spread.push(self.0[next].code);
        }
        spread
    }

    /// A spot in a municipality.
    pub(super) fn spot(&self, code: MunicipalityCode, chance: &mut Chance) -> Option<Spot> {
        let area = self.0.iter().find(|area| area.code == code)?;
        let mut left = chance.below(area.places.iter().map(|place| place.weight).sum());
        let place = area.places.iter().find(|place| {
            let found = left < place.weight;
            left = left.saturating_sub(place.weight);
            found
        })?;
        Some(Spot { municipality: place.municipality, address: place.address(chance), at: place.near(chance) })
    }
}

impl Place {
    fn new(town: &DemoTown, points: &[LatLon]) -> Self {
        let mut others: Vec<(f64, LatLon)> =
            points.iter().filter(|at| **at != town.at).map(|&at| (flat_metres(town.at, at), at)).collect();
        others.sort_by(|a, b| a.0.total_cmp(&b.0));
        let close = others.iter().take_while(|(metres, _)| *metres < CENTRE).count();
        Self {
            municipality: town.municipality,
            full: [town.prefecture, town.municipality_name, town.name].concat(),
            at: town.at,
            neighbours: others.iter().take(4).map(|&(_, at)| at).collect(),
            weight: 2 + u32::try_from(close.min(18)).unwrap_or(0),
        }
    }

    /// A number that no house has: blocks of a 丁目 rarely pass 60, lot numbers of an 大字 here end below 9,000.
    fn address(&self, chance: &mut Chance) -> String {
        let number = if self.full.ends_with("丁目") {
            format!("{}-{}", chance.between(90, 99), chance.between(1, 40))
        } else {
            format!("{}番地{}", chance.between(9_000, 9_999), chance.between(1, 9))
        };
        let building = match chance.below(12) {
            0 => format!(" 架空ビル{}階", chance.between(1, 5)),
            1 => " 架空メディカルモール".to_owned(),
            _ => String::new(),
        };
        format!("{}{number}{building}", self.full)
    }

    /// A point on the way to a neighbouring town, less than half of it: off the town's own point, on land, and still in the town.
    fn near(&self, chance: &mut Chance) -> LatLon {
        let towards = if self.neighbours.is_empty() {
            self.at
        } else {
            self.neighbours[chance.below(u32::try_from(self.neighbours.len()).unwrap_or(1)) as usize]
        };
        let metres = flat_metres(self.at, towards);
        let way = if metres > 0.0 { (chance.fraction() * 0.42).min(REACH / metres) } else { 0.0 };
        let wobble = |chance: &mut Chance| (chance.fraction() - 0.5) * 50.0 / DEGREE;
        let lat = self.at.lat() + (towards.lat() - self.at.lat()) * way + wobble(chance);
        let lon = self.at.lon() + (towards.lon() - self.at.lon()) * way + wobble(chance);
        // Six digits are a tenth of a metre, and keep the text of the number short.
        let short = |degrees: f64| (degrees * 1e6).round() / 1e6;
        LatLon::new(short(lat), short(lon)).unwrap_or(self.at)
    }
}

/// The distance of near points on a flat map, in metres: for choosing among neighbours only, never shown.
pub(super) fn flat_metres(a: LatLon, b: LatLon) -> f64 {
    // The cosine of 35.25° N, so that no two machines compute it differently.
    const WIDTH: f64 = 0.816_6;
    let (north, east) = ((a.lat() - b.lat()) * DEGREE, (a.lon() - b.lon()) * DEGREE * WIDTH);
    north.mul_add(north, east * east).sqrt()
}
