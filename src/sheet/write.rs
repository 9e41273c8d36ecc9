//! The workbook as the bytes of an xlsx file.

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Workbook, Worksheet,
    XlsxError,
};

use super::column::{Column, columns, number_of};
use super::{GUIDE_SHEET, ID, MARK, MARK_SHEET, SHEET, Sheet, VERSION, digest};
use crate::domain::edit::words::{TAKE_AWAY, kind_label};
use crate::domain::{Facility, Kind};

/// Why a workbook could not be written.
#[derive(Debug, thiserror::Error)]
#[error("表を作れません (the workbook cannot be made): {0}")]
pub struct WriteError(#[from] XlsxError);

// Rows of the sheet of facilities, counted from 0.
const TITLE: u32 = 0;
const LEGEND: u32 = 1;
const KEYS: u32 = 2;
const GROUPS: u32 = 3;
const HEADINGS: u32 = 4;
const FIRST: u32 = 5;

// Rows of the hidden sheet.
const MARK_KIND: u32 = 1;
const MARK_EDIT: u32 = 2;
const MARK_KEYS: u32 = 3;
const MARK_HEADINGS: u32 = 4;
const MARK_FIRST: u32 = 5;

/// The columns that stay in sight: identifier and name.
const FIXED: u16 = 2;
/// A4.
const A4: u8 = 9;
/// A cell of a spreadsheet holds no more characters. A longer text is left out, and stays as it is.
const LONGEST_CELL: usize = 32_767;
const FONT: &str = "游ゴシック";
const SHADE: u32 = 0x00E7_E6E6;
/// The column of the explanations in which the kinds stand, for the list to choose from.
const KINDS_AT: u16 = 6;

/// The workbook.
///
/// # Errors
/// When there are more facilities or columns than a sheet has room for.
pub fn write(sheet: &Sheet) -> Result<Vec<u8>, WriteError> {
    let columns = columns(sheet.kind, &sheet.facilities);
    let mut book = Workbook::new();
    let (year, month, day) = (sheet.made_on.year(), sheet.made_on.month(), sheet.made_on.day());
    let made = ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(2000), month.unsigned_abs(), day.unsigned_abs())?;
    let title = format!("{}の一覧（編集用、{}）", kind_label(sheet.kind), sheet.made_on);
    book.set_properties(&DocProperties::new().set_title(&title).set_author("Zaitaku").set_creation_datetime(&made));
    facilities(book.add_worksheet(), &columns, sheet, &title)?;
    guide(book.add_worksheet(), &columns, &title)?;
    mark(book.add_worksheet(), &columns, sheet)?;
    Ok(book.save_to_buffer()?)
}

/// What a cell says: a text as it is shown, where a cell has room for it.
fn text(column: &Column, facility: &Facility) -> String {
    let text = column.text(facility);
    if text.chars().count() > LONGEST_CELL { String::new() } else { text }
}

fn plain() -> Format {
    Format::new().set_font_name(FONT).set_font_size(10)
}

/// All cells are text, so that telephones keep their zero and 「10-15」 stays a range.
fn boxed() -> Format {
    plain().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter).set_num_format("@")
}

fn width(column: &Column) -> f64 {
    match column.key.as_str() {
        _ if column.is_answer() => 6.0,
        "name" | "name_kana" => 26.0,
        "address" => 34.0,
        key if key.starts_with("hours_") || key.starts_with("remark/") => 28.0,
        _ => 15.0,
    }
}

fn facilities(sheet: &mut Worksheet, columns: &[Column], of: &Sheet, title: &str) -> Result<(), XlsxError> {
    sheet.set_name(SHEET)?;
    let last = FIRST + (of.facilities.len() as u32).max(1) - 1;
    sheet.write_with_format(TITLE, 0, title, &plain().set_font_size(14).set_bold())?;
    let legend = format!(
        "変えるセルだけ書き換えてください。空欄は「そのまま」です。値を消すときは {TAKE_AWAY} と書きます。○ できる　△ 要相談　× できない。条件は「△（看取りのみ）」のように続けます。"
    );
    sheet.write_with_format(LEGEND, 0, legend, &plain())?;
    headings(sheet, columns)?;
    let id = boxed().set_font_color(Color::Gray);
    let words = boxed().set_text_wrap();
    let centred = boxed().set_align(FormatAlign::Center).set_text_wrap();
    sheet.set_column_width(0, 17)?;
    for (row, facility) in (FIRST..).zip(&of.facilities) {
        sheet.write_string_with_format(row, 0, &facility.id, &id)?;
        for (at, column) in (1u16..).zip(columns) {
            let format = if column.is_answer() { &centred } else { &words };
            match text(column, facility) {
                text if text.is_empty() => sheet.write_blank(row, at, format)?,
                text => sheet.write_string_with_format(row, at, text, format)?,
            };
        }
    }
    for (at, column) in (1u16..).zip(columns) {
        sheet.set_column_width(at, width(column))?;
        if let Some(list) = list(column)? {
            sheet.add_data_validation(FIRST, at, last, at, &list)?;
        }
    }
    sheet.autofilter(HEADINGS, 0, last, columns.len() as u16)?;
    sheet.set_freeze_panes(FIRST, FIXED)?;
    sheet.set_paper_size(A4).set_landscape().set_repeat_rows(GROUPS, HEADINGS)?;
    sheet.set_repeat_columns(0, FIXED - 1)?;
    sheet.set_footer("&L&9&F&C&9&P / &N&R&9Zaitaku");
    Ok(())
}

fn headings(sheet: &mut Worksheet, columns: &[Column]) -> Result<(), XlsxError> {
    let format = boxed().set_bold().set_align(FormatAlign::Center).set_text_wrap();
    let shaded = format.clone().set_background_color(Color::RGB(SHADE));
    let grey = plain().set_font_color(Color::Gray);
    sheet.write_with_format(KEYS, 0, ID, &grey)?;
    sheet.write_with_format(GROUPS, 0, "", &shaded)?;
    sheet.write_with_format(HEADINGS, 0, "Zaitaku ID（書き換えないでください）", &shaded)?;
    let mut is_shaded = false;
    for (at, column) in (1u16..).zip(columns) {
        let is_new = at == 1 || columns[usize::from(at) - 2].group != column.group;
        is_shaded ^= is_new;
        let format = if is_shaded { &shaded } else { &format };
        sheet.write_with_format(KEYS, at, &column.key, &grey)?;
        sheet.write_with_format(GROUPS, at, if is_new { column.group.as_str() } else { "" }, format)?;
        sheet.write_with_format(HEADINGS, at, &column.heading, format)?;
        let note =
            Note::new(column.explained[..2].join("\n\n")).add_author_prefix(false).set_width(320).set_height(120);
        sheet.insert_note(HEADINGS, at, &note)?;
    }
    sheet.set_row_hidden(KEYS)?;
    sheet.set_row_height(HEADINGS, 96)?;
    Ok(())
}

/// What can be chosen. What is not in the list may be typed all the same, for conditions follow the marks.
fn list(column: &Column) -> Result<Option<DataValidation>, XlsxError> {
    if column.is_answer() {
        return Ok(Some(
            DataValidation::new().allow_list_strings(&["○", "△", "×", TAKE_AWAY])?.show_error_message(false),
        ));
    }
    if column.key != "kind" {
        return Ok(None);
    }
    let letter = super::cell::letters(usize::from(KINDS_AT));
    let formula = format!("={GUIDE_SHEET}!${letter}$1:${letter}${}", Kind::ALL.len());
    Ok(Some(DataValidation::new().allow_list_formula(formula.as_str().into()).show_error_message(false)))
}

fn guide(sheet: &mut Worksheet, columns: &[Column], title: &str) -> Result<(), XlsxError> {
    sheet.set_name(GUIDE_SHEET)?;
    let head = boxed().set_bold().set_align(FormatAlign::Center).set_background_color(Color::RGB(SHADE));
    let cell = boxed().set_text_wrap().set_align(FormatAlign::Top);
    sheet.write_with_format(0, 0, format!("{title} の書き方"), &plain().set_font_size(14).set_bold())?;
    let take_away_en = format!(
        "Change only the cells that you want to change. An empty cell stays as it is; to take a value away, write {TAKE_AWAY}. Rows may be sorted, hidden or deleted: a facility that is not in the file stays as it is. New facilities cannot be added here."
    );
    let take_away_easy = format!(
        "変(か)える ところだけ 書(か)きます。何(なに)も 書(か)かないと そのままです。消(け)すときは {TAKE_AWAY} と 書(か)きます。"
    );
    let how = [
        format!("変えるセルだけ書き換えます。空欄は「そのまま」です。値を消すときは {TAKE_AWAY} と書きます。行は並べ替えても消してもかまいません。ない施設はそのままです。新しい施設は追加できません。"),
        "保存したら、Zaitaku の「まとめて編集」でこのファイルを選びます。何が変わるかを見てから確定します。確定したあとも、まとめて取り消せます。".to_owned(),
        "ほかの人が同じ所を変えていたら、両方の値を見て選べます。患者さんの情報は書かないでください。".to_owned(),
        take_away_en,
        "Then choose this file on the page “Bulk edit” of Zaitaku: it shows what would change before anything is written, and all of it can be taken back. Write nothing of a patient.".to_owned(),
        take_away_easy,
    ];
    for (row, line) in (1u32..).zip(&how) {
        sheet.merge_range(row, 0, row, 4, line, &plain().set_text_wrap().set_align(FormatAlign::Top))?;
        sheet.set_row_height(row, 32)?;
    }
    let first = how.len() as u32 + 2;
    for (at, name) in (0u16..).zip(["区分", "項目", "説明", "English", "やさしい日本語"]) {
        sheet.write_with_format(first, at, name, &head)?;
    }
    for (row, column) in (first + 1..).zip(columns) {
        let [ja, en, easy] = &column.explained;
        for (at, text) in (0u16..).zip([&column.group, &column.heading, ja, en, easy]) {
            sheet.write_with_format(row, at, text, &cell)?;
        }
    }
    for (at, width) in (0u16..).zip([18.0, 26.0, 44.0, 44.0, 44.0]) {
        sheet.set_column_width(at, width)?;
    }
    for (row, kind) in (0u32..).zip(Kind::ALL) {
        sheet.write_string_with_format(row, KINDS_AT, kind_label(*kind), &plain().set_font_color(Color::Gray))?;
    }
    sheet.set_column_hidden(KINDS_AT)?;
    sheet.set_freeze_panes(first + 1, 2)?;
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(first, first)?;
    sheet.set_footer("&C&9&P / &N");
    Ok(())
}

fn mark(sheet: &mut Worksheet, columns: &[Column], of: &Sheet) -> Result<(), XlsxError> {
    sheet.set_name(MARK_SHEET)?;
    sheet.set_very_hidden(true);
    for (row, cells) in [
        (0, [MARK, VERSION, ""]),
        (MARK_KIND, ["kind", of.kind.id(), ""]),
        (MARK_EDIT, ["edit", &of.edit.to_string(), &of.edit_at]),
        (MARK_KEYS, [ID, "digest", ""]),
    ] {
        for (at, text) in (0u16..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row, at, text)?;
        }
    }
    let services: Vec<&str> = columns.iter().filter_map(Column::service).collect();
    let numbers = 2 + columns.len() as u16;
    for (at, column) in (2u16..).zip(columns) {
        sheet.write_string(MARK_KEYS, at, &column.key)?;
        sheet.write_string(MARK_HEADINGS, at, &column.heading)?;
    }
    for (at, code) in (numbers..).zip(&services) {
        sheet.write_string(MARK_KEYS, at, format!("number/{code}"))?;
    }
    for (row, facility) in (MARK_FIRST..).zip(&of.facilities) {
        let mut texts: Vec<String> = columns.iter().map(|column| text(column, facility)).collect();
        texts.extend(services.iter().map(|code| number_of(facility, code).unwrap_or_default().to_owned()));
        let said: Vec<&str> = texts.iter().map(String::as_str).collect();
        sheet.write_string(row, 0, &facility.id)?;
        sheet.write_string(row, 1, digest(&facility.id, &said))?;
        for (at, text) in (2u16..).zip(said).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row, at, text)?;
        }
    }
    Ok(())
}
