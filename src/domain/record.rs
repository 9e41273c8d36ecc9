//! What an importer yields: one record an institution and source, before anything is joined.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::facility::{Beds, Facility, Identifier, Service};
use super::hours::Calendar;
use super::kind::Kind;
use super::municipality::{self, MunicipalityCode};
use super::place::LatLon;
use super::source::Source;
use super::statement::{Correction, Statement};

/// Everything one source says about one institution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceRecord {
    /// The dataset.
    pub source: Source,
    /// The institution's number in that dataset; unique within the source.
    pub key: String,
    /// The day for which the dataset was published.
    pub edition: Date,
    /// The rows of the file that made this record, as hashes, so that every row can be accounted for at the next import.
    pub rows: Vec<u64>,
    /// What the rows say.
    pub body: RecordBody,
}

impl SourceRecord {
    /// The part of its source that is published as a whole: a newer edition that covers this scope and does not name the record
    /// says that it is gone. `None` where absence says nothing (surveys, rosters, corrections).
    ///
    /// Lists are cut by prefecture, services also by their code, filings by prefecture and fee table, the lists of a city's open data
    /// by municipality.
    pub fn scope(&self) -> Option<String> {
        match &self.body {
            RecordBody::Listing(listing) => {
                let named = || municipality::split_prefecture(&listing.address).map(|(code, _)| code);
                let prefecture = listing.municipality.map(MunicipalityCode::prefecture).or_else(named)?;
                let code = listing.service.as_ref().map_or("", |service| service.code.as_str());
                Some(format!("{prefecture:02}{}{code}", if code.is_empty() { "" } else { "-" }))
            }
            RecordBody::Filings(institution) => {
                Some(format!("{:02}-{}", institution.prefecture, institution.table.digit()))
            }
            RecordBody::Statement(said) if said.founds => said.subject.municipality.map(|code| code.to_string()),
            _ => None,
        }
    }

    /// Dates the calendars of a list by this day. They are stored and compared without their edition, so that an edition that says
    /// the same is the same; whoever reads the record dates them by its edition.
    pub fn date_calendars(&mut self, as_of: Date) {
        let calendar = match &mut self.body {
            RecordBody::Listing(listing) => listing.consultation.as_mut(),
            RecordBody::Hours(listed) => Some(&mut listed.consultation),
            _ => None,
        };
        if let Some(calendar) = calendar {
            calendar.origin.as_of = as_of;
        }
    }
}

/// What the rows of a source say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordBody {
    /// A row of a list of facilities (医療情報ネット, 介護サービス情報公表).
    Listing(Box<Listing>),
    /// Consultation hours of a facility listed elsewhere in the same family of files.
    Hours(ListedHours),
    /// The filings of one institution at its regional bureau.
    Filings(Box<FiledInstitution>),
    /// What somebody says about an institution that they name rather than number.
    Statement(Box<Statement>),
    /// One value put right by hand.
    Correction(Box<Correction>),
    /// Points of one municipality by which addresses are placed (位置参照情報).
    Places(ReferencePlaces),
    /// Readings and postal codes of the towns of one municipality (郵便番号データ).
    Readings(TownReadings),
    /// A facility in our own canonical form.
    Canonical(Box<Facility>),
    /// Nothing any more: the contents were moved out while records were joined. Never stored.
    #[serde(skip)]
    Taken,
}

/// A facility as a list shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    /// What it is.
    pub kind: Kind,
    /// 正式名称, trimmed, otherwise as published.
    pub name: String,
    /// フリガナ.
    pub name_kana: Option<String>,
    /// Address as published, with the prefecture put in front where the source left it out.
    pub address: String,
    /// The municipality, where the source's code is one.
    pub municipality: Option<MunicipalityCode>,
    /// Coordinates, where the source has real ones.
    pub at: Option<LatLon>,
    /// Telephone.
    pub phone: Option<String>,
    /// FAX.
    pub fax: Option<String>,
    /// Home page.
    pub url: Option<String>,
    /// Beds.
    pub beds: Option<Beds>,
    /// Days closed, where the list itself carries them.
    pub consultation: Option<Calendar>,
    /// The service, where the list is one of services.
    pub service: Option<Service>,
    /// Numbers other than the key.
    pub identifiers: Vec<Identifier>,
}

/// The towns and blocks of one municipality with their points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferencePlaces {
    /// The municipality; a ward where a city has wards. `None` where the file gives names only.
    pub municipality: Option<MunicipalityCode>,
    /// Prefecture and municipality by name, as the file writes them: 「神奈川県横須賀市」.
    pub name: String,
    /// Towns (大字・町丁目) in the order of the file, each with its points.
    pub towns: Vec<ReferenceTown>,
}

/// A town of a reference file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferenceTown {
    /// 大字・町丁目名, with 小字・通称名 behind it where there is one.
    pub name: String,
    /// Its own point, where the file is one of towns.
    pub at: Option<LatLon>,
    /// Blocks (街区符号・地番) and their points, where the file is one of blocks.
    pub blocks: Vec<(String, LatLon)>,
}

/// How the towns of one municipality are read, and their postal codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TownReadings {
    /// The municipality; a ward where a city has wards.
    pub municipality: MunicipalityCode,
    /// 都道府県名.
    pub prefecture: String,
    /// Its reading in katakana.
    pub prefecture_kana: String,
    /// 市区町村名 with the 郡: 「九戸郡洋野町」.
    pub name: String,
    /// Its reading in katakana.
    pub kana: String,
    /// Its towns in the order of the file.
    pub towns: Vec<PostalTown>,
}

/// A town with its reading and postal code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostalTown {
    /// Seven digits.
    pub postcode: String,
    /// 町域名 without brackets; empty for the municipality as a whole.
    pub name: String,
    /// Its reading in katakana.
    pub kana: String,
}

/// Consultation hours by specialty of one facility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedHours {
    /// 診療科, each once, in the order of the file.
    pub specialties: Vec<String>,
    /// The union of all specialties' hours.
    pub consultation: Calendar,
}

/// An institution and its accepted filings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledInstitution {
    /// Prefecture 1..=47.
    pub prefecture: u32,
    /// 医科, 歯科 or 薬局 as [`FilingTable`].
    pub table: FilingTable,
    /// The seven-digit institution number.
    pub number: String,
    /// Name as filed.
    pub name: String,
    /// 郵便番号.
    pub postcode: Option<String>,
    /// Address with the prefecture put in front.
    pub address: String,
    /// Telephone.
    pub phone: Option<String>,
    /// FAX.
    pub fax: Option<String>,
    /// Beds by kind.
    pub beds: Option<Beds>,
    /// Whether the file says it is a hospital (種別, or beds of 20 and more).
    pub hospital: bool,
    /// Filings, each symbol once, in the order of the file.
    pub filings: Vec<Filing>,
    /// 併設医療機関番号: the ten-digit number under which the same institution files at another fee table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
}

/// The fee table a filing belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilingTable {
    /// 医科, digit 1 of the ten-digit code.
    Medical,
    /// 歯科, digit 3.
    Dental,
    /// 調剤, digit 4.
    Pharmacy,
}

impl FilingTable {
    /// The third digit of the ten-digit institution code (点数表).
    pub const fn digit(self) -> u8 {
        match self {
            Self::Medical => 1,
            Self::Dental => 3,
            Self::Pharmacy => 4,
        }
    }
}

/// One accepted filing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// 受理記号 after NFKC.
    pub symbol: String,
    /// 受理届出名称, as published.
    pub title: String,
    /// 算定開始年月日; `None` where the text could not be read.
    pub since: Option<Date>,
}
