//! Packing the list of towns into a [`Gazetteer`].

use std::collections::{BTreeMap, HashMap};

use super::former;
use super::gazetteer::{Area, Gazetteer, MunicipalityRow, TownRow, Way, WayKind, without_county};
use super::letters::{Folder, Letter};
use super::nearest::Nearest;
use crate::domain::place::{LatLon, Metres};

/// A millionth of a degree of latitude in metres.
const METRES_PER_MICRODEGREE: f64 = 0.111_195;

/// Addresses name the island of these villages although their official names do not. Codes of 全国地方公共団体コード.
const ISLANDS: [(u32, &str); 5] =
    [(13_361, "大島"), (13_381, "三宅島"), (13_382, "御蔵島"), (13_401, "八丈島"), (13_402, "青ヶ島")];

/// Names that municipalities bore, without their 郡, before they became cities or took another one; by the codes of today.
const FORMER: [(u32, &str); 7] = [
    (3_216, "滝沢村"),
    (4_216, "富谷町"),
    (11_246, "白岡町"),
    (12_239, "大網白里町"),
    (17_212, "野々市町"),
    (23_238, "長久手町"),
    (40_231, "那珂川町"),
];

#[derive(Default)]
pub(super) struct Builder {
    names: String,
    keys: String,
    towns: Vec<TownRow>,
    /// For each town how much of name and key is the name that it shares with its neighbours; zero when it stands alone.
    stems: Vec<(u8, u8)>,
    /// The same for what may be the name of a former municipality: 「西海町」 of 西海町黒口郷.
    former: Vec<(u8, u8)>,
    municipalities: Vec<MunicipalityRow>,
    numbers: HashMap<u32, u16>,
    folder: Folder,
    letters: Vec<Letter>,
}

impl Builder {
    pub(super) fn reserve(&mut self, towns: usize) {
        self.towns.reserve(towns + towns / 6);
        self.stems.reserve(towns);
        self.former.reserve(towns);
        self.names.reserve(towns * 20);
        self.keys.reserve(towns * 16);
    }

    pub(super) fn add(&mut self, code: u32, city: &str, town: &str, lat: f64, lon: f64) {
        // The gazetteer writes the absence of a town as a town.
        let town = if town == "（大字なし）" { "" } else { town };
        let municipality = self.municipality(code, city);
        self.folder.fold(town, &mut self.letters);
        let key = position(&self.keys);
        self.keys.extend(self.letters.iter().map(|l| l.c));
        let name = position(&self.names);
        self.names.push_str(town);
        let (Ok(name_len), Ok(key_len)) = (u8::try_from(town.len()), u8::try_from(self.keys.len() - key as usize))
        else {
            return;
        };
        #[expect(clippy::cast_possible_truncation, reason = "180 million fits")]
        let (lat_micro, lon_micro) = ((lat * 1e6).round() as i32, (lon * 1e6).round() as i32);
        self.towns.push(TownRow { name, key, name_len, key_len, municipality, lat_micro, lon_micro, whole_radius: 0 });
        self.stems.push(stem(town, &self.letters));
        self.former.push(former(town, &self.letters));
    }

    fn municipality(&mut self, code: u32, name: &str) -> u16 {
        let next = u16::try_from(self.municipalities.len()).unwrap_or(u16::MAX);
        *self.numbers.entry(code).or_insert_with(|| {
            self.municipalities.push(MunicipalityRow { code, name: name.to_owned(), towns: 0..0, area: None });
            next
        })
    }

    pub(super) fn finish(mut self) -> Gazetteer {
        let (stems, former) = (std::mem::take(&mut self.stems), std::mem::take(&mut self.former));
        self.add_wholes(&stems);
        self.add_wholes(&former);
        let by_key = self.sort();
        self.measure_municipalities();
        let prefectures = self.prefectures();
        let nearest = Nearest::new(
            (0..).zip(&self.towns).filter(|(_, t)| t.whole_radius == 0).filter_map(|(i, t)| Some((i, t.at()?))),
        );
        let ways = self.ways();
        self.names.shrink_to_fit();
        self.keys.shrink_to_fit();
        self.towns.shrink_to_fit();
        Gazetteer {
            names: self.names,
            keys: self.keys,
            towns: self.towns,
            by_key,
            municipalities: self.municipalities,
            ways,
            prefectures,
            nearest,
        }
    }

    /// Adds 「浦賀」 for 浦賀一丁目 to 浦賀七丁目, where the gazetteer has no 浦賀 of its own: many write no 丁目, or one that is new.
    /// The same adds the towns of a former municipality as a whole, by its name.
    fn add_wholes(&mut self, stems: &[(u8, u8)]) {
        let key_of = |t: &TownRow, len: u8| &self.keys[t.key as usize..][..usize::from(len)];
        let mut parts: HashMap<(u16, &str), Vec<usize>> = HashMap::with_capacity(self.towns.len() / 4);
        for (i, (town, stem)) in self.towns.iter().zip(stems).enumerate() {
            if stem.1 > 0 {
                parts.entry((town.municipality, key_of(town, stem.1))).or_default().push(i);
            }
        }
        for town in &self.towns {
            parts.remove(&(town.municipality, key_of(town, town.key_len)));
        }
        let mut wholes: Vec<TownRow> = Vec::with_capacity(parts.len());
        for ids in parts.into_values() {
            let places: Vec<(i32, i32)> =
                ids.iter().map(|&i| (self.towns[i].lat_micro, self.towns[i].lon_micro)).collect();
            let (Some((centre, radius)), Some(&first)) = (middle(&places), ids.iter().min()) else { continue };
            let (name_len, key_len) = stems[first];
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "metres within Japan")]
            let whole_radius = (radius as u32).max(1);
            let (lat_micro, lon_micro) = centre;
            wholes.push(TownRow { name_len, key_len, lat_micro, lon_micro, whole_radius, ..self.towns[first] });
        }
        self.towns.extend(wholes);
    }

    /// Orders the towns by municipality and key; returns their order by key alone.
    fn sort(&mut self) -> Vec<u32> {
        let keys = self.keys.as_bytes();
        let key_of = |t: &TownRow| &keys[t.key as usize..][..usize::from(t.key_len)];
        // Most pairs differ in their first eight bytes, so that few comparisons touch the keys themselves.
        let mut order: Vec<(u64, u32)> = (0..)
            .zip(&self.towns)
            .map(|(i, t)| {
                let key = key_of(t);
                let mut head = [0; 8];
                let len = key.len().min(8);
                head[..len].copy_from_slice(&key[..len]);
                (u64::from_be_bytes(head), i)
            })
            .collect();
        let whole = |i: u32| {
            let t = &self.towns[i as usize];
            (key_of(t), t.municipality, t.lat_micro, t.lon_micro)
        };
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| whole(a.1).cmp(&whole(b.1))));
        let mut starts = vec![0_u32; self.municipalities.len() + 1];
        for t in &self.towns {
            starts[usize::from(t.municipality) + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        for (i, m) in self.municipalities.iter_mut().enumerate() {
            m.towns = starts[i]..starts[i + 1];
        }
        let mut by_key = Vec::with_capacity(order.len());
        let mut sorted = self.towns.clone();
        // Keys are laid out in their own order, so that a place in the arena tells the town, and neighbours share cache lines.
        let mut packed = String::with_capacity(self.keys.len() + self.keys.len() / 8);
        for (_, i) in order {
            let mut town = self.towns[i as usize];
            let start = position(&packed);
            packed.push_str(&self.keys[town.key as usize..][..usize::from(town.key_len)]);
            town.key = start;
            let place = &mut starts[usize::from(town.municipality)];
            sorted[*place as usize] = town;
            by_key.push(*place);
            *place += 1;
        }
        self.towns = sorted;
        self.keys = packed;
        by_key
    }

    fn places(&self, municipality: &MunicipalityRow) -> impl Iterator<Item = (i32, i32)> {
        let range = municipality.towns.start as usize..municipality.towns.end as usize;
        self.towns[range].iter().filter(|t| t.whole_radius == 0).map(|t| (t.lat_micro, t.lon_micro))
    }

    fn measure_municipalities(&mut self) {
        let areas: Vec<Option<Area>> =
            self.municipalities.iter().map(|m| area(&self.places(m).collect::<Vec<_>>())).collect();
        for (m, area) in self.municipalities.iter_mut().zip(areas) {
            m.area = area;
        }
    }

    fn prefectures(&self) -> Vec<Option<Area>> {
        (0..=47)
            .map(|prefecture| {
                let rows = self.municipalities.iter().filter(|m| m.prefecture() == prefecture);
                area(&rows.flat_map(|m| self.places(m)).collect::<Vec<_>>())
            })
            .collect()
    }

    /// Every way to write every municipality. Adds the designated cities, of which the list of towns knows only the wards.
    fn ways(&mut self) -> Vec<Way> {
        let mut ways: BTreeMap<(String, WayKind), (Vec<u16>, Option<u16>)> = BTreeMap::new();
        let mut add = |builder: &mut Self, text: &str, kind: WayKind, number: u16| {
            builder.folder.fold(text, &mut builder.letters);
            let key = builder.letters.iter().map(|l| l.c).collect();
            ways.entry((key, kind)).or_default().0.push(number);
        };
        let mut cities: BTreeMap<(u32, String), Vec<u16>> = BTreeMap::new();
        for number in 0..u16::try_from(self.municipalities.len()).unwrap_or(u16::MAX) {
            let row = &self.municipalities[usize::from(number)];
            let (name, code) = (row.name.clone(), row.code);
            add(self, &name, WayKind::Full, number);
            if let Some(common) = without_county(&name) {
                add(self, common, WayKind::Common, number);
            }
            if let Some((_, island)) = ISLANDS.iter().find(|i| i.0 == code) {
                add(self, &format!("{island}{name}"), WayKind::Common, number);
            }
            if name == "大島町" && code == 13_361 {
                add(self, "伊豆大島", WayKind::Common, number);
            }
            for (_, former) in FORMER.iter().filter(|former| former.0 == code) {
                add(self, former, WayKind::Common, number);
            }
            for clipped in clipped(&name) {
                add(self, &clipped, WayKind::Clipped, number);
            }
            if let Some((city, ward)) = split_ward(&name) {
                add(self, ward, WayKind::Ward, number);
                add(self, city, WayKind::City, number);
                cities.entry((code / 1_000, city.to_owned())).or_default().push(number);
            }
        }
        for former in former::CITIES {
            let kind = if former.today.len() > 1 { WayKind::City } else { WayKind::Common };
            for number in 0..u16::try_from(self.municipalities.len()).unwrap_or(u16::MAX) {
                let row = &self.municipalities[usize::from(number)];
                if row.prefecture() == former.prefecture && former.today.contains(&row.name.as_str()) {
                    add(self, former.name, kind, number);
                }
            }
        }
        for ((_, name), wards) in cities {
            let number = self.add_city(&name, &wards);
            self.folder.fold(&name, &mut self.letters);
            let key: String = self.letters.iter().map(|l| l.c).collect();
            if let Some(clipped) = key.strip_suffix('市').filter(|n| n.chars().count() > 1) {
                let way = ways.entry((clipped.to_owned(), WayKind::Clipped)).or_default();
                way.0.extend(&wards);
                way.1 = Some(number);
            }
            if let Some(way) = ways.get_mut(&(key, WayKind::City)) {
                way.1 = Some(number);
            }
        }
        ways.into_iter()
            .map(|((key, kind), (municipalities, city))| Way { key: key.into(), municipalities, city, kind })
            .collect()
    }

    /// A designated city has the code of its first ward with a zero at the end (横浜市 14100 of 鶴見区 14101; 浜松市 22130).
    fn add_city(&mut self, name: &str, wards: &[u16]) -> u16 {
        let rows = || wards.iter().map(|&w| &self.municipalities[usize::from(w)]);
        let code = rows().map(|m| m.code / 10 * 10).min().unwrap_or_default();
        let area = area(&rows().flat_map(|m| self.places(m)).collect::<Vec<_>>());
        self.municipalities.push(MunicipalityRow { code, name: name.to_owned(), towns: 0..0, area });
        u16::try_from(self.municipalities.len() - 1).unwrap_or(u16::MAX)
    }
}

fn position(arena: &str) -> u32 {
    u32::try_from(arena.len()).unwrap_or(u32::MAX)
}

/// How many bytes of name and key come before the number of a 丁目 or 地割 at the end, or before 字 in the middle.
fn stem(name: &str, letters: &[Letter]) -> (u8, u8) {
    let text: &[Letter] = match letters {
        [text @ .., Letter { c: '丁', .. }] | [text @ .., Letter { c: '地', .. }, Letter { c: '割', .. }] => text,
        _ => {
            // 文字 is a word, not a boundary (十文字町).
            let kept = letters
                .iter()
                .enumerate()
                .skip(1)
                .find(|(i, l)| l.gap && letters[i - 1].c != '文')
                .map_or(0, |(i, _)| i);
            return lengths(name, &letters[..kept]);
        }
    };
    let digits = text.iter().rev().take_while(|l| l.c.is_ascii_digit()).position(|l| !l.joined);
    match digits {
        Some(digits) => lengths(name, &text[..text.len() - digits - 1]),
        None => (0, 0),
    }
}

/// How many bytes of name and key come up to the first 町 or 村 within the name.
fn former(name: &str, letters: &[Letter]) -> (u8, u8) {
    let within = letters.iter().skip(1).position(|l| matches!(l.c, '町' | '村')).map_or(0, |i| i + 2);
    if within < letters.len() { lengths(name, &letters[..within]) } else { (0, 0) }
}

fn lengths(name: &str, letters: &[Letter]) -> (u8, u8) {
    let Some(last) = letters.last() else { return (0, 0) };
    let key: usize = letters.iter().map(|l| l.c.len_utf8()).sum();
    // 大字X字Y: the letters of 字 belong to neither part.
    debug_assert!(name.is_char_boundary(last.end as usize));
    (u8::try_from(last.end).unwrap_or(0), u8::try_from(key).unwrap_or(0))
}

/// The name without the letter that says what it is, as it is spoken: 「横須賀」, 「世田谷」, 「横浜中区」, 「仙台市若林」, 「比企郡鳩山」. One
/// letter alone would be no name, and two are too common for a town or village without its 郡.
fn clipped(name: &str) -> Vec<String> {
    let at_least = |least: usize| move |n: &&str| n.chars().count() >= least;
    if let Some((city, ward)) = split_ward(name) {
        let spoken = city.strip_suffix('市').map(|city| [city, ward].concat());
        let stem = ward.strip_suffix('区').filter(at_least(2)).map(|ward| [city, ward].concat());
        return spoken.into_iter().chain(stem).collect();
    }
    let stem = name.strip_suffix(['市', '区', '町', '村']).filter(at_least(2));
    let alone = without_county(name).and_then(|n| n.strip_suffix(['町', '村'])).filter(at_least(3));
    stem.into_iter().chain(alone).map(str::to_owned).collect()
}

/// City and ward of a ward of a designated city. The wards of Tokyo stand alone.
fn split_ward(name: &str) -> Option<(&str, &str)> {
    let end = name.find('市')? + '市'.len_utf8();
    name.ends_with('区').then(|| name.split_at(end))
}

/// The place in the middle by latitude and by longitude, and the distance in metres from it that holds nine of ten places.
/// It is one of the places, so it lies on land; an average may lie in the sea.
fn middle(places: &[(i32, i32)]) -> Option<((i32, i32), f64)> {
    let (last, half) = (places.len().checked_sub(1)?, places.len() / 2);
    let mut lats: Vec<i32> = places.iter().map(|p| p.0).collect();
    let mut lons: Vec<i32> = places.iter().map(|p| p.1).collect();
    let median = (*lats.select_nth_unstable(half).1, *lons.select_nth_unstable(half).1);
    let shrink = (f64::from(median.0) / 1e6).to_radians().cos();
    let metres = |p: &(i32, i32), q: (i32, i32)| {
        (f64::from(p.0) - f64::from(q.0)).hypot((f64::from(p.1) - f64::from(q.1)) * shrink) * METRES_PER_MICRODEGREE
    };
    let centre = *places.iter().min_by(|a, b| metres(a, median).total_cmp(&metres(b, median)))?;
    let mut reach: Vec<f64> = places.iter().map(|p| metres(p, centre)).collect();
    let ninth = (reach.len() * 9 / 10).min(last);
    Some((centre, *reach.select_nth_unstable_by(ninth, f64::total_cmp).1))
}

/// The middle of an area. Its radius is at least a kilometre, because no municipality is smaller.
fn area(places: &[(i32, i32)]) -> Option<Area> {
    let ((lat, lon), radius) = middle(places)?;
    let at = LatLon::new(f64::from(lat) / 1e6, f64::from(lon) / 1e6).ok()?;
    Some(Area { at, radius: Metres(radius.max(1_000.0)) })
}
