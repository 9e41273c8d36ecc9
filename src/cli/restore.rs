//! `zaitaku restore`: a store as it was when it was backed up.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use jiff::Timestamp;

use crate::config::StoreFlags;
use crate::storage::archive::{Restored, Restoring, restore};

use super::progress::Archiving;
use super::{backup, out};

/// What to restore, and where to.
#[derive(Debug, Args)]
pub struct Restore {
    /// A file that `zaitaku backup` wrote.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Replace a store that is not empty. It is backed up in the data folder first.
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    store: StoreFlags,
}

impl Restore {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let url = backup::url(&self.store)?;
        let wanted = Restoring {
            file: &self.file,
            url: &url,
            data: &self.store.data,
            replace: self.replace,
            at: Timestamp::now(),
        };
        let mut watch = Archiving::new();
        let restored = restore(&wanted, &mut watch).await;
        watch.clear();
        let restored = restored.context("復元を終えられませんでした (the restore did not come to its end)")?;
        Ok(tell(&mut out::stdout(), &restored)?)
    }
}

fn tell(out: &mut impl Write, restored: &Restored) -> std::io::Result<()> {
    backup::tell(out, &restored.manifest)?;
    writeln!(out, "復元しました。全員がログインし直します (restored; everybody signs in again)")?;
    if let Some(file) = &restored.replaced {
        writeln!(out, "前の内容は {} にあります (what was there before is in this backup)", file.display())?;
    }
    for file in &restored.kept {
        writeln!(out, "前のファイルは {} にあります (the file that was there before)", file.display())?;
    }
    Ok(())
}
