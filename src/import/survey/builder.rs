//! The cells of one row as a statement.

use jiff::civil::Date;

use super::answer::{Answers, Blank, Reading};
use super::bind::Column;
use super::cells::{self, contact_calendar, one_line};
use super::dates;
use super::role::Role;
use super::rows::Reader;
use crate::domain::facility::{Beds, Capacity, Identifier, Remark};
use crate::domain::hours::Calendar;
use crate::domain::municipality::{prefecture_name, split_prefecture};
use crate::domain::record::FilingTable;
use crate::domain::statement::Statement;
use crate::domain::text::fold;
use crate::domain::{Answer, Capability, Fact, Kind, Origin, vocabulary};
use crate::import::ledger::{Ledger, both, place};
use crate::import::table::clip;
use crate::import::{Dataset, address, contact};

/// How professionals reach the institution, as far as columns said so.
#[derive(Default)]
struct Contact {
    hours: Vec<String>,
    channel: Option<String>,
    person: Option<String>,
    note: Option<String>,
}

/// One answer of one column.
struct Said {
    capability: Capability,
    /// How many capabilities the column asks for at once; lists of what can be done ask for everything.
    asked: usize,
    heading: String,
    fact: Fact,
}

/// Makes the statement of one row.
pub(super) struct Builder<'b, 'p> {
    answers: &'b Answers,
    prefecture: &'b str,
    kinds: &'b [Kind],
    row: u64,
    origin: Origin,
    answered_on: Option<Date>,
    municipality: String,
    contact: Contact,
    consultation: Vec<String>,
    closed: Vec<String>,
    visiting: Vec<String>,
    said: Vec<Said>,
    statement: Statement,
    ledger: &'b mut Ledger<'p>,
}

impl<'b, 'p> Builder<'b, 'p> {
    /// A statement of nothing yet.
    pub(super) fn new(reader: &'b mut Reader<'_, '_, 'p>, row: u64, cells: &[(&Column, &str)]) -> Self {
        let date = cells.iter().find(|(column, _)| column.role == Role::AnsweredOn);
        let answered_on = date.and_then(|(_, text)| dates::find(text));
        let origin = Origin { source: Dataset::Survey.source(), as_of: answered_on.unwrap_or(reader.as_of) };
        let mut statement = Statement::default();
        statement.subject.kinds.clone_from(&reader.bound.kinds);
        Self {
            answers: &reader.mapping.answers,
            prefecture: &reader.mapping.prefecture,
            kinds: &reader.bound.kinds,
            row,
            origin,
            answered_on,
            municipality: String::new(),
            contact: Contact::default(),
            consultation: Vec::new(),
            closed: Vec::new(),
            visiting: Vec::new(),
            said: Vec::new(),
            statement,
            ledger: reader.ledger,
        }
    }

    /// Takes a cell that is not empty.
    pub(super) fn take(&mut self, column: &Column, text: &str) {
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
            Role::ContactHours => self.contact.hours.extend(stated(&line)),
            Role::ContactChannel => self.channel(&line),
            Role::ContactPerson => self.contact.person = stated(&line).or(self.contact.person.take()),
            Role::ConsultationHours => self.consultation.extend(stated(&line)),
            Role::ClosedDays => self.closed.extend(stated(&line)),
            Role::VisitingHours => self.visiting.extend(stated(&line)),
            Role::CapabilityList => self.list(column, text),
            Role::Capability(capabilities) => self.answer(column, capabilities, &line),
            Role::Choice(capabilities, answer) => self.choose(column, capabilities, *answer, &line),
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
            self.contact.channel = channel;
            self.contact.person = self.contact.person.take().or(person);
            self.contact.note = note;
        }
    }

    fn list(&mut self, column: &Column, text: &str) {
        let (known, others) = cells::listed(text, self.kinds);
        let several = known.len();
        self.say(column, &known, usize::MAX, &self.fact(Answer::Yes, None));
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
            Reading::Blank => return,
            // 「不明（確認中）」: words, and no answer.
            Reading::Said(Answer::Unknown, _) => return self.unreadable("unreadable_answer", column, text),
            Reading::Said(answer, condition) => (answer, condition),
            // Which language, which network: a name is a yes.
            Reading::Unreadable if named => (Answer::Yes, Some(text.to_owned())),
            Reading::Unreadable => return self.unreadable("unreadable_answer", column, text),
        };
        self.say(column, capabilities, capabilities.len(), &self.fact(answer, condition));
    }

    fn fact(&self, answer: Answer, condition: Option<String>) -> Fact {
        Fact { answer, as_of: self.origin.as_of, source: self.origin.source, condition }
    }

    fn say(&mut self, column: &Column, capabilities: &[Capability], asked: usize, fact: &Fact) {
        let one = |&capability| Said { capability, asked, heading: column.heading.clone(), fact: fact.clone() };
        self.said.extend(capabilities.iter().map(one));
    }

    /// A tick in the column of one answer. Words beside the tick are the condition; 「×」 or 「0」 is no tick.
    fn choose(&mut self, column: &Column, capabilities: &[Capability], answer: Answer, text: &str) {
        let condition = match self.answers.read(text) {
            Reading::Said(Answer::No, None) | Reading::Blank => return,
            Reading::Said(_, condition) => condition,
            Reading::Unreadable => Some(text.to_owned()),
        };
        self.say(column, capabilities, capabilities.len(), &self.fact(answer, condition));
    }

    /// The statement, and the day of this answer where the row has one of its own.
    pub(super) fn finish(mut self, cells: &[(&Column, &str)]) -> (Statement, Option<Date>) {
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
        for (column, text) in cells {
            if let (Role::Capability(capabilities), "") = (&column.role, *text) {
                self.say(column, capabilities, capabilities.len(), &self.fact(Answer::No, None));
            }
        }
    }

    /// One answer a capability: that of the column that asks for least at once.
    fn facts(&mut self) {
        self.said.sort_by_key(|said| (said.capability, said.asked));
        for Said { capability, heading, fact, .. } in std::mem::take(&mut self.said) {
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
        let Contact { hours: texts, channel, person, note } = std::mem::take(&mut self.contact);
        if !texts.is_empty() || channel.is_some() || person.is_some() || note.is_some() {
            let calendar = contact_calendar(&joined(&texts).unwrap_or_default(), origin);
            hours.contact = Some(Calendar { channel, person, note, ..calendar });
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
