//! A facility: one kind at one place, with any number of services.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Fact};
use super::availability::{CoverDay, MonthAnswer};
use super::capability::{Capability, CapabilitySet};
use super::hours::{Calendar, Span};
use super::kind::Kind;
use super::municipality::MunicipalityCode;
use super::place::{LatLon, Level, Metres};
use super::source::{Origin, Source};

/// Where a facility is, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// The point.
    pub at: LatLon,
    /// How precisely it is known: [`Level::Point`] when the source gave coordinates, coarser when placed by its address.
    pub level: Level,
    /// How far the true place may be from the point, in metres.
    pub accuracy: Metres,
    /// Who gave the point.
    pub source: Source,
}

/// A service of the facility under a number of its own (介護保険 service code and 事業所番号).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// The service code of 介護サービス情報公表 (`130` 訪問看護), or empty where the source has none.
    pub code: String,
    /// The service as the source calls it.
    pub label: String,
    /// 事業所番号, as published.
    pub number: String,
    /// 定員 in persons; `None` where the source says 0 or nothing.
    pub capacity: Option<u32>,
    /// 利用可能曜日, as published.
    pub days: String,
    /// 特記事項, as published.
    pub note: String,
}

/// Beds by kind, as published (一般, 療養, 精神, 結核, 感染症).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Beds {
    /// All beds.
    pub total: u32,
    /// Beds by kind, in the order of the source.
    pub by_kind: Vec<(String, u32)>,
}

/// A number under which somebody knows the facility.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Identifier {
    /// What the number is: `navii_id`, `insurance_institution` (10 digits), `kaigo_office`, `corporate_number`.
    pub system: String,
    /// The number.
    pub value: String,
}

/// A 連携型 group: institutions that share one 24-hour telephone number and a monthly conference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupMembership {
    /// The group's identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The 24-hour number that patients of every member call.
    pub phone: Option<String>,
    /// The identifiers of all members, this facility included.
    pub members: Vec<String>,
}

/// The three calendars of a facility. They are never one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Hours {
    /// 診療時間 / 営業時間: when patients are seen at the institution.
    pub consultation: Option<Calendar>,
    /// 相談対応が可能な日時: when professionals may reach the doctor, with channel and person.
    pub contact: Option<Calendar>,
    /// When visits are made or emergencies covered.
    pub visiting: Option<Calendar>,
}

/// One of the three calendars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhichHours {
    /// When patients are seen at the institution.
    #[default]
    Consultation,
    /// When professionals may reach the doctor.
    Contact,
    /// When visits are made or emergencies covered.
    Visiting,
}

impl WhichHours {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Consultation, Self::Contact, Self::Visiting];

    /// The identifier used in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Consultation => "consultation",
            Self::Contact => "contact",
            Self::Visiting => "visiting",
        }
    }
}

impl Hours {
    /// One of the three.
    pub const fn of(&self, which: WhichHours) -> Option<&Calendar> {
        match which {
            WhichHours::Consultation => self.consultation.as_ref(),
            WhichHours::Contact => self.contact.as_ref(),
            WhichHours::Visiting => self.visiting.as_ref(),
        }
    }
}

/// How many patients at home an institution can look after in a month (月あたり担当可能患者数).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    /// At least this many; `None` where it was only put into words.
    pub least: Option<u32>,
    /// At most this many.
    pub most: Option<u32>,
    /// As written: 「10〜15」, 「応相談」.
    pub text: String,
    /// Who said so and when.
    pub origin: Origin,
}

/// One turn of duty out of the ordinary hours (休日当番医, 当番薬局).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// The day.
    pub date: Date,
    /// When; `to` beyond 1440 runs into the next day. Empty where the roster names no time.
    pub spans: Vec<Span>,
    /// What for, as the roster says: 「当番薬局」, 「外科」.
    pub label: String,
    /// A remark of the roster, as written.
    pub note: Option<String>,
    /// Who said so and when.
    pub origin: Origin,
}

/// Whether places are free on one day (短期入所の空き状況).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vacancy {
    /// The day.
    pub date: Date,
    /// How many places, where a number was given.
    pub places: Option<u32>,
    /// ○ △ × as given, or made of the number.
    pub answer: Answer,
    /// A condition in the institution's own words: 「女性のみ」.
    pub note: Option<String>,
    /// Who said so, and the day the sheet was filled in.
    pub origin: Origin,
}

/// Something said in words that has no field of its own, under the heading it had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The heading of its column.
    pub label: String,
    /// As written.
    pub text: String,
    /// Who said so and when.
    pub origin: Origin,
}

/// That a source no longer lists the facility. It is marked, not deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// The source.
    pub source: Source,
    /// The last edition that listed it.
    pub last_listed: Date,
    /// The first newer edition that does not.
    pub missing_since: Date,
}

/// How a record of some source came to be taken for this facility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The source.
    pub source: Source,
    /// The record's key there.
    pub key: String,
    /// How sure, in percent; 100 for the same number and for a person's decision.
    pub score: u8,
    /// Why: identifiers of reasons, each of which has words in the vocabulary of links (`same_number`, `same_town_and_name`, …).
    pub reasons: Vec<String>,
}

/// A value that another one stands in front of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// The field, as in `provenance`, `hours_contact` and the like, or a capability's identifier.
    pub field: String,
    /// The value as a reader would see it.
    pub value: String,
    /// Who said so and when.
    pub origin: Origin,
    /// Whether the source said something else when a correction was made by hand, so that the correction should be looked at again.
    pub changed_since: bool,
}

/// The fields whose origin is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the field of the same name of `Facility`")]
pub enum Field {
    Name,
    NameKana,
    Address,
    Position,
    Phone,
    Fax,
    Url,
    Beds,
    Services,
    Specialties,
    Group,
    Kind,
    Closed,
}

/// A clinic, hospital, pharmacy, station, office or service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facility {
    /// A stable identifier, made from the number in its leading source; safe in a URL path.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// 正式名称.
    pub name: String,
    /// フリガナ.
    #[serde(default)]
    pub name_kana: Option<String>,
    /// The whole address, prefecture included.
    pub address: String,
    /// 全国地方公共団体コード, five digits.
    #[serde(default)]
    pub municipality: Option<MunicipalityCode>,
    /// Where it is; `None` where neither coordinates nor address could be placed.
    #[serde(default)]
    pub position: Option<Position>,
    /// Telephone, as published.
    #[serde(default)]
    pub phone: Option<String>,
    /// FAX, as published.
    #[serde(default)]
    pub fax: Option<String>,
    /// Home page.
    #[serde(default)]
    pub url: Option<String>,
    /// Whether it is invented (the demonstration town).
    #[serde(default)]
    pub fictional: bool,
    /// Beds, for hospitals and clinics with beds.
    #[serde(default)]
    pub beds: Option<Beds>,
    /// 診療科.
    #[serde(default)]
    pub specialties: Vec<String>,
    /// Services under numbers of their own.
    #[serde(default)]
    pub services: Vec<Service>,
    /// Answers, at most one a capability, in ascending order of capability. No entry means unknown.
    #[serde(default)]
    pub capabilities: Vec<(Capability, Fact)>,
    /// The three calendars.
    #[serde(default)]
    pub hours: Hours,
    /// The 連携型 group it belongs to.
    #[serde(default)]
    pub group: Option<GroupMembership>,
    /// Numbers under which others know it.
    #[serde(default)]
    pub identifiers: Vec<Identifier>,
    /// Who said what, per field.
    #[serde(default)]
    pub provenance: BTreeMap<Field, Origin>,
    /// Patients at home in a month.
    #[serde(default)]
    pub capacity: Option<Capacity>,
    /// Turns of duty, by date.
    #[serde(default)]
    pub duties: Vec<Duty>,
    /// Free places, by date.
    #[serde(default)]
    pub vacancies: Vec<Vacancy>,
    /// Whether new patients at home are taken, by month.
    #[serde(default)]
    pub new_patients: Vec<MonthAnswer>,
    /// Days on which a substitute is looked for or offered, by date.
    #[serde(default)]
    pub cover: Vec<CoverDay>,
    /// Who said, and on which day, that everything shown is still so.
    #[serde(default)]
    pub confirmed: Option<Origin>,
    /// What was said in words only.
    #[serde(default)]
    pub remarks: Vec<Remark>,
    /// The day since which it is known to be closed for good (廃止).
    #[serde(default)]
    pub closed: Option<Date>,
    /// Sources whose newest edition no longer lists it.
    #[serde(default)]
    pub absent: Vec<Absence>,
    /// The site that it shares with others: one building, or one operator at one address. `None` where it stands alone.
    #[serde(default)]
    pub site: Option<String>,
    /// Records that were joined to it by likeness or by a decision, and why.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Values that others stand in front of.
    #[serde(default)]
    pub replaced: Vec<Replaced>,
}

impl Facility {
    /// A facility with only what everyone must have; the rest is empty.
    pub fn new(id: impl Into<String>, kind: Kind, name: impl Into<String>, address: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind,
            name: name.into(),
            name_kana: None,
            address: address.into(),
            municipality: None,
            position: None,
            phone: None,
            fax: None,
            url: None,
            fictional: false,
            beds: None,
            specialties: Vec::new(),
            services: Vec::new(),
            capabilities: Vec::new(),
            hours: Hours::default(),
            group: None,
            identifiers: Vec::new(),
            provenance: BTreeMap::new(),
            capacity: None,
            duties: Vec::new(),
            vacancies: Vec::new(),
            new_patients: Vec::new(),
            cover: Vec::new(),
            confirmed: None,
            remarks: Vec::new(),
            closed: None,
            absent: Vec::new(),
            site: None,
            links: Vec::new(),
            replaced: Vec::new(),
        }
    }

    /// What the facility says about a capability; `None` when nobody has said anything.
    pub fn fact(&self, capability: Capability) -> Option<&Fact> {
        self.capabilities.binary_search_by_key(&capability, |(c, _)| *c).ok().map(|i| &self.capabilities[i].1)
    }

    /// The answer about a capability. Unknown is never no.
    pub fn answer(&self, capability: Capability) -> Answer {
        self.fact(capability).map_or(Answer::Unknown, |fact| fact.answer)
    }

    /// Sets an answer, replacing an earlier one.
    pub fn set_fact(&mut self, capability: Capability, fact: Fact) {
        match self.capabilities.binary_search_by_key(&capability, |(c, _)| *c) {
            Ok(i) => self.capabilities[i].1 = fact,
            Err(i) => self.capabilities.insert(i, (capability, fact)),
        }
    }

    /// The capabilities answered in one way.
    pub fn answered(&self, answer: Answer) -> CapabilitySet {
        self.capabilities.iter().filter(|(_, fact)| fact.answer == answer).map(|&(c, _)| c).collect()
    }
}
