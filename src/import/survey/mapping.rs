//! The mapping file of a survey: which column is what. A clerk reads and edits it.

use std::fmt::Write;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::answer::{Answers, Blank};
use super::grid::Place;
use super::header::Found;
use super::layout::{Layout, cell_of};
use super::role::Role;
use super::words::bare;
use crate::domain::{Kind, vocabulary};

/// The version of the file's form.
const VERSION: u32 = 1;

/// Which column of a survey is what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The version of this form.
    pub version: u32,
    /// The survey's name, the same every year: records of one survey replace each other.
    pub survey: String,
    /// The survey's title as it stands in the file.
    #[serde(default)]
    pub title: String,
    /// The day on which the answers were true (回答基準日); empty where only the rows carry dates.
    #[serde(default, with = "optional_date")]
    pub as_of: Option<Date>,
    /// Where that day was found, in Japanese and English; known to a proposal only.
    #[serde(skip)]
    pub as_of_from: &'static str,
    /// The prefecture of addresses that do not name theirs.
    #[serde(default)]
    pub prefecture: String,
    /// What symbols mean, where the survey says so itself.
    #[serde(default)]
    pub answers: Answers,
    /// Its tables.
    pub tables: Vec<TableMapping>,
}

/// One table of a survey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableMapping {
    /// The sheet; empty for CSV.
    #[serde(default)]
    pub sheet: String,
    /// How it is laid out: institutions below each other, beside each other, or each on a form of its own.
    #[serde(default)]
    pub layout: Layout,
    /// The first and the last row of headings, counted from 1; of a table by columns the columns of labels. Forms have none.
    #[serde(default = "first_row")]
    pub header_rows: [usize; 2],
    /// The kinds of institutions that were asked; empty where anybody was.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// A number made of the headings, by which a file of the same layout is known again.
    #[serde(default)]
    pub fingerprint: String,
    /// The columns.
    pub columns: Vec<ColumnMapping>,
}

/// One column of a survey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMapping {
    /// Its letters; of a table by columns the number of the row, of a form the cell of the answer.
    pub column: String,
    /// What stands above it.
    #[serde(default)]
    pub heading: String,
    /// What it is.
    pub role: Role,
    /// Whether it is used as that; otherwise its text is kept as a remark.
    #[serde(rename = "use", default = "yes")]
    pub used: bool,
    /// How sure the proposal was, in percent.
    #[serde(default)]
    pub confidence: u8,
    /// Why it was proposed.
    #[serde(default)]
    pub reason: String,
    /// Some of its values.
    #[serde(default)]
    pub samples: Vec<String>,
    /// Values that are expected to be answers and cannot be read as such.
    #[serde(default)]
    pub unread: Vec<String>,
}

const fn yes() -> bool {
    true
}

const fn first_row() -> [usize; 2] {
    [1, 1]
}

mod optional_date {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(date: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&date.map(|date| date.to_string()).unwrap_or_default())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.trim().is_empty() {
            return Ok(None);
        }
        let said = format!("「{text}」は日付として読めません。2026-10-01 のように書いてください (not a date)");
        super::super::dates::find(&text).map(Some).ok_or_else(|| de::Error::custom(said))
    }
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// Says in Japanese and English what is wrong and where.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mapping: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        mapping.check()?;
        Ok(mapping)
    }

    fn check(&self) -> Result<(), String> {
        if self.version != VERSION {
            return Err(format!("version は {VERSION} です (this program knows version {VERSION})"));
        }
        if self.survey.trim().is_empty() {
            return Err("survey（調査の名前）が空です (survey must not be empty)".to_owned());
        }
        if self.tables.is_empty() {
            return Err("[[tables]] がひとつもありません (there is no table)".to_owned());
        }
        for table in &self.tables {
            let [first, last] = table.header_rows;
            if first == 0 || last < first {
                return Err(format!(
                    "header_rows = [{first}, {last}] は [最初の行, 最後の行] です (first and last row of headings, counted from 1)"
                ));
            }
            if !table.columns.iter().any(ColumnMapping::is_name) {
                return Err(format!(
                    "シート「{}」に role = \"name\"（名称）の列がありません (no column is used as the name)",
                    table.sheet
                ));
            }
            if let Some(column) = table.columns.iter().find(|column| table.layout.column_of(&column.column).is_none()) {
                let wrong = match table.layout {
                    Layout::Rows => "は列の文字ではありません (no column letters)",
                    Layout::Columns => "は行の番号ではありません (no number of a row)",
                    Layout::Form => "はセルの位置ではありません。C5 のように書きます (no cell)",
                };
                return Err(format!("column = \"{}\" {wrong}", column.column));
            }
        }
        Ok(())
    }

    /// The columns that nobody has assigned, each with the sheet it stands on.
    pub fn unmapped(&self) -> impl Iterator<Item = (&str, &ColumnMapping)> {
        let columns = self.tables.iter().flat_map(|table| table.columns.iter().map(|one| (table.sheet.as_str(), one)));
        columns.filter(|(_, column)| column.is_unmapped())
    }

    /// The file's text, explained line by line.
    pub fn to_toml(&self, file: &str) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        _ = self.write(&mut out, file);
        out
    }

    fn write(&self, out: &mut String, file: &str) -> std::fmt::Result {
        writeln!(out, "# 調査票の対応表 (the mapping of a survey): どの列が何かを書いたファイルです。")?;
        writeln!(out, "# 対象 (for): {file}")?;
        writeln!(
            out,
            "# このファイルを調査票と同じ場所に置いたまま `zaitaku import {file}` を実行すると、この対応で取り込みます。"
        )?;
        writeln!(out, "# 「#」の後は説明です。直すのは主に role と use の行です。")?;
        writeln!(out, "\nversion = {VERSION}\n")?;
        writeln!(out, "# 調査の名前。毎年同じにしておくと、新しい回答が前の回答に置き換わります。")?;
        writeln!(out, "survey = {}", quoted(&self.survey))?;
        writeln!(out, "title = {}\n", quoted(&self.title))?;
        writeln!(out, "# 回答基準日（いつ時点の回答か）。例: \"2026-10-01\"")?;
        let as_of = self.as_of.map(|date| date.to_string()).unwrap_or_default();
        if !self.as_of_from.is_empty() {
            writeln!(out, "# 出所 (from): {}", self.as_of_from)?;
        }
        writeln!(out, "as_of = {}\n", quoted(&as_of))?;
        writeln!(out, "# 所在地に都道府県が書かれていないときに補う都道府県。")?;
        writeln!(out, "prefecture = {}\n", quoted(&self.prefecture))?;
        self.write_answers(out)?;
        self.tables.iter().try_for_each(|table| table.write(out))?;
        let unmapped: Vec<String> = self
            .unmapped()
            .map(|(sheet, column)| format!("#   {} {} {}", sheet, column.column, column.shown()))
            .collect();
        writeln!(out, "\n# 割り当てのない列 {} (unmapped columns)。内容は備考として残ります。", unmapped.len())?;
        unmapped.iter().try_for_each(|line| writeln!(out, "{line}"))?;
        writeln!(out, "\n# role に書けるもの (roles):")?;
        Role::FIELDS.iter().try_for_each(|(id, label)| writeln!(out, "#   {id:<20} {label}"))?;
        writeln!(out, "#   capability:…         できること。… は下のどれか。いくつかに当たる列は capability:a+b")?;
        writeln!(
            out,
            "#                        回答ごとに列が分かれているときは capability:a=yes（対応できる）、=consult（要相談）、=no（対応していない）"
        )?;
        for words in vocabulary().capabilities() {
            writeln!(out, "#     {:<28} {}", words.id, words.label.ja)?;
        }
        Ok(())
    }

    fn write_answers(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "[answers]")?;
        writeln!(
            out,
            "# この調査の凡例。ここにない記号は一般的な意味（○ 可、△ 要相談、× 不可、空欄 回答なし）で読みます。"
        )?;
        let Answers { yes, consult, no, unknown, blank } = &self.answers;
        for (id, words, means) in [
            ("yes", yes, "対応できる"),
            ("consult", consult, "要相談"),
            ("no", no, "対応していない"),
            ("unknown", unknown, "回答なし"),
        ] {
            writeln!(out, "{id} = {}  # {means}", list(words))?;
        }
        let blank = if *blank == Blank::No { "no" } else { "unknown" };
        writeln!(out, "# 空欄の意味: \"unknown\" 回答なし（「できない」とは扱わない）、\"no\" 対応していない")?;
        writeln!(out, "blank = \"{blank}\"")
    }
}

impl TableMapping {
    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "\n[[tables]]")?;
        writeln!(out, "# シートの名前（CSVでは空）。")?;
        writeln!(out, "sheet = {}", quoted(&self.sheet))?;
        writeln!(
            out,
            "# 並べ方: \"rows\" 施設が縦に並ぶ、\"columns\" 施設が横に並ぶ、\"form\" 1施設に1枚（シートかファイル）の調査票"
        )?;
        writeln!(out, "layout = {}", quoted(self.layout.id()))?;
        match self.layout {
            Layout::Rows => writeln!(out, "# 見出しの最初と最後の行。column は列の文字です。")?,
            Layout::Columns => writeln!(out, "# 質問が書かれた最初と最後の列（1から数える）。column は行の番号です。")?,
            Layout::Form => {
                writeln!(out, "# column は答えを書くセルです。見出しが別の位置にあるときは見出しの語で探します。")?;
            }
        }
        if self.layout != Layout::Form {
            writeln!(out, "header_rows = [{}, {}]", self.header_rows[0], self.header_rows[1])?;
        }
        writeln!(
            out,
            "# 調査の相手。clinic 診療所, hospital 病院, dental_clinic 歯科, pharmacy 薬局, nursing_station 訪問看護 など。"
        )?;
        let kinds: Vec<String> = self.kinds.iter().map(|kind| kind.id().to_owned()).collect();
        writeln!(out, "kinds = {}", list(&kinds))?;
        writeln!(out, "# 見出しから計算した印。同じ様式のファイルを見分けるためのもので、直す必要はありません。")?;
        writeln!(out, "fingerprint = {}", quoted(&self.fingerprint))?;
        self.columns.iter().try_for_each(|column| column.write(out, self.layout))
    }

    /// A number made of the headings, in any width and without the columns that have none.
    pub(super) fn fingerprint_of(found: &Found) -> String {
        let words: Vec<String> = found.columns.iter().map(|heading| bare(&heading.line())).collect();
        let known: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
        format!("{:016x}", xxh3_64(known.join("\u{1f}").as_bytes()))
    }
}

impl ColumnMapping {
    /// Whether nobody has said what it is, or that it shall not be used.
    pub(super) fn is_unmapped(&self) -> bool {
        self.role == Role::Unmapped || !self.used && self.role != Role::Ignored
    }

    /// Whether it says who answers.
    pub(super) fn is_name(&self) -> bool {
        self.used && matches!(self.role, Role::Name | Role::FacilityId)
    }

    /// The cell of its answer, where it is one of a form.
    pub(super) fn cell(&self) -> Option<Place> {
        cell_of(&self.column)
    }

    /// Its heading, or words for having none.
    fn shown(&self) -> &str {
        if self.heading.is_empty() { "（見出しなし）" } else { &self.heading }
    }

    fn write(&self, out: &mut String, layout: Layout) -> std::fmt::Result {
        writeln!(out, "\n[[tables.columns]]")?;
        let place = match layout {
            Layout::Rows => "列",
            Layout::Columns => "行",
            Layout::Form => "",
        };
        let (column, role) = (&self.column, self.role.label());
        writeln!(out, "# {column}{place}「{}」 → {role}（確度 {}%）", self.shown(), self.confidence)?;
        writeln!(out, "# 理由: {}", one_line(&self.reason))?;
        if !self.used && self.role != Role::Unmapped {
            writeln!(out, "# 確度が低いため使いません。確認してください。合っていれば use = true にします。")?;
        }
        if self.role == Role::Unmapped {
            writeln!(out, "# 何の列か分かりません。role を直すか、読まないなら \"ignored\" にしてください。")?;
        }
        if !self.unread.is_empty() {
            writeln!(out, "# 答えとして読めない値（備考に残ります）: {}", self.unread.join(" ｜ "))?;
        }
        writeln!(out, "column = {}", quoted(&self.column))?;
        writeln!(out, "heading = {}", quoted(&self.heading))?;
        writeln!(out, "role = {}", quoted(&self.role.id()))?;
        writeln!(out, "use = {}", self.used)?;
        writeln!(out, "confidence = {}", self.confidence)?;
        writeln!(out, "samples = {}", list(&self.samples))
    }
}

fn one_line(text: &str) -> String {
    super::cells::one_line(text)
}

/// A TOML string on one line.
fn quoted(text: &str) -> String {
    toml::Value::String(one_line(text)).to_string()
}

fn list(words: &[String]) -> String {
    format!("[{}]", words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", "))
}
