//! `zaitaku import`: files in, a table of what became of every row out.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use jiff::Timestamp;

use crate::config::StoreFlags;
use crate::domain::Notice;
use crate::intake::{EditionReport, ImportReport, Intake, JoinReport, RefusedFile};
use crate::storage::FileAccount;

use super::progress::Bar;
use super::table::{Align, Table};
use super::{open, out};

/// Files to import.
#[derive(Debug, Args)]
pub struct Import {
    /// Files, folders and zips; `-` is standard input. The dataset is recognised by its header or content.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Compare only; write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Write every notice to this file, one JSON object a line.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Who imports, for `zaitaku history`.
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    by: String,
    /// Why, for `zaitaku history`.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    note: String,
    #[command(flatten)]
    store: StoreFlags,
}

impl Import {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let store = open::store(&self.store).await?;
        let joining = open::joining(open::gazetteer().await?)?;
        let intake = Intake {
            store: &store,
            joining: &joining,
            whole: open::whole_policy()?,
            now: Timestamp::now(),
            author: &self.by,
            note: &self.note,
            dry_run: self.dry_run,
        };
        let mut report_file = self.report.as_ref().map(open_report).transpose()?;
        let mut failed: Option<std::io::Error> = None;
        let mut each = |notice: &Notice| {
            if let Some(file) = &mut report_file {
                let written =
                    serde_json::to_writer(&mut *file, notice).map_err(Into::into).and_then(|()| writeln!(file));
                failed = failed.take().or(written.err());
            }
        };
        let mut bar = Bar::new();
        let report = intake.import(&self.paths, &mut bar, &mut each).await;
        bar.clear();
        let report = report?;
        if let Some(mut file) = report_file {
            failed = failed.or(file.flush().err());
        }
        print_report(&report, self.dry_run)?;
        store.close().await;
        if let Some(error) = failed {
            return Err(error).context("--report のファイルに書けません (the report could not be written)");
        }
        if !report.refused.is_empty() {
            bail!("{} 個のファイルを取り込めませんでした (files were refused)", report.refused.len());
        }
        Ok(())
    }
}

fn open_report(path: &PathBuf) -> anyhow::Result<BufWriter<File>> {
    let file = File::create(path).with_context(|| format!("{} に書けません (cannot be written)", path.display()))?;
    Ok(BufWriter::new(file))
}

/// The table of what became of every row.
pub(super) fn print_report(report: &ImportReport, dry_run: bool) -> std::io::Result<()> {
    let mut out = out::stdout();
    let heads = ["ファイル file", "版 edition", "read", "new", "changed", "unchanged", "noticed", "refused"];
    let mut table = Table::new(heads, [Align::Left, Align::Left, Align::Right]);
    let mut total = FileAccount::default();
    for file in &report.files {
        total += file.account;
        table.row(cells(short(&file.file), &file.edition.to_string(), file.account));
    }
    table.rule();
    table.row(cells("合計 total", "", total));
    write!(out, "{table}")?;
    for file in report.files.iter().filter(|file| !file.notices.is_empty()) {
        let notices: Vec<String> = file.notices.iter().map(|(code, count)| format!("{code} {count}")).collect();
        writeln!(out, "  {}: {}", short(&file.file), notices.join(", "))?;
    }
    print_strays(&mut out, &report.passed_over)?;
    for refused in &report.refused {
        writeln!(out, "取り込めません refused: {}", refused.reason)?;
    }
    print_editions(&mut out, &report.editions)?;
    print_join(&mut out, report.join.as_ref(), dry_run)?;
    match report.run {
        Some(run) if report.join.is_some() => {
            writeln!(out, "この取り込みの番号は {run} です。zaitaku undo {run} で取り消せます (run {run})")
        }
        Some(run) => writeln!(out, "この取り込みの番号は {run} です (run {run})"),
        None => Ok(()),
    }
}

/// Files that merely lay there, a line each; those of one zip, which are often hundreds alike, are one line.
fn print_strays(out: &mut impl Write, strays: &[RefusedFile]) -> std::io::Result<()> {
    for stray in strays.chunk_by(|a, b| container(&a.file).is_some() && container(&a.file) == container(&b.file)) {
        match stray {
            [first, .., last] => {
                let (zip, count) = (container(&first.file).unwrap_or_default(), stray.len());
                writeln!(
                    out,
                    "見送り passed over: {zip} の {count} 個のファイル（{} から {}）。最初のものは {} (files of one zip; the first)",
                    short(&first.file),
                    short(&last.file),
                    first.reason
                )?;
            }
            alone => {
                for stray in alone {
                    writeln!(out, "見送り passed over: {}", stray.reason)?;
                }
            }
        }
    }
    Ok(())
}

/// The zip in which a file lies.
fn container(file: &str) -> Option<&str> {
    file.rsplit_once('!').map(|(zip, _)| zip)
}

/// What happened since the edition before, by source.
fn print_editions(out: &mut impl Write, editions: &[EditionReport]) -> std::io::Result<()> {
    if editions.is_empty() {
        return Ok(());
    }
    let heads = [
        "前の版との違い since",
        "版 edition",
        "新規 opened",
        "掲載なし missing",
        "移転 moved",
        "改称 renamed",
        "番号変更 renumbered",
        "再掲載 came back",
        "一部のみ partial",
    ];
    let mut table = Table::new(heads, [Align::Left, Align::Left, Align::Right]);
    for one in editions {
        let counts = [one.opened, one.missing, one.moved, one.renamed, one.renumbered, one.came_back, one.partial];
        let [opened, missing, moved, renamed, renumbered, came_back, partial] = counts.map(|count| count.to_string());
        let source = format!("{} {}", one.source.label().0, one.before);
        let edition = one.edition.to_string();
        table.row([source, edition, opened, missing, moved, renamed, renumbered, came_back, partial]);
    }
    write!(out, "{table}")
}

/// What joining made of all sources.
pub(super) fn print_join(out: &mut impl Write, join: Option<&JoinReport>, dry_run: bool) -> std::io::Result<()> {
    let Some(join) = join else {
        return match dry_run {
            true => writeln!(out, "試しの取り込みです。何も書き込んでいません (dry run: nothing was written)"),
            false => writeln!(out, "変更はありません (nothing changed)"),
        };
    };
    let (links, placement) = (join.links, join.placement);
    let found = links.by_town_and_name + links.by_municipality_and_name + links.by_address_and_likeness;
    let linked = found + links.by_partner_number + links.by_decision;
    writeln!(
        out,
        "施設 facilities: {} (書き込み written {}, 削除 removed {})",
        join.facilities, join.written, join.removed
    )?;
    writeln!(out, "届出の結び付け filings: 一致 linked {linked}, 単独 alone {}", links.alone)?;
    if links.statements + links.statements_alone > 0 {
        writeln!(
            out,
            "調査・当番表などの結び付け statements: 一致 linked {}, 相手なし alone {}",
            links.statements, links.statements_alone
        )?;
    }
    writeln!(
        out,
        "位置 places: 公表座標 published {}, 番地 house {}, 町名 town {}, 市区町村まで coarse {}, 座標が住所と矛盾 contradicted {}, 不明 unplaced {}",
        placement.published,
        placement.house,
        placement.town,
        placement.coarse,
        placement.contradicted,
        placement.unplaced
    )?;
    if join.doubts > 0 {
        writeln!(out, "確認待ち doubts: {} 件。zaitaku review で確かめてください (see zaitaku review)", join.doubts)?;
    }
    Ok(())
}

/// The name inside a zip says as much as both.
fn short(file: &str) -> &str {
    file.rsplit_once('!').map_or(file, |(_, inside)| inside)
}

fn cells(file: &str, edition: &str, account: FileAccount) -> [String; 8] {
    let counts = [account.read, account.new, account.changed, account.unchanged, account.noticed, account.refused];
    let [read, new, changed, unchanged, noticed, refused] = counts.map(|count| count.to_string());
    [file.to_owned(), edition.to_owned(), read, new, changed, unchanged, noticed, refused]
}
