//! `zaitaku check`: whether the store and the data files are what they should be, and where they are not.

mod data;
mod facility;
mod records;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use serde::Serialize;

use crate::config::{PolicyFlags, StoreFlags, VisibilityFlags};

use super::table::{Align, Table};
use super::{open, out};

/// Under what records are counted.
const RECORDS: &str = "records";

/// How many faults of one sort are shown.
const SHOWN: usize = 20;

/// What to check.
#[derive(Debug, Args)]
pub struct Check {
    /// Check the data files (vocabulary.toml, policy.toml, filings.toml, sources.toml) of this folder as well.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Leave out the longest part: joining all records anew and comparing.
    #[arg(long)]
    quick: bool,
    /// Show every fault, not only the first of each sort.
    #[arg(long)]
    all: bool,
    /// Print everything as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    policy: PolicyFlags,
    #[command(flatten)]
    visibility: VisibilityFlags,
    #[command(flatten)]
    store: StoreFlags,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
enum Severity {
    /// Something is wrong, and the command ends with 1.
    Fault,
    /// Something is unlikely; somebody may want to look.
    Remark,
}

/// One thing that is not as it should be.
#[derive(Debug, Clone, Serialize)]
struct Finding {
    severity: Severity,
    /// A stable identifier of the sort.
    code: &'static str,
    /// The row or file.
    place: String,
    /// What is wrong.
    message: String,
}

/// What was looked at, and what was found.
#[derive(Debug, Default, Serialize)]
struct Findings {
    checked: BTreeMap<&'static str, u64>,
    /// What holds and is neither wrong nor unlikely, but good to know.
    notes: Vec<&'static str>,
    findings: Vec<Finding>,
}

impl Findings {
    fn count(&mut self, what: &'static str) {
        *self.checked.entry(what).or_default() += 1;
    }

    fn fault(&mut self, code: &'static str, place: impl Into<String>, message: impl Into<String>) {
        let finding = Finding { severity: Severity::Fault, code, place: place.into(), message: message.into() };
        self.findings.push(finding);
    }

    fn remark(&mut self, code: &'static str, place: impl Into<String>, message: impl Into<String>) {
        let finding = Finding { severity: Severity::Remark, code, place: place.into(), message: message.into() };
        self.findings.push(finding);
    }

    fn faults(&self) -> usize {
        self.findings.iter().filter(|finding| finding.severity == Severity::Fault).count()
    }
}

impl Check {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let mut findings = Findings::default();
        data::embedded(&mut findings);
        if let Some(folder) = &self.folder {
            data::folder(folder, &mut findings)?;
        }
        if let Some(path) = &self.policy.policy {
            data::policy(path, &mut findings);
        }
        let store = open::store(&self.store).await?;
        let own_table = open::visibility_file(&self.visibility, &self.store.data);
        data::visibility(own_table.as_deref(), store.has_accounts().await?, &mut findings);
        let gazetteer = open::gazetteer().await?;
        data::zones(&self.store.data, &gazetteer, &mut findings);
        records::check(&store, &mut findings).await?;
        let joining = open::joining(gazetteer)?;
        facility::check(&store, &joining, self.quick, &mut findings).await?;
        store.close().await;
        findings.findings.sort_by(|a, b| (a.severity, a.code, &a.place).cmp(&(b.severity, b.code, &b.place)));
        if self.json {
            let mut out = out::stdout();
            serde_json::to_writer_pretty(&mut out, &findings)?;
            writeln!(out)?;
        } else {
            print(&findings, if self.all { usize::MAX } else { SHOWN })?;
        }
        match findings.faults() {
            0 => Ok(()),
            faults => bail!("{faults} 件の誤りがあります (faults were found)"),
        }
    }
}

fn print(findings: &Findings, shown: usize) -> std::io::Result<()> {
    let mut out = out::stdout();
    let checked: Vec<String> = findings.checked.iter().map(|(what, count)| format!("{what} {count}")).collect();
    writeln!(out, "調べたもの checked: {}", checked.join(", "))?;
    for note in &findings.notes {
        writeln!(out, "{note}")?;
    }
    if findings.findings.is_empty() {
        return writeln!(out, "誤りはありません (nothing is wrong)");
    }
    let mut table = Table::new(["", "種類 code", "場所 place", "内容 what"], [Align::Left]);
    let mut more = Vec::new();
    for sort in findings.findings.chunk_by(|a, b| (a.severity, a.code) == (b.severity, b.code)) {
        for finding in sort.iter().take(shown) {
            let severity = match finding.severity {
                Severity::Fault => "誤り fault",
                Severity::Remark => "確認 remark",
            };
            table.row([severity.to_owned(), finding.code.to_owned(), finding.place.clone(), finding.message.clone()]);
        }
        if sort.len() > shown {
            more.push(format!("{} {}", sort[0].code, sort.len() - shown));
        }
    }
    write!(out, "{table}")?;
    if !more.is_empty() {
        writeln!(out, "ほかに and more (--all): {}", more.join(", "))?;
    }
    writeln!(out, "誤り faults: {}, 確認 remarks: {}", findings.faults(), findings.findings.len() - findings.faults())
}
