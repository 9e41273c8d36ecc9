//! The template as a workbook: legible on screen, on A4 and in black and white.

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Workbook, Worksheet,
    XlsxError,
};

use super::super::role::Role;
use super::{
    ANSWER_SHEET, AS_OF_LABEL, Column, GUIDE_SHEET, MARK, MARK_SHEET, Template, VERSION, capability_columns, columns,
};
use crate::domain::{Kind, vocabulary};

/// Why a template could not be written.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// Nobody is asked anything of this kind.
    #[error("{0} に尋ねる項目は語彙にありません (the vocabulary asks nothing of this kind)")]
    NothingToAsk(&'static str),
    /// The spreadsheet could not be made.
    #[error("調査票を作れません (the workbook cannot be made): {0}")]
    Workbook(#[from] XlsxError),
}

// Rows of the answer sheet, counted from 0.
const TITLE: u32 = 0;
const LEGEND: u32 = 1;
const IDENTIFIERS: u32 = 2;
const GROUPS: u32 = 3;
const HEADINGS: u32 = 4;
const FIRST: u32 = 5;

/// The columns that stay in sight and are printed on every page: identifier and name.
const FIXED: u16 = 2;
/// A4.
const A4: u8 = 9;
/// Percent at which the answer sheet is printed.
const PRINT_SCALE: u16 = 65;
/// The width of A4 landscape within its margins, in pixels of the screen at [`PRINT_SCALE`].
const PAGE_PIXELS: f64 = 1_600.0;
const FONT: &str = "游ゴシック";
const SHADE: u32 = 0x00E7_E6E6;
const INPUT_SHADE: u32 = 0x00FF_F8E1;

/// The template as the bytes of an xlsx file.
///
/// # Errors
/// When the vocabulary asks nothing of the kind, or a text is longer than a spreadsheet allows.
pub fn write(template: &Template) -> Result<Vec<u8>, TemplateError> {
    if capability_columns(template.kind).is_empty() {
        return Err(TemplateError::NothingToAsk(template.kind.id()));
    }
    let columns = columns(template.kind);
    let mut book = Workbook::new();
    let made = template.made_on;
    let year = u16::try_from(made.year()).unwrap_or(2000);
    let made = ExcelDateTime::from_ymd(year, made.month().unsigned_abs(), made.day().unsigned_abs())?;
    let title = title(template.kind);
    book.set_properties(&DocProperties::new().set_title(&title).set_author("Zaitaku").set_creation_datetime(&made));
    answers(book.add_worksheet(), &columns, template, &title)?;
    guide(book.add_worksheet(), &columns, template.kind)?;
    mark(book.add_worksheet(), &columns, template.kind)?;
    Ok(book.save_to_buffer()?)
}

fn kind_label(kind: Kind) -> &'static str {
    vocabulary().kind(kind).map_or("", |words| words.label.ja.as_str())
}

fn title(kind: Kind) -> String {
    format!("在宅医療・介護の連携に関する調査票（{}）", kind_label(kind))
}

fn plain() -> Format {
    Format::new().set_font_name(FONT).set_font_size(10)
}

fn boxed() -> Format {
    plain().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter)
}

fn width(column: &Column) -> f64 {
    match column.role {
        Role::Capability(_) => 4.3,
        Role::Name => 26.0,
        Role::Address => 34.0,
        Role::ContactHours | Role::VisitingHours | Role::ConsultationHours => 26.0,
        Role::Remark => 36.0,
        _ => 14.0,
    }
}

/// How the cells of a column look; all but dates are text, so that 「10-15」 stays a range and telephones keep their zero.
fn cell_format(column: &Column) -> Format {
    let format = boxed();
    match column.role {
        Role::Capability(_) => format.set_align(FormatAlign::Center).set_num_format("@"),
        Role::AnsweredOn => format.set_num_format("yyyy/mm/dd"),
        Role::FacilityId => format.set_num_format("@").set_font_color(Color::Gray).set_text_wrap(),
        _ => format.set_num_format("@").set_text_wrap(),
    }
}

fn answers(sheet: &mut Worksheet, columns: &[Column], template: &Template, title: &str) -> Result<(), TemplateError> {
    sheet.set_name(ANSWER_SHEET)?;
    let last = FIRST + template.rows.len() as u32 + template.blank_rows.max(1) - 1;
    let right = columns.len() as u16 - 1;
    top(sheet, title)?;
    headings(sheet, columns)?;
    for (at, column) in (0u16..).zip(columns) {
        sheet.set_column_width(at, width(column))?;
        let format = cell_format(column);
        for row in FIRST..=last {
            let index = (row - FIRST) as usize;
            let filled = template.rows.get(index).and_then(|cells| cells.iter().find(|(role, _)| *role == column.role));
            match filled {
                Some((_, text)) => sheet.write_string_with_format(row, at, text, &format)?,
                None => sheet.write_blank(row, at, &format)?,
            };
        }
        if let Some(validation) = validation(column)? {
            sheet.add_data_validation(FIRST, at, last, at, &validation)?;
        }
    }
    sheet.autofilter(HEADINGS, 0, last, right)?;
    sheet.set_freeze_panes(FIRST, FIXED)?;
    sheet.set_paper_size(A4).set_landscape().set_print_scale(PRINT_SCALE).set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_repeat_rows(GROUPS, HEADINGS)?;
    sheet.set_repeat_columns(0, FIXED - 1)?;
    sheet.set_print_area(0, 0, last, right)?;
    sheet.set_vertical_page_breaks(&page_breaks(columns))?;
    sheet.set_footer("&L&9&F&C&9&P / &N&R&9Zaitaku");
    Ok(())
}

fn top(sheet: &mut Worksheet, title: &str) -> Result<(), TemplateError> {
    sheet.write_with_format(TITLE, 0, title, &plain().set_font_size(14).set_bold())?;
    sheet.merge_range(LEGEND, 0, LEGEND, 1, AS_OF_LABEL, &boxed().set_bold().set_align(FormatAlign::Right))?;
    let input =
        boxed().set_num_format("yyyy/mm/dd").set_background_color(Color::RGB(INPUT_SHADE)).set_align(FormatAlign::Left);
    sheet.write_blank(LEGEND, 2, &input)?;
    let ask = DataValidation::new()
        .allow_any_value()
        .set_input_title(AS_OF_LABEL)?
        .set_input_message("いつ時点の回答かを入れてください。例: 2026/10/1")?;
    sheet.add_data_validation(LEGEND, 2, LEGEND, 2, &ask)?;
    let legend = "○：対応できる　△：要相談　×：対応していない　空欄：回答なし　　条件があるときは「△ 看取りのみ」のように続けて書いてください。";
    sheet.write_with_format(LEGEND, 3, legend, &plain())?;
    sheet.set_row_height(LEGEND, 20)?;
    Ok(())
}

fn headings(sheet: &mut Worksheet, columns: &[Column]) -> Result<(), TemplateError> {
    let across = boxed().set_bold().set_align(FormatAlign::Center).set_text_wrap();
    let down = boxed().set_align(FormatAlign::Center).set_align(FormatAlign::Top).set_rotation(270);
    let shaded = |format: &Format, shade: bool| {
        if shade { format.clone().set_background_color(Color::RGB(SHADE)) } else { format.clone() }
    };
    let mut start = 0;
    let mut shade = true;
    while start < columns.len() {
        let same = columns[start..].iter().take_while(|column| column.group == columns[start].group).count();
        let end = start + same - 1;
        let (first, last) = (start as u16, end as u16);
        let format = shaded(&across, shade);
        if first == last {
            sheet.write_with_format(GROUPS, first, &columns[start].group, &format)?;
        } else {
            sheet.merge_range(GROUPS, first, GROUPS, last, &columns[start].group, &format)?;
        }
        for (at, column) in (first..).zip(&columns[start..=end]) {
            let stacked = matches!(column.role, Role::Capability(_));
            let text = if stacked { upright(&column.heading) } else { column.heading.clone() };
            let format = shaded(if stacked { &down } else { &across }, shade);
            sheet.write_with_format(HEADINGS, at, text, &format)?;
            sheet.insert_note(
                HEADINGS,
                at,
                &Note::new(&column.note).add_author_prefix(false).set_width(320).set_height(150),
            )?;
            sheet.write_with_format(IDENTIFIERS, at, column.role.id(), &plain().set_font_color(Color::Gray))?;
        }
        (start, shade) = (end + 1, !shade);
    }
    sheet.set_row_hidden(IDENTIFIERS)?;
    sheet.set_row_height(GROUPS, 34)?;
    sheet.set_row_height(HEADINGS, 225)?;
    Ok(())
}

/// Brackets of full width stand upright in stacked text.
fn upright(text: &str) -> String {
    text.replace('(', "（").replace(')', "）")
}

/// Drop-downs and hints. What is not in a list may be typed all the same: conditions are welcome.
fn validation(column: &Column) -> Result<Option<DataValidation>, XlsxError> {
    let hint = |validation: DataValidation| {
        let title: String = column.heading.chars().take(32).collect();
        let message: String = column.note.split('\n').next().unwrap_or_default().chars().take(250).collect();
        validation.set_input_title(title)?.set_input_message(message)
    };
    Ok(Some(match column.role {
        Role::Capability(_) => DataValidation::new().allow_list_strings(&["○", "△", "×"])?.show_error_message(false),
        Role::ContactChannel => hint(
            DataValidation::new().allow_list_strings(&["電話", "FAX", "メール", "MCS"])?.show_error_message(false),
        )?,
        Role::ContactHours | Role::VisitingHours | Role::ConsultationHours | Role::Capacity => {
            hint(DataValidation::new().allow_any_value())?
        }
        _ => return Ok(None),
    }))
}

/// Where a new page begins, so that no column is cut: the fixed columns stand on every page.
fn page_breaks(columns: &[Column]) -> Vec<u32> {
    let pixels = |column: &Column| width(column) * 7.0 + 5.0;
    let fixed: f64 = columns[..usize::from(FIXED)].iter().map(pixels).sum();
    let (mut breaks, mut used) = (Vec::new(), fixed);
    for (at, column) in (0u32..).zip(columns).skip(usize::from(FIXED)) {
        if used + pixels(column) > PAGE_PIXELS {
            breaks.push(at);
            used = fixed;
        }
        used += pixels(column);
    }
    breaks
}

fn guide(sheet: &mut Worksheet, columns: &[Column], kind: Kind) -> Result<(), TemplateError> {
    sheet.set_name(GUIDE_SHEET)?;
    let head = boxed().set_bold().set_align(FormatAlign::Center).set_background_color(Color::RGB(SHADE));
    let text = boxed().set_text_wrap().set_align(FormatAlign::Top);
    sheet.write_with_format(0, 0, format!("{} の書き方", title(kind)), &plain().set_font_size(14).set_bold())?;
    let how = [
        "「回答」シートに、1施設を1行で書いてください。分からない項目は空欄のままにしてください。空欄は「できない」とは扱いません。",
        "○ 対応できる　△ 相談のうえ対応　× 対応していない。条件があるときは「△ 看取りのみ」「○（平日のみ）」のように続けて書けます。",
        "行の並べ替え、列の追加はかまいません。追加した列の内容は備考として取り込まれます。灰色の Zaitaku ID は書き換えないでください。",
        "患者さんの氏名など、個人の情報は書かないでください。",
        "時間の書き方の例: 平日 12:30〜13:30 ／ 第2・4土 9:00〜12:00、平日 17時以降 ／ 月火木金 13:00〜15:00（お盆・年末年始を除く） ／ 随時 ／ 診療時間内",
        "One row an institution. ○ yes, △ ask first, × no, blank = not answered. A condition may follow the symbol. Write no patient's data.",
    ];
    for (row, line) in (1u32..).zip(how) {
        sheet.merge_range(row, 0, row, 4, line, &plain().set_text_wrap().set_align(FormatAlign::Top))?;
        sheet.set_row_height(row, 32)?;
    }
    let first = how.len() as u32 + 2;
    for (at, name) in (0u16..).zip(["区分", "項目", "説明", "English", "やさしい日本語"]) {
        sheet.write_with_format(first, at, name, &head)?;
    }
    for (row, column) in (first + 1..).zip(columns) {
        let words = match &column.role {
            Role::Capability(one) => one.first().and_then(|one| vocabulary().words(*one)),
            _ => None,
        };
        let [ja, en, easy] = words.map_or([column.note.clone(), String::new(), String::new()], |words| {
            let english = format!("{}: {}", words.label.en, words.explanation.en);
            [words.explanation.ja.clone(), english, format!("{}: {}", words.label.easy, words.explanation.easy)]
        });
        for (at, cell) in (0u16..).zip([&column.group, &column.heading, &ja, &en, &easy]) {
            sheet.write_with_format(row, at, cell, &text)?;
        }
        let longest = [ja.chars().count(), en.chars().count() / 2, easy.chars().count()].into_iter().max().unwrap_or(0);
        // Some twenty full-width letters go into a line of these columns.
        sheet.set_row_height(row, (longest.div_ceil(20).max(1) * 15) as f64)?;
    }
    for (at, width) in (0u16..).zip([18.0, 26.0, 44.0, 44.0, 44.0]) {
        sheet.set_column_width(at, width)?;
    }
    sheet.set_freeze_panes(first + 1, 2)?;
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_repeat_rows(first, first)?;
    sheet.set_footer("&C&9&P / &N");
    Ok(())
}

fn mark(sheet: &mut Worksheet, columns: &[Column], kind: Kind) -> Result<(), TemplateError> {
    sheet.set_name(MARK_SHEET)?;
    sheet.set_hidden(true);
    sheet.write(0, 0, MARK)?;
    sheet.write_string(0, 1, VERSION)?;
    sheet.write(1, 0, "kind")?;
    sheet.write(1, 1, kind.id())?;
    for (row, column) in (3u32..).zip(columns) {
        sheet.write(row, 0, column.role.id())?;
        sheet.write(row, 1, &column.heading)?;
    }
    Ok(())
}
