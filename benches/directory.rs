//! Questions of the directory in process, over as many invented facilities as Japan has.
//!
//!     make bench
//!
//! Figures of one run are compared with each other, never with those of another machine; nothing here is a test.
#![expect(clippy::unwrap_used, reason = "a bench that cannot go on should stop")]

use std::sync::LazyLock;

use zaitaku::directory::{Directory, Filter};
use zaitaku::domain::vocabulary::Role;
use zaitaku::domain::{
    Answer, Capability, CapabilitySet, Facility, Fact, Kind, KindSet, LatLon, Level, Metres, Position, Source,
    vocabulary,
};
use zaitaku::matching::{Policy, Question};

/// As many as the sources name.
const FACILITIES: u32 = 450_000;

fn main() {
    divan::main();
}

static DIRECTORY: LazyLock<Directory> = LazyLock::new(|| Directory::build(facilities(FACILITIES), 1).unwrap());
static POLICY: LazyLock<Policy> =
    LazyLock::new(|| Policy::parse(include_str!("../data/policy.toml"), vocabulary()).unwrap());

/// Numbers that look random and are the same in every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Between 0 and 1.
    fn share(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Around a place, denser towards it.
    fn near(&mut self, (lat, lon): (f64, f64), degrees: f64) -> LatLon {
        let (angle, far) = (self.share() * std::f64::consts::TAU, self.share() * self.share() * degrees);
        LatLon::new(lat + far * angle.sin(), lon + far * angle.cos()).unwrap()
    }
}

/// Where people live: the facilities crowd around these as they do in the country.
const CITIES: [(f64, f64); 12] = [
    (35.69, 139.69),
    (34.69, 135.50),
    (35.18, 136.91),
    (43.06, 141.35),
    (33.59, 130.40),
    (34.39, 132.46),
    (38.27, 140.87),
    (26.21, 127.68),
    (36.56, 136.66),
    (35.28, 139.67),
    (35.47, 133.05),
    (31.56, 130.56),
];

fn place(dice: &mut Dice) -> LatLon {
    let city = CITIES[(dice.roll() % CITIES.len() as u64) as usize];
    dice.near(city, 1.2)
}

fn facilities(count: u32) -> Vec<Facility> {
    let mut dice = Dice(42);
    let capabilities = vocabulary().capabilities().len() as u64;
    let as_of = jiff::civil::date(2026, 4, 1);
    let facility = |n: u32| {
        let kind = Kind::ALL[(dice.roll() % Kind::ALL.len() as u64) as usize];
        let mut facts: Vec<(Capability, Fact)> = (0..dice.roll() % 12)
            .map(|_| {
                let capability = u8::try_from(dice.roll() % capabilities).unwrap();
                let answer = [Answer::Yes, Answer::Yes, Answer::Consult, Answer::No][(dice.roll() % 4) as usize];
                (Capability(capability), Fact { answer, as_of, source: Source::Demo, condition: None })
            })
            .collect();
        facts.sort_unstable_by_key(|(capability, _)| *capability);
        facts.dedup_by_key(|(capability, _)| *capability);
        let at = place(&mut dice);
        let position = Position { at, level: Level::Point, accuracy: Metres(0.0), source: Source::Demo };
        Facility {
            capabilities: facts,
            position: Some(position),
            ..Facility::new(format!("b-{n:06}"), kind, format!("ひなた{n}丁目医院"), "架空県架空市架空町".to_owned())
        }
    };
    (0..count).map(facility).collect()
}

fn question(dice: &mut Dice) -> Question {
    let now = jiff::civil::datetime(2026, 11, 20, 13, 0, 0, 0);
    let need = |id: &str| vocabulary().capability(id).unwrap();
    Question {
        origin: place(dice),
        origin_accuracy: Metres(0.0),
        role: Role::Attending,
        kinds: [Kind::Clinic, Kind::Hospital].into_iter().collect(),
        implies: vocabulary().capability("home_visit_scheduled"),
        needs: ["home_oxygen", "tpn", "home_death_care"].map(|id| need(id).into()).to_vec(),
        wishes: vec![need("dementia").into()],
        at: now,
        today: now.date(),
    }
}

/// The ten who fit, in order, with their evidence.
#[divan::bench]
fn ranked_match(bencher: divan::Bencher) {
    let mut dice = Dice(7);
    bencher.with_inputs(|| question(&mut dice)).bench_local_refs(|question| DIRECTORY.rank(question, &POLICY, 10, 5));
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
