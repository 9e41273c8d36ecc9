//! The 16 km line, to the metre: points laid out by an independent Vincenty are on the side of the line where they belong.

use jiff::civil::date;
use zaitaku::directory::Directory;
use zaitaku::domain::vocabulary::Role;
use zaitaku::domain::{Facility, Kind, KindSet, LatLon, Level, Metres, Position, Source, vocabulary};
use zaitaku::matching::{Policy, Question};

/// Vincenty's direct solution (Survey Review 1975) on WGS 84: where one arrives from a point after `metres` at an azimuth in degrees.
fn arrive(from: (f64, f64), azimuth: f64, metres: f64) -> (f64, f64) {
    let (a, f) = (6_378_137.0_f64, 1.0 / 298.257_223_563_f64);
    let b = a * (1.0 - f);
    let (sin_azimuth, cos_azimuth) = azimuth.to_radians().sin_cos();
    let tan_u = (1.0 - f) * from.0.to_radians().tan();
    let cos_u = 1.0 / tan_u.hypot(1.0);
    let sin_u = tan_u * cos_u;
    let sigma_1 = tan_u.atan2(cos_azimuth);
    let sin_alpha = cos_u * sin_azimuth;
    let cos2_alpha = 1.0 - sin_alpha * sin_alpha;
    let u2 = cos2_alpha * (a * a - b * b) / (b * b);
    let big_a = 1.0 + u2 / 16_384.0 * (4_096.0 + u2 * (-768.0 + u2 * (320.0 - 175.0 * u2)));
    let big_b = u2 / 1_024.0 * (256.0 + u2 * (-128.0 + u2 * (74.0 - 47.0 * u2)));
    let mut sigma = metres / (b * big_a);
    for _ in 0..50 {
        let cos_2m = (2.0 * sigma_1 + sigma).cos();
        let (sin, cos) = sigma.sin_cos();
        let inner = cos * (-1.0 + 2.0 * cos_2m * cos_2m)
            - big_b / 6.0 * cos_2m * (-3.0 + 4.0 * sin * sin) * (-3.0 + 4.0 * cos_2m * cos_2m);
        sigma = metres / (b * big_a) + big_b * sin * (cos_2m + big_b / 4.0 * inner);
    }
    let cos_2m = (2.0 * sigma_1 + sigma).cos();
    let (sin, cos) = sigma.sin_cos();
    let x = sin_u * sin - cos_u * cos * cos_azimuth;
    let lat = (sin_u * cos + cos_u * sin * cos_azimuth).atan2((1.0 - f) * sin_alpha.hypot(x));
    let lambda = (sin * sin_azimuth).atan2(cos_u * cos - sin_u * sin * cos_azimuth);
    let c = f / 16.0 * cos2_alpha * (4.0 + f * (4.0 - 3.0 * cos2_alpha));
    let swing = sigma + c * sin * (cos_2m + c * cos * (-1.0 + 2.0 * cos_2m * cos_2m));
    (lat.to_degrees(), from.1 + (lambda - (1.0 - c) * f * sin_alpha * swing).to_degrees())
}

fn facility(id: String, at: (f64, f64)) -> Facility {
    let at = LatLon::new(at.0, at.1).unwrap();
    let mut facility = Facility::new(id, Kind::Clinic, "試験", "神奈川県横須賀市");
    facility.position = Some(Position { at, level: Level::Point, accuracy: Metres(0.0), source: Source::Demo });
    facility
}

#[test]
fn half_a_metre_decides_everywhere_in_japan() {
    let policy =
        std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/policy.toml")).unwrap();
    let policy = Policy::parse(&policy, vocabulary()).unwrap();
    let today = date(2026, 12, 1);
    // 沖ノ鳥島, 与那国, 那覇, 浦賀, 大津, 稚内, 択捉.
    for home in [
        (20.42, 136.08),
        (24.45, 122.95),
        (26.21, 127.68),
        (35.24, 139.72),
        (35.01, 135.87),
        (45.41, 141.67),
        (45.5, 148.9),
    ] {
        let origin = LatLon::new(home.0, home.1).unwrap();
        let mut facilities = Vec::new();
        for azimuth in (0..360).step_by(15) {
            for (name, metres) in
                [("in", 15_999.5), ("touching-in", 15_999.99), ("touching-out", 16_000.01), ("out", 16_000.5)]
            {
                let at = arrive(home, f64::from(azimuth), metres);
                let measured = origin.geodesic(LatLon::new(at.0, at.1).unwrap()).0;
                assert!((measured - metres).abs() < 0.001, "{home:?} {azimuth}° {metres}: {measured}");
                facilities.push(facility(format!("{name}-{azimuth:03}"), at));
            }
        }
        let directory = Directory::build(facilities, 1).unwrap();
        let question = Question {
            origin,
            origin_accuracy: Metres(0.0),
            role: Role::Attending,
            kinds: KindSet::ALL,
            implies: None,
            needs: Vec::new(),
            wishes: Vec::new(),
            at: today.at(13, 0, 0, 0),
            today,
            rotation: None,
        };
        let ranking = directory.rank(&question, &policy, 100, 0);
        assert_eq!((ranking.evidence.examined, ranking.evidence.within), (96, 48), "{home:?}");
        assert!(ranking.candidates.iter().all(|ranked| directory.id(ranked.row).contains("in-")), "{home:?}");
        // The evidence sheet draws the same line.
        let within = directory.around(&question, &policy, policy.radius());
        assert_eq!(within.len(), 48, "{home:?}");
        assert!(within.iter().all(|view| view.id.contains("in-") && view.distance.0 <= 16_000.0), "{home:?}");
    }
}
