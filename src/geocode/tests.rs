//! The traps of Japanese addresses, one by one.

use std::sync::LazyLock;

use super::*;

pub(super) static JAPAN: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::embedded);

fn best(text: &str) -> (String, String, Level) {
    let found = JAPAN.geocode(text, 5);
    let first = found.first().unwrap_or_else(|| panic!("nothing fits {text}"));
    (first.matched.clone(), first.rest.clone(), first.level)
}

#[track_caller]
fn town(text: &str, matched: &str, rest: &str) {
    assert_eq!(best(text), (matched.to_owned(), rest.to_owned(), Level::Town), "{text}");
}

#[test]
fn the_gazetteer_is_complete() {
    assert_eq!(JAPAN.len(), 191_106);
    eprintln!("{} towns in {} bytes, {} rows with wholes", JAPAN.len(), JAPAN.memory(), JAPAN.towns.len());
    assert!(JAPAN.memory() < 40 << 20, "{} bytes", JAPAN.memory());
    assert_eq!(JAPAN.prefectures.iter().flatten().count(), 47);
}

#[test]
fn chome_is_written_in_many_ways() {
    for text in [
        "神奈川県横須賀市浦賀5丁目1-1",
        "神奈川県横須賀市浦賀五丁目1-1",
        "神奈川県横須賀市浦賀５ー1-1",
        "横須賀市 浦賀 5-1-1",
        "横須賀市浦賀5丁1-1",
        "〒239-0822 横須賀市浦賀5の1-1",
        "２３９０８２２　神奈川県　横須賀市　浦賀　五丁目　1-1",
    ] {
        assert_eq!(best(text).0, "神奈川県横須賀市浦賀五丁目", "{text}");
    }
    town("神奈川県横須賀市浦賀5丁目1-1", "神奈川県横須賀市浦賀五丁目", "1-1");
    town("横須賀市浦賀5-1-1 浦賀ビル2F", "神奈川県横須賀市浦賀五丁目", "1-1 浦賀ビル2F");
}

#[test]
fn a_house_number_is_not_a_chome() {
    town("神奈川県横須賀市浦賀5番1号", "神奈川県横須賀市浦賀", "5番1号");
    town("神奈川県横須賀市浦賀15-1", "神奈川県横須賀市浦賀", "15-1");
}

#[test]
fn a_town_that_exists_only_in_chome_is_known_as_a_whole() {
    let found = JAPAN.geocode("神奈川県横須賀市浦賀", 3);
    assert_eq!(found[0].matched, "神奈川県横須賀市浦賀");
    assert_eq!(found[0].level, Level::Town);
    let part = &JAPAN.geocode("神奈川県横須賀市浦賀一丁目", 3)[0];
    assert!(found[0].accuracy.0 > part.accuracy.0);
}

#[test]
fn oaza_and_aza_are_written_or_not() {
    town("愛知県知多郡東浦町大字藤江字前田46", "愛知県知多郡東浦町大字藤江", "字前田46");
    town("愛知県知多郡東浦町藤江字前田46", "愛知県知多郡東浦町大字藤江", "字前田46");
    town("愛知県東浦町藤江46", "愛知県知多郡東浦町大字藤江", "46");
}

#[test]
fn kana_between_kanji_is_written_at_will() {
    for text in [
        "東京都千代田区霞が関1-2-2",
        "東京都千代田区霞ヶ関1-2-2",
        "東京都千代田区霞ケ関１－２－２",
        "千代田区霞関1-2-2",
    ] {
        town_of(text, "東京都千代田区霞が関一丁目");
    }
    town_of("神奈川県川崎市高津区溝の口6-15-4", "神奈川県川崎市高津区溝口六丁目");
    town_of("神奈川県横浜市緑区十日市場855-7", "神奈川県横浜市緑区十日市場町");
}

#[track_caller]
fn town_of(text: &str, matched: &str) {
    let found = best(text);
    assert_eq!((found.0.as_str(), found.2), (matched, Level::Town), "{text}");
}

#[test]
fn hokkaido_counts_in_two_directions() {
    town("北海道札幌市中央区北１１条西１３丁目１番１号", "北海道札幌市中央区北十一条西十三丁目", "１番１号");
    town("札幌市中央区北１西２", "北海道札幌市中央区北一条西二丁目", "");
    town("札幌市中央区南1条西16-291", "北海道札幌市中央区南一条西十六丁目", "291");
    town("北海道旭川市４条通１７丁目１５５３番地", "北海道旭川市四条通十七丁目", "１５５３番地");
}

#[test]
fn kyoto_names_the_way_before_the_town() {
    town("京都市中京区寺町通御池上る上本能寺前町488", "京都府京都市中京区上本能寺前町", "488");
    town("京都府京都市下京区東中筋通松原下ル天神前町３４３番地", "京都府京都市下京区天神前町", "３４３番地");
    town("京都府京都市下京区花屋町通高倉東入升屋町７６", "京都府京都市下京区升屋町", "７６");
    town_of("京都府京都市下京区高倉通五条下る三丁目升屋町65番地", "京都府京都市下京区升屋町");
    town("京都府京都市北区紫野泉堂町23-4", "京都府京都市北区紫野泉堂町", "23-4");
}

#[test]
fn iwate_has_numbered_lots_and_okinawa_has_aza() {
    town_of("岩手県宮古市区界第4地割1番地", "岩手県宮古市区界第四地割");
    town_of("宮古市区界4地割", "岩手県宮古市区界第四地割");
    town_of("沖縄県八重山郡与那国町字与那国129", "沖縄県八重山郡与那国町字与那国");
    town_of("与那国町与那国129", "沖縄県八重山郡与那国町字与那国");
}

#[test]
fn a_county_is_left_out_or_misspelt() {
    town_of("神奈川県葉山町堀内2135", "神奈川県三浦郡葉山町堀内");
    town_of("福岡県粕屋郡志免町別府２丁目２番１号", "福岡県糟屋郡志免町別府二丁目");
    assert_eq!(JAPAN.geocode("葉山町", 3)[0].municipality_name.as_deref(), Some("葉山町"));
}

#[test]
fn a_ward_without_its_city_is_several_places() {
    let found = JAPAN.geocode("南区", 10);
    let cities: Vec<&str> = found.iter().filter_map(|c| c.municipality_name.as_deref()).collect();
    assert!(cities.contains(&"横浜市南区") && cities.contains(&"京都市南区"), "{cities:?}");
    assert!(found[0].score < 0.2);
    let found = JAPAN.geocode("東区栄町1-1", 10);
    assert!(found.len() > 1 && found.iter().all(|c| c.level == Level::Town && c.score < 0.6), "{found:?}");
    town_of("中区本牧元町10-1", "神奈川県横浜市中区本牧元町");
}

#[test]
fn a_designated_city_without_its_ward_finds_the_town() {
    town_of("横浜市本牧元町10-1", "神奈川県横浜市中区本牧元町");
    let city = &JAPAN.geocode("横浜市", 5)[0];
    assert_eq!((city.matched.as_str(), city.level), ("神奈川県横浜市", Level::Municipality));
    assert_eq!(city.municipality.map(|c| c.number()), Some(14_100));
}

#[test]
fn a_city_without_its_ward_is_not_guessed_by_half_a_name() {
    // 秋葉区 has a 中野.
    town("新潟県新潟市中野山５丁目１５番４１号", "新潟県新潟市東区中野山五丁目", "１５番４１号");
    // 浜名区 has a 上島 too, without 丁目.
    town("静岡県浜松市上島7丁目13-18", "静岡県浜松市中央区上島七丁目", "13-18");
}

#[test]
fn a_ward_of_yesterday_is_passed_over() {
    town_of("静岡県浜松市中区富塚町328", "静岡県浜松市中央区富塚町");
}

#[test]
fn a_town_alone_is_found_when_its_name_is_rare() {
    let found = JAPAN.geocode("浦賀5-1-1", 5);
    assert_eq!(found[0].matched, "神奈川県横須賀市浦賀五丁目");
    assert!(found[0].score < 0.8);
    assert!(JAPAN.geocode("本町1-1", 5).is_empty(), "hundreds of towns have this name");
}

#[test]
fn the_municipality_may_be_known_from_elsewhere() {
    let yokosuka = MunicipalityCode::from_number(14_201).unwrap();
    let found = JAPAN.geocode_within("本町1-1", yokosuka, 5);
    assert_eq!(found[0].matched, "神奈川県横須賀市本町一丁目");
    // An address that names another municipality is believed.
    let found = JAPAN.geocode_within("神奈川県三浦市三崎町城ヶ島1", yokosuka, 5);
    assert!(found[0].matched.starts_with("神奈川県三浦市"), "{found:?}");
    let toyama = MunicipalityCode::from_number(16_201).unwrap();
    assert_eq!(JAPAN.geocode_within("新庄北町31-36", toyama, 5)[0].matched, "富山県富山市新庄北町");
    let found = JAPAN.geocode_within("どこか", yokosuka, 5);
    assert_eq!(found[0].level, Level::Municipality);
    let yokohama = MunicipalityCode::from_number(14_100).unwrap();
    assert_eq!(JAPAN.geocode_within("本牧元町10", yokohama, 5)[0].matched, "神奈川県横浜市中区本牧元町");
}

#[test]
fn an_unknown_town_is_a_municipality_and_says_so() {
    let (matched, rest, level) = best("神奈川県横須賀市未知町1-1");
    assert_eq!((matched.as_str(), rest.as_str(), level), ("神奈川県横須賀市", "未知町1-1", Level::Municipality));
    let (matched, _, level) = best("神奈川県どこか");
    assert_eq!((matched.as_str(), level), ("神奈川県", Level::Prefecture));
    assert_eq!(best("三重県").0, "三重県");
    assert_eq!(best("神奈川").0, "神奈川県");
    assert!(JAPAN.geocode("どこでもない所", 5).is_empty());
    assert!(JAPAN.geocode("", 5).is_empty());
}

#[test]
fn a_city_that_begins_like_another_is_itself() {
    town_of("大分県大分市千代町３丁目２番３７号", "大分県大分市千代町三丁目");
    town_of("三重県四日市市大治田2-18-19", "三重県四日市市大治田二丁目");
    town_of("東京都府中市府中町1-1", "東京都府中市府中町一丁目");
    town_of("東京都三宅島三宅村神着", "東京都三宅村神着");
    town_of("神奈川県藤沢市藤沢市高倉2345", "神奈川県藤沢市高倉");
}

#[test]
fn coordinates_are_a_point() {
    for text in ["35.2,139.7", " 35.2 , 139.7 ", "３５．２，１３９．７", "35.2 139.7"] {
        let found = JAPAN.geocode(text, 5);
        assert_eq!((found.len(), found[0].level), (1, Level::Point), "{text}");
        assert!((found[0].at.lat() - 35.2).abs() < 1e-9);
    }
    assert!(JAPAN.geocode("51.5,-0.1", 5).is_empty());
    assert!(JAPAN.geocode("139.7,35.2", 5).is_empty());
    assert!(JAPAN.geocode("200.0,999.0", 5).is_empty());
}

#[test]
fn suggestions_begin_with_the_first_letter() {
    let names = |text: &str| JAPAN.suggest(text, 10).into_iter().map(|c| c.matched).collect::<Vec<_>>();
    assert_eq!(names("神")[0], "神奈川県");
    assert_eq!(names("横須")[0], "神奈川県横須賀市");
    assert_eq!(names("横浜")[0], "神奈川県横浜市");
    assert!(names("横浜市").contains(&"神奈川県横浜市中区".to_owned()));
    let towns = names("横須賀市浦");
    assert!(towns.contains(&"神奈川県横須賀市浦賀".to_owned()), "{towns:?}");
    assert!(towns.iter().take(3).all(|t| t.starts_with("神奈川県横須賀市浦")), "{towns:?}");
    assert_eq!(names("横須賀市浦賀5-1-1")[0], "神奈川県横須賀市浦賀五丁目");
    assert!(names("本能寺前").iter().any(|t| t.contains("上本能寺前町")));
    assert!(names("").is_empty());
    for text in ["神", "中", "横須賀市浦", "本町", "大", "2"] {
        let found = JAPAN.suggest(text, 20);
        assert!(found.windows(2).all(|w| w[0].score >= w[1].score), "{text}");
        assert!(found.iter().all(|c| (0.0..=1.0).contains(&c.score)));
    }
}

#[test]
fn suggestions_survive_a_letter_that_is_wrong_missing_or_too_many() {
    let first = |text: &str| JAPAN.suggest(text, 10).into_iter().map(|c| c.matched).collect::<Vec<_>>();
    for text in ["横須加市", "横巣賀市", "横須須賀市", "神奈川県横須加市"] {
        assert!(first(text).contains(&"神奈川県横須賀市".to_owned()), "{text}: {:?}", first(text));
    }
    assert!(first("横須加市浦賀").iter().any(|t| t == "神奈川県横須賀市浦賀"), "{:?}", first("横須加市浦賀"));
    assert!(first("横須賀市久里濱台").iter().any(|t| t.starts_with("神奈川県横須賀市久里浜台")));
    assert!(first("横須賀市久里兵台").iter().any(|t| t.starts_with("神奈川県横須賀市久里浜台")));
    let started = std::time::Instant::now();
    for _ in 0..10 {
        assert!(first("見つからない名前").is_empty());
    }
    eprintln!("a text that fits nothing takes {} us", started.elapsed().as_micros() / 10);
}

#[test]
fn a_former_name_of_a_municipality_is_known() {
    town_of("兵庫県篠山市大沢1丁目7番地2", "兵庫県丹波篠山市大沢一丁目");
    town_of("福岡県筑紫郡那珂川町中原2-120", "福岡県那珂川市中原二丁目");
    // The town of that name in 栃木 is another one.
    assert!(best("栃木県那須郡那珂川町馬頭555").0.starts_with("栃木県那須郡那珂川町"));
    // A former municipality that lives on in the names of towns is known as a whole.
    let found = JAPAN.geocode("長崎県西海市西海町1477", 1).remove(0);
    assert_eq!((found.matched.as_str(), found.level), ("長崎県西海市西海町", Level::Town));
    assert!(found.accuracy.0 > 1_000.0);
}

#[test]
fn slips_of_the_pen_are_passed_over() {
    for (text, matched) in [
        ("い岩手県盛岡市本町通一丁目1", "岩手県盛岡市本町通一丁目"),
        ("東京都東京立川市若葉町1-11-22", "東京都立川市若葉町一丁目"),
        ("香川県7610442香川県高松市川島本町686番地11", "香川県高松市川島本町"),
        ("茨城県東茨城群茨城町小鶴127-1", "茨城県東茨城郡茨城町大字小鶴"),
        ("宮城県塩釜市錦町7番10号", "宮城県塩竈市錦町"),
        ("千葉県茂原市栗生野3498-35", "千葉県茂原市粟生野"),
        ("新潟県新潟市西蒲区巻甲4368", "新潟県新潟市西蒲区巻"),
    ] {
        let found = best(text);
        assert!(found.0.starts_with(matched), "{text}: {found:?}");
        assert_eq!(found.2, Level::Town);
    }
}

#[test]
fn where_several_wards_fit_the_city_is_known() {
    let geocoder = Geocoder { gazetteer: &JAPAN, surveyed: &[], readings: &Readings::default() };
    let found = geocoder.geocode("愛知県名古屋市名駅1丁目1-4", 5);
    assert_eq!(found[0].level, Level::Municipality, "{found:?}");
    assert_eq!(found[0].matched, "愛知県名古屋市");
    assert!(found.len() > 1 && found[1].level == Level::Town);
}

#[test]
fn a_house_among_surveyed_neighbours() {
    let town = JAPAN.geocode("神奈川県横須賀市浦賀五丁目", 1).remove(0);
    let at = |north: f64, east: f64| LatLon::new(town.at.lat() + north, town.at.lon() + east).unwrap();
    let reference = |house: &str, at: LatLon| Reference {
        reading: JAPAN.geocode(&format!("横須賀市浦賀5丁目{house}"), 1).remove(0),
        at,
    };
    let surveyed = [Neighbours::build(
        Source::Neighbours,
        [
            reference("1番1号", at(0.001, 0.0)),
            reference("1-1", at(0.001, 0.000_01)),
            reference("3-2", at(0.001, 0.002)),
            // A point in another prefecture is somebody's slip.
            reference("9-9", LatLon::new(35.0, 135.0).unwrap()),
        ],
    )];
    assert_eq!(surveyed[0].len(), 2);
    let geocoder = Geocoder { gazetteer: &JAPAN, surveyed: &surveyed, readings: &Readings::default() };
    let found = |text: &str| geocoder.geocode(text, 3).remove(0);
    let house = found("横須賀市浦賀５－１－１ うみかぜビル2F");
    assert_eq!((house.level, house.source), (Level::Point, Some(Source::Neighbours)));
    assert_eq!((house.matched.as_str(), house.rest.as_str()), ("神奈川県横須賀市浦賀五丁目1-1", "うみかぜビル2F"));
    assert!(house.at.geodesic(at(0.001, 0.0)).0 < 2.0);
    let block = found("横須賀市浦賀五丁目3番7号");
    assert_eq!((block.level, block.rest.as_str()), (Level::Block, "7号"));
    assert!(block.at.geodesic(at(0.001, 0.002)).0 < 60.0);
    let between = found("横須賀市浦賀五丁目2番");
    assert_eq!(
        (between.level, between.matched.as_str(), between.rest.as_str()),
        (Level::Town, "神奈川県横須賀市浦賀五丁目", "2番")
    );
    assert!(between.at.geodesic(at(0.001, 0.001)).0 < 60.0, "{between:?}");
    assert!(block.accuracy.0 < between.accuracy.0 && between.accuracy.0 < town.accuracy.0);
    assert_eq!(found("横須賀市浦賀五丁目9-9").level, Level::Town);
}

#[test]
fn the_nearest_town_is_named_and_the_sea_is_far_from_it() {
    let near = JAPAN.reverse(LatLon::new(35.2363, 139.7117).unwrap()).unwrap();
    assert!(near.name.starts_with("神奈川県横須賀市"), "{near:?}");
    assert!(near.land_distance.0 < 1_000.0);
    let sea = JAPAN.reverse(LatLon::new(30.0, 145.0).unwrap()).unwrap();
    assert!(sea.land_distance.0 > 100_000.0);
}

#[test]
fn the_middle_of_an_area_is_one_of_its_towns() {
    for area in JAPAN.prefectures.iter().flatten().chain(JAPAN.municipalities.iter().filter_map(|m| m.area.as_ref())) {
        assert!(JAPAN.reverse(area.at).unwrap().land_distance.0 < 1.0);
        assert!(area.radius.0 >= 1_000.0);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_that_is_typed_makes_it_stop(text in "\\PC{0,40}") {
        let _ = JAPAN.geocode(&text, 5);
        let _ = JAPAN.suggest(&text, 10);
        let _ = JAPAN.geocode_within(&text, MunicipalityCode::from_number(26_104).unwrap(), 5);
    }

    #[test]
    fn letters_of_addresses_in_any_order_do_not_either(text in "[0-9０-９一二三十百〒\\-ー 東西京都府市区町上下るル入丁目大字第番地割郡中央本のヶ]{0,30}") {
        for found in JAPAN.geocode(&text, 5) {
            proptest::prop_assert!(text.ends_with(&found.rest) || text.trim_end().ends_with(&found.rest));
            proptest::prop_assert!((0.0..=1.0).contains(&found.score));
        }
        let _ = JAPAN.suggest(&text, 10);
    }

    #[test]
    fn the_way_it_is_written_does_not_change_the_answer(n in 0_usize..191_000, style in 0_u8..16, number in 1_u32..300) {
        let row = &JAPAN.towns[n];
        let official = format!("{}{number}番地", JAPAN.full_name(row));
        let mut written = official.clone();
        if style & 1 > 0 { written = written.chars().map(|c| if c.is_ascii_digit() { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c }).collect(); }
        if style & 2 > 0 { written = written.replace('ケ', "ヶ").replace('が', "ガ").replace('の', "ノ"); }
        if style & 4 > 0 { written = written.chars().flat_map(|c| [Some(c), (!c.is_numeric() && !"一二三四五六七八九十百".contains(c)).then_some(' ')]).flatten().collect(); }
        if style & 8 > 0 { written = written.replace("大字", ""); }
        let (a, b) = (JAPAN.geocode(&official, 1), JAPAN.geocode(&written, 1));
        proptest::prop_assert_eq!(a.first().map(|c| &c.matched), b.first().map(|c| &c.matched), "{} {}", official, written);
    }
}

#[test]
fn every_former_city_lives_on_in_a_municipality_of_today() {
    for former in former::CITIES {
        for today in former.today {
            let known = JAPAN.municipalities.iter().any(|m| m.prefecture() == former.prefecture && m.name == *today);
            assert!(known, "{}: {today}", former.name);
        }
        assert_eq!(JAPAN.geocode(former.name, 1)[0].level, Level::Municipality, "{}", former.name);
    }
}

#[test]
fn lots_of_another_aza_show_where_a_number_lies_when_none_of_its_own_is_known() {
    let read = |house: &str| JAPAN.geocode(&format!("愛知県知多郡東浦町大字藤江{house}"), 1).remove(0);
    let town = read("");
    let at = |north: f64| LatLon::new(town.at.lat() + north, town.at.lon()).unwrap();
    let houses = [("字前田10", 0.001), ("字前田60", 0.003), ("字前田110", 0.005)];
    let known = |(house, north)| Reference { reading: read(house), at: at(north) };
    let surveyed = [Neighbours::build(Source::Neighbours, houses.map(known))];
    let geocoder = Geocoder { gazetteer: &JAPAN, surveyed: &surveyed, readings: &Readings::default() };
    let place = |house: &str| geocoder.geocode(&format!("愛知県知多郡東浦町大字藤江{house}"), 1).remove(0);
    let (low, high, any) = (place("字新田12"), place("字新田108"), place("字新田"));
    for found in [&low, &high, &any] {
        assert_eq!((found.level, found.matched.as_str()), (Level::Town, town.matched.as_str()));
    }
    assert!(low.at.lat() < any.at.lat() && any.at.lat() < high.at.lat(), "{low:?} {any:?} {high:?}");
    assert!(low.accuracy.0 < town.accuracy.0 * 1.5);
}

#[test]
fn a_village_without_names_of_towns_is_known_by_its_lots() {
    // 原村 numbers its lots throughout.
    let read = |lot: &str| JAPAN.geocode(&format!("長野県諏訪郡原村{lot}"), 1).remove(0);
    let village = read("");
    assert_eq!(village.level, Level::Municipality);
    let at = |north: f64| LatLon::new(village.at.lat() + north, village.at.lon()).unwrap();
    let lots = [("1000", 0.0), ("1010", 0.001), ("1020", 0.002), ("1030", 0.003)];
    let known = |(lot, north)| Reference { reading: read(lot), at: at(north) };
    let surveyed = [Neighbours::build(Source::Neighbours, lots.map(known))];
    let geocoder = Geocoder { gazetteer: &JAPAN, surveyed: &surveyed, readings: &Readings::default() };
    let near = geocoder.geocode("長野県諏訪郡原村1015", 1).remove(0);
    assert_eq!((near.level, near.source), (Level::Town, Some(Source::Neighbours)));
    assert!(near.accuracy.0 <= village.accuracy.0 && near.at.geodesic(at(0.0015)).0 < 100.0, "{near:?}");
    let none = geocoder.geocode("長野県諏訪郡原村", 1).remove(0);
    assert_eq!(none.level, Level::Municipality);
}
