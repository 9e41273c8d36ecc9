//! Names on the map: prefectures, municipalities, towns and blocks from the gazetteer.
//!
//! The gazetteer gives a point for each block (浦賀五丁目) with the names above it. Larger
//! places are put on the block nearest to the middle of theirs, so that a label is never in
//! the sea, and each gets the lowest zoom at which it has a 64-pixel cell to itself. What then
//! still collides is left to MapLibre, in the order of `rank`.

use std::collections::{HashMap, HashSet};

use fast_mvt::{MvtCoord, MvtGeomType, MvtLayerBuilder, MvtValueRef};
use japan_reverse_geocoder::{Address, Geocoder};

use crate::tiles::TilesError;
use crate::tiles::mercator::{TileId, World};

/// Prefecture names as an English reader knows them, by JIS X 0401 code from 1.
const PREFECTURES_EN: [&str; 47] = [
    "Hokkaido",
    "Aomori",
    "Iwate",
    "Miyagi",
    "Akita",
    "Yamagata",
    "Fukushima",
    "Ibaraki",
    "Tochigi",
    "Gunma",
    "Saitama",
    "Chiba",
    "Tokyo",
    "Kanagawa",
    "Niigata",
    "Toyama",
    "Ishikawa",
    "Fukui",
    "Yamanashi",
    "Nagano",
    "Gifu",
    "Shizuoka",
    "Aichi",
    "Mie",
    "Shiga",
    "Kyoto",
    "Osaka",
    "Hyogo",
    "Nara",
    "Wakayama",
    "Tottori",
    "Shimane",
    "Okayama",
    "Hiroshima",
    "Yamaguchi",
    "Tokushima",
    "Kagawa",
    "Ehime",
    "Kochi",
    "Fukuoka",
    "Saga",
    "Nagasaki",
    "Kumamoto",
    "Oita",
    "Miyazaki",
    "Kagoshima",
    "Okinawa",
];

/// What a name belongs to, from large to small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Size {
    Prefecture,
    /// A city, special ward, town or village.
    Municipality,
    /// A ward of a designated city.
    Ward,
    /// 大字 or 町, with or without blocks.
    Town,
    /// 丁目.
    Block,
}

impl Size {
    fn as_str(self) -> &'static str {
        match self {
            Self::Prefecture => "prefecture",
            Self::Municipality => "municipality",
            Self::Ward => "ward",
            Self::Town => "town",
            Self::Block => "block",
        }
    }

    /// The zooms at which names of this size are in tiles.
    fn zooms(self) -> (u8, u8) {
        match self {
            Self::Prefecture => (3, 8),
            Self::Municipality => (6, 12),
            Self::Ward => (9, 13),
            Self::Town => (11, 14),
            Self::Block => (14, 14),
        }
    }
}

/// A name on the map.
#[derive(Debug, Clone)]
struct Place {
    code: u64,
    /// First byte of its name in [`Places::names`], and its length.
    name: (u32, u8),
    size: Size,
    /// 0 is written first; larger numbers give way.
    rank: u16,
    /// The lowest zoom that shows it.
    first_zoom: u8,
    /// Prefecture code, 1 to 47, for prefectures.
    prefecture: u8,
}

/// Every name on the map, in Morton order: those above towns apart, because low zooms need
/// only them.
#[derive(Debug)]
pub(super) struct Places {
    names: String,
    large: Vec<Place>,
    small: Vec<Place>,
}

/// Blocks gathered under one name.
#[derive(Default)]
struct Group {
    members: Vec<World>,
}

impl Group {
    /// The member nearest to the middle, and how many there are.
    fn place(&self) -> Option<(World, usize)> {
        let count = u64::try_from(self.members.len()).ok()?.max(1);
        let mut xs: Vec<u32> = self.members.iter().map(|m| m.x).collect();
        let mut ys: Vec<u32> = self.members.iter().map(|m| m.y).collect();
        xs.sort_unstable();
        ys.sort_unstable();
        let half = usize::try_from(count / 2).ok()?;
        let (x, y) = (*xs.get(half)?, *ys.get(half)?);
        let distance = |m: &&World| {
            let (dx, dy) = (u64::from(m.x.abs_diff(x)), u64::from(m.y.abs_diff(y)));
            u128::from(dx) * u128::from(dx) + u128::from(dy) * u128::from(dy)
        };
        let nearest = self.members.iter().min_by_key(distance)?;
        Some((*nearest, self.members.len()))
    }
}

impl Places {
    /// The names of a gazetteer.
    pub(super) fn new(gazetteer: &Geocoder) -> Result<Self, TilesError> {
        // The gazetteer has no iterator; the nearest of all to any place in Japan are all.
        let all = gazetteer.nearest(36.0, 138.0, gazetteer.len());
        let all = all.map_err(|error| TilesError::Places { reason: error.to_string() })?;
        let mut builder = Builder::default();
        for found in &all {
            builder.add(&found.address);
        }
        Ok(builder.finish())
    }

    /// The names of a gazetteer that is read for this purpose only and then let go.
    pub(super) fn builtin() -> Result<Self, TilesError> {
        Self::new(&Geocoder::new())
    }

    /// Adds the layer `place` of a tile after whatever `tile` already holds.
    pub(super) fn write(&self, at: TileId, out: &mut Vec<u8>) -> Result<(), TilesError> {
        let mut layer = MvtLayerBuilder::new("place")?;
        for places in [&self.large, &self.small] {
            let (first, last) = at.codes();
            let start = places.partition_point(|place| place.code < first);
            let shown = places[start..].iter().take_while(|place| place.code <= last);
            let shown = shown.filter(|place| {
                let (_, last_zoom) = place.size.zooms();
                (place.first_zoom..=last_zoom).contains(&at.z())
            });
            for place in shown {
                let (x, y) = at.local(World::from_morton(place.code));
                let mut feature = layer.feature_of(MvtGeomType::Point);
                feature.points([MvtCoord { x, y }])?;
                feature.tag_ref("name", MvtValueRef::String(self.name(place)))?;
                feature.tag_ref("kind", MvtValueRef::String(place.size.as_str()))?;
                feature.tag_ref("rank", MvtValueRef::UInt(place.rank.into()))?;
                if let Some(english) = english(place) {
                    feature.tag_ref("name_en", MvtValueRef::String(english))?;
                }
                layer = feature.end();
            }
            if at.z() < Size::Town.zooms().0 {
                break;
            }
        }
        if layer.num_features() > 0 {
            out.extend(layer.encode());
        }
        Ok(())
    }

    fn name(&self, place: &Place) -> &str {
        let (start, length) = place.name;
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        self.names.get(start..start.saturating_add(length.into())).unwrap_or("")
    }
}

/// The English name of a prefecture.
fn english(place: &Place) -> Option<&'static str> {
    let code = usize::from(place.prefecture).checked_sub(1)?;
    PREFECTURES_EN.get(code).copied()
}

#[derive(Default)]
struct Builder<'a> {
    prefectures: HashMap<(&'a str, u8), Group>,
    municipalities: HashMap<(&'a str, u8), Group>,
    wards: HashMap<(&'a str, u32), Group>,
    towns: HashMap<(&'a str, u32), Group>,
    blocks: Vec<(&'a str, World)>,
}

impl<'a> Builder<'a> {
    fn add(&mut self, address: &Address<'a>) {
        let Some(place) = World::from_degrees(address.lat, address.lon) else {
            return;
        };
        let prefecture = address.prefecture_code;
        let groups = &mut self.prefectures;
        groups.entry((address.prefecture, prefecture)).or_default().members.push(place);
        let (city, ward) = city_and_ward(address.city);
        let groups = &mut self.municipalities;
        groups.entry((city, prefecture)).or_default().members.push(place);
        if let Some(ward) = ward {
            let groups = &mut self.wards;
            groups.entry((ward, address.city_code)).or_default().members.push(place);
        }
        let Some((town, is_block)) = town_and_block(address.town) else {
            return;
        };
        let groups = &mut self.towns;
        groups.entry((town, address.city_code)).or_default().members.push(place);
        if is_block {
            self.blocks.push((address.town, place));
        }
    }

    fn finish(self) -> Places {
        let mut names = Names::default();
        let mut large = Vec::new();
        let mut small = Vec::new();
        gather(&mut names, &mut large, Size::Prefecture, self.prefectures, |&(name, code)| (name, code));
        gather(&mut names, &mut large, Size::Municipality, self.municipalities, |&(name, _)| (name, 0));
        gather(&mut names, &mut large, Size::Ward, self.wards, |&(name, _)| (name, 0));
        gather(&mut names, &mut small, Size::Town, self.towns, |&(name, _)| (name, 0));
        let blocks = self.blocks.into_iter().map(|(name, place)| {
            let members = vec![place];
            (name, Group { members })
        });
        gather(&mut names, &mut small, Size::Block, blocks, |&name| (name, 0));
        for places in [&mut large, &mut small] {
            places.sort_unstable_by_key(|place| place.code);
            places.shrink_to_fit();
        }
        let mut names = names.text;
        names.shrink_to_fit();
        Places { names, large, small }
    }
}

/// Every name once, in one string.
#[derive(Default)]
struct Names<'a> {
    text: String,
    known: HashMap<&'a str, (u32, u8)>,
}

impl<'a> Names<'a> {
    fn put(&mut self, name: &'a str) -> Option<(u32, u8)> {
        if let Some(&known) = self.known.get(name) {
            return Some(known);
        }
        let at = (u32::try_from(self.text.len()).ok()?, u8::try_from(name.len()).ok()?);
        self.text.push_str(name);
        self.known.insert(name, at);
        Some(at)
    }
}

/// Ranks the groups of one size, thins them and adds them to `places`.
fn gather<'a, K>(
    names: &mut Names<'a>,
    places: &mut Vec<Place>,
    size: Size,
    groups: impl IntoIterator<Item = (K, Group)>,
    label: impl Fn(&K) -> (&'a str, u8),
) {
    let mut found: Vec<_> = groups
        .into_iter()
        .filter_map(|(key, group)| {
            let (name, prefecture) = label(&key);
            let (place, count) = group.place()?;
            Some((importance(size, name, count), place.morton(), name, prefecture))
        })
        .collect();
    // The code settles ties, so that the same gazetteer always gives the same map.
    found.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let first_zooms = thin(&found.iter().map(|f| f.1).collect::<Vec<_>>(), size);
    for (at, ((_, code, name, prefecture), first_zoom)) in found.into_iter().zip(first_zooms).enumerate() {
        if let Some(name) = names.put(name) {
            places.push(Place {
                code,
                name,
                size,
                rank: u16::try_from(at).unwrap_or(u16::MAX),
                first_zoom,
                prefecture,
            });
        }
    }
}

/// How much a name deserves its room: cities before towns and villages, then by the number of
/// blocks, which follows the population well enough for a label.
fn importance(size: Size, name: &str, count: usize) -> usize {
    let is_city = size == Size::Municipality && name.ends_with(['市', '区']);
    count + if is_city { 100_000 } else { 0 }
}

/// The first zoom of each place, the most important first: the lowest at which no more
/// important place of its size is in the same cell.
fn thin(codes: &[u64], size: Size) -> Vec<u8> {
    let (first, last) = size.zooms();
    let mut zooms = vec![last; codes.len()];
    if size == Size::Prefecture {
        zooms.fill(first);
        return zooms;
    }
    for z in (first..last).rev() {
        let mut taken = HashSet::new();
        // A cell of 64 pixels of a 512-pixel tile.
        let shift = 64 - 2 * (u32::from(z) + 3);
        for (code, zoom) in codes.iter().zip(&mut zooms) {
            if *zoom == z + 1 && taken.insert(code >> shift) {
                *zoom = z;
            }
        }
    }
    zooms
}

/// A municipality as its map label: 横浜市中区 is the ward 中区 of 横浜市, 三浦郡葉山町 is 葉山町.
fn city_and_ward(city: &str) -> (&str, Option<&str>) {
    if city.ends_with('区')
        && let Some(end) = city.find('市').map(|at| at + '市'.len_utf8())
        && end < city.len()
    {
        return (&city[..end], Some(&city[end..]));
    }
    // 郡 ends a district's name unless the name is a city's own, as in 郡山市 and 蒲郡市.
    if city.ends_with(['町', '村'])
        && let Some((district, rest)) = city.split_once('郡')
        && !district.is_empty()
        && rest.chars().count() > 1
    {
        return (rest, None);
    }
    (city, None)
}

/// A town as its map label, and whether the name is one of its blocks'; `None` when the
/// gazetteer has no name there.
fn town_and_block(town: &str) -> Option<(&str, bool)> {
    let town = ["大字", "字"].iter().find_map(|prefix| town.strip_prefix(prefix)).unwrap_or(town);
    if town.is_empty() || town.contains(['（', '(']) {
        return None;
    }
    let Some(stem) = town.strip_suffix("丁目") else {
        return Some((town, false));
    };
    let stem = stem.trim_end_matches(|c: char| "〇一二三四五六七八九十".contains(c) || c.is_numeric());
    Some(if stem.is_empty() { (town, false) } else { (stem, true) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_what_a_map_says() {
        assert_eq!(city_and_ward("横浜市中区"), ("横浜市", Some("中区")));
        assert_eq!(city_and_ward("三浦郡葉山町"), ("葉山町", None));
        assert_eq!(city_and_ward("千代田区"), ("千代田区", None));
        assert_eq!(city_and_ward("郡山市"), ("郡山市", None));
        assert_eq!(city_and_ward("蒲郡市"), ("蒲郡市", None));
        assert_eq!(city_and_ward("市川市"), ("市川市", None));
        assert_eq!(town_and_block("浦賀五丁目"), Some(("浦賀", true)));
        assert_eq!(town_and_block("大字久里浜"), Some(("久里浜", false)));
        assert_eq!(town_and_block("字砂原原野八線"), Some(("砂原原野八線", false)));
        assert_eq!(town_and_block("長井"), Some(("長井", false)));
        assert_eq!(town_and_block("（大字なし）"), None);
    }

    #[test]
    fn the_most_important_of_a_cell_comes_first() {
        let here = World::from_degrees(35.28, 139.67).unwrap();
        let near = World { x: here.x + 9, ..here };
        let far = World::from_degrees(43.0, 141.3).unwrap();
        let codes = [here.morton(), near.morton(), far.morton()];
        assert_eq!(thin(&codes, Size::Municipality), [6, 12, 6]);
    }
}
