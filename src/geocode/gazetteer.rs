//! The towns of Japan, packed for looking up by name and by place.

use std::ops::Range;

use crate::domain::municipality::{MunicipalityCode, prefecture_name};
use crate::domain::place::{LatLon, Metres};

use super::build::Builder;
use super::nearest::Nearest;
use super::{Town, parse};

/// Where the towns come from, in the words that its terms of use ask for.
pub const SOURCE: &str = "国土交通省「位置参照情報（大字・町丁目レベル）」を加工";

/// The prefectures, municipalities and towns of Japan.
#[derive(Debug, Default)]
pub struct Gazetteer {
    /// Official names and folded keys, end to end; towns point into it.
    pub(super) names: String,
    pub(super) keys: String,
    /// Ordered by municipality, then by key.
    pub(super) towns: Vec<TownRow>,
    /// The towns ordered by key alone, for addresses that leave out the city.
    pub(super) by_key: Vec<u32>,
    pub(super) municipalities: Vec<MunicipalityRow>,
    /// Every way to write a municipality, ordered by key.
    pub(super) ways: Vec<Way>,
    /// By code, 1 to 47; a prefecture that has no towns here is `None`.
    pub(super) prefectures: Vec<Option<Area>>,
    pub(super) nearest: Nearest,
}

/// A town, or the whole of a name that the gazetteer only holds divided into 丁目 or 字.
#[derive(Debug, Clone, Copy)]
pub(super) struct TownRow {
    pub(super) name: u32,
    pub(super) key: u32,
    pub(super) name_len: u8,
    pub(super) key_len: u8,
    pub(super) municipality: u16,
    pub(super) lat_micro: i32,
    pub(super) lon_micro: i32,
    /// Zero for a town; else the radius in metres that holds nine of ten of its parts.
    pub(super) whole_radius: u32,
}

/// A municipality, or a ward of a designated city.
#[derive(Debug)]
pub(super) struct MunicipalityRow {
    pub(super) code: u32,
    /// As in the gazetteer: with its 郡, a ward with its city.
    pub(super) name: String,
    /// Its towns in [`Gazetteer::towns`]; none for a designated city, whose wards have them.
    pub(super) towns: Range<u32>,
    pub(super) area: Option<Area>,
}

/// The middle of an area and how far it reaches.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub(super) at: LatLon,
    pub(super) radius: Metres,
}

/// One way to write one or several municipalities.
#[derive(Debug)]
pub(super) struct Way {
    pub(super) key: Box<str>,
    /// Where to look for the town.
    pub(super) municipalities: Vec<u16>,
    /// The designated city as a whole, where the way names one.
    pub(super) city: Option<u16>,
    pub(super) kind: WayKind,
}

/// What a way of writing a municipality leaves out, from nothing to much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum WayKind {
    /// The whole name.
    Full,
    /// The 郡 is left out, or an island put in front: both are as good as the whole name.
    Common,
    /// A designated city without its ward.
    City,
    /// A ward without its city.
    Ward,
    /// The 市 is left out: 「横須賀浦賀」.
    Clipped,
}

impl MunicipalityRow {
    /// The name as people know it, without the 郡.
    pub(super) fn common_name(&self) -> &str {
        without_county(&self.name).unwrap_or(&self.name)
    }

    pub(super) fn prefecture(&self) -> u32 {
        self.code / 1_000
    }
}

/// What follows the 郡 of a town's or village's name. Cities that have the letter in their name (郡山市, 大和郡山市, 郡上市) have no 郡.
pub(super) fn without_county(name: &str) -> Option<&str> {
    let (_, rest) = name.split_once('郡')?;
    (name.ends_with(['町', '村']) && !rest.is_empty()).then_some(rest)
}

impl TownRow {
    pub(super) fn at(&self) -> Option<LatLon> {
        LatLon::new(f64::from(self.lat_micro) / 1e6, f64::from(self.lon_micro) / 1e6).ok()
    }
}

impl Gazetteer {
    /// The gazetteer that is part of the program. Building it takes a few hundred milliseconds: do it once.
    pub fn embedded() -> Self {
        let source = japan_reverse_geocoder::Geocoder::new();
        // The middle of the country; `nearest` refuses nothing but points outside Japan, and lists all towns when asked for all.
        let all = source.nearest(35.0, 137.0, source.len()).unwrap_or_default();
        let mut builder = Builder::default();
        builder.reserve(all.len());
        for found in &all {
            let a = &found.address;
            builder.add(a.city_code, a.city, a.town, a.lat, a.lon);
        }
        builder.finish()
    }

    /// How many towns the gazetteer holds, wholes of divided names not counted.
    pub fn len(&self) -> usize {
        self.towns.iter().filter(|t| t.whole_radius == 0).count()
    }

    /// Whether it holds no town.
    pub fn is_empty(&self) -> bool {
        self.towns.is_empty()
    }

    /// The bytes that the gazetteer occupies, its own bookkeeping aside.
    pub fn memory(&self) -> usize {
        let ways: usize = self.ways.iter().map(|w| size_of::<Way>() + w.key.len() + 2 * w.municipalities.len()).sum();
        self.names.capacity()
            + self.keys.capacity()
            + self.towns.capacity() * size_of::<TownRow>()
            + self.by_key.capacity() * 4
            + self.municipalities.capacity() * (size_of::<MunicipalityRow>() + 24)
            + ways
            + self.nearest.memory()
    }

    /// The town whose representative point is nearest, anywhere in the world; `None` only from an empty gazetteer.
    pub fn reverse(&self, at: LatLon) -> Option<Town> {
        let (town, _) = *self.nearest.of(at, 1).first()?;
        let row = self.towns.get(town as usize)?;
        let place = row.at()?;
        let municipality = self.municipality(row.municipality)?;
        Some(Town {
            name: self.full_name(row),
            at: place,
            municipality: MunicipalityCode::from_number(municipality.code),
            municipality_name: municipality.common_name().to_owned(),
            land_distance: at.geodesic(place),
        })
    }

    pub(super) fn municipality(&self, number: u16) -> Option<&MunicipalityRow> {
        self.municipalities.get(usize::from(number))
    }

    pub(super) fn key(&self, town: u32) -> &str {
        let row = &self.towns[town as usize];
        &self.keys[row.key as usize..][..usize::from(row.key_len)]
    }

    pub(super) fn name(&self, row: &TownRow) -> &str {
        &self.names[row.name as usize..][..usize::from(row.name_len)]
    }

    /// 「神奈川県横須賀市浦賀五丁目」.
    pub(super) fn full_name(&self, row: &TownRow) -> String {
        let Some(municipality) = self.municipality(row.municipality) else { return self.name(row).to_owned() };
        let prefecture = prefecture_name(municipality.prefecture()).unwrap_or_default();
        [prefecture, &municipality.name, self.name(row)].concat()
    }

    /// How far from a town's point its addresses lie: the distance to the fourth nearest town, times [`parse::REACH`], and at
    /// least [`parse::LEAST_ACCURACY`], at most [`parse::MOST_ACCURACY`]; for a name that stands for several 丁目, the radius that holds nine of ten of them as well.
    pub(super) fn accuracy(&self, row: &TownRow) -> Metres {
        let Some(at) = row.at() else { return Metres(0.0) };
        let around = self.nearest.of(at, 5).last().map_or(0.0, |&(_, d)| d.0 * parse::REACH);
        Metres(around.clamp(parse::LEAST_ACCURACY, parse::MOST_ACCURACY) + f64::from(row.whole_radius))
    }
}
