//! A facility: one kind at one place, with any number of services.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::answer::{Answer, Fact};
use super::capability::{Capability, CapabilitySet};
use super::hours::Calendar;
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
