//! Official files in, records and notices out.
//!
//! Bytes are the only input: this room opens no file, asks no clock and knows neither network nor database. [`expand`] turns
//! a file (often a zip) into [`Part`]s, [`read`] recognises the dataset of a part by its header and reads it whole.
//! Parts are independent of each other and may be read in parallel.
//!
//! The accounting law: every data row belongs to exactly one of *recorded* (its hash stands in the `rows` of one record),
//! *noticed* (set aside, with a notice that says why) or *refused* (unusable, with a notice of severity error).
//! [`FileImport::balances`] checks it.
//!
//! Every dataset has the same furniture: a `Layout` that names its columns, and one `read` function from tables
//! and a `Ledger` to records.

mod address;
mod canonical;
mod compare;
mod contact;
mod coordinates;
mod corrections;
mod csv;
mod dates;
pub mod difference;
mod duplicates;
mod edition;
mod error;
mod filings;
mod hours;
mod kaigo;
mod layout;
mod ledger;
pub mod located;
mod navii;
mod open_data;
mod places;
mod postcodes;
mod roster;
pub mod survey;
mod table;
mod vacancy;
mod workbook;
mod zip;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::record::SourceRecord;
use crate::domain::{Notice, Source};

pub use error::ImportError;
pub use zip::expand;

use ledger::Ledger;
use survey::MappingFiles;
use table::Table;

/// A file to read: one that stood alone, or one entry of a zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What to call it before people; the place inside a zip follows a `!`.
    pub name: String,
    /// When it was last modified, as its zip says; the edition of files that carry no date themselves.
    pub modified: Option<Date>,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dataset {
    /// 医療情報ネット 01-1 病院.
    NaviiHospital,
    /// 医療情報ネット 01-2 病院 診療科・診療時間.
    NaviiHospitalHours,
    /// 医療情報ネット 02-1 診療所.
    NaviiClinic,
    /// 医療情報ネット 02-2 診療所 診療科・診療時間.
    NaviiClinicHours,
    /// 医療情報ネット 03-1 歯科診療所.
    NaviiDental,
    /// 医療情報ネット 03-2 歯科診療所 診療科・診療時間.
    NaviiDentalHours,
    /// 医療情報ネット 05 薬局.
    NaviiPharmacy,
    /// 介護サービス情報公表, one service code a file.
    Kaigo,
    /// 地方厚生局 届出受理医療機関名簿.
    Filings,
    /// 医療情報ネット 04 助産所.
    NaviiMaternityHome,
    /// 推奨データセット・自治体標準オープンデータセット 医療機関一覧.
    OpenDataMedical,
    /// 推奨データセット・自治体標準オープンデータセット 介護サービス事業所一覧.
    OpenDataCare,
    /// A survey, by a mapping or by our own template.
    Survey,
    /// A duty roster (休日当番).
    DutyRoster,
    /// A vacancy sheet (空き状況).
    Vacancy,
    /// Corrections by hand.
    Corrections,
    /// Our own canonical NDJSON.
    Canonical,
    /// 国土交通省 位置参照情報 (大字・町丁目レベル, 街区レベル).
    ReferencePoints,
    /// Geolonia 住所データ.
    Geolonia,
    /// 郵便番号データ of Japan Post (KEN_ALL).
    PostalCodes,
    /// What an external geocoder answered (`zaitaku locate`).
    Located,
}

impl Dataset {
    /// The source under which its records stand.
    pub const fn source(self) -> Source {
        match self {
            Self::NaviiHospital => Source::NaviiHospital,
            Self::NaviiHospitalHours => Source::NaviiHospitalHours,
            Self::NaviiClinic => Source::NaviiClinic,
            Self::NaviiClinicHours => Source::NaviiClinicHours,
            Self::NaviiDental => Source::NaviiDental,
            Self::NaviiDentalHours => Source::NaviiDentalHours,
            Self::NaviiPharmacy => Source::NaviiPharmacy,
            Self::Kaigo => Source::Kaigo,
            Self::Filings => Source::Filing,
            Self::NaviiMaternityHome => Source::NaviiMaternityHome,
            Self::OpenDataMedical => Source::OpenDataMedical,
            Self::OpenDataCare => Source::OpenDataCare,
            Self::Survey => Source::Survey,
            Self::DutyRoster => Source::DutyRoster,
            Self::Vacancy => Source::Vacancy,
            Self::Corrections => Source::Correction,
            Self::Canonical => Source::Canonical,
            Self::ReferencePoints => Source::Gazetteer,
            Self::Geolonia => Source::Geolonia,
            Self::PostalCodes => Source::JapanPost,
            Self::Located => Source::Geocoder,
        }
    }
}

/// Everything one file says.
#[derive(Debug, Clone)]
pub struct FileImport {
    /// The file.
    pub file: String,
    /// What it turned out to be.
    pub dataset: Dataset,
    /// The day for which it was published.
    pub edition: Date,
    /// One record an institution, in the order of the file.
    pub records: Vec<SourceRecord>,
    /// Every remark, uncapped, in the order of reading.
    pub notices: Vec<Notice>,
    /// Data rows: neither the header nor what stands above it, nor rows without any content.
    pub rows_read: u64,
    /// Rows set aside with a notice.
    pub rows_noticed: u64,
    /// Rows that could not be used, each with a notice of severity error.
    pub rows_refused: u64,
}

impl FileImport {
    /// Rows that made records.
    pub fn rows_recorded(&self) -> u64 {
        self.records.iter().map(|record| record.rows.len() as u64).sum()
    }

    /// The accounting law of this room.
    pub fn balances(&self) -> bool {
        self.rows_read == self.rows_recorded() + self.rows_noticed + self.rows_refused
    }

    /// How many notices of each code.
    pub fn notice_counts(&self) -> BTreeMap<&str, u64> {
        let mut counts = BTreeMap::new();
        for notice in &self.notices {
            *counts.entry(notice.code.as_str()).or_default() += 1;
        }
        counts
    }
}

/// Reads one part whole: nothing of it, or all of it.
///
/// `progress` hears the number of rows read so far, every thousand or so, and once at the end.
///
/// The edition is, in this order: the date a sheet states above its header (「令和７年１０月１日 現在」), a date in the file's
/// name (`…_20251201.csv`), the modification date of the zip entry.
///
/// # Errors
/// When the file is none that is known, is damaged, or carries no date at all.
pub fn read(part: &Part, progress: &mut dyn FnMut(u64)) -> Result<FileImport, ImportError> {
    read_with(part, &MappingFiles::default(), progress)
}

/// Reads one part whole, as [`read`] does; surveys by the mappings that lie around the file.
///
/// # Errors
/// As [`read`]; also when a survey does not fit the mapping that bears its name, or has none.
pub fn read_with(
    part: &Part,
    mappings: &MappingFiles,
    progress: &mut dyn FnMut(u64),
) -> Result<FileImport, ImportError> {
    if canonical::is_json(&part.bytes) {
        return canonical::read(part, progress);
    }
    if postcodes::is_one(&part.bytes) {
        return postcodes::read(part, progress);
    }
    if let Some(survey) = survey::read(part, mappings, progress) {
        return survey;
    }
    match read_layout(part, progress) {
        Err(ImportError::Unknown { .. }) if survey::looks_like_one(part) => {
            Err(ImportError::Unmapped { file: part.name.clone() })
        }
        other => other,
    }
}

fn read_layout(part: &Part, progress: &mut dyn FnMut(u64)) -> Result<FileImport, ImportError> {
    let book = table::open(part)?;
    let edition = edition::of(part, &book.above).ok_or_else(|| ImportError::NoEdition { file: part.name.clone() })?;
    let mut ledger = Ledger::new(&part.name, edition, progress);
    for sheet in &book.ignored {
        ledger.remark("sheet_ignored", "", sheet, "the sheet has no header of a known dataset and was not read");
    }
    let (dataset, records) = read_tables(book.tables, &mut ledger)?;
    Ok(ledger.close(dataset, records))
}

fn read_tables(tables: Vec<Table<'_>>, ledger: &mut Ledger<'_>) -> Result<(Dataset, Vec<SourceRecord>), ImportError> {
    let Some(layout) = tables.first().map(|table| table.layout) else {
        return Err(ImportError::Empty { file: ledger.file().to_owned() });
    };
    if let Some(other) = tables.iter().find(|table| table.layout.label != layout.label) {
        return Err(ImportError::Mixed {
            file: ledger.file().to_owned(),
            first: layout.label.to_owned(),
            other: other.layout.label.to_owned(),
        });
    }
    for table in &tables {
        ledger.remark_columns(table);
    }
    (layout.read)(tables, ledger)
}
