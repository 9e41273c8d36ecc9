//! The rows of a survey as statements.

use ::csv::StringRecord;
use jiff::civil::Date;

use super::answer::{Answers, Blank, Reading};
use super::bind::{Bound, Column};
use super::cells::{self, contact_calendar, one_line};
use super::dates;
use super::mapping::Mapping;
use super::role::Role;
use super::words::bare;
use crate::domain::facility::{Beds, Capacity, Identifier, Remark};
use crate::domain::municipality::{prefecture_name, split_prefecture};
use crate::domain::record::FilingTable;
use crate::domain::statement::Statement;
use crate::domain::text::fold;
use crate::domain::{Answer, Capability, Fact, Kind, Origin, vocabulary};
use crate::import::ledger::{Ledger, both, hash, place};
use crate::import::table::clip;
use crate::import::{Dataset, address, contact};

/// What one institution said in one row.
pub(super) struct Entry {
    /// The row as a person counts it.
    pub(super) row: u64,
    /// The hash of its cells, running numbers left out.
    pub(super) hash: u64,
    /// The heading of the name.
    pub(super) field: String,
    /// What was said.
    pub(super) statement: Statement,
    /// The day of this answer, where the row has one of its own.
    pub(super) answered_on: Option<Date>,
}

/// Reads the rows of a bound table.
pub(super) struct Reader<'a, 'l, 'p> {
    pub(super) bound: &'a Bound<'a>,
    pub(super) mapping: &'a Mapping,
    pub(super) as_of: Date,
    pub(super) ledger: &'l mut Ledger<'p>,
}

/// What a row is.
enum Line {
    Blank,
    Institution,
    /// Set aside: code and words.
    Aside(&'static str, &'static str),
    Nameless,
}

impl Reader<'_, '_, '_> {
    /// The institutions of the table, in its order.
    pub(super) fn entries(&mut self) -> Vec<Entry> {
        self.remark_unmapped();
        let mut entries = Vec::new();
        for row in self.bound.found.header.1 + 1..=self.bound.found.last {
            let line = self.line(row);
            if matches!(line, Line::Blank) {
                continue;
            }
            self.ledger.count();
            let text = clip(&one_line(&self.bound.grid.line(row)));
            let at = place(row as u64 + 1, "", &text);
            match line {
                Line::Blank => {}
                Line::Aside(code, message) => self.ledger.set_aside(code, at, message),
                Line::Nameless => self.ledger.refuse(
                    "missing_name",
                    at,
                    "名称がなく、どこの回答か分かりません (answers without a name)",
                ),
                Line::Institution => entries.extend(self.institution(row)),
            }
        }
        entries
    }

    fn remark_unmapped(&mut self) {
        let bound = self.bound;
        for column in bound.columns.iter().filter(|column| column.role == Role::Unmapped) {
            let rows = bound.found.header.1 + 1..=bound.found.last;
            let Some(sample) = rows.map(|row| bound.grid.own((row, column.index))).find(|text| !text.is_empty()) else {
                continue;
            };
            let sample = clip(&one_line(sample));
            self.ledger.info(
                "column_unmapped",
                place(bound.found.header.1 as u64 + 1, &column.heading, &sample),
                "割り当てのない列です。内容は備考に残しました (nobody assigned the column; its text was kept as remarks)",
            );
        }
    }

    fn name(&self, row: usize) -> &str {
        let name = self.bound.column(&Role::Name).or_else(|| self.bound.column(&Role::FacilityId));
        name.map_or("", |column| self.bound.grid.down((row, column.index)))
    }

    fn own(&self, row: usize) -> Vec<(&Column, &str)> {
        let cells = self.bound.columns.iter().map(|column| (column, self.bound.grid.own((row, column.index))));
        cells.filter(|(_, text)| !text.is_empty()).collect()
    }

    fn line(&self, row: usize) -> Line {
        let cells = self.own(row);
        let name = self.name(row);
        let Some((_, first)) = cells.first() else { return Line::Blank };
        let below_merged = !name.is_empty() && !cells.iter().any(|(column, _)| column.role == Role::Name);
        if self.repeats_header(row, &cells) {
            Line::Aside("repeated_header", "見出しの繰り返し (the headings again)")
        } else if cells.len() == 1 && !below_merged {
            Line::Aside("note_row", "一つの欄だけの行は注記として扱いました (a row with one cell is a note)")
        } else if is_example(first) || is_example(name) {
            Line::Aside("example_row", "記入例の行 (an example)")
        } else if is_sum(first) || is_sum(name) || is_count(&cells) {
            Line::Aside("subtotal_row", "集計の行 (a subtotal)")
        } else if !name.is_empty() {
            Line::Institution
        } else if cells.iter().any(|(column, text)| self.is_answer(column, text)) {
            Line::Nameless
        } else {
            Line::Aside("note_row", "名称も回答もない行は注記として扱いました (neither name nor answer: a note)")
        }
    }

    fn is_answer(&self, column: &Column, text: &str) -> bool {
        matches!(column.role, Role::Capability(_)) && matches!(self.mapping.answers.read(text), Reading::Said(..))
            || matches!(column.role, Role::Address | Role::Phone)
    }

    fn repeats_header(&self, row: usize, cells: &[(&Column, &str)]) -> bool {
        let (top, bottom) = self.bound.found.header;
        let said = |column: &Column, text: &str| {
            (top..=bottom).any(|heading| bare(self.bound.grid.filled((heading, column.index))) == bare(text))
        };
        let same = cells.iter().filter(|(column, text)| !bare(text).is_empty() && said(column, text)).count();
        row > bottom && same >= 2 && same * 2 >= cells.len()
    }

    fn institution(&mut self, row: usize) -> Option<Entry> {
        let bound = self.bound;
        let cells: Vec<(&Column, &str)> =
            bound.columns.iter().map(|column| (column, bound.grid.down((row, column.index)))).collect();
        let number = row as u64 + 1;
        let mut builder = Builder::new(self, number, &cells);
        for (column, text) in &cells {
            if !text.is_empty() {
                builder.take(column, text);
            }
        }
        let (statement, answered_on) = builder.finish(&cells);
        let field = bound.column(&Role::Name).map_or_else(String::new, |column| column.heading.clone());
        if says_nothing(&statement) {
            let name = clip(&statement.subject.name);
            self.ledger.set_aside("no_answer", place(number, &field, &name), "回答がありません (nothing was answered)");
            return None;
        }
        let record: StringRecord =
            cells.iter().filter(|(column, _)| column.role != Role::Ignored).map(|(_, text)| *text).collect();
        Some(Entry { row: number, hash: hash(&record, None), field, statement, answered_on })
    }
}

/// 「例」「（例）」「記入例」「例：架空医院」.
fn is_example(text: &str) -> bool {
    let plain = bare(text);
    plain == "例"
        || ["記入例", "回答例", "見本"].iter().any(|word| plain.starts_with(word))
        || ["(例)", "例:", "【例】", "[例]"].iter().any(|word| fold(text).starts_with(word))
}

/// 「合計」「小計（北部）」「計」.
fn is_sum(text: &str) -> bool {
    const WORDS: [&str; 11] =
        ["小計", "合計", "総計", "平均", "割合", "集計", "該当数", "対応可能数", "回答数", "総数", "件数"];
    let plain = bare(text);
    plain == "計" || WORDS.iter().any(|word| plain.starts_with(word))
}

/// A row of nothing but numbers counts something.
fn is_count(cells: &[(&Column, &str)]) -> bool {
    let number = |text: &str| {
        let plain = fold(text);
        !plain.is_empty() && plain.chars().all(|c| c.is_ascii_digit() || ".%,件名".contains(c))
    };
    cells.len() >= 2
        && cells.iter().all(|(_, text)| number(text))
        && cells.iter().filter(|(column, _)| matches!(column.role, Role::Capability(_))).count() >= 2
}

const fn says_nothing(statement: &Statement) -> bool {
    let hours = &statement.hours;
    statement.facts.is_empty()
        && hours.consultation.is_none()
        && hours.contact.is_none()
        && hours.visiting.is_none()
        && statement.capacity.is_none()
        && statement.remarks.is_empty()
        && statement.beds.is_none()
        && statement.specialties.is_empty()
        && statement.fax.is_none()
        && statement.url.is_none()
}

/// Makes the statement of one row.
struct Builder<'b, 'p> {
    answers: &'b Answers,
    prefecture: &'b str,
    kinds: &'b [Kind],
    row: u64,
    origin: Origin,
    answered_on: Option<Date>,
    municipality: String,
    contact: (Vec<String>, Option<String>, Option<String>, Option<String>),
    consultation: Vec<String>,
    closed: Vec<String>,
    visiting: Vec<String>,
    /// Answers with the number of capabilities that their column asks for at once, and its heading.
    said: Vec<(usize, String, Capability, Fact)>,
    statement: Statement,
    ledger: &'b mut Ledger<'p>,
}

impl<'b, 'p> Builder<'b, 'p> {
    fn new(reader: &'b mut Reader<'_, '_, 'p>, row: u64, cells: &[(&Column, &str)]) -> Self {
        let date = cells.iter().find(|(column, _)| column.role == Role::AnsweredOn);
        let answered_on = date.and_then(|(_, text)| dates::find(text));
        let origin = Origin { source: Dataset::Survey.source(), as_of: answered_on.unwrap_or(reader.as_of) };
        let mut statement = Statement::default();
        statement.subject.kinds.clone_from(&reader.mapping.kinds);
        Self {
            answers: &reader.mapping.answers,
            prefecture: &reader.mapping.prefecture,
            kinds: &reader.mapping.kinds,
            row,
            origin,
            answered_on,
            municipality: String::new(),
            contact: Default::default(),
            consultation: Vec::new(),
            closed: Vec::new(),
            visiting: Vec::new(),
            said: Vec::new(),
            statement,
            ledger: reader.ledger,
        }
    }

    fn take(&mut self, column: &Column, text: &str) {
        let line = one_line(text);
        match &column.role {
            Role::Ignored => {}
            Role::Unmapped | Role::Remark => self.remark(column, text),
            Role::FacilityId => self.statement.subject.facility = Some(line),
            Role::Name => self.statement.subject.name = line,
            Role::NameKana => self.statement.name_kana = Some(line),
            Role::Address => self.statement.subject.address = Some(line),
            Role::Municipality => self.municipality = line,
            Role::Phone => self.statement.subject.phone = self.phone(column, &line),
            Role::Fax => self.statement.fax = self.phone(column, &line),
            Role::Url => self.statement.url = contact::url(&line, self.row, &column.heading, self.ledger),
            Role::InstitutionCode => self.institution_code(column, &line),
            Role::KaigoOffice => self.office(column, &line),
            Role::Kind => self.kind(column, &line),
            Role::AnsweredOn if self.answered_on.is_none() => self.unreadable("unreadable_date", column, &line),
            Role::AnsweredOn => {}
            Role::Capacity => self.capacity(column, &line),
            Role::Beds => self.beds(column, &line),
            Role::Specialties => self.specialties(&line),
            Role::ContactHours => self.contact.0.extend(stated(&line)),
            Role::ContactChannel => self.channel(&line),
            Role::ContactPerson => self.contact.2 = stated(&line).or(self.contact.2.take()),
            Role::ConsultationHours => self.consultation.extend(stated(&line)),
            Role::ClosedDays => self.closed.extend(stated(&line)),
            Role::VisitingHours => self.visiting.extend(stated(&line)),
            Role::CapabilityList => self.list(column, text),
            Role::Capability(capabilities) => self.answer(column, capabilities, &line),
        }
    }

    fn remark(&mut self, column: &Column, text: &str) {
        let text = text.trim();
        if stated(text).is_some() && !matches!(fold(text).as_str(), "ナシ" | "特ニナシ" | "無シ") {
            let remark = Remark { label: column.heading.clone(), text: text.to_owned(), origin: self.origin };
            self.statement.remarks.push(remark);
        }
    }

    /// Nothing is lost: what cannot be read stays as a remark.
    fn unreadable(&mut self, code: &str, column: &Column, text: &str) {
        self.ledger.warn(
            code,
            place(self.row, &column.heading, text),
            "読めない値です。備考に残しました (cannot be read; kept as a remark)",
        );
        self.remark(column, text);
    }

    fn phone(&mut self, column: &Column, text: &str) -> Option<String> {
        let phone = contact::phone(text, self.row, &column.heading, self.ledger);
        if phone.is_none() {
            self.remark(column, text);
        }
        phone
    }

    fn institution_code(&mut self, column: &Column, text: &str) {
        let digits = cells::digits(text);
        let prefecture = address::prefecture_by_name(self.prefecture);
        let table = self.kinds.first().and_then(|kind| fee_table(*kind));
        let value = match (digits.len(), prefecture, table) {
            (10, ..) => Some(digits),
            // A spreadsheet took the zero of 01 to 09.
            (9, ..) => Some(format!("0{digits}")),
            (7, Some(prefecture), Some(table)) => Some(format!("{prefecture:02}{table}{digits}")),
            _ => None,
        };
        match value {
            Some(value) => self.identify("insurance_institution", value),
            None if stated(text).is_some() => self.unreadable("unreadable_code", column, text),
            None => {}
        }
    }

    fn office(&mut self, column: &Column, text: &str) {
        let digits = cells::digits(text);
        match digits.len() {
            10 => self.identify("kaigo_office", digits),
            9 => self.identify("kaigo_office", format!("0{digits}")),
            _ if stated(text).is_some() => self.unreadable("unreadable_code", column, text),
            _ => {}
        }
    }

    fn identify(&mut self, system: &str, value: String) {
        self.statement.subject.identifiers.push(Identifier { system: system.to_owned(), value });
    }

    fn kind(&mut self, column: &Column, text: &str) {
        let kinds = cells::kinds(text);
        if kinds.is_empty() {
            self.unreadable("unreadable_kind", column, text);
        } else {
            self.statement.subject.kinds = kinds;
        }
    }

    fn capacity(&mut self, column: &Column, text: &str) {
        if stated(text).is_none() {
            return;
        }
        let typed = cells::range_taken_for_a_date(text);
        if typed.is_some() {
            self.ledger.info(
                "range_taken_for_a_date",
                place(self.row, &column.heading, text),
                "表計算ソフトが範囲を日付に変えていたので戻しました (a range that a spreadsheet took for a date)",
            );
        }
        let text = typed.unwrap_or_else(|| text.to_owned());
        let (least, most) = cells::capacity(&text);
        self.statement.capacity = Some(Capacity { least, most, text, origin: self.origin });
    }

    fn beds(&mut self, column: &Column, text: &str) {
        match cells::digits(text).parse() {
            Ok(0) => {}
            Ok(total) if text.chars().count() <= 6 => self.statement.beds = Some(Beds { total, by_kind: Vec::new() }),
            _ if stated(text).is_some() => self.unreadable("unreadable_beds", column, text),
            _ => {}
        }
    }

    fn specialties(&mut self, text: &str) {
        let parts = text.split(['、', '，', ',', '・', '/', '／', ' ']).map(str::trim).filter(|part| !part.is_empty());
        self.statement.specialties.extend(parts.map(str::to_owned));
    }

    fn channel(&mut self, text: &str) {
        if stated(text).is_some() {
            let (channel, person, note) = cells::channel(text);
            self.contact.1 = channel;
            self.contact.2 = self.contact.2.take().or(person);
            self.contact.3 = note;
        }
    }

    fn list(&mut self, column: &Column, text: &str) {
        let (known, others) = cells::listed(text, self.kinds);
        let fact = Fact { answer: Answer::Yes, as_of: self.origin.as_of, source: self.origin.source, condition: None };
        let several = known.len();
        self.said.extend(known.into_iter().map(|one| (usize::MAX, column.heading.clone(), one, fact.clone())));
        if !others.is_empty() {
            let items = others.join("、");
            self.ledger.info(
                "unknown_item",
                place(self.row, &column.heading, &clip(&items)),
                "語彙にない項目です。備考に残しました (items that are no capability; kept as a remark)",
            );
            self.remark(column, if several == 0 { text } else { &items });
        }
    }

    fn answer(&mut self, column: &Column, capabilities: &[Capability], text: &str) {
        let reading = self.answers.read(text);
        let named = capabilities.iter().all(|one| matches!(vocabulary().id(*one), "language" | "ict_tool"));
        let (answer, condition) = match reading {
            Reading::Said(answer, condition) => (answer, condition),
            Reading::Blank => return,
            // Which language, which network: a name is a yes.
            Reading::Unreadable if named => (Answer::Yes, Some(text.to_owned())),
            Reading::Unreadable => return self.unreadable("unreadable_answer", column, text),
        };
        let fact = Fact { answer, as_of: self.origin.as_of, source: self.origin.source, condition };
        let each = capabilities.iter().map(|one| (capabilities.len(), column.heading.clone(), *one, fact.clone()));
        self.said.extend(each);
    }

    fn finish(mut self, cells: &[(&Column, &str)]) -> (Statement, Option<Date>) {
        self.blanks(cells);
        self.facts();
        self.calendars();
        self.place();
        if self.statement.subject.name.is_empty() {
            self.statement.subject.name = self.statement.subject.facility.clone().unwrap_or_default();
        }
        (self.statement, self.answered_on)
    }

    /// Where the legend says that empty means no, it does so for institutions that answered anything.
    fn blanks(&mut self, cells: &[(&Column, &str)]) {
        if self.answers.blank != Blank::No || self.said.is_empty() {
            return;
        }
        let fact = Fact { answer: Answer::No, as_of: self.origin.as_of, source: self.origin.source, condition: None };
        for (column, text) in cells {
            if let (Role::Capability(capabilities), "") = (&column.role, *text) {
                let each =
                    capabilities.iter().map(|one| (capabilities.len(), column.heading.clone(), *one, fact.clone()));
                self.said.extend(each);
            }
        }
    }

    /// One answer a capability: that of the column that asks for least at once.
    fn facts(&mut self) {
        self.said.sort_by_key(|(several, _, capability, _)| (*capability, *several));
        for (_, heading, capability, fact) in std::mem::take(&mut self.said) {
            match self.statement.facts.last() {
                Some((last, kept)) if *last == capability => {
                    if kept.answer != fact.answer {
                        let value = both(kept.answer.id(), fact.answer.id());
                        self.ledger.info(
                            "answers_differ",
                            place(self.row, &heading, &value),
                            "同じことを尋ねる別の列と答えが違います。より細かく尋ねる列を採りました (another column asks the same more closely)",
                        );
                    }
                }
                _ => self.statement.facts.push((capability, fact)),
            }
        }
    }

    fn calendars(&mut self) {
        let origin = self.origin;
        let joined = |texts: &[String]| (!texts.is_empty()).then(|| texts.join(" "));
        let closed = joined(&self.closed).map(|days| format!("休診日：{days}"));
        let consultation: Vec<String> = joined(&self.consultation).into_iter().chain(closed).collect();
        let hours = &mut self.statement.hours;
        hours.consultation = joined(&consultation).map(|text| contact_calendar(&text, origin));
        hours.visiting = joined(&self.visiting).map(|text| contact_calendar(&text, origin));
        let (texts, channel, person, note) = std::mem::take(&mut self.contact);
        if !texts.is_empty() || channel.is_some() || person.is_some() || note.is_some() {
            let calendar = contact_calendar(&joined(&texts).unwrap_or_default(), origin);
            hours.contact = Some(crate::domain::hours::Calendar { channel, person, note, ..calendar });
        }
    }

    /// The address with the prefecture and the municipality in front, where the row or the survey says them.
    fn place(&mut self) {
        let address = self.statement.subject.address.take().filter(|address| stated(address).is_some());
        if address.is_none() && self.municipality.is_empty() {
            return;
        }
        let (prefecture, municipality) = match split_prefecture(&self.municipality) {
            Some((code, rest)) => (prefecture_name(code).unwrap_or_default(), rest),
            None => (self.prefecture, self.municipality.as_str()),
        };
        let columns = address::Columns {
            prefecture,
            municipality,
            address: address.as_deref().unwrap_or_default(),
            building: "",
        };
        let whole = address::whole(&columns, self.row, self.ledger);
        self.statement.subject.address = (!whole.is_empty()).then_some(whole);
    }
}

/// A text that is not a mere mark for nothing.
fn stated(text: &str) -> Option<String> {
    let nothing = text.chars().all(|c| !c.is_alphanumeric() && !"○◯△×".contains(c) || c == 'ー')
        || matches!(fold(text).as_str(), "無回答" | "未回答" | "未記入");
    (!nothing).then(|| text.to_owned())
}

/// The digit of the fee table in a ten-digit number, where the kind has one.
const fn fee_table(kind: Kind) -> Option<u8> {
    match kind {
        Kind::Clinic | Kind::Hospital => Some(FilingTable::Medical.digit()),
        Kind::DentalClinic => Some(FilingTable::Dental.digit()),
        Kind::Pharmacy => Some(FilingTable::Pharmacy.digit()),
        Kind::NursingStation => Some(6),
        _ => None,
    }
}
