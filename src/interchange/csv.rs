//! One row a facility, for people who work in spreadsheets: fields in words, one column of ○ △ × a capability.

use ::csv::{Terminator, WriterBuilder};
use jiff::civil::Date;

use super::WriteError;
use crate::domain::facility::Capacity;
use crate::domain::hours::Calendar;
use crate::domain::{Answer, Facility, vocabulary};

/// Spreadsheet programs take a file with this mark for UTF-8, and without it for CP932.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The columns before the capabilities.
const COLUMNS: [&str; 27] = [
    "ID",
    "種別コード",
    "種別",
    "名称",
    "フリガナ",
    "市区町村コード",
    "所在地",
    "緯度",
    "経度",
    "位置の精度",
    "位置の誤差(m)",
    "電話番号",
    "FAX番号",
    "URL",
    "病床数",
    "診療科",
    "サービス",
    "番号",
    "診療時間",
    "相談対応時間",
    "訪問・往診時間",
    "月あたり担当可能患者数",
    "連携グループ",
    "廃止日",
    "最新の一覧に載っていない出典",
    "備考",
    "情報の最新日",
];

/// The head of the table: the columns, then every capability of the vocabulary by its label.
pub(super) fn head() -> Result<String, WriteError> {
    let capabilities = vocabulary().capabilities().iter().map(|capability| capability.label.ja.clone());
    let cells = COLUMNS.into_iter().map(str::to_owned).chain(capabilities);
    Ok([BYTE_ORDER_MARK, &line(cells)?].concat())
}

/// A facility as a row under [`head`].
pub(super) fn row(facility: &Facility) -> Result<String, WriteError> {
    let words = vocabulary();
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let calendar = |calendar: &Option<Calendar>| calendar.as_ref().map(in_words).unwrap_or_default();
    let position = facility.position;
    let cells = [
        facility.id.clone(),
        facility.kind.id().to_owned(),
        words.kind(facility.kind).map(|kind| kind.label.ja.clone()).unwrap_or_default(),
        facility.name.clone(),
        optional(&facility.name_kana),
        facility.municipality.map(|code| code.to_string()).unwrap_or_default(),
        facility.address.clone(),
        position.map(|position| format!("{:.6}", position.at.lat())).unwrap_or_default(),
        position.map(|position| format!("{:.6}", position.at.lon())).unwrap_or_default(),
        position.map(|position| position.level.id().to_owned()).unwrap_or_default(),
        position.map(|position| format!("{:.0}", position.accuracy.0)).unwrap_or_default(),
        optional(&facility.phone),
        optional(&facility.fax),
        optional(&facility.url),
        facility.beds.as_ref().map(|beds| beds.total.to_string()).unwrap_or_default(),
        facility.specialties.join("、"),
        listed(facility.services.iter().map(|service| format!("{} {}", service.label, service.number))),
        listed(facility.identifiers.iter().map(|number| format!("{}:{}", number.system, number.value))),
        calendar(&facility.hours.consultation),
        calendar(&facility.hours.contact),
        calendar(&facility.hours.visiting),
        facility.capacity.as_ref().map(|capacity: &Capacity| capacity.text.clone()).unwrap_or_default(),
        facility.group.as_ref().map(|group| group.name.clone()).unwrap_or_default(),
        date(facility.closed),
        listed(
            facility
                .absent
                .iter()
                .map(|absence| format!("{}({}以降)", absence.source.label().0, absence.missing_since)),
        ),
        listed(facility.remarks.iter().map(|remark| format!("{}: {}", remark.label, remark.text))),
        date(crate::domain::canonical::newest_date(facility)),
    ];
    let answers = words.capabilities().iter().map(|capability| {
        let fact = words.capability(&capability.id).and_then(|id| facility.fact(id));
        fact.map(|fact| mark(fact.answer, fact.condition.as_deref())).unwrap_or_default()
    });
    line(cells.into_iter().chain(answers))
}

fn listed(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(" / ")
}

fn in_words(calendar: &Calendar) -> String {
    let about = [&calendar.channel, &calendar.person, &calendar.note].into_iter().flatten().cloned();
    std::iter::once(calendar.to_japanese()).chain(about).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

/// ○ △ ×, with the condition behind it where there is one. Unknown is an empty cell, which is never no.
fn mark(answer: Answer, condition: Option<&str>) -> String {
    let mark = match answer {
        Answer::Yes => "○",
        Answer::Consult => "△",
        Answer::No => "×",
        Answer::Unknown => return String::new(),
    };
    condition.map_or_else(|| mark.to_owned(), |condition| format!("{mark} {condition}"))
}

/// A cell that a spreadsheet program would take for a formula gets an apostrophe before it, which the program then hides.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

fn line(cells: impl Iterator<Item = String>) -> Result<String, WriteError> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(cells.map(harmless))?;
    let bytes = writer.into_inner().map_err(|error| ::csv::Error::from(error.into_error()))?;
    // What went in was text, and so is what comes out.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
