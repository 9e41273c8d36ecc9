//! 介護サービス情報公表: one file a service code, one row an office.

use std::collections::HashMap;

use super::address::{self, Columns as AddressColumns};
use super::coordinates::{self, Pair};
use super::duplicates::{Entry, Listings};
use super::hours::{self, Closures};
use super::layout::{At, Header, Layout, known, required, wanted};
use super::ledger::{Ledger, hash, place};
use super::table::{Row, Table};
use super::{Dataset, ImportError, contact};
use crate::domain::facility::{Identifier, Service};
use crate::domain::hours::{Calendar, ListedDays, closures_of_remark};
use crate::domain::municipality::MunicipalityCode;
use crate::domain::record::{Listing, SourceRecord};
use crate::domain::text::{fold, nfkc};
use crate::domain::{Kind, Origin};

/// The 24 columns. Municipal lists call the name and the service otherwise and are a dataset of their own (`open_data.rs`).
pub(super) const LAYOUT: Layout = Layout {
    label: "介護サービス情報公表",
    columns: &[
        wanted(&["都道府県コード又は市町村コード", "都道府県コード又は市区町村コード"]),
        known(&["No"]),
        required(&["都道府県名"]),
        required(&["市区町村名", "市町村名"]),
        required(&["事業所名"]),
        wanted(&["事業所名カナ"]),
        required(&["サービスの種類"]),
        required(&["住所"]),
        wanted(&["方書（ビル名等）", "方書"]),
        wanted(&["緯度"]),
        wanted(&["経度"]),
        wanted(&["電話番号"]),
        known(&["内線番号"]),
        wanted(&["FAX番号"]),
        wanted(&["法人番号"]),
        known(&["法人の名称", "法人名"]),
        required(&["事業所番号"]),
        wanted(&["利用可能曜日"]),
        wanted(&["利用可能曜日特記事項"]),
        wanted(&["定員"]),
        wanted(&["URL"]),
        known(&["高齢者の方と障害者の方が同時一体的に利用できるサービス"]),
        known(&["介護保険の通常の指定基準を満たしている"]),
        known(&["障害福祉の通常の指定基準を満たしている"]),
        known(&["備考"]),
    ],
    family: |_| false,
    needs_family: false,
    read,
};

/// The service codes of 介護サービス情報公表システム, their kinds, and the services as the files call them.
const SERVICES: &[(&str, Kind, &str)] = &[
    ("110", Kind::HomeHelp, "訪問介護"),
    ("120", Kind::BathingService, "訪問入浴介護"),
    ("130", Kind::NursingStation, "訪問看護"),
    ("140", Kind::HomeRehab, "訪問リハビリテーション"),
    ("150", Kind::DayCare, "通所介護"),
    ("155", Kind::DayCare, "指定療養通所介護"),
    ("160", Kind::DayRehab, "通所リハビリテーション"),
    ("170", Kind::Equipment, "福祉用具貸与"),
    ("210", Kind::ShortStay, "短期入所生活介護"),
    ("220", Kind::MedicalShortStay, "短期入所療養介護（介護老人保健施設）"),
    ("230", Kind::MedicalShortStay, "短期入所療養介護（療養病床を有する病院等）"),
    ("320", Kind::GroupHome, "認知症対応型共同生活介護"),
    ("331", Kind::Residential, "特定施設入居者生活介護（有料老人ホーム）"),
    ("332", Kind::Residential, "特定施設入居者生活介護（軽費老人ホーム）"),
    ("333", Kind::Residential, "特定施設入居者生活介護（養護老人ホーム）"),
    ("334", Kind::Residential, "特定施設入居者生活介護（有料老人ホーム（サービス付き高齢者向け住宅））"),
    ("335", Kind::Residential, "特定施設入居者生活介護（有料老人ホーム（外部サービス利用型））"),
    ("336", Kind::Residential, "特定施設入居者生活介護（軽費老人ホーム（外部サービス利用型））"),
    (
        "337",
        Kind::Residential,
        "特定施設入居者生活介護（有料老人ホーム（サービス付き高齢者向け住宅（外部サービス利用型）））",
    ),
    ("361", Kind::Residential, "地域密着型特定施設入居者生活介護（有料老人ホーム）"),
    ("362", Kind::Residential, "地域密着型特定施設入居者生活介護（軽費老人ホーム）"),
    ("363", Kind::Residential, "地域密着型特定施設入居者生活介護（養護老人ホーム）"),
    ("364", Kind::Residential, "地域密着型特定施設入居者生活介護（有料老人ホーム（サービス付き高齢者向け住宅））"),
    ("410", Kind::Equipment, "特定福祉用具販売"),
    ("430", Kind::CareManagerOffice, "居宅介護支援"),
    ("460", Kind::CommunitySupportCenter, "介護予防支援"),
    ("510", Kind::NursingHome, "介護老人福祉施設"),
    ("520", Kind::HealthFacility, "介護老人保健施設"),
    ("530", Kind::IntegratedFacility, "介護療養型医療施設"),
    ("540", Kind::NursingHome, "地域密着型介護老人福祉施設入所者生活介護"),
    ("550", Kind::IntegratedFacility, "介護医療院"),
    ("551", Kind::MedicalShortStay, "短期入所療養介護（介護医療院）"),
    ("710", Kind::Visit24h, "夜間対応型訪問介護"),
    ("720", Kind::DayCare, "認知症対応型通所介護"),
    ("730", Kind::Multifunctional, "小規模多機能型居宅介護"),
    ("760", Kind::Visit24h, "定期巡回・随時対応型訪問介護看護"),
    ("770", Kind::Multifunctional, "看護小規模多機能型居宅介護（複合型サービス）"),
    ("780", Kind::DayCare, "地域密着型通所介護"),
];

/// The services by their labels; the brackets in real labels do not always close in the right number.
pub(super) struct Services(HashMap<String, (&'static str, Kind)>);

impl Services {
    pub(super) fn new() -> Self {
        Self(SERVICES.iter().map(|(code, kind, label)| (Self::plain(label), (*code, *kind))).collect())
    }

    pub(super) fn plain(label: &str) -> String {
        fold(label).replace(['(', ')', '・'], "")
    }

    pub(super) fn by_label(&self, label: &str) -> Option<(&'static str, Kind)> {
        self.0.get(&Self::plain(label)).copied()
    }

    /// The kind that all services have whose label begins so: 「特定施設入居者生活介護」 without its bracket.
    pub(super) fn kind_by_beginning(&self, label: &str) -> Option<Kind> {
        let plain = Self::plain(label);
        let mut kinds = self.0.iter().filter(|(known, _)| known.starts_with(&plain)).map(|(_, (_, kind))| *kind);
        let first = kinds.next().filter(|_| !plain.is_empty())?;
        kinds.all(|kind| kind == first).then_some(first)
    }
}

/// The service whose code stands in the file's name: 「jigyosho_130.csv」.
fn service_by_file(name: &str) -> Option<(&'static str, Kind)> {
    name.rsplit(['!', '/', '\\']).find_map(|name| {
        name.split(|c: char| !c.is_ascii_digit())
            .find_map(|digits| SERVICES.iter().find(|(code, ..)| *code == digits))
            .map(|(code, kind, _)| (*code, *kind))
    })
}

const POINT: &str = "緯度";

struct Columns {
    code: At,
    prefecture: At,
    municipality: At,
    name: At,
    kana: At,
    service: At,
    address: At,
    building: At,
    point: (At, At),
    phone: At,
    fax: At,
    corporation: At,
    number: At,
    days: At,
    note: At,
    capacity: At,
    url: At,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            code: header.at("都道府県コード又は市町村コード"),
            prefecture: header.at("都道府県名"),
            municipality: header.at("市区町村名"),
            name: header.at("事業所名"),
            kana: header.at("事業所名カナ"),
            service: header.at("サービスの種類"),
            address: header.at("住所"),
            building: header.at("方書（ビル名等）"),
            point: (header.at(POINT), header.at("経度")),
            phone: header.at("電話番号"),
            fax: header.at("FAX番号"),
            corporation: header.at("法人番号"),
            number: header.at("事業所番号"),
            days: header.at("利用可能曜日"),
            note: header.at("利用可能曜日特記事項"),
            capacity: header.at("定員"),
            url: header.at("URL"),
        }
    }
}

fn read(tables: Vec<Table<'_>>, ledger: &mut Ledger<'_>) -> Result<(Dataset, Vec<SourceRecord>), ImportError> {
    let mut listings = Listings::default();
    let by_file = service_by_file(ledger.file());
    let services = Services::new();
    for mut table in tables {
        let columns = Columns::of(&table.header);
        while let Some(row) = ledger.next(&mut table)? {
            if let Some(service) = service(&services, columns.service.of(&row.cells), by_file, row.number, ledger) {
                take(&columns, &row, service, &mut listings, ledger);
            }
        }
    }
    Ok((Dataset::Kaigo, listings.finish(POINT, ledger)))
}

/// The service of a row: as the row names it, else as the file's name says.
fn service(
    services: &Services,
    label: &str,
    by_file: Option<(&'static str, Kind)>,
    row: u64,
    ledger: &mut Ledger<'_>,
) -> Option<(&'static str, Kind)> {
    if let Some(service) = services.by_label(label) {
        return Some(service);
    }
    match by_file {
        Some((code, _)) => {
            let message = format!(
                "ファイル名の番号から {code} のサービスとして扱いました (taken as the code in the file's name)"
            );
            ledger.info("unknown_service_label", place(row, "サービスの種類", label), &message);
        }
        None => {
            let message = "どのサービスか、行にもファイル名にも書かれていません (neither the row nor the file's name says which service it is)";
            ledger.refuse("unknown_service", place(row, "サービスの種類", label), message);
        }
    }
    by_file
}

fn take(
    columns: &Columns,
    row: &Row,
    (code, kind): (&'static str, Kind),
    listings: &mut Listings,
    ledger: &mut Ledger<'_>,
) {
    let (cells, at) = (&row.cells, row.number);
    let (name, published) = (columns.name.of(cells), columns.number.of(cells));
    if name.is_empty() || published.is_empty() {
        ledger.refuse(
            "missing_identity",
            place(at, "事業所番号", published),
            "事業所番号か名称がない行は使えません (a row without number or name cannot be used)",
        );
        return;
    }
    let prefecture = address::prefecture_by_name(columns.prefecture.of(cells));
    let number = office_number(published, prefecture, at, ledger);
    let published_address = columns.address.of(cells);
    address::remark_missing(published_address, name, at, "住所", ledger);
    let parts = AddressColumns {
        prefecture: address::prefecture_or_empty(prefecture),
        municipality: columns.municipality.of(cells),
        address: published_address,
        building: columns.building.of(cells),
    };
    let (days, note) = (columns.days.of(cells), plain_note(columns.note.of(cells)));
    let listing = Listing {
        kind,
        name: name.to_owned(),
        name_kana: Some(columns.kana.of(cells)).filter(|kana| !kana.is_empty()).map(str::to_owned),
        address: address::whole(&parts, at, ledger),
        municipality: municipality(columns.code.of(cells), prefecture, at, ledger),
        at: coordinates::point(&Pair::of(cells, columns.point), at, POINT, ledger),
        phone: contact::phone(columns.phone.of(cells), at, "電話番号", ledger),
        fax: contact::phone(columns.fax.of(cells), at, "FAX番号", ledger),
        url: contact::url(columns.url.of(cells), at, "URL", ledger),
        beds: None,
        consultation: days_off(days, note, ledger.origin(Dataset::Kaigo)),
        service: Some(Service {
            code: code.to_owned(),
            label: columns.service.of(cells).to_owned(),
            number: number.clone(),
            capacity: capacity(columns.capacity.of(cells), at, ledger),
            days: days.to_owned(),
            note: note.to_owned(),
        }),
        identifiers: identifiers(&number, columns.corporation.of(cells), at, ledger),
    };
    let entry = Entry { row: at, hash: hash(cells, None), field: "事業所番号", key: format!("{number}-{code}") };
    listings.add(Dataset::Kaigo, entry, listing, ledger);
}

/// 事業所番号 has ten places, the first two of them the prefecture; nine where a spreadsheet took the zero.
pub(super) fn office_number(published: &str, prefecture: Option<u32>, row: u64, ledger: &mut Ledger<'_>) -> String {
    let number = nfkc(published).to_uppercase();
    let low = prefecture.is_none_or(|code| code < 10);
    if number.len() == 9 && number.bytes().all(|b| b.is_ascii_alphanumeric()) && low {
        ledger.info(
            "office_zero_restored",
            place(row, "事業所番号", published),
            "先頭の 0 が消えていたので補いました (the number had lost its leading zero)",
        );
        return format!("0{number}");
    }
    if number.len() != 10 || !number.bytes().all(|b| b.is_ascii_alphanumeric()) {
        ledger.info(
            "odd_office_number",
            place(row, "事業所番号", published),
            "10桁ではありません。公表のまま残しました (not ten places; kept as published)",
        );
    }
    number
}

/// Six digits with a check digit, five where a spreadsheet took the zero; they must agree with the prefecture's name.
fn municipality(
    published: &str,
    prefecture: Option<u32>,
    row: u64,
    ledger: &mut Ledger<'_>,
) -> Option<MunicipalityCode> {
    let code = nfkc(published);
    let fits = |code: &MunicipalityCode| prefecture.is_none_or(|prefecture| prefecture == code.prefecture());
    let whole = MunicipalityCode::parse(&code).ok().filter(fits);
    let found = whole.or_else(|| MunicipalityCode::parse(&format!("0{code}")).ok().filter(fits));
    if found.is_none() {
        ledger.warn(
            "missing_municipality",
            place(row, "都道府県コード又は市町村コード", published),
            "市区町村コードが読めません (the row has no usable municipality code)",
        );
    }
    found
}

/// 定員: 0 is unknown; dates and other large numbers are slips.
pub(super) fn capacity(published: &str, row: u64, ledger: &mut Ledger<'_>) -> Option<u32> {
    /// The largest homes of the country have some 500 places.
    const MOST: u32 = 999;
    let text = nfkc(published);
    match text.parse::<u32>() {
        Ok(0) => None,
        Ok(places) if places <= MOST => Some(places),
        Err(_) if text.is_empty() || text == "-" => None,
        _ => {
            ledger.warn(
                "unlikely_capacity",
                place(row, "定員", published),
                "人数として読めません。空欄にしました (not a number of persons; the field was left empty)",
            );
            None
        }
    }
}

fn plain_note(note: &str) -> &str {
    if note.chars().all(|c| !c.is_alphanumeric()) { "" } else { note }
}

/// Days on which the service cannot be used: those that 「平日,土曜日,日曜日,祝日」 leaves out. Nothing said is nothing known. What the
/// remark says of weekdays and hours is about other things as often as not (「24時間対応」), and 「利用可能曜日」 has said it.
pub(super) fn days_off(days: &str, note: &str, origin: Origin) -> Option<Calendar> {
    let closures = ListedDays::read(days).map(|listed| Closures {
        weekly: !listed.weekly & EVERY_DAY,
        nth: [0; 5],
        holidays: !listed.holidays,
    });
    let mut rules = closures.unwrap_or_default().rules();
    rules.extend(closures_of_remark(note, origin));
    hours::calendar(rules, String::new(), note, origin)
}

/// Monday to Sunday as bits.
const EVERY_DAY: u8 = 0b111_1111;

fn identifiers(number: &str, corporation: &str, row: u64, ledger: &mut Ledger<'_>) -> Vec<Identifier> {
    let mut identifiers = vec![Identifier { system: "kaigo_office".to_owned(), value: number.to_owned() }];
    identifiers.extend(corporate_number(corporation, row, ledger));
    identifiers
}

/// 法人番号 has thirteen digits.
pub(super) fn corporate_number(corporation: &str, row: u64, ledger: &mut Ledger<'_>) -> Option<Identifier> {
    let plain = nfkc(corporation);
    if plain.len() == 13 && plain.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Identifier { system: "corporate_number".to_owned(), value: plain });
    }
    if plain.chars().any(char::is_alphanumeric) {
        ledger.warn(
            "not_a_corporate_number",
            place(row, "法人番号", corporation),
            "法人番号は13桁です。入れませんでした (a corporate number has thirteen digits; it was left out)",
        );
    }
    None
}
