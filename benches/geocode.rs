//! How long an address takes: reading it, completing it while it is typed, naming a place, and building the gazetteer.

use std::hint::black_box;
use std::sync::LazyLock;

use zaitaku::domain::{LatLon, Source};
use zaitaku::geocode::{Gazetteer, Geocoder, Neighbours, Readings, Reference};

static JAPAN: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::embedded);

fn main() {
    LazyLock::force(&JAPAN);
    LazyLock::force(&SURVEYED);
    divan::main();
}

#[divan::bench(sample_count = 10)]
fn build() -> Gazetteer {
    Gazetteer::embedded()
}

#[divan::bench(args = [
    "神奈川県横須賀市浦賀5丁目1-1",
    "横須賀市浦賀５－１－１",
    "北海道札幌市中央区北１１条西１３丁目１番１号",
    "京都市中京区寺町通御池上る上本能寺前町488",
    "浦賀5-1-1",
    "中区本町1-1",
    "神奈川県横須賀市未知町1-1",
    "横浜市本牧元町10-1",
])]
fn geocode(text: &str) -> usize {
    JAPAN.geocode(black_box(text), 5).len()
}

#[divan::bench(args = ["神", "中", "横須", "横須賀市浦", "本町", "本能寺前", "神奈川県横須賀市浦賀5-1", "見つからない名"])]
fn suggest(text: &str) -> usize {
    JAPAN.suggest(black_box(text), 10).len()
}

#[divan::bench]
fn reverse() -> bool {
    LatLon::new(35.2363, 139.7117).ok().and_then(|at| JAPAN.reverse(black_box(at))).is_some()
}

/// A hundred thousand invented houses around the towns of the country.
static SURVEYED: LazyLock<[Neighbours; 1]> = LazyLock::new(|| {
    let towns = japan_reverse_geocoder::Geocoder::new();
    let all = towns.nearest(36.0, 138.0, towns.len()).unwrap_or_default();
    let houses = all.iter().step_by(2).zip(1_u32..).filter_map(|(found, n)| {
        let text = format!("{}{}{}-{}", found.address.city, found.address.town, n % 40 + 1, n % 9 + 1);
        let reading = JAPAN.geocode(&text, 1).into_iter().next()?;
        let at = LatLon::new(found.address.lat + f64::from(n % 7) * 1e-4, found.address.lon).ok()?;
        Some(Reference { reading, at })
    });
    [Neighbours::build(Source::Neighbours, houses)]
});

#[divan::bench(args = ["神奈川県横須賀市浦賀5丁目1-1", "横須賀市浦賀５－１－１", "愛知県知多郡東浦町大字藤江字前田46", "中区本町1-1"])]
fn geocode_house(text: &str) -> usize {
    let geocoder = Geocoder { gazetteer: &JAPAN, surveyed: &*SURVEYED, readings: &Readings::default() };
    geocoder.geocode(black_box(text), 5).len()
}
