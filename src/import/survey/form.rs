//! Forms: a sheet for each institution, on which labels stand beside their answers.

use super::answer::{Answers, Reading};
use super::grid::{Grid, Place};
use super::header::{Heading, LONGEST_HEADING, SURE, is_name};
use super::mapping::{ColumnMapping, TableMapping};
use super::role::Role;
use super::words::{bare, lexicon};

/// A longer or wider sheet is no form.
const MOST_ROWS: usize = 400;
const MOST_COLUMNS: usize = 100;
/// So many known labels make a form.
const FEWEST_LABELS: usize = 4;

/// A label, and where its answer stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    /// What stands before the answer, the group first.
    pub(super) parts: Vec<String>,
    /// The cell of the answer.
    pub(super) at: Place,
}

impl Label {
    fn line(&self) -> String {
        bare(&self.parts.concat())
    }

    fn leaf(&self) -> String {
        bare(self.parts.last().map_or("", String::as_str))
    }
}

/// A label with its answer on one sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    label: Label,
    text: String,
}

/// The labels and answers of a sheet, and its other lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Form {
    fields: Vec<Field>,
    lines: Vec<String>,
}

/// A cell with text, as wide and as tall as it is merged.
#[derive(Clone, Copy)]
struct Cell<'g> {
    text: &'g str,
    home: Place,
    end: usize,
    tall: usize,
}

fn cells(grid: &Grid, row: usize) -> Vec<Cell<'_>> {
    let mut cells = Vec::new();
    let mut column = 0;
    while column < grid.width() {
        let home = grid.home((row, column));
        let merged = |place: Place| place != home && grid.home(place) == home;
        let end = (column + 1..grid.width()).find(|&next| !merged((row, next))).unwrap_or(grid.width());
        let tall = 1 + (home.0 + 1..grid.height()).take_while(|&below| merged((below, home.1))).count();
        if !grid.own(home).is_empty() {
            cells.push(Cell { text: grid.own(home), home, end, tall });
        }
        column = end;
    }
    cells
}

/// What a text means as a label, where that is sure.
fn meant(text: &str) -> Option<Role> {
    let answer = matches!(Answers::default().read(text), Reading::Said(..));
    let short = text.chars().count() <= LONGEST_HEADING && !answer;
    lexicon().heading(text, &[]).filter(|found| short && found.confidence >= SURE).map(|found| found.role)
}

fn asks(text: &str) -> bool {
    matches!(meant(text), Some(Role::Capability(_)))
}

/// 「1」, 「(2)」, 「問3」 before a label.
fn is_number(text: &str) -> bool {
    bare(text).trim_start_matches('問').chars().all(char::is_numeric)
}

impl Form {
    /// Reads a sheet. `None` where it is no form: too large, without a name, or with few labels.
    pub(super) fn of(grid: &Grid) -> Option<Self> {
        if grid.height() > MOST_ROWS || grid.width() > MOST_COLUMNS {
            return None;
        }
        let mut form = Self::default();
        let mut section = String::new();
        for row in 0..grid.height() {
            form.read(&cells(grid, row), row, &mut section);
        }
        let known = form.fields.iter().filter(|field| field.is_known()).count();
        (known >= FEWEST_LABELS && form.fields.iter().any(Field::is_name)).then_some(form)
    }

    fn read(&mut self, cells: &[Cell<'_>], row: usize, section: &mut String) {
        let Some(first) = cells.iter().position(|cell| cell.home.0 == row) else { return };
        let mut groups: Vec<&str> = cells[..first].iter().map(|cell| cell.text).collect();
        let own: Vec<Cell<'_>> = cells[first..].iter().filter(|cell| cell.home.0 == row).copied().collect();
        let mut at = 0;
        while let Some(cell) = own.get(at) {
            let beside = |at: usize| own.get(at + 1).filter(|next| own[at].end == next.home.1);
            let next = beside(at);
            if let Some((label, text)) = in_one_cell(cell.text) {
                self.put(&groups, label, section, cell.home, text.to_owned());
            } else if is_number(cell.text) && next.is_some() {
                // What it numbers stands beside it.
            } else if let Some(next) = next {
                if is_group(cell, next, beside(at + 1).is_some()) {
                    groups.push(cell.text);
                } else {
                    at += 1;
                    let mut text = next.text.to_owned();
                    // 「訪問診療 | ○ | 平日のみ」: the words belong to the answer.
                    while let (Some(more), true) = (beside(at), asks(cell.text)) {
                        if meant(more.text).is_some() || beside(at + 1).is_some() {
                            break;
                        }
                        at += 1;
                        text = format!("{text} {}", more.text);
                    }
                    self.put(&groups, cell.text, section, next.home, text);
                }
            } else if meant(cell.text).is_some() || !groups.is_empty() {
                self.put(&groups, cell.text, section, (row, cell.end), String::new());
            } else {
                if own.len() == 1 && cell.text.chars().count() <= LONGEST_HEADING {
                    cell.text.clone_into(section);
                }
                self.lines.push(cell.text.to_owned());
            }
            at += 1;
        }
    }

    fn put(&mut self, groups: &[&str], label: &str, section: &str, at: Place, text: String) {
        let mut parts: Vec<String> = groups.iter().map(|&group| group.to_owned()).collect();
        // The heading of a section says what a label means that says nothing by itself: 「施設」 below 「看取り」.
        if parts.is_empty() && meant(label).is_none() && !section.is_empty() {
            parts.push(section.to_owned());
        }
        parts.push(label.to_owned());
        self.fields.push(Field { label: Label { parts, at }, text });
    }

    /// The field that a label means: in its place, else where its words stand and nothing else bears them.
    fn find(&self, label: &Label) -> Option<&Field> {
        let only = |fits: &dyn Fn(&&Field) -> bool| {
            let mut fitting = self.fields.iter().filter(|field| fits(field));
            fitting.next().filter(|_| fitting.next().is_none())
        };
        let (line, leaf) = (label.line(), label.leaf());
        let here = self.fields.iter().find(|field| field.label.at == label.at && field.label.leaf() == leaf);
        here.or_else(|| only(&|field| field.label.line() == line)).or_else(|| only(&|field| field.label.leaf() == leaf))
    }
}

impl Field {
    fn is_known(&self) -> bool {
        lexicon().column(&self.label.parts, &[]).is_some_and(|found| found.confidence >= SURE)
    }

    fn is_name(&self) -> bool {
        !self.text.is_empty() && is_name(&self.label.parts.concat())
    }
}

/// 「電話：046-000-0000」.
fn in_one_cell(text: &str) -> Option<(&str, &str)> {
    let (label, answer) = text.split_once(['：', ':'])?;
    (!answer.trim().is_empty() && meant(label).is_some()).then(|| (label.trim(), answer.trim()))
}

/// Whether a cell heads a group of labels: beside it stands another label, not its answer.
fn is_group(cell: &Cell<'_>, next: &Cell<'_>, answered: bool) -> bool {
    let role = meant(cell.text);
    if cell.tall > 1 && next.tall < cell.tall {
        return answered || role.is_none();
    }
    // The answer to 「連絡方法」 is 「電話」, which elsewhere is a label.
    let asks = matches!(role, Some(Role::Capability(_)));
    meant(next.text).is_some() && (role.is_none() || asks && answered)
}

/// The forms among sheets, and the labels they have together: those of the fullest, then what others have besides.
pub(super) fn together(grids: &[&Grid]) -> Option<(Grid, Vec<Label>)> {
    let forms: Vec<(&Grid, Form)> = grids.iter().filter_map(|grid| Some((*grid, Form::of(grid)?))).collect();
    let known = |form: &Form| form.fields.iter().filter(|field| field.is_known()).count();
    let (grid, fullest) = forms.iter().rev().max_by_key(|(_, form)| known(form))?;
    let labels: Vec<Label> = fullest.fields.iter().map(|field| field.label.clone()).collect();
    let alike = |form: &Form| labels.iter().filter(|label| form.find(label).is_some()).count() * 2 >= labels.len();
    let alike: Vec<Form> = forms.iter().filter(|(_, form)| alike(form)).map(|(_, form)| form.clone()).collect();
    let (rows, labels, around) = table(&alike, labels);
    let headings = headings(&labels, |_| true);
    Some((Grid::of_forms(&grid.name, rows, headings, around), labels))
}

/// Replaces the forms that have the labels of a mapping by one grid of them.
pub(super) fn put_together(grids: &mut Vec<Grid>, mapping: &TableMapping) {
    let label = |column: &ColumnMapping| {
        let parts = column.heading.split('／').map(str::to_owned).collect();
        Label { parts, at: column.cell().unwrap_or_default() }
    };
    let labels: Vec<Label> = mapping.columns.iter().map(label).collect();
    let those = |wanted: fn(&ColumnMapping) -> bool| -> Vec<&Label> {
        let columns = mapping.columns.iter().zip(&labels).filter(|(column, _)| wanted(column));
        columns.map(|(_, label)| label).collect()
    };
    let (used, names) = (those(|column| !column.is_unmapped()), those(ColumnMapping::is_name));
    let has = |form: &Form, labels: &[&Label]| labels.iter().filter(|label| form.find(label).is_some()).count();
    let fits = |form: &Form| has(form, &names) > 0 && has(form, &used) * 2 >= used.len();
    let mut forms = Vec::new();
    grids.retain(|grid| {
        let form = Some(grid).filter(|grid| !grid.hidden).and_then(Form::of).filter(fits);
        form.is_none_or(|form| {
            forms.push(form);
            false
        })
    });
    if forms.is_empty() {
        return;
    }
    let listed = labels.len();
    let (rows, labels, around) = table(&forms, labels);
    let there = |at: usize| at >= listed || forms.iter().any(|form| form.find(&labels[at]).is_some());
    let headings = headings(&labels, there);
    grids.push(Grid::of_forms(&mapping.sheet, rows, headings, around));
}

/// A row for each form below an empty one, a column for each label; labels that only some forms have come last.
fn table(forms: &[Form], mut labels: Vec<Label>) -> (Vec<Vec<String>>, Vec<Label>, Vec<String>) {
    let mut around: Vec<String> = Vec::new();
    for form in forms {
        let found: Vec<Place> =
            labels.iter().filter_map(|label| form.find(label)).map(|field| field.label.at).collect();
        let more = form.fields.iter().map(|field| &field.label).filter(|label| !found.contains(&label.at));
        labels.extend(more.cloned().collect::<Vec<_>>());
        around.extend(form.lines.iter().filter(|line| !around.contains(line)).cloned().collect::<Vec<_>>());
    }
    let row = |form: &Form| {
        labels.iter().map(|label| form.find(label).map_or_else(String::new, |field| field.text.clone())).collect()
    };
    let rows = std::iter::once(vec![String::new(); labels.len()]).chain(forms.iter().map(row)).collect();
    (rows, labels, around)
}

fn headings(labels: &[Label], there: impl Fn(usize) -> bool) -> Vec<Heading> {
    let one = |(column, label): (usize, &Label)| Heading { column, parts: label.parts.clone() };
    labels.iter().enumerate().filter(|(at, _)| there(*at)).map(one).collect()
}
