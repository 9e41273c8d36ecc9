//! Kana and postal codes, with the readings of a few towns.

use crate::domain::record::{PostalTown, TownReadings};

use super::tests::JAPAN;
use super::*;

fn municipality(code: u32, names: [&str; 4], towns: &[(&str, &str, &str)]) -> TownReadings {
    let [prefecture, prefecture_kana, name, kana] = names.map(str::to_owned);
    let town = |&(postcode, name, kana): &(&str, &str, &str)| PostalTown {
        postcode: postcode.to_owned(),
        name: name.to_owned(),
        kana: kana.to_owned(),
    };
    let municipality = MunicipalityCode::from_number(code).unwrap();
    TownReadings { municipality, prefecture, prefecture_kana, name, kana, towns: towns.iter().map(town).collect() }
}

fn readings() -> Readings {
    Readings::build(&[
        municipality(
            14_301,
            ["神奈川県", "カナガワケン", "三浦郡葉山町", "ミウラグンハヤママチ"],
            &[("2400112", "堀内", "ホリウチ")],
        ),
        municipality(
            14_201,
            ["神奈川県", "カナガワケン", "横須賀市", "ヨコスカシ"],
            &[
                ("2380000", "", ""),
                ("2390822", "浦賀", "ウラガ"),
                ("2390823", "浦賀丘", "ウラガオカ"),
                ("2380014", "三春町", "ミハルチョウ"),
                ("2380004", "小川町", "オガワチョウ"),
            ],
        ),
        municipality(
            14_210,
            ["神奈川県", "カナガワケン", "三浦市", "ミウラシ"],
            &[("2380101", "南下浦町上宮田", "ミナミシタウラマチカミミヤダ")],
        ),
    ])
}

fn suggested(text: &str) -> Vec<String> {
    let readings = readings();
    let geocoder = Geocoder { gazetteer: &JAPAN, surveyed: &[], readings: &readings };
    geocoder.suggest(text, 5).into_iter().map(|c| c.matched).collect()
}

fn placed(text: &str) -> Option<(String, String)> {
    let readings = readings();
    let geocoder = Geocoder { gazetteer: &JAPAN, surveyed: &[], readings: &readings };
    geocoder.geocode(text, 5).into_iter().next().map(|c| (c.matched, c.rest))
}

const URAGA: &str = "神奈川県横須賀市浦賀";

#[test]
fn towns_are_suggested_by_their_reading_shortest_first() {
    for text in ["うらが", "ウラガ", "ｳﾗｶﾞ", "よこすかしうらが", "かながわけん よこすかし うらが", "横須賀市うらが"]
    {
        let found = suggested(text);
        assert_eq!(found.first().map(String::as_str), Some(URAGA), "{text}: {found:?}");
        assert!(found.contains(&"神奈川県横須賀市浦賀丘".to_owned()), "{text}: {found:?}");
    }
    assert_eq!(suggested("ヨコスカ")[0], "神奈川県横須賀市");
    assert_eq!(suggested("はやま")[0], "神奈川県三浦郡葉山町");
    assert_eq!(suggested("よこすかしみはるち")[0], "神奈川県横須賀市三春町");
}

#[test]
fn one_letter_may_be_wrong() {
    for text in [
        "よこすかしうらかおか",
        "よこすがしうらがおか",
        "よこかしうらがおか",
        "うらかおか",
        "くらがおか",
        "らがおか",
        "おうらがおか",
    ] {
        assert_eq!(suggested(text).first().map(String::as_str), Some("神奈川県横須賀市浦賀丘"), "{text}");
    }
}

#[test]
fn postal_codes_are_suggested_from_three_digits_on_and_placed_when_complete() {
    for text in ["239-08", "〒2390822", "２３９－０８２２"] {
        assert_eq!(suggested(text).first().map(String::as_str), Some(URAGA), "{text}");
    }
    assert!(!suggested("23").contains(&URAGA.to_owned()));
    for (text, rest) in [("2390822", ""), ("〒239-0822", "")] {
        assert_eq!(placed(text), Some((URAGA.to_owned(), rest.to_owned())), "{text}");
    }
    assert_eq!(placed("239-0822 5-1-1"), Some(("神奈川県横須賀市浦賀五丁目".to_owned(), "1-1".to_owned())));
    assert_eq!(placed("238-0000").unwrap().0, "神奈川県横須賀市");
    assert_eq!(placed("239-08"), None);
    assert_eq!(placed("〒100-0001"), None);
}

#[test]
fn an_address_in_kana_is_found() {
    let fifth = Some(("神奈川県横須賀市浦賀五丁目".to_owned(), "1-1".to_owned()));
    for text in
        ["よこすかしうらが5-1-1", "うらが5ちょうめ1-1", "〒239-0822 ヨコスカシウラガ5-1-1", "横須賀市うらが5-1-1"]
    {
        assert_eq!(placed(text), fifth, "{text}");
    }
    for text in ["よこすか市浦賀5-1-1", "神奈川県よこすか市うらが5-1-1", "〒239-0822 ヨコスカ市浦賀5-1-1"]
    {
        assert_eq!(placed(text), fifth, "{text}");
    }
    assert_eq!(placed("はやま町堀内2135").unwrap().0, "神奈川県三浦郡葉山町堀内");
    assert_eq!(placed("よこすか市").unwrap().0, "神奈川県横須賀市");
    assert_eq!(suggested("よこすか市浦").first().map(String::as_str), Some(URAGA));
    assert_eq!(placed("どこにもない市浦賀"), None);
    // The beginning of a reading is suggested, and not placed.
    assert_eq!(placed("うらがおかちょ"), None);
}

#[test]
fn without_readings_all_is_as_it_was() {
    let geocoder = Geocoder { gazetteer: &JAPAN, surveyed: &[], readings: &Readings::default() };
    assert!(geocoder.suggest("うらがおか", 5).is_empty() && geocoder.geocode("2390822", 5).is_empty());
    assert_eq!(geocoder.suggest("横須賀市浦", 5), JAPAN.suggest("横須賀市浦", 5));
}

/// As many towns as the country has, with readings of their length: what memory and time the index takes.
#[test]
fn the_whole_country_is_answered_at_once() {
    let letters: Vec<char> =
        "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ".chars().collect();
    let mut state = 7_u64;
    let mut name = |length: usize| -> String {
        let mut letter = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            letters[(state >> 33) as usize % letters.len()]
        };
        (0..length).map(|_| letter()).collect()
    };
    let all: Vec<TownReadings> = (0..1_900)
        .map(|n| {
            let towns: Vec<(String, String)> =
                (0..65).map(|t| (format!("{:07}", n * 65 + t), name(4 + t % 5))).collect();
            let towns: Vec<(&str, &str, &str)> =
                towns.iter().map(|(c, k)| (c.as_str(), "架空町", k.as_str())).collect();
            municipality(
                1_100 + u32::try_from(n).unwrap() % 46 * 1_000,
                ["神奈川県", "カナガワケン", "横須賀市", &(name(4) + "シ")],
                &towns,
            )
        })
        .collect();
    let readings = Readings::build(&all);
    let bytes = postcard::to_stdvec(&readings).unwrap().len();
    eprintln!("{} towns: {} bytes in memory, {bytes} in a snapshot", readings.len(), readings.memory());
    assert!(readings.len() > 120_000 && readings.memory() < 8 << 20);
    let geocoder = Geocoder { gazetteer: &JAPAN, surveyed: &[], readings: &readings };
    for text in ["ア", "よこ", "よこすかしうらが", "ねこねこねこねこ", "238", "〒2390822"] {
        let started = std::time::Instant::now();
        for _ in 0..10 {
            std::hint::black_box(geocoder.suggest(text, 10));
        }
        eprintln!("suggestions for {text} take {} us", started.elapsed().as_micros() / 10);
    }
}
