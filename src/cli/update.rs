//! `zaitaku update`: the official files that changed come from their pages, or from a mirror folder, and are imported.

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::config::StoreFlags;
use crate::fetch::{FetchSource, Fetched, Fetcher, Outcome, Sources};
use crate::intake::{FileReport, ImportReport, Intake, JoinReport};
use crate::storage::{FileAccount, Store};

use super::progress::{Bar, Bytes};
use super::table::{Align, Table};
use super::{Usage, open, out};

/// What to fetch, and from where.
#[derive(Debug, Args)]
pub struct Update {
    /// Only this source, or group of sources (`navii`, `kaigo`, `filing`); may be repeated.
    #[arg(long = "source", value_name = "NAME")]
    names: Vec<String>,
    /// A sources file instead of the one in the program, in the form of `data/sources.toml`.
    #[arg(long, value_name = "FILE")]
    sources: Option<PathBuf>,
    /// A folder laid out by host and path (such as another machine's DATA/downloads) instead of the network.
    #[arg(long, value_name = "DIR")]
    mirror: Option<PathBuf>,
    /// List the sources and do nothing else.
    #[arg(long, conflicts_with_all = ["dry_run", "download_only", "again"])]
    list: bool,
    /// Read the pages and say what would be fetched; fetch and import nothing.
    #[arg(long, conflicts_with_all = ["download_only", "again"])]
    dry_run: bool,
    /// Fetch, but do not import.
    #[arg(long)]
    download_only: bool,
    /// Import also what was imported before and has not changed.
    #[arg(long, conflicts_with = "download_only")]
    again: bool,
    #[command(flatten)]
    store: StoreFlags,
}

/// One row of the table at the end.
struct Row {
    source: String,
    file: String,
    edition: Option<Date>,
    result: &'static str,
    account: Option<FileAccount>,
    /// Why it failed and what to do, or what else is worth a line.
    note: Option<String>,
    failed: bool,
}

const FETCHED: &str = "取得 fetched";
const UNCHANGED: &str = "変更なし unchanged";
const FAILED: &str = "失敗 failed";
const EXPECTED: &str = "取得予定 to fetch";

impl Update {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let sources = self.sources()?;
        let wanted = self.wanted(&sources)?;
        if self.list {
            return Ok(list(&wanted)?);
        }
        let downloads = self.store.data.join("downloads");
        let mut fetcher = match &self.mirror {
            Some(mirror) => Fetcher::mirror(&downloads, mirror)?,
            None => Fetcher::web(&downloads, sources.manners.clone())?,
        };
        if self.dry_run {
            return conclude(&look(&mut fetcher, &wanted).await, None, 0);
        }
        let mut outcomes = Vec::new();
        for source in wanted {
            let mut bar = Bytes::new();
            outcomes.push((source, fetcher.fetch(source, &mut bar).await));
        }
        let (imports, join) =
            if self.download_only { (Imports::default(), None) } else { self.import(&mut fetcher, &outcomes).await? };
        let rows: Vec<Row> = outcomes.iter().flat_map(|(source, outcome)| rows(source, outcome, &imports)).collect();
        conclude(&rows, join.as_ref(), imports.done.len())
    }

    fn sources(&self) -> anyhow::Result<Sources> {
        let Some(path) = &self.sources else { return Sources::embedded().context("data/sources.toml") };
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).with_context(|| format!("{name} を読めません (cannot be read)"))?;
        Sources::parse(&text).with_context(|| name)
    }

    /// The sources that were named, each once and in their own order; all where none was.
    fn wanted<'a>(&self, sources: &'a Sources) -> Result<Vec<&'a FetchSource>, Usage> {
        let mut names = Vec::new();
        for name in &self.names {
            let found = sources.named(name);
            if found.is_empty() {
                let known: Vec<&str> = sources.sources.iter().map(|source| source.name.as_str()).collect();
                return Err(Usage(format!(
                    "--source {name}: ありません (no such source; known: {})",
                    known.join(", ")
                )));
            }
            names.extend(found.into_iter().map(|source| source.name.as_str()));
        }
        let is_wanted = |source: &&FetchSource| self.names.is_empty() || names.contains(&source.name.as_str());
        Ok(sources.sources.iter().filter(is_wanted).collect())
    }

    /// Imports what is new in one import, and notes what went in.
    async fn import(
        &self,
        fetcher: &mut Fetcher,
        outcomes: &[(&FetchSource, Outcome)],
    ) -> anyhow::Result<(Imports, Option<JoinReport>)> {
        let here = outcomes.iter().flat_map(|(_, outcome)| &outcome.files);
        if here.clone().next().is_none() {
            return Ok((Imports::default(), None));
        }
        let store = open::store(&self.store).await?;
        // A store that lost its content, or another one, has seen none of it.
        let all = self.again || store.source_summary().await?.is_empty();
        let mut seen = HashSet::new();
        let fresh: Vec<&Fetched> = here.filter(|file| (all || !file.imported) && seen.insert(&file.path)).collect();
        let report = import(&store, fresh.iter().map(|file| file.path.clone()).collect()).await;
        store.close().await;
        let report = report?;
        let imports = Imports::new(&fresh, &report);
        for file in fresh.iter().filter(|file| imports.went_in(&file.path)) {
            fetcher.imported(file)?;
        }
        Ok((imports, report.join))
    }
}

async fn import(store: &Store, paths: Vec<PathBuf>) -> anyhow::Result<ImportReport> {
    let joining = open::joining(open::gazetteer().await?)?;
    let intake = Intake {
        store,
        joining: &joining,
        whole: open::whole_policy()?,
        now: Timestamp::now(),
        author: "",
        note: "zaitaku update",
        dry_run: false,
    };
    let mut bar = Bar::new();
    let report = intake.import(&paths, &mut bar, &mut |_| ()).await;
    bar.clear();
    Ok(report?)
}

/// What the import made of each file that was given to it.
#[derive(Default)]
struct Imports {
    done: Vec<(PathBuf, Vec<FileReport>, Vec<String>)>,
}

impl Imports {
    fn new(files: &[&Fetched], report: &ImportReport) -> Self {
        let done = files.iter().map(|file| {
            let name = file.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let of_file =
                |part: &str| part == name || part.strip_prefix(&name).is_some_and(|rest| rest.starts_with('!'));
            let taken = report.files.iter().filter(|part| of_file(&part.file)).cloned().collect();
            let refused = report.refused.iter().chain(&report.passed_over).filter(|part| of_file(&part.file));
            (file.path.clone(), taken, refused.map(|part| part.reason.clone()).collect())
        });
        Self { done: done.collect() }
    }

    fn of(&self, path: &Path) -> Option<(&[FileReport], &[String])> {
        self.done.iter().find(|(known, ..)| known == path).map(|(_, taken, refused)| (&taken[..], &refused[..]))
    }

    fn went_in(&self, path: &Path) -> bool {
        self.of(path).is_some_and(|(taken, refused)| !taken.is_empty() && refused.is_empty())
    }
}

/// What would be fetched.
async fn look(fetcher: &mut Fetcher, wanted: &[&FetchSource]) -> Vec<Row> {
    let mut rows = Vec::new();
    for source in wanted {
        match fetcher.look(source).await {
            Ok((links, outcome)) => {
                rows.extend(moved(source, &outcome));
                rows.extend(links.into_iter().map(|link| Row {
                    source: source.name.clone(),
                    file: link.file,
                    edition: link.date,
                    result: EXPECTED,
                    account: None,
                    note: Some(link.url.to_string()),
                    failed: false,
                }));
            }
            Err(error) => rows.push(failed(source, None, None, error.to_string())),
        }
    }
    rows
}

fn failed(source: &FetchSource, file: Option<String>, edition: Option<Date>, reason: String) -> Row {
    Row {
        source: source.name.clone(),
        file: file.unwrap_or_default(),
        edition,
        result: FAILED,
        account: None,
        note: Some(reason),
        failed: true,
    }
}

/// Pages that moved are told, and followed until somebody corrects the sources file.
fn moved<'a>(source: &'a FetchSource, outcome: &'a Outcome) -> impl Iterator<Item = Row> + 'a {
    outcome.moved.iter().map(|(from, to)| Row {
        source: source.name.clone(),
        file: String::new(),
        edition: None,
        result: "移転 moved",
        account: None,
        note: Some(format!(
            "{from} → {to}: sources.toml を直してください (the page has moved; correct the sources file)"
        )),
        failed: false,
    })
}

fn rows(source: &FetchSource, outcome: &Outcome, imports: &Imports) -> Vec<Row> {
    let mut rows: Vec<Row> = moved(source, outcome).collect();
    for file in &outcome.files {
        rows.extend(file_rows(source, file, imports));
    }
    for failure in &outcome.failures {
        rows.push(failed(source, failure.file.clone(), failure.date, failure.error.to_string()));
    }
    rows
}

fn file_rows(source: &FetchSource, file: &Fetched, imports: &Imports) -> Vec<Row> {
    let note = file.moved.as_ref().map(|to| format!("移転 moved: {to}"));
    let row = |edition, result, account| Row {
        source: source.name.clone(),
        file: file.file.clone(),
        edition,
        result,
        account,
        note: note.clone(),
        failed: false,
    };
    let Some((taken, refused)) = imports.of(&file.path) else {
        return vec![row(file.date, if file.imported || !file.fresh { UNCHANGED } else { FETCHED }, None)];
    };
    let mut rows: Vec<Row> =
        refused.iter().map(|reason| failed(source, Some(file.file.clone()), file.date, reason.clone())).collect();
    if let Some(newest) = taken.iter().map(|part| part.edition).max() {
        let mut account = FileAccount::default();
        taken.iter().for_each(|part| account += part.account);
        rows.insert(0, row(Some(newest), FETCHED, Some(account)));
    }
    rows
}

fn list(sources: &[&FetchSource]) -> std::io::Result<()> {
    let mut table = Table::new(["名前 name", "出典 source", "ライセンス licence", "ページ page"], [Align::Left]);
    for source in sources {
        let label = format!("{} {}", source.label.ja, source.label.en);
        table.row([source.name.clone(), label, source.licence.clone(), source.pages.join(" ")]);
    }
    write!(out::stdout(), "{table}")
}

fn conclude(rows: &[Row], join: Option<&JoinReport>, imported: usize) -> anyhow::Result<()> {
    print(rows, join, imported)?;
    match rows.iter().filter(|row| row.failed).count() {
        0 => Ok(()),
        failures => bail!("{failures} 件を更新できませんでした (could not be updated)"),
    }
}

fn print(rows: &[Row], join: Option<&JoinReport>, imported: usize) -> std::io::Result<()> {
    let mut out = out::stdout();
    let heads = ["出典 source", "ファイル file", "版 edition", "結果 result", "read", "new", "changed", "refused"];
    let mut table = Table::new(heads, [Align::Left, Align::Left, Align::Left, Align::Left, Align::Right]);
    for row in rows {
        let count =
            |count: fn(FileAccount) -> u64| row.account.map(|account| count(account).to_string()).unwrap_or_default();
        table.row([
            row.source.clone(),
            row.file.clone(),
            row.edition.map(|date| date.to_string()).unwrap_or_default(),
            row.result.to_owned(),
            count(|account| account.read),
            count(|account| account.new),
            count(|account| account.changed),
            count(|account| account.refused),
        ]);
    }
    write!(out, "{table}")?;
    for row in rows {
        if let Some(note) = &row.note {
            let name = if row.file.is_empty() { &row.source } else { &row.file };
            writeln!(out, "{} {name}: {note}", row.result)?;
        }
    }
    match join {
        Some(join) => writeln!(
            out,
            "施設 facilities: {} (書き込み written {}, 削除 removed {})",
            join.facilities, join.written, join.removed
        ),
        None if imported > 0 => writeln!(out, "変更はありません (nothing changed)"),
        None => Ok(()),
    }
}
