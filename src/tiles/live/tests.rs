use std::collections::{BTreeMap, BTreeSet};

use fast_mvt::{MvtReaderRef, MvtValueRef};
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::availability::YearMonth;
use crate::tiles::mercator::World;

/// A directory that is a list of points.
#[derive(Clone)]
struct Listed(Vec<Option<TilePoint>>);

impl TileDirectory for Listed {
    fn len(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap()
    }
    fn point(&self, ordinal: u32) -> Option<TilePoint> {
        self.0.get(usize::try_from(ordinal).unwrap()).copied().flatten()
    }
    fn id(&self, ordinal: u32) -> Cow<'_, str> {
        format!("f{ordinal}").into()
    }
    fn name(&self, ordinal: u32) -> Cow<'_, str> {
        format!("施設{ordinal}").into()
    }
    fn open_at(&self, at: DateTime, calendar: WhichHours) -> Arc<[u64]> {
        let open = |ordinal: usize| u64::from(is_open(ordinal, at, calendar));
        let word = |first: usize| (0..64).map(|bit| open(first + bit) << bit).sum();
        (0..self.0.len()).step_by(64).map(word).collect()
    }
    fn coming(&self, asked: Coming, or_consult: bool) -> Arc<[u64]> {
        let says = |ordinal: usize| u64::from(is_coming(ordinal, asked, or_consult));
        let word = |first: usize| (0..64).map(|bit| says(first + bit) << bit).sum();
        (0..self.0.len()).step_by(64).map(word).collect()
    }
}

/// Months and days have every other number and every fifth; whoever asks finds more.
fn is_coming(ordinal: usize, asked: Coming, or_consult: bool) -> bool {
    let month = asked.new_patients.is_none_or(|month| (ordinal + usize::from(month.month())).is_multiple_of(2));
    let day = asked.vacancy_on.is_none_or(|day| (ordinal + day.day() as usize).is_multiple_of(5));
    (month && day) || (or_consult && ordinal.is_multiple_of(7))
}

/// Numbers take turns by the hour, and each calendar has turns of its own.
fn is_open(ordinal: usize, at: DateTime, calendar: WhichHours) -> bool {
    (ordinal + usize::try_from(at.hour()).unwrap() + calendar as usize).is_multiple_of(3)
}

fn words() -> TileVocabulary {
    TileVocabulary::new(["clinic", "hospital", "pharmacy"], ["tpn", "opioids", "home_oxygen"])
}

fn layer(points: &[Option<TilePoint>]) -> LiveLayer {
    LiveLayer::new(words(), Arc::new(Listed(points.to_vec())))
}

fn at(lat: f64, lon: f64) -> TilePoint {
    TilePoint { lat, lon, kind: 0, visits: Visits::Unknown, approx: false, caps: 0, consult: 0 }
}

/// What a tile says: identifiers of its points, and the counts of its clusters by attribute.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    ids: Vec<String>,
    clusters: Vec<BTreeMap<String, u64>>,
}

impl Seen {
    fn total(&self) -> u64 {
        let clustered: u64 = self.clusters.iter().map(|cluster| cluster["count"]).sum();
        clustered + u64::try_from(self.ids.len()).unwrap()
    }
}

fn see(layer: &LiveLayer, tile: TileId, filter: &TileFilter) -> Seen {
    let bytes = layer.tile(tile, filter).unwrap();
    let mut seen = Seen::default();
    if bytes.is_empty() {
        return seen;
    }
    let reader = MvtReaderRef::new(&bytes).unwrap();
    let layers: Vec<_> = reader.layers().collect();
    assert_eq!(layers.len(), 1);
    assert_eq!(layers[0].name(), "facilities");
    for feature in layers[0].features() {
        let fast_mvt::MvtGeometry::Point(point) = feature.geometry().unwrap() else {
            panic!("a facility is a point");
        };
        assert!((0..4096).contains(&point.x()) && (0..4096).contains(&point.y()));
        let mut counts = BTreeMap::new();
        for property in feature.properties() {
            match property.unwrap() {
                ("id", MvtValueRef::String(id)) => seen.ids.push(id.to_owned()),
                (key, MvtValueRef::UInt(count)) => {
                    counts.insert(key.to_owned(), count);
                }
                _ => {}
            }
        }
        if !counts.is_empty() {
            seen.clusters.push(counts);
        }
    }
    seen.ids.sort();
    seen.clusters.sort();
    seen
}

/// The tiles of a zoom that hold any of the points.
fn tiles(points: &[Option<TilePoint>], z: u8) -> BTreeSet<(u32, u32)> {
    let places = points.iter().flatten();
    let tiles = places.map(|p| TileId::containing(World::from_degrees(p.lat, p.lon).unwrap(), z));
    tiles.map(|tile| (tile.x(), tile.y())).collect()
}

fn total(layer: &LiveLayer, points: &[Option<TilePoint>], z: u8, filter: &TileFilter) -> u64 {
    let tiles = tiles(points, z).into_iter();
    let tiles = tiles.map(|(x, y)| TileId::new(z, x, y).unwrap());
    tiles.map(|tile| see(layer, tile, filter).total()).sum()
}

fn a_point() -> impl Strategy<Value = TilePoint> {
    // Coarse steps make shared places and tile borders (0.0, 45.0, 11.25 …) likely.
    let lat = prop_oneof![
        Just(0.0),
        Just(35.25),
        Just(85.2),
        35.20..35.30_f64,
        30.0..45.0_f64,
        (-40_i32..40).prop_map(|n| f64::from(n) * 2.0),
    ];
    let lon = prop_oneof![
        Just(0.0),
        Just(180.0),
        Just(-180.0),
        139.6..139.7_f64,
        128.0..146.0_f64,
        (-64_i32..64).prop_map(|n| f64::from(n) * 2.8125),
    ];
    (lat, lon, 0_u8..3, 0_u128..8, 0_u128..8).prop_map(|(lat, lon, kind, caps, consult)| TilePoint {
        kind,
        caps,
        consult: consult & !caps,
        ..at(lat, lon)
    })
}

fn points() -> impl Strategy<Value = Vec<Option<TilePoint>>> {
    prop::collection::vec(prop::option::weighted(0.9, a_point()), 0..120)
}

fn a_filter() -> impl Strategy<Value = TileFilter> {
    let open_at = prop::option::of((0_i8..24).prop_map(|hour| date(2026, 12, 1).at(hour, 0, 0, 0)));
    let calendar = prop::sample::select(WhichHours::ALL.to_vec());
    let month = prop::option::weighted(0.3, (1_i8..=12).prop_map(|month| YearMonth::of(date(2026, month, 1))));
    let day = prop::option::weighted(0.3, (1_i8..=28).prop_map(|day| date(2026, 11, day)));
    let coming = (month, day).prop_map(|(new_patients, vacancy_on)| Coming { new_patients, vacancy_on });
    (0_u64..8, prop_oneof![2 => Just(0_u128), 1 => 0_u128..8], any::<bool>(), coming, open_at, calendar).prop_map(
        |(kinds, capabilities, or_consult, coming, open_at, calendar)| TileFilter {
            kinds,
            capabilities,
            or_consult,
            coming,
            open_at,
            calendar,
        },
    )
}

fn wanted(points: &[Option<TilePoint>], filter: &TileFilter) -> u64 {
    let wants = |(ordinal, point): (usize, &Option<TilePoint>)| {
        let Some(point) = point else { return false };
        let able = if filter.or_consult { point.caps | point.consult } else { point.caps };
        filter.kinds >> point.kind & 1 == 1
            && (0..3).all(|bit| filter.capabilities >> bit & 1 == 0 || able >> bit & 1 == 1)
            && filter.open_at.is_none_or(|at| is_open(ordinal, at, filter.calendar))
            && (filter.coming.is_empty() || is_coming(ordinal, filter.coming, filter.or_consult))
    };
    u64::try_from(points.iter().enumerate().filter(|one| wants(*one)).count()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_facility_is_in_one_feature_of_every_zoom(points in points(), filter in a_filter()) {
        let layer = layer(&points);
        for z in 0..=MAX_ZOOM {
            prop_assert_eq!(total(&layer, &points, z, &TileFilter::ALL), wanted(&points, &TileFilter::ALL));
            prop_assert_eq!(total(&layer, &points, z, &filter), wanted(&points, &filter));
        }
    }

    #[test]
    fn kinds_add_up_to_the_count(points in points(), z in 0_u8..14) {
        let layer = layer(&points);
        for (x, y) in tiles(&points, z) {
            for cluster in see(&layer, TileId::new(z, x, y).unwrap(), &TileFilter::ALL).clusters {
                let kinds: u64 = cluster.iter().filter(|(key, _)| key.starts_with("n_")).map(|(_, n)| n).sum();
                prop_assert_eq!(kinds, cluster["count"]);
                prop_assert!(cluster["count"] > 1);
            }
        }
    }

    #[test]
    fn edits_show_what_a_new_index_would(
        before in points(),
        changes in prop::collection::vec((0_usize..130, prop::option::of(a_point())), 0..20),
        filter in a_filter(),
    ) {
        let edited = layer(&before);
        let mut now = before.clone();
        for (at, point) in changes {
            let at = at.min(now.len());
            if at == now.len() {
                now.push(point);
            } else {
                now[at] = point;
            }
            edited.apply(Arc::new(Listed(now.clone())), &[u32::try_from(at).unwrap()]);
        }
        let rebuilt = layer(&now);
        prop_assert_eq!(edited.len(), rebuilt.len());
        let everywhere: Vec<_> = before.iter().chain(&now).copied().collect();
        for z in [0, 5, 9, 11, 12, 13, 14, 16] {
            for (x, y) in tiles(&everywhere, z) {
                let tile = TileId::new(z, x, y).unwrap();
                for filter in [&TileFilter::ALL, &filter] {
                    prop_assert_eq!(see(&edited, tile, filter), see(&rebuilt, tile, filter));
                }
            }
        }
    }

    #[test]
    fn a_tile_below_a_point_contains_it(point in a_point(), z in 0..=MAX_ZOOM) {
        let tile = TileId::containing(World::from_degrees(point.lat, point.lon).unwrap(), z);
        let seen = see(&layer(&[Some(point)]), tile, &TileFilter::ALL);
        prop_assert_eq!(seen.ids, vec!["f0".to_owned()]);
    }

    #[test]
    fn no_request_panics(z: u8, x: u32, y: u32) {
        if let Some(tile) = TileId::new(z, x, y) {
            layer(&[Some(at(35.0, 139.0))]).tile(tile, &TileFilter::ALL).unwrap();
        }
    }
}

#[test]
fn attributes_are_those_of_the_api() {
    let place = TilePoint { kind: 1, visits: Visits::Consult, approx: true, caps: 0b101, ..at(35.28, 139.67) };
    let layer = layer(&[Some(place), Some(at(35.2801, 139.6701))]);
    let world = World::from_degrees(35.28, 139.67).unwrap();
    let bytes = layer.tile(TileId::containing(world, 14), &TileFilter { kinds: 2, ..TileFilter::ALL });
    let bytes = bytes.unwrap();
    let reader = MvtReaderRef::new(&bytes).unwrap();
    insta::assert_snapshot!(format!("{reader:?}").lines().filter(|l| l.contains('=')).map(str::trim).collect::<Vec<_>>().join("\n"), @r#"
    id = "f0"
    kind = "hospital"
    name = "施設0"
    visits = "consult"
    caps = "tpn,home_oxygen"
    approx = true (bool)
    "#);
    let bytes = layer.tile(TileId::containing(world, 9), &TileFilter::ALL).unwrap();
    let reader = MvtReaderRef::new(&bytes).unwrap();
    insta::assert_snapshot!(format!("{reader:?}").lines().filter(|l| l.contains(" = ")).map(str::trim).collect::<Vec<_>>().join("\n"), @r"
    cluster = true (bool)
    count = 2 (uint)
    n_clinic = 1 (uint)
    n_hospital = 1 (uint)
    ");
}

#[test]
fn a_filter_that_is_not_understood_is_refused() {
    let query = |pairs: &[(&str, &str)]| pairs.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect();
    let filter = TileFilter::parse(&query(&[("kind", "clinic,pharmacy"), ("capability", "tpn")]), &words());
    assert_eq!(filter.unwrap(), TileFilter { kinds: 0b101, capabilities: 1, ..TileFilter::ALL });
    let filter = TileFilter::parse(
        &query(&[("open_at", "2026-12-01T04:04:59Z"), ("calendar", "contact"), ("or_consult", "true")]),
        &words(),
    );
    let open_at = Some(date(2026, 12, 1).at(13, 0, 0, 0));
    let expected = TileFilter { open_at, calendar: WhichHours::Contact, or_consult: true, ..TileFilter::ALL };
    assert_eq!(filter.unwrap(), expected);
    let filter = TileFilter::parse(&query(&[("new_patients", "2026-12"), ("vacancy_on", "2026-11-28")]), &words());
    let coming = Coming { new_patients: Some(YearMonth::of(date(2026, 12, 1))), vacancy_on: Some(date(2026, 11, 28)) };
    assert_eq!(filter.unwrap(), TileFilter { coming, ..TileFilter::ALL });
    for (parameter, value) in [("new_patients", "december"), ("vacancy_on", "2026-11-31"), ("vacancy_on", "")] {
        let wrong = TileFilter::parse(&query(&[(parameter, value)]), &words()).unwrap_err();
        assert!(wrong.is_callers_fault() && wrong.to_string().contains(parameter), "{wrong}");
    }
    for (parameter, value, allowed) in
        [("calendar", "castle", "consultation"), ("or_consult", "maybe", "true"), ("or_consult", "", "true")]
    {
        let wrong = TileFilter::parse(&query(&[(parameter, value)]), &words()).unwrap_err();
        assert!(wrong.is_callers_fault() && wrong.allowed().unwrap()[0] == allowed, "{wrong}");
    }
    let wrong = TileFilter::parse(&query(&[("open_at", "noon")]), &words()).unwrap_err();
    assert!(wrong.is_callers_fault() && !wrong.to_string().contains("noon"), "{wrong}");
    let wrong = TileFilter::parse(&query(&[("kind", "clinics")]), &words()).unwrap_err();
    assert!(wrong.is_callers_fault());
    assert_eq!(wrong.allowed().unwrap(), ["clinic", "hospital", "pharmacy"]);
    let wrong = TileFilter::parse(&query(&[("kinds", "clinic")]), &words()).unwrap_err();
    assert_eq!(wrong.allowed().unwrap(), TileFilter::PARAMETERS);
    assert!(TileFilter::parse(&query(&[("capability", "")]), &words()).is_err());
}

#[test]
fn places_that_are_not_numbers_are_left_out() {
    let layer = layer(&[Some(at(f64::NAN, 139.0)), Some(at(35.0, f64::INFINITY)), None]);
    assert!(layer.is_empty());
    assert!(layer.tile(TileId::new(0, 0, 0).unwrap(), &TileFilter::ALL).unwrap().is_empty());
}
