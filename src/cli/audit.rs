//! `zaitaku audit`: whether the log of deeds is as it was written, and the log itself.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use serde_json::json;

use crate::config::StoreFlags;
use crate::domain::audit::Head;
use crate::storage::StoreError;

use super::{open, out};

/// What to do with the audit log.
#[derive(Debug, Args)]
pub struct Audit {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Walk the whole log and see that nothing was changed, taken out or put in.
    Verify(Verify),
    /// Write the log, one entry a line as JSON.
    Export(Export),
}

#[derive(Debug, Args)]
struct Verify {
    /// An end of the log that was noted earlier, as this command prints it: shows whether later entries were cut off.
    #[arg(long, value_name = "NUMBER:DIGEST", value_parser = head)]
    expect: Option<Head>,
    #[command(flatten)]
    store: StoreFlags,
}

#[derive(Debug, Args)]
struct Export {
    /// The file to write; standard output when absent.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    store: StoreFlags,
}

/// The end of a log, as `zaitaku audit verify` prints it.
fn head(text: &str) -> Result<Head, String> {
    let parsed = text.split_once(':').and_then(|(number, digest)| {
        let is_digest = digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit());
        Some(Head {
            number: number.parse().ok().filter(|number| *number > 0)?,
            digest: is_digest.then(|| digest.to_lowercase())?,
        })
    });
    parsed.ok_or_else(|| "番号:64桁の16進数 の形で書いてください (NUMBER:64 hexadecimal digits)".to_owned())
}

impl Audit {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Verify(verify) => verify.run().await,
            Action::Export(export) => export.run().await,
        }
    }
}

impl Verify {
    async fn run(self) -> anyhow::Result<()> {
        let store = open::store(&self.store).await?;
        let head = store
            .verify_audit(self.expect)
            .await
            .context("操作の記録は信用できません (the audit log cannot be trusted)")?;
        let mut out = out::stdout();
        writeln!(
            out,
            "記録 {} 件はすべて書かれたときのままです ({} entries, all as they were written)",
            head.number, head.number
        )?;
        writeln!(out, "{}:{}", head.number, head.digest)?;
        Ok(())
    }
}

impl Export {
    async fn run(self) -> anyhow::Result<()> {
        let store = open::store(&self.store).await?;
        let mut file: Box<dyn Write> = match &self.output {
            Some(path) => {
                let cannot = || format!("{} に書けません (cannot be written)", path.display());
                Box::new(std::io::BufWriter::new(std::fs::File::create(path).with_context(cannot)?))
            }
            None => Box::new(out::stdout()),
        };
        store
            .each_audit_entry(|entry, digest| {
                writeln!(file, "{}", json!({"entry": entry, "digest": digest})).map_err(Stopped::Write)
            })
            .await?;
        file.flush()?;
        Ok(())
    }
}

/// Why an export stopped.
#[derive(Debug, thiserror::Error)]
enum Stopped {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("書き込めません (cannot be written)")]
    Write(#[source] std::io::Error),
}
