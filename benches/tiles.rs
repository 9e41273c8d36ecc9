//! Live tiles over 450,000 facilities placed like Japan's towns, zooms 5 to 16.
//!
//! Compare zooms, and filtered with unfiltered, within one run; the machine's own speed is not
//! the subject.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use divan::counter::ItemsCount;
use jiff::civil::DateTime;
use zaitaku::domain::availability::Coming;
use zaitaku::domain::facility::WhichHours;
use zaitaku::tiles::{BaseMap, LiveLayer, TileDirectory, TileFilter, TileId, TilePoint, TileVocabulary, Visits, World};

fn main() {
    divan::main();
}

/// As many as there are in the country.
const FACILITIES: u32 = 450_000;

const KINDS: [&str; 24] = [
    "clinic",
    "hospital",
    "dental_clinic",
    "maternity_home",
    "pharmacy",
    "nursing_station",
    "care_manager_office",
    "community_support_center",
    "home_help",
    "bathing_service",
    "home_rehab",
    "day_care",
    "day_rehab",
    "short_stay",
    "medical_short_stay",
    "multifunctional",
    "visit_24h",
    "group_home",
    "residential",
    "nursing_home",
    "health_facility",
    "integrated_facility",
    "equipment",
    "salon",
];

/// Points around the towns of the gazetteer, by a generator that always gives the same ones.
struct Synthetic(Vec<TilePoint>);

impl TileDirectory for Synthetic {
    fn len(&self) -> u32 {
        FACILITIES
    }
    fn point(&self, ordinal: u32) -> Option<TilePoint> {
        self.0.get(usize::try_from(ordinal).ok()?).copied()
    }
    fn id(&self, ordinal: u32) -> Cow<'_, str> {
        format!("1410{ordinal:06}").into()
    }
    fn name(&self, ordinal: u32) -> Cow<'_, str> {
        format!("在宅クリニック{ordinal}").into()
    }
    fn open_at(&self, _: DateTime, _: WhichHours) -> Arc<[u64]> {
        // Every third of them.
        (0..FACILITIES.div_ceil(64)).map(|_| 0x9249_2492_4924_9249).collect()
    }
    fn coming(&self, _: Coming, _: bool) -> Arc<[u64]> {
        // Every other.
        (0..FACILITIES.div_ceil(64)).map(|_| 0x5555_5555_5555_5555).collect()
    }
}

struct Random(u64);

impl Random {
    /// xorshift64*, Vigna 2016: enough for spreading points.
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap_or(0)) / f64::from(u32::MAX)
    }
}

static DIRECTORY: LazyLock<Arc<Synthetic>> = LazyLock::new(|| {
    let gazetteer = japan_reverse_geocoder::Geocoder::new();
    let towns = gazetteer.nearest(36.0, 138.0, gazetteer.len()).unwrap_or_default();
    let mut random = Random(42);
    let mut points = Vec::new();
    while points.len() < usize::try_from(FACILITIES).unwrap_or(0) {
        let at = usize::try_from(random.next() >> 33).unwrap_or(0) % towns.len();
        let town = &towns[at].address;
        points.push(TilePoint {
            lat: town.lat + (random.share() - 0.5) * 0.01,
            lon: town.lon + (random.share() - 0.5) * 0.01,
            kind: u8::try_from(random.next() >> 32 & 0xFF).unwrap_or(0) % 24,
            visits: Visits::Yes,
            approx: false,
            // A thousand different masks of about ten capabilities.
            caps: u128::from((random.next() >> 54).wrapping_mul(0x9E37_79B9_7F4A_7C15)) & 0x1111_1111_1111,
            consult: 0,
        });
    }
    Arc::new(Synthetic(points))
});

fn layer() -> LiveLayer {
    let capabilities = (0..48).map(|n| format!("capability_{n}"));
    LiveLayer::new(TileVocabulary::new(KINDS, capabilities), DIRECTORY.clone())
}

static LAYER: LazyLock<LiveLayer> = LazyLock::new(layer);
static BASE: LazyLock<Option<BaseMap>> = LazyLock::new(|| BaseMap::builtin().ok());

const ZOOMS: [u8; 12] = [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

/// Tiles of a zoom under facilities: crowded places are asked for more often, as by people.
fn tiles(z: u8) -> Vec<TileId> {
    let places = DIRECTORY.0.iter().step_by(4500);
    let places = places.filter_map(|point| World::from_degrees(point.lat, point.lon));
    places.map(|place| TileId::containing(place, z)).collect()
}

fn live(bencher: divan::Bencher<'_, '_>, z: u8, filter: TileFilter) {
    let tiles = tiles(z);
    let layer = LAYER.clone();
    bencher.counter(ItemsCount::new(tiles.len())).bench(|| {
        let made = tiles.iter().filter_map(|&tile| layer.tile(tile, &filter).ok());
        made.map(|bytes| bytes.len()).sum::<usize>()
    });
}

#[divan::bench(args = ZOOMS, max_time = 1)]
fn live_all(bencher: divan::Bencher<'_, '_>, z: u8) {
    live(bencher, z, TileFilter::ALL);
}

#[divan::bench(args = ZOOMS, max_time = 1)]
fn live_three_kinds(bencher: divan::Bencher<'_, '_>, z: u8) {
    live(bencher, z, TileFilter { kinds: 0b100011, ..TileFilter::ALL });
}

#[divan::bench(args = ZOOMS, max_time = 1)]
fn live_kind_and_capability(bencher: divan::Bencher<'_, '_>, z: u8) {
    live(bencher, z, TileFilter { kinds: 1, capabilities: 0x11, ..TileFilter::ALL });
}

#[divan::bench(args = ZOOMS, max_time = 1)]
fn base_map(bencher: divan::Bencher<'_, '_>, z: u8) {
    let tiles = tiles(z.min(14));
    bencher.counter(ItemsCount::new(tiles.len())).bench(|| {
        let map = BASE.iter();
        let made = map.flat_map(|map| tiles.iter().filter_map(|&tile| map.tile(tile).ok()));
        made.map(|bytes| bytes.len()).sum::<usize>()
    });
}

#[divan::bench(max_time = 5, sample_count = 5, sample_size = 1)]
fn build_index() -> LiveLayer {
    LazyLock::force(&DIRECTORY);
    layer()
}

#[divan::bench(max_time = 5, sample_count = 5, sample_size = 1)]
fn build_base_map() -> Option<BaseMap> {
    BaseMap::builtin().ok()
}

/// One facility edited and shown.
#[divan::bench(max_time = 1)]
fn apply_edit(bencher: divan::Bencher<'_, '_>) {
    let layer = layer();
    bencher.bench_local(|| layer.apply(DIRECTORY.clone(), &[4242]));
}
