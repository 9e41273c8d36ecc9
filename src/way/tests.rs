//! Ways on a small land, and on the real coast.

use proptest::prelude::*;

use super::bay_tests::{BRIDGE, LIMITS, at, land, way};
use super::*;

/// The length of a way that leads over some places.
fn over(places: &[(f64, f64)]) -> f64 {
    places.windows(2).map(|pair| at(pair[0].0, pair[0].1).geodesic(at(pair[1].0, pair[1].1)).0).sum()
}

fn metres(way: Way) -> f64 {
    match way {
        Way::Land(metres) => metres.0,
        other => panic!("{other:?}"),
    }
}

#[test]
fn around_the_bay_is_as_long_as_its_shore() {
    let land = land("");
    let (from, to) = (at(35.05, 139.13), at(35.06, 139.27));
    let around = over(&[(35.05, 139.13), (35.3, 139.15), (35.3, 139.25), (35.06, 139.27)]);
    let home = Home::new(&land, from, LIMITS);
    assert_eq!(home.way_to(to, from.geodesic(to)), Way::Long, "longer than the line, so not measured while ranking");
    let measured = metres(way(&land, from, to));
    // A cell that the shore touches is land: half a cell is gained at each corner, and something lost to cells in between.
    assert!((measured - around).abs() < 0.015 * around, "{measured} instead of {around}");
}

#[test]
fn near_the_head_of_the_bay_the_way_is_measured_while_ranking() {
    let land = land("");
    let (from, to) = (at(35.28, 139.13), at(35.29, 139.26));
    let around = over(&[(35.28, 139.13), (35.3, 139.15), (35.3, 139.25), (35.29, 139.26)]);
    let home = Home::new(&land, from, LIMITS);
    let measured = metres(home.way_to(to, from.geodesic(to)));
    assert!((measured - around).abs() < 0.015 * around + 100.0, "{measured} instead of {around}");
    assert_eq!(home.measured(Way::Land(Metres(measured)), to, from.geodesic(to)), Way::Land(Metres(measured)));
}

#[test]
fn an_island_needs_a_ship_unless_a_bridge_leads_there() {
    let (from, island) = (at(35.08, 139.35), at(35.075, 139.47));
    assert_eq!(way(&land(""), from, island), Way::Ship);
    assert_eq!(way(&land(""), island, from), Way::Ship);
    let bridged = land(BRIDGE);
    let around = over(&[(35.08, 139.35), (35.075, 139.399), (35.075, 139.451), (35.075, 139.47)]);
    for measured in [metres(way(&bridged, from, island)), metres(way(&bridged, island, from))] {
        assert!((measured - around).abs() < 0.02 * around, "{measured} instead of {around}");
    }
}

#[test]
fn a_lake_is_water_and_an_islet_in_it_land() {
    let land = land("");
    let across = way(&land, at(35.365, 139.015), at(35.365, 139.095));
    let around = over(&[(35.365, 139.015), (35.36, 139.03), (35.36, 139.08), (35.365, 139.095)]);
    assert!((metres(across) - around).abs() < 0.02 * around, "{across:?} instead of {around}");
    // From the islet in the lake nobody comes by car.
    assert_eq!(way(&land, at(35.385, 139.055), at(35.385, 139.2)), Way::Ship);
    assert_eq!(way(&land, at(35.2, 139.02), at(35.35, 139.02)), Way::Straight);
}

#[test]
fn a_canal_does_not_count() {
    assert_eq!(way(&land(""), at(35.42, 139.2), at(35.47, 139.21)), Way::Straight);
}

#[test]
fn the_ends_of_a_line_do_not_count() {
    let land = land("");
    // Both stand some hundred metres off the shore as it is drawn: on land won since.
    let along = way(&land, at(35.1, 139.154), at(35.2, 139.154));
    let straight = at(35.1, 139.154).geodesic(at(35.2, 139.154)).0;
    assert!(
        (straight..straight + 1_000.0).contains(&metres(along)),
        "ashore, along the shore and out again: {along:?}"
    );
    assert_eq!(way(&land, at(35.1, 139.154), at(35.1, 139.05)), Way::Straight);
    // Far out at sea is no land to start from.
    assert_eq!(way(&land, at(34.8, 139.2), at(35.1, 139.05)), Way::Ship);
}

#[test]
fn what_stands_in_the_water_stands_on_land_won_since() {
    let (from, to) = (at(35.1, 139.13), at(35.1, 139.18));
    assert!(way(&land(""), from, to).is_over_water());
    let places = [139.155, 139.16, 139.165, 139.17, 139.175, 139.18].map(|lon| at(35.1, lon));
    assert_eq!(way(&land("").with_known(places.into_iter()), from, to), Way::Straight);
    // A place far from any shore is a mistake, and makes no land.
    let astray = (0..40).map(|i| at(34.9, 139.0 + f64::from(i) * 0.01));
    let mistaken = land("").with_known(astray);
    assert!(mistaken.lies_over_water(at(34.9, 139.05), at(34.9, 139.2), Metres(13_700.0), &LIMITS));
}

#[test]
fn a_wrong_crossing_is_told_by_its_name() {
    let text = |points: &str| format!("[[crossings]]\nname = \"x\"\ntoll = true\nwithin_m = 9\npoints = {points}");
    assert!(matches!(crossings::parse(&text("[[35.0, 139.0]]")), Err(WayError::Short { name }) if name == "x"));
    assert!(
        matches!(crossings::parse(&text("[[95.0, 139.0], [1.0, 2.0]]")), Err(WayError::Place { name, .. }) if name == "x")
    );
    assert!(matches!(crossings::parse("[[bridges]]"), Err(WayError::Shape(_))));
}

#[test]
fn every_crossing_joins_two_shores() {
    let land = Land::builtin().unwrap();
    let crossings = crossings::parse(crossings::BUILTIN).unwrap();
    assert!(crossings.roads.len() > 60 && !crossings.straits.is_empty());
    for road in &crossings.roads {
        let (first, last) = (road[0], road[road.len() - 1]);
        let ends = [first, last].map(|end| land.ashore(end).unwrap_or_else(|| panic!("{end} is far from any land")));
        assert_ne!(ends[0], ends[1], "{first} to {last}");
        for (cell, end) in ends.into_iter().zip([first, last]) {
            let off = cell.place().unwrap().geodesic(end).0;
            assert!(off < 1_600.0, "{end} is {off} m from land");
        }
    }
}

#[test]
fn the_real_coast_says_which_lines_lie_over_water() {
    let land = Land::builtin().unwrap();
    let dry = [
        ("横須賀中央から三崎口", (35.2786, 139.6703), (35.1775, 139.6330)),
        ("浦賀から平成町、埋立地", (35.2400, 139.7200), (35.2760, 139.6850)),
        ("横須賀中央から金沢文庫", (35.2786, 139.6703), (35.3430, 139.6220)),
        ("江戸川区役所から江東区役所、川と運河", (35.7067, 139.8683), (35.6727, 139.8172)),
        ("藤沢から江の島", (35.3390, 139.4900), (35.3005, 139.4800)),
        ("呉から倉橋島", (34.2390, 132.5660), (34.1050, 132.5000)),
    ];
    for (name, from, to) in dry {
        assert_eq!(way(&land, at(from.0, from.1), at(to.0, to.1)), Way::Straight, "{name}");
    }
    // Kilometres of the way over land, between two bounds.
    let wet = [
        ("浦賀から富津", (35.24, 139.72), (35.31, 139.82), 60.0, 90.0),
        ("浮島から木更津、アクアライン", (35.52, 139.77), (35.40, 139.93), 19.0, 22.0),
        ("大津から草津、近江大橋", (35.0045, 135.8686), (35.0130, 135.9600), 8.3, 12.0),
        ("鹿児島から桜島", (31.5966, 130.5571), (31.5930, 130.6000), 55.0, 75.0),
        ("垂水区から岩屋、明石海峡大橋", (34.6400, 135.0500), (34.5900, 135.0150), 6.0, 9.0),
        ("平良から伊良部", (24.8000, 125.2800), (24.8300, 125.1900), 9.6, 13.0),
        ("大畠から周防大島", (33.9630, 132.1200), (33.9200, 132.2600), 13.7, 16.0),
    ];
    for (name, from, to, least, most) in wet {
        let km = metres(way(&land, at(from.0, from.1), at(to.0, to.1))) / 1_000.0;
        assert!((least..=most).contains(&km), "{name}: {km} km");
    }
}

#[test]
fn islands_without_a_bridge_need_a_ship() {
    let land = Land::builtin().unwrap();
    for (name, from, to) in [
        ("宮島", (34.3480, 132.3310), (34.2970, 132.3190)),
        ("能古島", (33.5800, 130.3300), (33.6200, 130.3000)),
        ("答志島", (34.4800, 136.8400), (34.5150, 136.8700)),
        ("直島", (34.4900, 133.9500), (34.4600, 133.9950)),
        ("竹富島", (24.3400, 124.1600), (24.3250, 124.0850)),
        ("式根島から新島", (34.3260, 139.2150), (34.3770, 139.2560)),
    ] {
        assert_eq!(way(&land, at(from.0, from.1), at(to.0, to.1)), Way::Ship, "{name}");
    }
}

#[test]
fn port_island_is_land_where_facilities_stand() {
    let (sannomiya, island) = (at(34.6946, 135.1955), at(34.6640, 135.2120));
    let stands = (0..8).map(|i| at(34.662 + f64::from(i) * 0.0025, 135.2110));
    assert_eq!(way(&Land::builtin().unwrap().with_known(stands), sannomiya, island), Way::Straight);
}

fn on_land() -> impl Strategy<Value = LatLon> {
    (35.01..35.49f64, 139.01..139.39f64)
        .prop_filter("in the bay", |&(lat, lon)| lat > 35.31 || !(139.14..139.26).contains(&lon))
        .prop_map(|(lat, lon)| at(lat, lon))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_way_is_shorter_than_the_line_nor_another_way_back(from in on_land(), to in on_land()) {
        let land = land("");
        let straight = from.geodesic(to);
        prop_assume!(straight.0 < 24_000.0);
        let (there, back) = (way(&land, from, to), way(&land, to, from));
        if let (Way::Land(there), Way::Land(back)) = (there, back) {
            prop_assert!(there.0 >= straight.0);
            // Ways of equally many cells differ by what cells add to a length, 8.3 % at most, before their corners are cut.
            prop_assert!((there.0 - back.0).abs() < 0.083 * there.0.max(back.0) + 300.0, "{} {}", there.0, back.0);
        }
    }

    #[test]
    fn a_way_while_ranking_is_the_way_that_is_shown(from in on_land(), to in on_land()) {
        let land = land(BRIDGE);
        let straight = from.geodesic(to);
        let home = Home::new(&land, from, LIMITS);
        let far = Home::new(&land, from, Limits { line: LIMITS.farthest, ..LIMITS });
        if let Way::Land(metres) = home.way_to(to, straight) {
            let longer = far.way_to(to, straight);
            prop_assert!(matches!(longer, Way::Land(same) if (same.0 - metres.0).abs() < 1.0), "{longer:?} {metres:?}");
        }
    }
}
