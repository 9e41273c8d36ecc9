//! 介護サービス事業所一覧.

use super::super::kaigo::{self, Services};
use super::super::layout::{At, Header, Layout, known, required, wanted};
use super::super::ledger::{Ledger, place};
use super::super::table::{Row, Table};
use super::super::{Dataset, ImportError, address};
use super::{Common, Statements, identifier};
use crate::domain::Kind;
use crate::domain::facility::Service;
use crate::domain::record::SourceRecord;
use crate::domain::text::nfkc;

const NAME: &str = "介護サービス事業所名称";
const SERVICE: &str = "実施サービス";
const NUMBER: &str = "事業所番号";

/// The columns of both generations, and the names that cities give them.
pub(in super::super) const LAYOUT: Layout = Layout {
    label: "自治体オープンデータ（介護サービス事業所一覧）",
    columns: &[
        wanted(&[
            "都道府県コード又は市区町村コード",
            "都道府県コード又は市町村コード",
            "全国地方公共団体コード",
            "市区町村コード",
            "都道府県コード",
        ]),
        known(&["NO"]),
        known(&["ID"]),
        known(&["地方公共団体名"]),
        wanted(&["都道府県名", "所在地_都道府県"]),
        wanted(&["市区町村名", "所在地_市区町村", "市町村名", "市町村", "市名"]),
        required(&[NAME, "名称", "事業所名称", "事業所名"]),
        known(&["介護サービス事業所名称_カナ", "名称_カナ", "事業所名称_カナ", "事業所名カナ"]),
        known(&["介護サービス事業所名称_英字", "名称_英字", "名称_通称"]),
        required(&[SERVICE, "実施サービス種別", "介護サービスの種類"]),
        known(&["所在地_全国地方公共団体コード"]),
        known(&["町字ID"]),
        required(&["住所", "所在地_連結表記", "所在地"]),
        known(&["所在地_町字"]),
        known(&["所在地_番地以下"]),
        known(&["方書", "建物名等(方書)", "建物名等（方書）", "方書（ビル名等）"]),
        wanted(&["緯度"]),
        wanted(&["経度"]),
        known(&["高度の種別"]),
        known(&["高度の値"]),
        known(&["郵便番号"]),
        wanted(&["電話番号", "電話"]),
        known(&["内線番号"]),
        known(&["連絡先メールアドレス"]),
        known(&["連絡先FormURL"]),
        known(&["連絡先備考（その他、SNSなど）", "連絡先備考"]),
        known(&["FAX番号", "FAX"]),
        known(&["法人番号"]),
        known(&["法人の名称", "法人名", "法人名称"]),
        wanted(&[NUMBER, "介護保険事業所番号"]),
        wanted(&["利用可能曜日"]),
        known(&["利用可能曜日特記事項"]),
        known(&["定員"]),
        known(&["URL", "ホームページ"]),
        known(&["画像", "画像_ライセンス"]),
        known(&["高齢者の方と障害者の方が同時一体的に利用できるサービス"]),
        known(&["介護保険の通常の指定基準を満たしている"]),
        known(&["障害福祉の通常の指定基準を満たしている"]),
        known(&["備考"]),
    ],
    family: |_| false,
    needs_family: false,
    read,
};

struct Columns {
    common: Common,
    service: At,
    number: At,
    days: At,
    note: At,
    capacity: At,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            common: Common::of(header, NAME, "介護サービス事業所名称_カナ", &["備考"]),
            service: header.at(SERVICE),
            number: header.at(NUMBER),
            days: header.at("利用可能曜日"),
            note: header.at("利用可能曜日特記事項"),
            capacity: header.at("定員"),
        }
    }
}

fn read(tables: Vec<Table<'_>>, ledger: &mut Ledger<'_>) -> Result<(Dataset, Vec<SourceRecord>), ImportError> {
    const DATASET: Dataset = Dataset::OpenDataCare;
    let mut statements = Statements::default();
    let services = Services::new();
    for mut table in tables {
        let columns = Columns::of(&table.header);
        while let Some(row) = ledger.next(&mut table)? {
            let Some(mut statement) = columns.common.statement(&row, DATASET, ledger) else { continue };
            let number = office_number(&columns, &row, ledger);
            let named = named_services(&services, columns.service.of(&row.cells), row.number, ledger);
            for (_, kind, _) in &named {
                if !statement.subject.kinds.contains(kind) {
                    statement.subject.kinds.push(*kind);
                }
            }
            statement.founds = !named.is_empty();
            let (days, note) = (columns.days.of(&row.cells), columns.note.of(&row.cells));
            let capacity = kaigo::capacity(columns.capacity.of(&row.cells), row.number, ledger);
            let service = |(code, _, label): &(&str, Kind, String)| Service {
                code: (*code).to_owned(),
                label: label.clone(),
                number: number.clone().unwrap_or_default(),
                capacity,
                days: days.to_owned(),
                note: note.to_owned(),
            };
            statement.services = named.iter().map(service).collect();
            statement.subject.identifiers.extend(number.as_ref().map(|number| identifier("kaigo_office", number)));
            statement.hours.consultation = kaigo::days_off(days, note, ledger.origin(DATASET));
            let first = named.first().map_or("", |(code, _, label)| if code.is_empty() { label } else { code });
            let key = columns.common.key(&row, &statement, number.map(|number| format!("{number}-{first}")));
            statements.add(DATASET, &row, key, statement, ledger);
        }
    }
    Ok((DATASET, statements.records))
}

fn office_number(columns: &Columns, row: &Row, ledger: &mut Ledger<'_>) -> Option<String> {
    let published = columns.number.of(&row.cells);
    let prefecture = address::prefecture_by_name(columns.common.prefecture.of(&row.cells));
    (!published.is_empty()).then(|| kaigo::office_number(published, prefecture, row.number, ledger))
}

/// The services of one cell: code (empty where the words leave it open), kind, and the words.
fn named_services(
    services: &Services,
    text: &str,
    row: u64,
    ledger: &mut Ledger<'_>,
) -> Vec<(&'static str, Kind, String)> {
    let mut named = Vec::new();
    for label in nfkc(text).split([';', '、', ',', '/', '\n']).map(str::trim).filter(|label| !label.is_empty()) {
        match service(services, label) {
            Some((code, kind)) => named.push((code, kind, label.to_owned())),
            None => ledger.warn(
                "unknown_service",
                place(row, SERVICE, label),
                "知らないサービスです。ほかの一覧にこの事業所が載るまで、施設としては加わりません (no service that is known; a row without any founds no facility and waits until another list names the office)",
            ),
        }
    }
    named
}

/// A service by its label, also of the preventive kind (介護予防…), by the beginning of its label, or an office that gives advice.
fn service(services: &Services, label: &str) -> Option<(&'static str, Kind)> {
    let plain = label.strip_prefix("介護予防").unwrap_or(label);
    services
        .by_label(label)
        .or_else(|| services.by_label(plain))
        .or_else(|| services.kind_by_beginning(plain).map(|kind| ("", kind)))
        .or_else(|| label.contains("地域包括支援センター").then_some(("", Kind::CommunitySupportCenter)))
}
