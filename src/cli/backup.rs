//! `zaitaku backup`: everything in one file, from a running store; and whether such a file is whole.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use jiff::Timestamp;

use crate::config::StoreFlags;
use crate::storage::archive::{Carried, Engine, Manifest, Wanted, back_up, verify};
use crate::storage::url_of_folder;

use super::out;
use super::progress::Archiving;
use super::table::{Align, Table};

/// What to back up, and where to.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write, or a folder in which it gets a name of its own.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only read a backup through and tell what is in it.
    #[arg(long, conflicts_with_all = ["with_tiles", "force"])]
    verify: bool,
    /// Carry the map files of the data folder as well.
    #[arg(long)]
    with_tiles: bool,
    /// Replace a file that is there already.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    store: StoreFlags,
}

impl Backup {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let mut watch = Archiving::new();
        if self.verify {
            let manifest = verify(&self.file, &mut watch);
            watch.clear();
            let manifest = manifest.context("バックアップは使えません (the backup cannot be used)")?;
            let mut out = out::stdout();
            tell(&mut out, &manifest)?;
            writeln!(out, "{} は書かれたときのままです (is whole and as it was written)", self.file.display())?;
            return Ok(());
        }
        let at = Timestamp::now();
        let file = if self.file.is_dir() { self.file.join(name(at)) } else { self.file.clone() };
        let url = url(&self.store)?;
        let wanted = Wanted {
            url: &url,
            data: &self.store.data,
            file: &file,
            with_tiles: self.with_tiles,
            force: self.force,
            at,
        };
        let manifest = back_up(&wanted, &mut watch).await;
        watch.clear();
        let manifest = manifest.context("バックアップできませんでした (nothing was backed up)")?;
        let mut out = out::stdout();
        tell(&mut out, &manifest)?;
        writeln!(
            out,
            "{} に書き、読み返して確かめました (written, read back and verified; {} bytes)",
            file.display(),
            size(&file)?
        )?;
        Ok(())
    }
}

/// A name by which backups are listed in the order of their making.
fn name(at: Timestamp) -> String {
    format!("zaitaku-{}.zaitaku", at.strftime("%Y%m%dT%H%M%SZ"))
}

fn size(file: &Path) -> anyhow::Result<u64> {
    Ok(std::fs::metadata(file)?.len())
}

/// The store that the flags name.
pub(super) fn url(flags: &StoreFlags) -> Result<String, crate::config::ConfigError> {
    Ok(flags.database()?.map_or_else(|| url_of_folder(&flags.data), str::to_owned))
}

/// What is in a backup, as a table.
pub(super) fn tell(out: &mut impl Write, manifest: &Manifest) -> std::io::Result<()> {
    let engine = match manifest.engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgresql => "PostgreSQL",
    };
    let made_at = super::history::local(&manifest.made_at.to_string());
    writeln!(out, "{made_at} {engine} zaitaku {}, 表の版 (tables as of step) {}", manifest.program, manifest.schema())?;
    let mut table = Table::new(["表 table", "列 columns", "行 rows"], [Align::Left, Align::Right]);
    for one in &manifest.tables {
        table.row([one.name.clone(), one.columns.len().to_string(), one.rows.to_string()]);
    }
    table.rule();
    table.row(["合計 total".to_owned(), String::new(), manifest.rows().to_string()]);
    write!(out, "{table}")?;
    list(out, "ファイル (files)", &manifest.files)?;
    list(out, "入っていないファイル (files left out; --with-tiles carries them)", &manifest.left_out)
}

fn list(out: &mut impl Write, heading: &str, files: &[Carried]) -> std::io::Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    writeln!(out, "{heading}:")?;
    files.iter().try_for_each(|file| writeln!(out, "  {} ({} bytes)", file.name, file.bytes))
}
