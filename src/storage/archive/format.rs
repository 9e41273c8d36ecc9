//! The file: a plain beginning, one zstd stream of frames, and at the end its length and the SHA-256 of everything before.
//!
//! The first frame tells what is in the file. Then come the tables, each begun by its name and followed by its rows, and the files in the same
//! way. The last frame repeats every part with its SHA-256. The ends of the file and of the beginning never change their form, so that also
//! a later program's file is known to be whole before it is refused.

mod reader;
mod writer;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub(super) use reader::{Part, Reader};
pub(super) use writer::Writer;

/// What every backup begins with; the form of what follows is the next four bytes, lowest first.
const BEGINNING: &[u8; 16] = b"zaitaku backup\r\n";
/// What stands before the length and the sum at the end.
const END: &[u8; 8] = b"\nend it\n";
/// Bytes of [`END`], the length before it, and the sum.
const TAIL: u64 = 8 + 8 + 32;
/// The form that this program writes, and the newest that it reads.
const FORMAT: u32 = 1;
/// About how many bytes go into one frame.
const CHUNK: usize = 1 << 18;
/// A frame that claims to be longer was not written by this program: SQLite and PostgreSQL hold no row of this size.
const LONGEST_FRAME: u32 = 1 << 31;

/// The first byte of a frame; the length of the rest follows in four bytes, lowest first.
mod tag {
    pub(super) const MANIFEST: u8 = b'm';
    pub(super) const BEGIN: u8 = b'b';
    pub(super) const ROWS: u8 = b'r';
    pub(super) const BYTES: u8 = b'f';
    pub(super) const END: u8 = b'e';
}

/// The database that a backup was made of. It restores into the other as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgresql,
}

/// What is in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of the program that made it.
    pub program: String,
    /// The database that it was made of.
    pub engine: Engine,
    /// When it was made: every change that was durable then is in it.
    pub made_at: Timestamp,
    /// The steps by which the tables came to be.
    pub steps: Vec<Step>,
    /// The tables, in the order in which they are restored.
    pub tables: Vec<Table>,
    /// The files of the data folder.
    pub files: Vec<Carried>,
    /// Files of the data folder that a person put there and that are not in the backup.
    pub left_out: Vec<Carried>,
}

/// One step by which tables came to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its number.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// The sum of its SQL, in hexadecimal digits.
    pub checksum: String,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in the order of their values.
    pub columns: Vec<Column>,
    /// How many rows it has.
    pub rows: u64,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What stands in it.
    pub kind: Kind,
    /// Its place in the primary key, counted from 1; 0 outside of it.
    pub key: i64,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Text.
    Text,
    /// Whole numbers of 64 bits.
    Integer,
}

/// A file of the data folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    /// Its place in the folder, with `/` between folders.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
}

impl Manifest {
    /// The number of the last step: the version of the tables.
    pub fn schema(&self) -> i64 {
        self.steps.last().map_or(0, |step| step.version)
    }

    /// Names and amounts (rows, bytes) of what follows.
    fn parts(&self) -> Vec<(String, u64)> {
        let tables = self.tables.iter().map(|table| (table.name.clone(), table.rows));
        tables.chain(self.files.iter().map(|file| (file.name.clone(), file.bytes))).collect()
    }

    /// How many rows there are in all.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

/// A part as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sum {
    name: String,
    /// Rows of a table, bytes of a file.
    amount: u64,
    sha256: String,
}

/// A part while it is written or read.
struct Running {
    name: String,
    amount: u64,
    sum: Sha256,
}

impl Running {
    fn of(name: &str) -> Self {
        Self { name: name.to_owned(), amount: 0, sum: Sha256::new() }
    }

    fn ended(self) -> Sum {
        Sum { name: self.name, amount: self.amount, sha256: hex(&self.sum.finalize()) }
    }
}

/// Bytes in hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
