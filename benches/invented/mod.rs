//! As many invented facilities as Japan has, crowded around its cities, the same in every run.

use std::sync::LazyLock;

use zaitaku::directory::Directory;
use zaitaku::domain::{Answer, Capability, Facility, Fact, Kind, LatLon, Level, Metres, Position, Source, vocabulary};

/// As many as the sources name.
pub(crate) const FACILITIES: u32 = 450_000;

/// All of them, ready to be asked.
pub(crate) static DIRECTORY: LazyLock<Directory> =
    LazyLock::new(|| Directory::build(facilities(FACILITIES), 1).unwrap());

/// Numbers that look random and are the same in every run (splitmix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// The next number.
    pub(crate) fn roll(&mut self) -> u64 {
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
    pub(crate) fn near(&mut self, (lat, lon): (f64, f64), degrees: f64) -> LatLon {
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

/// Somewhere in or around a city.
pub(crate) fn place(dice: &mut Dice) -> LatLon {
    let city = CITIES[(dice.roll() % CITIES.len() as u64) as usize];
    dice.near(city, 1.2)
}

/// The first so many of them.
pub(crate) fn facilities(count: u32) -> Vec<Facility> {
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
