//! 医療機関一覧.

use super::super::hours::{self, DAYS, HOLIDAY, Hours, Week};
use super::super::layout::{At, Header, Layout, known, required, wanted};
use super::super::ledger::{Ledger, place};
use super::super::table::{Row, Table};
use super::super::{Dataset, ImportError};
use super::{Common, Statements, identifier};
use crate::domain::Kind;
use crate::domain::correction::calendar_of_words;
use crate::domain::facility::Beds;
use crate::domain::hours::Calendar;
use crate::domain::record::SourceRecord;
use crate::domain::text::nfkc;

const NAME: &str = "名称";
const KIND: &str = "医療機関の種類";
const CODE: &str = "医療機関コード";

/// The columns of both generations, and the names that cities give them.
pub(in super::super) const LAYOUT: Layout = Layout {
    label: "自治体オープンデータ（医療機関一覧）",
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
        required(&[NAME, "医療機関名称", "医療機関名", "施設名", "施設名称"]),
        known(&["名称_カナ", "医療機関名称_カナ", "名称カナ", "施設名_カナ"]),
        known(&["名称_英字", "名称_通称", "名称_英語"]),
        required(&[KIND, "医療機関種別", "医療機関の種別", "医療機関種類"]),
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
        known(&["法人の名称", "法人名", "法人名称", "開設者氏名"]),
        wanted(&[CODE]),
        wanted(&["診療曜日"]),
        wanted(&["診療開始時間", "開始時間"]),
        wanted(&["診療終了時間", "終了時間"]),
        known(&["診療日時特記事項"]),
        known(&["時間外における対応", "時間外の対応"]),
        wanted(&["診療科目", "診療科"]),
        known(&["病床数"]),
        known(&["URL", "ホームページ"]),
        known(&["画像", "画像_ライセンス"]),
        known(&["備考"]),
    ],
    family: |_| false,
    needs_family: false,
    read,
};

struct Columns {
    common: Common,
    kind: At,
    code: At,
    days: At,
    from: At,
    to: At,
    note: At,
    specialties: At,
    beds: At,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            common: Common::of(header, NAME, "名称_カナ", &["時間外における対応", "備考"]),
            kind: header.at(KIND),
            code: header.at(CODE),
            days: header.at("診療曜日"),
            from: header.at("診療開始時間"),
            to: header.at("診療終了時間"),
            note: header.at("診療日時特記事項"),
            specialties: header.at("診療科目"),
            beds: header.at("病床数"),
        }
    }
}

fn read(tables: Vec<Table<'_>>, ledger: &mut Ledger<'_>) -> Result<(Dataset, Vec<SourceRecord>), ImportError> {
    const DATASET: Dataset = Dataset::OpenDataMedical;
    let mut statements = Statements::default();
    for mut table in tables {
        let columns = Columns::of(&table.header);
        while let Some(row) = ledger.next(&mut table)? {
            let Some(mut statement) = columns.common.statement(&row, DATASET, ledger) else { continue };
            let kind = kind(columns.kind.of(&row.cells), row.number, ledger);
            statement.founds = kind.is_some();
            statement.subject.kinds = kind.into_iter().collect();
            let prefecture = columns.common.prefecture_code(&row, &statement);
            let number = institution_number(columns.code.of(&row.cells), prefecture, kind);
            statement
                .subject
                .identifiers
                .extend(number.as_ref().map(|number| identifier("insurance_institution", number)));
            statement.beds = beds(columns.beds.of(&row.cells));
            statement.specialties = specialties(columns.specialties.of(&row.cells));
            statement.hours.consultation = consultation(&columns, &row, ledger);
            let key = columns.common.key(&row, &statement, number);
            statements.add(DATASET, &row, key, statement, ledger);
        }
    }
    Ok((DATASET, statements.records))
}

/// 「一般診療所」「歯科診療所」「病院」「薬局」「助産所」, in whatever words.
fn kind(text: &str, row: u64, ledger: &mut Ledger<'_>) -> Option<Kind> {
    const WORDS: [(&str, Kind); 8] = [
        ("訪問看護", Kind::NursingStation),
        ("薬局", Kind::Pharmacy),
        ("助産", Kind::MaternityHome),
        ("病院", Kind::Hospital),
        ("歯科", Kind::DentalClinic),
        ("診療所", Kind::Clinic),
        ("クリニック", Kind::Clinic),
        ("医院", Kind::Clinic),
    ];
    let plain = nfkc(text);
    let kind = WORDS.iter().find(|(word, _)| plain.contains(word)).map(|(_, kind)| *kind);
    if kind.is_none() {
        ledger.warn(
            "unknown_kind",
            place(row, KIND, text),
            "知らない種類です。ほかの一覧にこの医療機関が載るまで、施設としては加わりません (the kind is none that is known; the row founds no facility and waits until another list names the institution)",
        );
    }
    kind
}

/// The ten digits: prefecture, fee table, number. Cities print all ten, the last seven, or nine without the fee table, with and
/// without marks between and with lost zeros.
fn institution_number(text: &str, prefecture: Option<u32>, kind: Option<Kind>) -> Option<String> {
    let digits: String = nfkc(text).chars().filter(char::is_ascii_digit).collect();
    let table = match kind? {
        Kind::Hospital | Kind::Clinic => 1,
        Kind::DentalClinic => 3,
        Kind::Pharmacy => 4,
        Kind::NursingStation => 6,
        _ => return None,
    };
    let prefecture = prefecture?;
    let begins = |long: &str| long.starts_with(&format!("{prefecture:02}"));
    match digits.len() {
        10 => begins(&digits).then_some(digits),
        9 if begins(&digits) => Some(format!("{prefecture:02}{table}{}", &digits[2..])),
        9 => Some(format!("0{digits}")).filter(|whole| begins(whole)),
        6 | 7 => Some(format!("{prefecture:02}{table}{digits:0>7}")),
        _ => None,
    }
}

fn beds(text: &str) -> Option<Beds> {
    let total: u32 = nfkc(text).trim_end_matches('床').trim().parse().ok()?;
    (total > 0).then(|| Beds { total, by_kind: Vec::new() })
}

fn specialties(text: &str) -> Vec<String> {
    let parts = text.split([';', '；', '、', ',', '，', '／', '/', '\n', ' ', '　']).map(str::trim);
    let mut specialties: Vec<String> = Vec::new();
    for part in parts.filter(|part| !part.is_empty()) {
        if !specialties.iter().any(|known| known == part) {
            specialties.push(part.to_owned());
        }
    }
    specialties
}

/// One span for all named days, and what the remark adds.
fn consultation(columns: &Columns, row: &Row, ledger: &mut Ledger<'_>) -> Option<Calendar> {
    let cells = &row.cells;
    let origin = ledger.origin(Dataset::OpenDataMedical);
    let (days, note) = (columns.days.of(cells), columns.note.of(cells));
    let (from, to) = (clock(columns.from.of(cells)), clock(columns.to.of(cells)));
    let stated = format!("{days} {from}-{to}");
    let mut rest = Vec::new();
    let mut rules = match (weekdays(days), hours::read(&from, &to)) {
        (Some(named), Hours::Open(span)) => {
            let mut week = Week::default();
            named.into_iter().for_each(|day| week.add(day, span));
            week.rules()
        }
        (_, Hours::None | Hours::Zero) if days.is_empty() => Vec::new(),
        (_, read) => {
            if read == Hours::Unreadable || !days.is_empty() {
                let value = stated.trim().trim_end_matches('-').trim();
                ledger.warn(
                    "unreadable_hours",
                    place(row.number, "診療曜日", value),
                    "診療時間として読めません。文字のまま残し、どの時刻も不明とします (kept as text; unknown at any time)",
                );
                rest.push(value.to_owned());
            }
            Vec::new()
        }
    };
    if !note.is_empty() {
        let words = calendar_of_words(note, origin);
        rules.extend(words.rules);
        rest.extend(Some(words.rest).filter(|rest| !rest.is_empty()));
    }
    hours::calendar(rules, rest.join("；"), "", origin)
}

/// 「9:00」, or the fraction of a day that a spreadsheet made of it.
fn clock(text: &str) -> String {
    let plain = nfkc(text);
    match plain.parse::<f64>() {
        Ok(share) if share > 0.0 && share < 1.0 => {
            let minutes = (share * 1_440.0).round();
            format!("{:02}:{:02}", (minutes / 60.0).floor(), minutes % 60.0)
        }
        _ => plain,
    }
}

/// The days of 「月火水木金」「月;火;水」「月曜日～金曜日」「平日、土」「毎日」, Monday 0, public holidays 7. `None` where anything else stands
/// there.
fn weekdays(text: &str) -> Option<Vec<usize>> {
    let plain = nfkc(text)
        .replace("曜日", "")
        .replace('曜', "")
        .replace("平日", "月-金")
        .replace("毎日", "月-日")
        .replace("祝日", "祝")
        .replace(['~', '〜', '～', '－', 'ー', '―'], "-")
        .replace("から", "-");
    let mut days: Vec<usize> = Vec::new();
    let mut open_range = false;
    for c in plain.chars() {
        if let Some(day) = DAYS.chars().position(|known| known == c) {
            if open_range {
                let first = days.last().copied().filter(|first| *first < day && day < HOLIDAY)?;
                days.extend(first + 1..day);
                open_range = false;
            }
            days.push(day);
        } else if c == '-' {
            open_range = !days.is_empty();
        } else if !" 、,;・/".contains(c) {
            return None;
        }
    }
    days.sort_unstable();
    days.dedup();
    (!days.is_empty() && !open_range).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_week_are_read_in_many_writings() {
        for (text, days) in [
            ("月火水木金", Some(vec![0, 1, 2, 3, 4])),
            ("月;火;木", Some(vec![0, 1, 3])),
            ("月曜日～金曜日、日曜", Some(vec![0, 1, 2, 3, 4, 6])),
            ("平日・土", Some(vec![0, 1, 2, 3, 4, 5])),
            ("毎日、祝日", Some(vec![0, 1, 2, 3, 4, 5, 6, 7])),
            ("第2土曜", None),
            ("金～月", None),
            ("", None),
        ] {
            assert_eq!(weekdays(text), days, "{text}");
        }
    }

    #[test]
    fn institution_numbers_are_made_whole() {
        let made = |text, kind| institution_number(text, Some(14), Some(kind));
        for text in ["1411900653", "141900653", "1900653", "１４・１・１９００６５３"] {
            assert_eq!(made(text, Kind::Clinic).as_deref(), Some("1411900653"), "{text}");
        }
        assert_eq!(made("123456", Kind::DentalClinic).as_deref(), Some("1430123456"));
        assert_eq!(made("1311900653", Kind::Clinic), None, "of another prefecture");
        assert_eq!(made("", Kind::Clinic), None);
        assert_eq!(institution_number("111900653", Some(1), Some(Kind::Clinic)).as_deref(), Some("0111900653"));
    }

    #[test]
    fn clocks_may_be_fractions_of_a_day() {
        assert_eq!(
            (clock("0.375").as_str(), clock("0.770833333").as_str(), clock("９：００").as_str()),
            ("09:00", "18:30", "9:00")
        );
    }
}
