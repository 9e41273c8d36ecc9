//! One file that holds a whole store: written beside a running server, read back before it is believed, and restored as a whole or not at
//! all (`docs/backup.md`).

mod backup;
mod cell;
mod draft;
mod folder;
mod format;
mod restore;
mod schema;
mod sqlite;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use super::StoreError;

pub use backup::{Wanted, back_up};
pub use format::{Carried, Engine, Manifest, Step, Table};
pub use restore::{Restored, Restoring, restore};

/// Why a backup cannot be made, read or restored.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file cannot be read or written.
    #[error("{} を読み書きできません (cannot be read or written): {cause}", .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The file that should be written is there already.
    #[error("{} はもうあります。--force で置き換えます (is there already; --force replaces it)", .0.display())]
    Exists(PathBuf),
    /// The file does not begin like a backup.
    #[error("{} はバックアップではありません (is no backup)", .0.display())]
    NoBackup(PathBuf),
    /// The file ends before its end.
    #[error("{} は途中で切れているか、終わりが壊れています (was cut short, or its end is damaged)", .0.display())]
    Cut(PathBuf),
    /// The file is not as it was written.
    #[error(
        "{} は壊れています: SHA-256 は {written} のはずですが {found} です (is damaged: its SHA-256 should be {written} and is {found})",
        .file.display()
    )]
    Damaged {
        /// The file.
        file: PathBuf,
        /// The sum at its end.
        written: String,
        /// The sum of what is there.
        found: String,
    },
    /// The file is as it was written, and what was written makes no sense.
    #[error("{} の中身を読めません (what is in it cannot be understood): {cause}", .file.display())]
    Malformed {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        cause: String,
    },
    /// A newer program made the file, in a form that this one does not know.
    #[error(
        "新しい形式 {found} のバックアップです。このプログラムは {known} まで読めます。プログラムを新しくしてください (a backup of the newer format {found}; this program reads {known}: use a newer program)"
    )]
    NewerFormat {
        /// The format of the file.
        found: u32,
        /// The newest format that is known.
        known: u32,
    },
    /// The tables of the backup or of the store were made by a newer program.
    #[error(
        "新しいプログラムの表 ({name}) です。プログラムを新しくしてください (tables of a newer program, step {version} {name}: use a newer program)"
    )]
    NewerSchema {
        /// The number of the unknown step.
        version: i64,
        /// Its name.
        name: String,
    },
    /// A column holds something else than texts and whole numbers.
    #[error(
        "表 {table} の列 {column} の型 {kind} は扱えません (the type {kind} of {table}.{column} cannot be carried)"
    )]
    Column {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// Its type.
        kind: String,
    },
    /// There is nothing to back up.
    #[error("{0} に保存場所がありません (there is no store)")]
    NoStore(String),
    /// The database belongs to another program.
    #[error("{0} は在宅の保存場所ではありません (is no store of Zaitaku)")]
    Foreign(String),
    /// The store that a backup should be restored into is not empty.
    #[error(
        "{0} は空ではありません。--replace で置き換えます。今の内容は先にバックアップします (is not empty; --replace replaces it, after backing it up)"
    )]
    Filled(String),
    /// Somebody has the store open.
    #[error(
        "{0} を使っているプログラム (zaitaku serve など) を止めてから、もう一度実行してください (is in use: stop zaitaku serve and whatever else uses it, then try again)"
    )]
    InUse(String),
    /// An import runs on a PostgreSQL store.
    #[error(
        "取り込みの途中です。終わってからもう一度実行してください (an import is running on this store: try again after its end)"
    )]
    Importing,
    /// The store is in its place, files of the data folder are not.
    #[error(
        "保存場所は復元しましたが、データフォルダのファイルを置けませんでした (the store was restored, but a file of the data folder could not be put into its place)"
    )]
    Files(#[source] Box<ArchiveError>),
    /// What stands in the store cannot be backed up before it is replaced.
    #[error(
        "今の内容をバックアップできないので、何も変えていません (the present store cannot be backed up, so nothing was changed)"
    )]
    Present(#[source] Box<ArchiveError>),
}

impl From<sqlx::Error> for ArchiveError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<sqlx::migrate::MigrateError> for ArchiveError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Store(error.into())
    }
}

impl ArchiveError {
    /// What the system said about a file.
    fn file(file: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let file = file.to_owned();
        move |cause| Self::File { file, cause }
    }
}

/// What is going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Rows of the store are written to the backup.
    Writing,
    /// A backup is read through, in bytes.
    Verifying,
    /// Rows of a backup are written to the store.
    Restoring,
}

/// Somebody who wants to see how far it is.
pub trait Watch {
    /// Something begins that has so many steps: rows, or bytes where a backup is read through.
    fn stage(&mut self, stage: Stage, total: u64);
    /// So many of them are done.
    fn advance(&mut self, by: u64);
}

/// Reads a backup from its beginning to its end without restoring it.
///
/// # Errors
/// When it is not whole and as it was written, or of a newer program.
pub fn verify(file: &Path, watch: &mut dyn Watch) -> Result<Manifest, ArchiveError> {
    let mut reader = format::Reader::open(file, watch)?;
    while reader.next()?.is_some() {}
    Ok(reader.into_manifest())
}

/// The words for a database in messages: a URL may hold a password.
fn place_of(url: &str) -> String {
    super::lock::path_of(url).map_or_else(|| "PostgreSQL".to_owned(), |path| path.display().to_string())
}
