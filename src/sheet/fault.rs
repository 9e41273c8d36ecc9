//! What is wrong in a workbook that came back.

use crate::domain::edit::value::ValueFault;
use crate::domain::vocabulary::Lang;

/// Something that is wrong, and where. What it speaks of stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The row, as the spreadsheet counts it.
    pub row: usize,
    /// The letters of the column; empty where the whole row is meant.
    pub column: String,
    /// The heading of the column; empty as well.
    pub heading: String,
    /// The name of the facility, as the row gives it.
    pub name: String,
    /// What stands in the cell.
    pub typed: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a cell or a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A telephone number became a number, and may have lost its zero.
    LostZero,
    /// The spreadsheet took the text for a date or a time.
    TurnedIntoDate,
    /// The spreadsheet shows an error, or true and false.
    NoText,
    /// The facility stands in several rows.
    Twice,
    /// There is no identifier: somebody added the row.
    NewRow,
    /// The identifier was not in this workbook when it was written.
    Foreign,
    /// What stood in the row when it was written cannot be trusted any more.
    Damaged,
    /// The facility does not have this service.
    NoService,
    /// The facility is not there any more.
    Gone,
    /// It is no value of the field.
    Value(ValueFault),
}

impl Fault {
    /// What is wrong, for a reader.
    pub fn words(&self, lang: Lang) -> String {
        let words = match self {
            Self::LostZero => lang.pick(
                "表計算ソフトが数値に変えていて、先頭の 0 が消えたおそれがあります。文字列にして書き直してください",
                "The spreadsheet made a number of it, and the leading zero may be lost. Write it again as a text",
                "数字(すうじ)に なっています。はじめの 0が ないかもしれません。書(か)きなおしてください",
            ),
            Self::TurnedIntoDate => lang.pick(
                "表計算ソフトが日付や時刻に変えています。文字列にして書き直してください",
                "The spreadsheet made a date or a time of it. Write it again as a text",
                "日付(ひづけ)に なっています。書(か)きなおしてください",
            ),
            Self::NoText => lang.pick(
                "文字や数字ではありません（エラーか TRUE/FALSE）",
                "It is neither text nor number, but an error or TRUE/FALSE",
                "文字(もじ)では ありません",
            ),
            Self::Twice => lang.pick(
                "同じ施設の行がいくつもあります。1行にしてください",
                "There are several rows of this facility; leave one",
                "同(おな)じ ところが 2つ あります。1つに してください",
            ),
            Self::NewRow => lang.pick(
                "Zaitaku ID がありません。この表では新しい施設を追加できません",
                "There is no Zaitaku ID. Facilities cannot be added here",
                "ID が ありません。新(あたら)しい ところは 入(い)れられません",
            ),
            Self::Foreign => lang.pick(
                "この表を作ったときにはなかった ID です。ほかの表から貼り付けた行かもしれません",
                "This identifier was not in the workbook when it was made; the row may come from another one",
                "この 表(ひょう)に なかった ID です",
            ),
            Self::Damaged => lang.pick(
                "隠れたシートの控えが書き換わっていて、どこを変えたか分かりません。新しい表を作り直してください",
                "The hidden sheet was changed, so nobody can tell what was edited here. Make a new workbook",
                "この 行(ぎょう)は こわれています。表(ひょう)を 新(あたら)しく 作(つく)ってください",
            ),
            Self::NoService => lang.pick(
                "この施設にはこのサービスがありません",
                "The facility does not have this service",
                "この サービスは ありません",
            ),
            Self::Gone => {
                lang.pick("この施設はもうありません", "The facility is not there any more", "もう ありません")
            }
            Self::Value(ValueFault::Field(_)) => {
                lang.pick("変更できない項目です", "This field cannot be changed", "ここは 変(か)えられません")
            }
            Self::Value(ValueFault::Value { expected, .. }) => expected,
        };
        words.to_owned()
    }

    /// What can be written instead, where it can be listed.
    pub fn allowed(&self) -> Vec<String> {
        match self {
            Self::Value(ValueFault::Value { field, allowed, .. }) => {
                let is_answer = crate::domain::vocabulary().capability(field).is_some();
                if is_answer {
                    ["○", "△", "×", "○（条件）"].map(str::to_owned).into()
                } else {
                    allowed.clone()
                }
            }
            _ => Vec::new(),
        }
    }
}
