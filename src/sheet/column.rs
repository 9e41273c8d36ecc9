//! The columns of the workbook: everything that can be edited of a kind.

use std::collections::BTreeMap;

use crate::domain::edit::value::{self, REMARK, SERVICE_CAPACITY};
use crate::domain::edit::words;
use crate::domain::vocabulary::{CapabilityWords, Lang, Words};
use crate::domain::{Facility, Kind, vocabulary};

/// The heading under which every facility can have a remark.
const FREE_REMARK: &str = "備考";
/// So many headings of remarks have a column of their own, the most frequent ones: surveys leave dozens, each in one facility.
const MOST_REMARKS: usize = 12;

/// One column.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// The field, or `service_capacity/CODE`, whose number each facility has for itself.
    pub(super) key: String,
    /// The heading above it and its neighbours.
    pub(super) group: String,
    pub(super) heading: String,
    /// What is written into it, in Japanese, English and easy Japanese.
    pub(super) explained: [String; 3],
}

impl Column {
    fn new(key: impl Into<String>, group: &str, heading: impl Into<String>, explained: [&str; 3]) -> Self {
        let explained = explained.map(str::to_owned);
        Self { key: key.into(), group: group.to_owned(), heading: heading.into(), explained }
    }

    /// Whether answers stand in it.
    pub(super) fn is_answer(&self) -> bool {
        vocabulary().capability(&self.key).is_some()
    }

    /// The field of a facility; `None` where the facility has no such service.
    pub(super) fn field_of(&self, facility: &Facility) -> Option<String> {
        let Some(code) = self.service() else { return Some(self.key.clone()) };
        let number = number_of(facility, code)?;
        Some(format!("{SERVICE_CAPACITY}/{number}/{code}"))
    }

    /// The code of the service whose 定員 stands in it.
    pub(super) fn service(&self) -> Option<&str> {
        self.key.strip_prefix(SERVICE_CAPACITY)?.strip_prefix('/')
    }

    /// What a cell of it says of a facility.
    pub(super) fn text(&self, facility: &Facility) -> String {
        self.field_of(facility)
            .map_or_else(String::new, |field| words::text_of(&field, &value::shown(facility, &field)))
    }
}

/// The 事業所番号 under which a facility has a service.
pub(super) fn number_of<'a>(facility: &'a Facility, code: &str) -> Option<&'a str> {
    let service = facility.services.iter().find(|service| service.code == code && !service.number.is_empty());
    service.map(|service| service.number.as_str())
}

/// The columns for facilities of a kind.
pub(super) fn columns(kind: Kind, facilities: &[Facility]) -> Vec<Column> {
    let mut columns = who();
    columns.extend(services(facilities));
    columns.extend(hours());
    columns.extend(capabilities(kind, facilities));
    columns.extend(remarks(facilities));
    columns
}

fn who() -> Vec<Column> {
    let who = "施設";
    let of = |key: &str, heading: &str, explained: [&str; 3]| Column::new(key, who, heading, explained);
    vec![
        of("name", "名称", ["正式名称です。", "The official name.", "正式(せいしき)な 名前(なまえ)です。"]),
        of("name_kana", "フリガナ", ["カタカナで書きます。", "The reading in katakana.", "カタカナで 書(か)きます。"]),
        of("kind", "種別", ["選んで入れます。", "Choose from the list.", "えらびます。"]),
        of(
            "address",
            "所在地",
            ["都道府県から書きます。", "From the prefecture on.", "都道府県(とどうふけん)から 書(か)きます。"],
        ),
        of(
            "position",
            "緯度,経度",
            [
                "例: 35.2290,139.7020。地図の位置を直すときに書きます。",
                "Latitude,longitude, such as 35.2290,139.7020.",
                "地図(ちず)の 場所(ばしょ)です。例(れい): 35.2290,139.7020",
            ],
        ),
        of(
            "phone",
            "電話番号",
            [
                "0 から始まる10桁か11桁です。例: 046-000-0000",
                "Ten or eleven digits from the 0 on.",
                "0から 書(か)きます。例(れい): 046-000-0000",
            ],
        ),
        of(
            "fax",
            "FAX番号",
            ["0 から始まる10桁か11桁です。", "Ten or eleven digits from the 0 on.", "0から 書(か)きます。"],
        ),
        of(
            "url",
            "ホームページ",
            ["https:// か http:// から書きます。", "From https:// or http:// on.", "https:// から 書(か)きます。"],
        ),
        of("beds", "病床数", ["合計を数字で書きます。", "The total, a number.", "数字(すうじ)で 書(か)きます。"]),
        of(
            "specialties",
            "診療科",
            ["「、」で区切ります。例: 内科、小児科", "Separated by 、.", "「、」で 分(わ)けます。"],
        ),
        of(
            "capacity",
            "月あたりの受入人数",
            ["例: 10〜15名、応相談", "Patients at home in a month, in words.", "例(れい): 10〜15名(めい)"],
        ),
        of(
            "closed",
            "廃止日",
            ["廃止したときだけ書きます。例: 2026-03-31", "Only where it is closed for good.", "やめた 日(ひ)です。"],
        ),
    ]
}

fn hours() -> Vec<Column> {
    let explained = [
        "例: 平日 9:00〜12:00、第2・4土 9:00〜12:00（祝日を除く）。OSM opening_hours でも書けます。",
        "In words, or as OSM opening_hours: Mo-Fr 09:00-12:00",
        "例(れい): 平日(へいじつ) 9:00〜12:00",
    ];
    let of = |key: &str, heading: &str| Column::new(key, "時間", heading, explained);
    vec![
        of("hours_consultation", "診療・営業時間"),
        of("hours_contact", "相談できる時間"),
        of("hours_visiting", "訪問できる時間"),
    ]
}

/// 定員 of every service that one of the facilities has.
fn services(facilities: &[Facility]) -> impl Iterator<Item = Column> {
    let mut labels: BTreeMap<&str, &str> = BTreeMap::new();
    for service in facilities.iter().flat_map(|facility| &facility.services).filter(|one| !one.number.is_empty()) {
        labels.entry(&service.code).or_insert(&service.label);
    }
    labels.into_iter().map(|(code, label)| {
        let explained =
            ["人数を数字で書きます。", "Persons, a number.", "人数(にんずう)を 数字(すうじ)で 書(か)きます。"];
        Column::new(format!("{SERVICE_CAPACITY}/{code}"), "定員", format!("定員（{label}）"), explained)
    })
}

/// What facilities of a kind may be asked, and whatever one of these has answered.
fn capabilities(kind: Kind, facilities: &[Facility]) -> impl Iterator<Item = Column> {
    let words = vocabulary();
    let asked = move |one: &CapabilityWords| {
        one.roles.iter().filter_map(|role| words.role(*role)).any(|role| role.kinds.contains(&kind))
    };
    let answered = |one: &CapabilityWords| {
        words.capability(&one.id).is_some_and(|id| facilities.iter().any(|facility| facility.fact(id).is_some()))
    };
    let chosen: Vec<&CapabilityWords> = words.capabilities().iter().filter(|one| asked(one) || answered(one)).collect();
    chosen.into_iter().map(|one| {
        let group = words.groups().iter().find(|group| group.id == one.group);
        let text =
            |text: &Words, lang: Lang| lang.pick(text.ja.as_str(), text.en.as_str(), text.easy.as_str()).to_owned();
        let explained = [Lang::Ja, Lang::En, Lang::Easy].map(|lang| match lang {
            Lang::Ja => text(&one.explanation, lang),
            _ => format!("{}: {}", text(&one.label, lang), text(&one.explanation, lang)),
        });
        Column {
            key: one.id.clone(),
            group: group.map_or_else(String::new, |group| group.label.ja.clone()),
            heading: one.label.ja.clone(),
            explained,
        }
    })
}

/// The remarks: one heading that everybody has, and the most frequent of the others.
fn remarks(facilities: &[Facility]) -> impl Iterator<Item = Column> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for remark in facilities.iter().flat_map(|facility| &facility.remarks).filter(|one| one.label != FREE_REMARK) {
        *counts.entry(&remark.label).or_default() += 1;
    }
    let mut headings: Vec<(&str, usize)> = counts.into_iter().collect();
    headings.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    headings.truncate(MOST_REMARKS);
    std::iter::once(FREE_REMARK).chain(headings.into_iter().map(|(heading, _)| heading)).map(|heading| {
        let explained = [
            "自由に書けます。患者さんの情報は書かないでください。",
            "Free words; nothing of a patient.",
            "自由(じゆう)に 書(か)きます。",
        ];
        Column::new(format!("{REMARK}/{heading}"), "備考", heading, explained)
    })
}
