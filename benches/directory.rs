//! Questions of the directory in process, over as many invented facilities as Japan has.
//!
//!     make bench
//!
//! Figures of one run are compared with each other, never with those of another machine; nothing here is a test.
#![expect(clippy::unwrap_used, reason = "a bench that cannot go on should stop")]

mod invented;

use zaitaku::directory::{Directory, Filter, ListQuestion};
use zaitaku::domain::{CapabilitySet, Kind, KindSet, Metres, vocabulary};

use invented::{DIRECTORY, Dice, FACILITIES, facilities, place};

fn main() {
    divan::main();
}

/// The nearest twenty clinics with three capabilities within 16 km.
#[divan::bench]
fn nearest_with_three_capabilities(bencher: divan::Bencher) {
    let mut dice = Dice(8);
    let ids = ["home_oxygen", "tpn", "dementia"];
    let capabilities: CapabilitySet = ids.iter().filter_map(|id| vocabulary().capability(id)).collect();
    let filter = Filter { kinds: [Kind::Clinic].into_iter().collect::<KindSet>(), capabilities, ..Filter::default() };
    bencher
        .with_inputs(|| place(&mut dice))
        .bench_local_values(|at| DIRECTORY.near(at, Metres(16_000.0), &filter, 0, 20));
}

/// The window of a city with the numbers beside its filters.
#[divan::bench]
fn count_in_the_window_of_a_city(bencher: divan::Bencher) {
    let mut dice = Dice(10);
    let windows = move || {
        let at = place(&mut dice);
        let bbox = Some([at.lat() - 0.05, at.lon() - 0.07, at.lat() + 0.05, at.lon() + 0.07]);
        Filter { bbox, ..Filter::default() }
    };
    bencher.with_inputs(windows).bench_local_values(|filter| DIRECTORY.list(&counted(&filter)));
}

/// The whole country with the numbers beside its filters, one of them set.
#[divan::bench]
fn count_in_the_whole_country(bencher: divan::Bencher) {
    let capabilities = vocabulary().capability("home_oxygen").into_iter().collect();
    let filter = Filter { capabilities, or_consult: true, ..Filter::default() };
    bencher.bench(|| DIRECTORY.list(&counted(divan::black_box(&filter))));
}

fn counted(filter: &Filter) -> ListQuestion<'_> {
    ListQuestion { filter, around: None, skip: 0, limit: 20, counts: true, offered: &[] }
}

/// Words anywhere in the country.
#[divan::bench]
fn words(bencher: divan::Bencher) {
    bencher.bench(|| DIRECTORY.search_text(divan::black_box("医院")).unwrap());
}

/// One facility, whole.
#[divan::bench]
fn one_facility(bencher: divan::Bencher) {
    let mut dice = Dice(9);
    let row = || u32::try_from(dice.roll() % u64::from(FACILITIES)).unwrap();
    bencher.with_inputs(row).bench_local_values(|row| DIRECTORY.facility(row).unwrap());
}

/// From facilities to a directory that answers.
#[divan::bench(sample_count = 3)]
fn build(bencher: divan::Bencher) {
    bencher
        .with_inputs(|| facilities(50_000))
        .bench_local_values(|facilities| Directory::build(facilities, 1).unwrap());
}
