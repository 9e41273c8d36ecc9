//! Questions of the directory in process, over as many invented facilities as Japan has.
//!
//!     make bench
//!
//! Figures of one run are compared with each other, never with those of another machine; nothing here is a test.
#![expect(clippy::unwrap_used, reason = "a bench that cannot go on should stop")]

mod invented;

use zaitaku::directory::{Directory, Filter};
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
