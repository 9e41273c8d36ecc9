//! Our own survey: a workbook made from the vocabulary, filled in by institutions, read back without a mapping.

mod read;
mod write;

use crate::domain::vocabulary::{Basis, CapabilityWords};
use crate::domain::{Kind, vocabulary};

use super::role::Role;

pub(super) use read::{mapping, may_be};
pub use write::{TemplateError, write};

/// The hidden sheet by which a template is known again.
const MARK_SHEET: &str = "_zaitaku";
/// What stands in its first cell.
const MARK: &str = "zaitaku-survey-template";
/// The version of the template's form.
const VERSION: &str = "1";
/// The sheet of the answers.
const ANSWER_SHEET: &str = "回答";
/// The sheet of the explanations.
const GUIDE_SHEET: &str = "説明";
/// What the cell before the day of the answers says.
const AS_OF_LABEL: &str = "回答基準日";

/// A template to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Whom it asks.
    pub kind: Kind,
    /// Institutions already filled in, in the order of the rows.
    pub rows: Vec<Row>,
    /// Empty rows below them.
    pub blank_rows: u32,
    /// The day on which it was made.
    pub made_on: jiff::civil::Date,
}

/// What is already filled in for one institution: cells by their columns' roles.
pub type Row = Vec<(Role, String)>;

/// A column of the template.
struct Column {
    role: Role,
    /// The heading above it and its neighbours.
    group: String,
    heading: String,
    /// What the note on its heading says.
    note: String,
}

/// The columns of the template for a kind: who, what can be done, how much, when.
fn columns(kind: Kind) -> Vec<Column> {
    let field = |role: Role, group: &str, heading: &str, note: &str| Column {
        role,
        group: group.to_owned(),
        heading: heading.to_owned(),
        note: note.to_owned(),
    };
    let who = "施設";
    let mut columns = vec![
        field(
            Role::FacilityId,
            who,
            "Zaitaku ID",
            "Zaitaku が付けた番号です。書き換えないでください。空欄でもかまいません。",
        ),
        field(Role::Name, who, "名称", "正式名称を書いてください。"),
        field(Role::Address, who, "所在地", "都道府県から書いてください。"),
        field(Role::Phone, who, "電話番号", "例: 045-000-0000"),
        field(Role::Fax, who, "FAX番号", "例: 045-000-0001"),
    ];
    columns.extend(capability_columns(kind));
    let contact = "専門職からの相談";
    columns.extend([
        field(Role::Capacity, "受入", "月あたり担当可能患者数", "例: 10名、10〜15、応相談"),
        field(
            Role::ContactHours,
            contact,
            "相談できる曜日・時間帯",
            "病院・ケアマネジャーなどからの相談を受けられる時間です。例: 平日 12:30〜13:30、第2・4土 9:00〜12:00（祝日を除く）、随時",
        ),
        field(Role::ContactChannel, contact, "相談の方法", "例: 電話、FAX、メール、MCS"),
        field(Role::ContactPerson, contact, "窓口", "職種や部署を書いてください。例: 看護師、地域連携室"),
        field(Role::VisitingHours, "時間", "訪問できる曜日・時間帯", "例: 月火木金 13:00〜17:00"),
        field(Role::ConsultationHours, "時間", "診療・営業時間", "例: 月〜金 9:00〜12:00、14:00〜18:00、土 9:00〜12:00"),
        field(Role::AnsweredOn, "回答", "回答日", "この行に記入した日です。例: 2026/10/1"),
        field(Role::Remark, "回答", "備考", "条件や補足を自由に書いてください。"),
    ]);
    columns
}

/// What institutions of a kind are asked. What a public office knows (filings) is not asked again.
fn capability_columns(kind: Kind) -> Vec<Column> {
    let words = vocabulary();
    let roles: Vec<_> = words.roles().iter().filter(|role| role.kinds.contains(&kind)).map(|role| role.id).collect();
    let asked = words
        .capabilities()
        .iter()
        .filter(|one| one.basis == Basis::Practice && one.roles.iter().any(|role| roles.contains(role)));
    let column = |one: &CapabilityWords| {
        let role = Role::Capability(vec![words.capability(&one.id)?]);
        let group = words.groups().iter().find(|group| group.id == one.group)?;
        let note = format!("{}\n\n{}", one.explanation.ja, one.explanation.en);
        Some(Column { role, group: group.label.ja.clone(), heading: one.label.ja.clone(), note })
    };
    asked.filter_map(column).collect()
}

/// Kinds that can be asked anything by a template: those that may fill a role.
pub fn kinds() -> impl Iterator<Item = Kind> {
    Kind::ALL.iter().copied().filter(|kind| vocabulary().roles().iter().any(|role| role.kinds.contains(kind)))
}
