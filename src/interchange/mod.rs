//! The directory in the formats that others read: canonical NDJSON, CSV for spreadsheets, GeoJSON for maps.
//!
//! Facilities in, text out, one at a time: a national directory passes through without being held. Who reads the store and who
//! writes the text is none of this room's business.

mod csv;
mod geojson;

#[cfg(test)]
mod tests;

use crate::domain::{Facility, canonical};

/// A format in which a directory can leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The canonical form, one JSON object a line; `zaitaku import` reads it back.
    Ndjson,
    /// A table for spreadsheet programs, one row a facility: UTF-8 with byte order mark, CRLF.
    Csv,
    /// A FeatureCollection after RFC 7946, one feature a line.
    Geojson,
}

/// Why a facility could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// As JSON.
    #[error("a facility cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// As CSV.
    #[error("a facility cannot be written as CSV: {0}")]
    Csv(#[from] ::csv::Error),
}

/// A document that grows facility by facility: [`Document::opening`], any number of [`Document::entry`], [`Document::closing`].
#[derive(Debug)]
pub struct Document {
    format: Format,
    entries: u64,
}

impl Document {
    /// An empty document.
    pub const fn new(format: Format) -> Self {
        Self { format, entries: 0 }
    }

    /// How many facilities are in it.
    pub const fn entries(&self) -> u64 {
        self.entries
    }

    /// What stands before the first facility.
    ///
    /// # Errors
    /// When the head of the table cannot be written.
    pub fn opening(&self) -> Result<String, WriteError> {
        match self.format {
            Format::Ndjson => Ok(String::new()),
            Format::Csv => csv::head(),
            Format::Geojson => Ok(geojson::OPENING.to_owned()),
        }
    }

    /// One facility, with what parts it from the one before.
    ///
    /// # Errors
    /// When a value cannot be written in the format.
    pub fn entry(&mut self, facility: Facility) -> Result<String, WriteError> {
        let first = self.entries == 0;
        self.entries += 1;
        match self.format {
            Format::Ndjson => {
                let mut line = canonical::to_line(facility)?;
                line.push('\n');
                Ok(line)
            }
            Format::Csv => csv::row(&facility),
            Format::Geojson => Ok([if first { "" } else { ",\n" }, &geojson::feature(&facility)?].concat()),
        }
    }

    /// What stands behind the last facility.
    pub const fn closing(&self) -> &'static str {
        match self.format {
            Format::Ndjson | Format::Csv => "",
            Format::Geojson => geojson::CLOSING,
        }
    }
}
