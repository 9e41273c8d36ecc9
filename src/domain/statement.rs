//! What somebody says about an institution that they name rather than number: a survey answer, a row of a city's list, a line of
//! a duty roster, a vacancy sheet, a correction by hand.
//!
//! The `link` part of the reconcile room finds the facility that is meant; what is said then competes with what others say, by the
//! precedence of `data/precedence.toml`.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::answer::Fact;
use super::capability::Capability;
use super::facility::{Beds, Capacity, Duty, Hours, Identifier, Remark, Service, Vacancy};
use super::kind::Kind;
use super::municipality::MunicipalityCode;
use super::place::LatLon;

/// Who is spoken of, in the words of whoever speaks.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Subject {
    /// Zaitaku's own identifier, where a sheet carries it (our template, our exports): then nothing needs to be guessed.
    #[serde(default)]
    pub facility: Option<String>,
    /// The kinds it may be; empty where the file leaves it open.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// Its name as written.
    pub name: String,
    /// Its address as written, with the prefecture where it is known; `None` where the file has none.
    #[serde(default)]
    pub address: Option<String>,
    /// Its municipality, where a code says so.
    #[serde(default)]
    pub municipality: Option<MunicipalityCode>,
    /// Its telephone as written.
    #[serde(default)]
    pub phone: Option<String>,
    /// Numbers under which it is known: `insurance_institution`, `kaigo_office`, `corporate_number`, `navii_id`.
    #[serde(default)]
    pub identifiers: Vec<Identifier>,
}

/// What is said about the subject. What is empty was not said.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Statement {
    /// About whom.
    pub subject: Subject,
    /// Whether a subject that nobody lists becomes a facility of its own: a row of a list of facilities does, a survey answer,
    /// a roster line or a vacancy does not and waits in the review list.
    #[serde(default)]
    pub founds: bool,
    /// フリガナ.
    #[serde(default)]
    pub name_kana: Option<String>,
    /// Coordinates, where the file has real ones.
    #[serde(default)]
    pub at: Option<LatLon>,
    /// FAX.
    #[serde(default)]
    pub fax: Option<String>,
    /// Home page.
    #[serde(default)]
    pub url: Option<String>,
    /// Beds.
    #[serde(default)]
    pub beds: Option<Beds>,
    /// 診療科.
    #[serde(default)]
    pub specialties: Vec<String>,
    /// Services under numbers of their own.
    #[serde(default)]
    pub services: Vec<Service>,
    /// Answers, each with its own date and source.
    #[serde(default)]
    pub facts: Vec<(Capability, Fact)>,
    /// The three calendars, as far as they were stated.
    #[serde(default)]
    pub hours: Hours,
    /// How many patients at home can be looked after in a month.
    #[serde(default)]
    pub capacity: Option<Capacity>,
    /// Days on duty out of turn (休日当番).
    #[serde(default)]
    pub duties: Vec<Duty>,
    /// Free places by day.
    #[serde(default)]
    pub vacancies: Vec<Vacancy>,
    /// What was said in words and has no field of its own.
    #[serde(default)]
    pub remarks: Vec<Remark>,
}

/// One value put right by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The facility, as a sheet names it: by Zaitaku's identifier, or by name and address.
    pub facility: Option<String>,
    /// Its name, where there is no identifier, or to guard against a mistyped one.
    pub name: Option<String>,
    /// Its address, where there is no identifier.
    pub address: Option<String>,
    /// What is corrected: a field of [`super::facility::Field`] in its JSON spelling, `closed`, `hours_consultation`, `hours_contact`,
    /// `hours_visiting`, or the identifier of a capability.
    pub field: String,
    /// The right value as text: a date for `closed`, 「緯度,経度」 for `position`, ○△× for a capability; empty to take the value away.
    pub value: String,
    /// The wrong value that the author saw; the correction is flagged once the source says something else than this.
    pub instead_of: Option<String>,
    /// Why, in the author's words.
    pub reason: String,
    /// Who corrected it.
    pub author: String,
    /// When.
    pub on: Date,
}
