//! `zaitaku history`: every import and undo, or the records that make up one facility.

use std::io::Write;

use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use crate::config::StoreFlags;
use crate::domain::Facility;
use crate::intake::history::{RecordHistory, of_facility};
use crate::storage::{Run, RunKind};

use super::table::{Align, Table};
use super::{Usage, open, out, review};

/// Whose history.
#[derive(Debug, Args)]
pub struct History {
    /// The identifier of a facility; without one, all imports are listed, the newest first.
    #[arg(value_name = "FACILITY")]
    facility: Option<String>,
    /// Print it as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreFlags,
}

impl History {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let store = open::store(&self.store).await?;
        let mut out = out::stdout();
        match &self.facility {
            None => {
                let runs = store.runs().await?;
                if self.json {
                    let list: Vec<_> =
                        runs.iter().map(|run| json!({"run": run, "can_be_undone": run.can_be_undone()})).collect();
                    serde_json::to_writer_pretty(&mut out, &list)?;
                    writeln!(out)?;
                } else {
                    print_runs(&mut out, &runs)?;
                }
            }
            Some(id) => {
                let unknown = || Usage(format!("{id}: その施設はありません (there is no such facility)"));
                let (facility, records) = of_facility(&store, id).await?.ok_or_else(unknown)?;
                if self.json {
                    serde_json::to_writer_pretty(&mut out, &json!({"facility": facility, "records": records}))?;
                    writeln!(out)?;
                } else {
                    print_facility(&mut out, &facility, &records)?;
                }
            }
        }
        Ok(())
    }
}

/// A stored moment as a clock in Japan shows it, to the minute.
pub(super) fn local(at: &str) -> String {
    at.parse::<Timestamp>()
        .map_or_else(|_| at.to_owned(), |at| jiff::tz::offset(9).to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string())
}

fn print_runs(out: &mut impl Write, runs: &[Run]) -> std::io::Result<()> {
    if runs.is_empty() {
        return writeln!(out, "取り込みの記録はありません (nothing was imported yet)");
    }
    let heads = [
        "番号 run",
        "日時 when",
        "ファイル files",
        "read",
        "new",
        "changed",
        "unchanged",
        "記入者 by",
        "内容 what",
        "取り消し undo",
    ];
    let left = Align::Left;
    let right = Align::Right;
    let mut table = Table::new(heads, [right, left, right, right, right, right, right, left, left, left]);
    for run in runs {
        let account = run.account;
        let what = match (run.undoes, run.paths.as_slice()) {
            (Some(undone), _) => format!("{undone} の取り消し (undo of {undone})"),
            (None, [first]) => first.clone(),
            (None, [first, rest @ ..]) => format!("{first} ほか {}", rest.len()),
            (None, []) => String::new(),
        };
        let what = if run.note.is_empty() { what } else { format!("{what}「{}」", run.note) };
        let undo = match (run.kind, run.undone_by) {
            (RunKind::Import, Some(by)) => format!("済み (undone by {by})"),
            (RunKind::Import, None) if run.can_be_undone() => "できます (possible)".to_owned(),
            (RunKind::Import, None) => "変更なし (changed nothing)".to_owned(),
            (RunKind::Undo, _) => "—".to_owned(),
        };
        let counts = [run.files, account.read, account.new, account.changed, account.unchanged];
        let [files, read, new, changed, unchanged] = counts.map(|count| count.to_string());
        let author = run.author.clone();
        table.row([run.id.to_string(), local(&run.at), files, read, new, changed, unchanged, author, what, undo]);
    }
    write!(out, "{table}")
}

fn print_facility(out: &mut impl Write, facility: &Facility, records: &[RecordHistory]) -> std::io::Result<()> {
    writeln!(out, "{} {} {}", facility.id, facility.name, facility.address)?;
    for absence in &facility.absent {
        let (source, since) = (absence.source.label().0, absence.missing_since);
        writeln!(out, "  {source} の版 {since} から載っていません (not listed since)")?;
    }
    for record in records {
        writeln!(out, "{} {}:{}", record.source.label().0, record.source.id(), record.key)?;
        if let Some(link) = &record.link {
            writeln!(out, "  一致 linked {} %: {}", link.score, review::in_words(&link.reasons))?;
        }
        for (index, story) in record.versions.iter().enumerate() {
            let version = &story.version;
            let run = version.run.map_or_else(|| "—".to_owned(), |run| run.to_string());
            let mark = if index == 0 { "●" } else { "○" };
            let changed = if story.changed.is_empty() {
                String::new()
            } else {
                format!(" 変わった項目 changed: {}", story.changed.join(", "))
            };
            let says = match &story.correction {
                Some(correction) => format!(
                    "{} → {}「{}」{} {}",
                    correction.field, correction.value, correction.reason, correction.author, correction.on
                ),
                None => format!("{} {}", story.name, story.address),
            };
            writeln!(
                out,
                "  {mark} 版 {} ({}、取り込み {run}、{}) {says}{changed}",
                version.edition,
                version.file,
                local(&version.imported_at)
            )?;
        }
    }
    for replaced in &facility.replaced {
        let (field, value, origin) = (&replaced.field, &replaced.value, replaced.origin);
        let changed = if replaced.changed_since {
            " ※訂正のあとで変わりました (changed since it was corrected)"
        } else {
            ""
        };
        writeln!(
            out,
            "置き換えた値 replaced {field}: {value} ({} {}){changed}",
            origin.source.label().0,
            origin.as_of
        )?;
    }
    Ok(())
}
