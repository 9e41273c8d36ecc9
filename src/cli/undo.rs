//! `zaitaku undo`: an import taken back as a whole.

use std::io::Write;

use clap::Args;
use jiff::Timestamp;

use crate::config::StoreFlags;
use crate::intake::IntakeError;
use crate::intake::undo::{UndoReport, undo};
use crate::storage::NewRun;

use super::import::print_join;
use super::progress::Bar;
use super::{Usage, open, out};

/// Which import to take back.
#[derive(Debug, Args)]
pub struct Undo {
    /// The number of the run, as `zaitaku history` lists it; the newest that changed anything when absent.
    #[arg(value_name = "RUN")]
    run: Option<i64>,
    /// Who takes it back.
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    by: String,
    /// Why.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    note: String,
    /// Print what was done as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreFlags,
}

impl Undo {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let store = open::store(&self.store).await?;
        let joining = open::joining(open::gazetteer().await?)?;
        let by = NewRun { at: Timestamp::now(), paths: &[], author: &self.by, note: &self.note };
        let mut bar = Bar::new();
        let report = undo(&store, &joining, self.run, &by, &mut bar).await;
        bar.clear();
        let report = report.map_err(|error| match error {
            IntakeError::CannotUndo(reason) => anyhow::Error::new(Usage(reason.to_string())),
            other => other.into(),
        })?;
        let mut out = out::stdout();
        if self.json {
            serde_json::to_writer_pretty(&mut out, &report)?;
            writeln!(out)?;
        } else {
            print(&mut out, &report)?;
        }
        store.close().await;
        Ok(())
    }
}

fn print(out: &mut impl Write, report: &UndoReport) -> std::io::Result<()> {
    let (run, undone) = (&report.run, &report.undone);
    writeln!(
        out,
        "取り込み {} ({}、{}) を取り消しました (run {} was undone)",
        run.id,
        super::history::local(&run.at),
        run.paths.join(", "),
        run.id
    )?;
    writeln!(
        out,
        "元の内容に戻した記録 restored: {}, なくなった記録 removed: {}, 後の取り込みの下から外した版 taken out: {}",
        undone.restored, undone.removed, undone.taken_out
    )?;
    print_join(out, report.join.as_ref(), false)?;
    writeln!(
        out,
        "元に戻すには、同じファイルをもう一度取り込んでください (import the same files again to get them back)"
    )
}
