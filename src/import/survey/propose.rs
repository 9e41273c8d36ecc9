//! A mapping proposed for a survey of unknown layout.

use jiff::civil::Date;

use super::answer::{Answers, legend};
use super::column::{self, Guess, USE_FROM};
use super::dates;
use super::form::{self, Label};
use super::grid::Grid;
use super::header::{self, Found};
use super::layout::{self, Layout};
use super::mapping::{ColumnMapping, Mapping, TableMapping};
use super::role::Role;
use super::words::lexicon;
use crate::domain::Kind;
use crate::domain::municipality::{prefecture_name, split_prefecture};
use crate::domain::text::nfkc;
use crate::import::{ImportError, Part, edition};

/// A proposal, and what a person should know about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The proposed mapping.
    pub mapping: Mapping,
    /// Sheets that were left out, each with the reason, in Japanese and English.
    pub left_out: Vec<(String, &'static str)>,
    /// How many rows stand below the headings of all tables, notes included.
    pub rows: usize,
}

/// Proposes a mapping.
///
/// `only` names the one sheet to look at. Nothing is read from hidden sheets.
///
/// # Errors
/// When the file cannot be opened, or none of its sheets has headings under which institutions stand.
pub fn propose(part: &Part, only: Option<&str>) -> Result<Proposal, ImportError> {
    let grids = Grid::open(part)?;
    let mut left_out = Vec::new();
    let mut seen: Vec<&Grid> = Vec::new();
    for grid in &grids {
        if only.is_some_and(|name| name != grid.name) {
            left_out.push((grid.name.clone(), "指定されていない (not asked for)"));
        } else if grid.hidden && only.is_none() {
            left_out.push((grid.name.clone(), "非表示 (hidden)"));
        } else {
            seen.push(grid);
        }
    }
    let across = seen.iter().filter(|grid| layout::shows_several(grid));
    let turned: Vec<Grid> = across.filter_map(|grid| layout::turned(grid)).collect();
    let forms = turned.is_empty().then(|| form::together(&seen)).flatten();
    let by_rows = Draft::of(part, &seen, &header::covers(&grids), &[]);
    let by_columns = Draft::of(part, &turned.iter().collect::<Vec<_>>(), &[], &[]).filter(Draft::names_institutions);
    let by_form = forms.as_ref().and_then(|(grid, cells)| Draft::of(part, &[grid], &[], cells));
    // Of drafts that know as much, the usual layout is meant.
    let drafts = [by_rows, by_columns, by_form.filter(Draft::names_institutions)];
    let best = drafts.into_iter().flatten().rev().max_by_key(|draft| draft.known);
    let Some(Draft { mapping, rows, .. }) = best else {
        return Err(ImportError::NoSurvey { file: part.name.clone() });
    };
    let in_use = |grid: &&Grid| mapping.tables.iter().any(|table| table.sheet == grid.name);
    if mapping.tables.iter().all(|table| table.layout != Layout::Form) {
        let without = seen.iter().filter(|grid| !in_use(grid));
        left_out.extend(without.map(|grid| (grid.name.clone(), "名称の列が見つからない (no column of names)")));
    }
    Ok(Proposal { mapping, left_out, rows })
}

/// A proposal for one layout.
struct Draft {
    mapping: Mapping,
    rows: usize,
    /// How many columns it would use.
    known: usize,
}

impl Draft {
    /// `None` where no grid has headings under which institutions stand. `elsewhere` are lines of other sheets, `cells` the cells of the
    /// answers where the grid was made of forms.
    fn of(part: &Part, grids: &[&Grid], elsewhere: &[String], cells: &[Label]) -> Option<Self> {
        let tables: Vec<(&Grid, Found)> =
            grids.iter().flat_map(|&grid| header::tables(grid).into_iter().map(move |table| (grid, table))).collect();
        if tables.is_empty() {
            return None;
        }
        let mapping = mapping(part, &tables, elsewhere, cells);
        let says = |column: &&ColumnMapping| {
            column.used && !matches!(column.role, Role::Ignored | Role::Unmapped | Role::Remark)
        };
        let known = mapping.tables.iter().map(|table| table.columns.iter().filter(says).count()).sum();
        let rows = tables.iter().map(|(grid, table)| rows(grid, table)).sum();
        Some(Self { mapping, rows, known })
    }

    fn names_institutions(&self) -> bool {
        self.mapping.tables.iter().all(|table| table.columns.iter().any(ColumnMapping::is_name))
    }
}

fn mapping(part: &Part, tables: &[(&Grid, Found)], elsewhere: &[String], cells: &[Label]) -> Mapping {
    let around: Vec<String> = tables.iter().flat_map(|(grid, table)| lines_around(grid, table)).collect();
    let answers = Answers::of_legend(around.iter().map(String::as_str));
    let title = title(tables).unwrap_or_else(|| stem(&part.name).to_owned());
    let guess = |(grid, table): &(&Grid, Found)| {
        let kinds = kinds(grid, table, &title);
        (column::guess(grid, table, &answers, &kinds), kinds)
    };
    let guesses: Vec<(Vec<Guess>, Vec<Kind>)> = tables.iter().map(guess).collect();
    let with_guesses = || tables.iter().zip(&guesses).map(|((grid, table), (guesses, _))| (*grid, table, guesses));
    let (as_of, as_of_from) = as_of(part, &around, elsewhere, || {
        with_guesses().filter_map(|(grid, table, guesses)| last_answer(grid, table, guesses)).max()
    });
    let prefecture = with_guesses().find_map(|(grid, table, guesses)| prefecture(grid, table, guesses));
    let prefecture = prefecture.unwrap_or_default().to_owned();
    let one = |((grid, table), (guesses, kinds)): (&(&Grid, Found), _)| mapped(grid, table, guesses, kinds, cells);
    let tables = tables.iter().zip(guesses).map(one).collect();
    Mapping { version: 1, survey: survey_name(&title), title, as_of, as_of_from, prefecture, answers, tables }
}

/// The day of the answers, and where it was found.
fn as_of(
    part: &Part,
    around: &[String],
    elsewhere: &[String],
    answered: impl Fn() -> Option<Date>,
) -> (Option<Date>, &'static str) {
    let undated = Part { name: part.name.clone(), modified: None, bytes: Vec::new() };
    if let Some(date) = dates::as_of(around, elsewhere) {
        (Some(date), "ファイルの記載 (stated in the file)")
    } else if let Some(date) = answered() {
        (Some(date), "回答日の列の最後の日 (the last day in the column of answer dates)")
    } else if let Some(date) = edition::of(&undated, around) {
        (Some(date), "ファイル名 (from the file's name)")
    } else if part.modified.is_some() {
        (part.modified, "ファイルの更新日。確認してください (modification date: please check)")
    } else {
        (None, "不明。記入してください (not known: please fill in)")
    }
}

/// The last day on which anybody answered, where rows carry days of their own.
fn last_answer(grid: &Grid, table: &Found, guesses: &[Guess]) -> Option<Date> {
    let column = guesses.iter().find(|guess| guess.role == Role::AnsweredOn && guess.confidence >= USE_FROM)?.column;
    (table.header.1 + 1..=table.last).filter_map(|row| dates::find(grid.own((row, column)))).max()
}

fn mapped(grid: &Grid, table: &Found, guesses: Vec<Guess>, kinds: Vec<Kind>, cells: &[Label]) -> TableMapping {
    let place = |column: usize| {
        cells.get(column).map_or_else(|| grid.layout.name_of(column), |label| layout::cell_name(label.at))
    };
    let column = |guess: Guess| ColumnMapping {
        column: place(guess.column),
        heading: guess.heading,
        used: guess.role == Role::Ignored || guess.role != Role::Unmapped && guess.confidence >= USE_FROM,
        role: guess.role,
        confidence: guess.confidence,
        reason: guess.reason,
        samples: guess.samples,
        unread: guess.unread,
    };
    TableMapping {
        sheet: grid.name.clone(),
        layout: grid.layout,
        header_rows: [table.header.0 + 1, table.header.1 + 1],
        kinds,
        fingerprint: TableMapping::fingerprint_of(table),
        columns: guesses.into_iter().map(column).collect(),
    }
}

/// The lines above a table, its headings, and the notes below: where legends and dates stand.
fn lines_around(grid: &Grid, table: &Found) -> Vec<String> {
    let above = grid.above(table.header.0).into_iter();
    let headings = (table.header.0..=table.header.1).map(|row| grid.line(row));
    let notes = (table.header.1 + 1..=table.last).filter(|&row| grid.used(row).count() == 1).map(|row| grid.line(row));
    above.chain(headings).chain(notes).filter(|line| !line.is_empty()).collect()
}

fn rows(grid: &Grid, table: &Found) -> usize {
    (table.header.1 + 1..=table.last).filter(|&row| grid.used(row).next().is_some()).count()
}

/// The line above a table that calls itself a survey; else the first one that is neither a legend nor a date.
fn title(tables: &[(&Grid, Found)]) -> Option<String> {
    let (grid, table) = tables.first()?;
    let plain = |line: &String| !line.is_empty() && legend(line).is_empty() && line.chars().count() <= 80;
    let dated = |line: &String| ["基準日", "調査日", "回答日", "期間"].iter().any(|word| line.contains(word));
    let lines: Vec<String> = grid.above(table.header.0).into_iter().filter(plain).collect();
    let words = ["調査", "アンケート", "一覧", "リスト", "名簿"];
    let is_survey =
        |line: &&String| words.iter().any(|word| line.contains(word)) && !line.starts_with('※') && !dated(line);
    let first = || lines.iter().find(|line| dates::find(line).is_none());
    lines.iter().find(is_survey).or_else(first).cloned()
}

fn stem(name: &str) -> &str {
    let last = name.rsplit(['!', '/', '\\']).next().unwrap_or(name);
    last.rsplit_once('.').map_or(last, |(stem, _)| stem)
}

/// The title without what changes every year and without what every list is called.
fn survey_name(title: &str) -> String {
    let plain = nfkc(title);
    let plain = plain.split_once('】').map_or(plain.as_str(), |(_, rest)| rest);
    let plain = plain.split('(').next().unwrap_or_default();
    let mut name = plain.to_owned();
    for era in ["令和", "平成"] {
        if let Some((before, rest)) = name.clone().split_once(era) {
            let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '元' || c == ' ');
            let rest = rest.strip_prefix("年度").or_else(|| rest.strip_prefix('年')).unwrap_or(rest);
            name = format!("{before}{rest}");
        }
    }
    let mut words: Vec<&str> = name.split_whitespace().collect();
    words.retain(|word| {
        let year = word.trim_end_matches("年度").trim_end_matches('年');
        !matches!(*word, "回答一覧" | "回答集計表" | "回答集計" | "集計" | "集計表" | "結果" | "一覧" | "回答")
            && !is_year(year)
    });
    let name = words.join(" ");
    if name.is_empty() { nfkc(title) } else { name }
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The kinds that were asked: by the names of the institutions, else by the sheet and the title.
fn kinds(grid: &Grid, table: &Found, title: &str) -> Vec<Kind> {
    /// Percent of the names that make the kind of the table.
    const MOST: usize = 60;
    let is_name = |heading: &&header::Heading| {
        lexicon()
            .column(&heading.parts, &[])
            .is_some_and(|found| found.role == Role::Name && found.confidence >= USE_FROM)
    };
    let names: Vec<&str> = table.columns.iter().find(is_name).map_or_else(Vec::new, |heading| {
        // 「薬局の部」 alone in its row is no institution.
        let rows = (table.header.1 + 1..=table.last).filter(|&row| grid.used(row).count() > 1);
        rows.map(|row| grid.own((row, heading.column))).filter(|name| !name.is_empty()).collect()
    });
    let said: Vec<Vec<Kind>> = names.iter().filter_map(|name| lexicon().kind(name)).map(asked_together).collect();
    let count = |kinds: &[Kind]| said.iter().filter(|one| *one == kinds).count();
    if let Some(best) = said.iter().max_by_key(|kinds| count(kinds)) {
        if count(best) * 100 >= names.len() * MOST {
            return best.clone();
        }
        // Institutions of many kinds: whoever was seen.
        let mut all: Vec<Kind> = said.iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        if count(best) * 100 < said.len() * MOST {
            return all;
        }
    }
    lexicon().kind(&format!("{} {title}", grid.name)).map(asked_together).unwrap_or_default()
}

/// Clinics and hospitals stand in one list.
fn asked_together(kind: Kind) -> Vec<Kind> {
    match kind {
        Kind::Clinic | Kind::Hospital => vec![Kind::Clinic, Kind::Hospital],
        other => vec![other],
    }
}

/// The prefecture that the addresses name, where all that name one name the same.
fn prefecture(grid: &Grid, table: &Found, guesses: &[Guess]) -> Option<&'static str> {
    let address = guesses.iter().find(|guess| guess.role == Role::Address)?;
    let rows = table.header.1 + 1..=table.last;
    let mut codes =
        rows.filter_map(|row| split_prefecture(&nfkc(grid.own((row, address.column)))).map(|(code, _)| code));
    let first = codes.next()?;
    codes.all(|code| code == first).then(|| prefecture_name(first)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_survey_keeps_its_name_over_the_years() {
        let name = "在宅医療に関するアンケート";
        for title in [
            "令和8年度　在宅医療に関するアンケート　回答一覧（架空の回答）",
            "令和９年度 在宅医療に関するアンケート",
            "2027年度 在宅医療に関するアンケート 集計",
        ] {
            assert_eq!(survey_name(title), name, "{title}");
        }
        assert_eq!(survey_name("令和8年度"), "令和8年度");
    }
}
