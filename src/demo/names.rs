//! Names that sound like the sea and belong to nobody. Every one carries its mark 「（架空）」.

use std::collections::HashSet;

use crate::domain::Kind;

use super::chance::Chance;
use super::plan::{Doctor, Plan};

/// What every name begins with.
pub(super) const MARK: &str = "（架空）";
const MARK_KANA: &str = "（カクウ）";

/// A written form and its reading.
pub(super) type Word = (&'static str, &'static str);

const FIRST: &[&str] = &[
    "しお",
    "なみ",
    "かぜ",
    "いそ",
    "おき",
    "なぎ",
    "みお",
    "ほし",
    "つき",
    "ゆう",
    "あさ",
    "にじ",
    "くも",
    "そら",
    "ひな",
    "はま",
    "とり",
    "さざ",
    "つゆ",
    "こはる",
    "わか",
    "すな",
    "ほの",
    "かい",
    "ふね",
    "よつ",
    "しろ",
    "あお",
    "うみ",
    "まつ",
];
const SECOND: &[&str] = &[
    "ごよみ",
    "だより",
    "しずく",
    "のまど",
    "つむぎ",
    "どけい",
    "しるべ",
    "まくら",
    "ぶえ",
    "かご",
    "おり",
    "のうた",
    "あかり",
    "ばたけ",
    "すだれ",
    "ぼうし",
    "てがみ",
    "こばこ",
    "のいす",
    "ひつじ",
    "どうろ",
    "はしご",
    "のつえ",
    "ぐるま",
];

/// Surnames that no register is known to hold.
const SURNAMES: &[Word] = &[
    ("凪之原", "ナギノハラ"),
    ("汐見沢", "シオミザワ"),
    ("波野辺", "ナミノベ"),
    ("磯久根", "イソクネ"),
    ("浦之瀬", "ウラノセ"),
    ("渚野坂", "ナギサノザカ"),
    ("潮路田", "シオジダ"),
    ("灯野", "トモシノ"),
    ("風待", "カゼマチ"),
    ("鴎ヶ谷", "カモメガヤ"),
    ("千鳥瀬", "チドリセ"),
    ("月浦野", "ツキウラノ"),
    ("星凪", "ホシナギ"),
    ("松籟", "ショウライ"),
    ("岬野井", "ミサキノイ"),
    ("沖之宮", "オキノミヤ"),
    ("雲雀瀬", "ヒバリセ"),
    ("若布田", "ワカメダ"),
    ("舟木場", "フナキバ"),
    ("錨谷", "イカリダニ"),
    ("櫂野", "カイノ"),
    ("帆波", "ホナミ"),
    ("澪標", "ミオツクシ"),
    ("砂原井", "スナハライ"),
    ("満汐", "ミチシオ"),
    ("虹浦", "ニジウラ"),
    ("霞ノ浜", "カスミノハマ"),
    ("青凪", "アオナギ"),
    ("小凪沢", "コナギザワ"),
    ("大汐", "オオシオ"),
    ("灘野木", "ナダノギ"),
    ("磯燕", "イソツバメ"),
    ("波千鳥", "ナミチドリ"),
    ("潮騒田", "シオサイダ"),
];

/// Words that keep the branches of one operator apart.
const BRANCHES: &[Word] = &[
    ("みなみ", "ミナミ"),
    ("きた", "キタ"),
    ("駅前", "エキマエ"),
    ("坂の上", "サカノウエ"),
    ("海岸通り", "カイガンドオリ"),
    ("中央", "チュウオウ"),
];

/// Names already given.
#[derive(Debug, Default)]
pub(super) struct Names(HashSet<String>);

impl Names {
    /// A name that nobody has yet and its reading. The brand is the operator's word, for services that have one.
    pub(super) fn take(&mut self, plan: &Plan, brand: Option<&str>, chance: &mut Chance) -> (String, String) {
        let mut tries = 0u32;
        loop {
            let surname = tries < 40 && uses_surname(plan, chance);
            let (stem, reading) = match brand {
                Some(brand) => (brand.to_owned(), katakana(brand)),
                None if surname => {
                    let (written, read) = chance.pick(SURNAMES);
                    (written.to_owned(), read.to_owned())
                }
                None => {
                    let stem = stem(chance);
                    let reading = katakana(&stem);
                    (stem, reading)
                }
            };
            let (ending, ending_reading) = chance.pick(endings(plan, surname));
            // The operator's second house of a kind needs a word of its own.
            let (branch, branch_reading) = if tries < 3 { ("", "") } else { chance.pick(BRANCHES) };
            let number = if tries < 24 || brand.is_none() { String::new() } else { format!("第{}", tries - 22) };
            let name = format!("{MARK}{stem}{branch}{number}{ending}");
            if self.0.insert(name.clone()) {
                let number_reading = number.replace('第', "ダイ");
                let kana = format!("{MARK_KANA}{reading}{branch_reading}{number_reading}{ending_reading}");
                return (name, kana);
            }
            tries += 1;
        }
    }
}

/// An invented word in hiragana.
pub(super) fn stem(chance: &mut Chance) -> String {
    [chance.pick(FIRST), chance.pick(SECOND)].concat()
}

fn katakana(hiragana: &str) -> String {
    let shift = |c| match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        _ => c,
    };
    hiragana.chars().map(shift).collect()
}

/// Doctors and dentists like to give their practice their own name.
fn uses_surname(plan: &Plan, chance: &mut Chance) -> bool {
    match plan {
        Plan::Doctor(Doctor::Ordinary(_)) => chance.percent(60),
        Plan::Doctor(_) => chance.percent(25),
        Plan::Dentist(_) => chance.percent(55),
        _ => false,
    }
}

const HOME_CLINIC: &[Word] = &[
    ("在宅クリニック", "ザイタククリニック"),
    ("ホームケアクリニック", "ホームケアクリニック"),
    ("訪問診療所", "ホウモンシンリョウジョ"),
    ("内科・在宅診療所", "ナイカザイタクシンリョウジョ"),
    ("ファミリークリニック", "ファミリークリニック"),
];

fn endings(plan: &Plan, surname: bool) -> &'static [Word] {
    match plan {
        Plan::Doctor(Doctor::Ordinary(specialty)) => specialty.endings(),
        Plan::Doctor(_) => HOME_CLINIC,
        Plan::Hospital(_) => &[
            ("病院", "ビョウイン"),
            ("記念病院", "キネンビョウイン"),
            ("総合病院", "ソウゴウビョウイン"),
            ("中央病院", "チュウオウビョウイン"),
        ],
        Plan::Dentist(_) if surname => &[
            ("歯科医院", "シカイイン"),
            ("歯科", "シカ"),
            ("デンタルクリニック", "デンタルクリニック"),
            ("歯科クリニック", "シカクリニック"),
        ],
        Plan::Dentist(_) => &[
            ("歯科", "シカ"),
            ("歯科クリニック", "シカクリニック"),
            ("デンタルオフィス", "デンタルオフィス"),
            ("歯科・口腔ケア診療所", "シカコウクウケアシンリョウジョ"),
        ],
        Plan::Pharmacy(_) => {
            &[("薬局", "ヤッキョク"), ("調剤薬局", "チョウザイヤッキョク"), ("ファーマシー", "ファーマシー")]
        }
        Plan::Station(_) => &[
            ("訪問看護ステーション", "ホウモンカンゴステーション"),
            ("訪問看護", "ホウモンカンゴ"),
            ("ナースステーション", "ナースステーション"),
        ],
        Plan::Care(kind) => care_endings(*kind),
    }
}

const fn care_endings(kind: Kind) -> &'static [Word] {
    match kind {
        Kind::MaternityHome => &[("助産院", "ジョサンイン"), ("助産所", "ジョサンジョ")],
        Kind::CareManagerOffice => &[
            ("ケアプランセンター", "ケアプランセンター"),
            ("居宅介護支援事業所", "キョタクカイゴシエンジギョウショ"),
            ("ケアマネジメント", "ケアマネジメント"),
        ],
        Kind::CommunitySupportCenter => &[("地域包括支援センター", "チイキホウカツシエンセンター")],
        Kind::HomeHelp => &[
            ("ヘルパーステーション", "ヘルパーステーション"),
            ("訪問介護", "ホウモンカイゴ"),
            ("ケアサービス", "ケアサービス"),
        ],
        Kind::BathingService => &[("訪問入浴", "ホウモンニュウヨク"), ("入浴サービス", "ニュウヨクサービス")],
        Kind::HomeRehab => &[
            ("訪問リハビリテーション", "ホウモンリハビリテーション"),
            ("訪問リハビリセンター", "ホウモンリハビリセンター"),
        ],
        Kind::DayCare => &[
            ("デイサービス", "デイサービス"),
            ("デイサービスセンター", "デイサービスセンター"),
            ("リハビリデイ", "リハビリデイ"),
            ("の家", "ノイエ"),
        ],
        Kind::DayRehab => &[("デイケア", "デイケア"), ("通所リハビリテーション", "ツウショリハビリテーション")],
        Kind::ShortStay => &[("ショートステイ", "ショートステイ"), ("短期入所センター", "タンキニュウショセンター")],
        Kind::MedicalShortStay => &[("療養ショートステイ", "リョウヨウショートステイ")],
        Kind::Multifunctional => {
            &[("小規模多機能ホーム", "ショウキボタキノウホーム"), ("多機能ケアホーム", "タキノウケアホーム")]
        }
        Kind::Visit24h => &[("24時間ケア", "ニジュウヨジカンケア"), ("ナイトケア", "ナイトケア")],
        Kind::GroupHome => &[("グループホーム", "グループホーム")],
        Kind::Residential => &[("ホーム", "ホーム"), ("レジデンス", "レジデンス"), ("ケアハウス", "ケアハウス")],
        Kind::NursingHome => &[("苑", "エン"), ("特別養護老人ホーム", "トクベツヨウゴロウジンホーム")],
        Kind::HealthFacility => &[("介護老人保健施設", "カイゴロウジンホケンシセツ"), ("老健", "ロウケン")],
        Kind::IntegratedFacility => &[("介護医療院", "カイゴイリョウイン")],
        Kind::Equipment => &[("福祉用具", "フクシヨウグ"), ("ケアショップ", "ケアショップ")],
        Kind::Salon => &[("サロン", "サロン"), ("認知症カフェ", "ニンチショウカフェ"), ("お茶の間", "オチャノマ")],
        _ => &[("", "")],
    }
}
