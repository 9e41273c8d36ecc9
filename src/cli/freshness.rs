//! `zaitaku freshness`: how old entries are, who should be asked again, and the questions of a round as a table.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use jiff::{Timestamp, tz};
use serde_json::{Value, json};

use crate::config::StoreFlags;
use crate::directory::{Area, Directory, Standing};
use crate::domain::edit::value;
use crate::domain::freshness::{Freshness, Part, freshness_policy};
use crate::domain::vocabulary::Lang;
use crate::domain::{Facility, Kind, PackedFact, Source};
use crate::editing::{By, Change, Editing};
use crate::links::{link_policy, sheet};
use crate::pages::link::field_in_words;
use crate::storage::Store;

use super::table::{Align, Table};
use super::{Usage, open, out, snapshot};

/// Whose freshness, and what to do.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct FreshnessOf {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    of: Of,
    /// Print it as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreFlags,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Write the questions of a round as a table (CSV) to fill in: a row for each facility.
    Export(Export),
    /// Read a table that was filled in. Shows what would change; with --yes it counts.
    Import(Import),
}

/// Which facilities.
#[derive(Debug, Args)]
struct Of {
    /// Only in this municipality, designated city or prefecture (code such as 14201).
    #[arg(long, value_name = "CODE", value_parser = area)]
    municipality: Option<Area>,
    /// Only of this kind, such as clinic.
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<Kind>,
}

fn area(text: &str) -> Result<Area, String> {
    Area::parse(text).ok_or_else(|| "全国地方公共団体コードです (a municipality code, such as 14201)".to_owned())
}

fn kind(text: &str) -> Result<Kind, String> {
    let names = || Kind::ALL.iter().map(|kind| kind.id()).collect::<Vec<_>>().join(", ");
    Kind::from_id(text).ok_or_else(|| format!("次のどれかにしてください (one of these): {}", names()))
}

#[derive(Debug, Args)]
struct Export {
    #[command(flatten)]
    of: Of,
    /// Only those whose entries are too old.
    #[arg(long)]
    overdue: bool,
    /// Where the table goes.
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    #[command(flatten)]
    store: StoreFlags,
}

#[derive(Debug, Args)]
struct Import {
    /// The table.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Write it: without this, only what would change is shown.
    #[arg(long)]
    yes: bool,
    /// Who hands it in.
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Why, as the history tells it.
    #[arg(long, value_name = "TEXT", default_value = "回答の表から (from a table of answers)")]
    reason: String,
    #[command(flatten)]
    store: StoreFlags,
}

/// A directory of the store and how everybody in it stands today.
async fn standing(flags: &StoreFlags, of: &Of) -> anyhow::Result<(Store, Directory, Vec<Standing>)> {
    let store = open::store(flags).await?;
    let directory = snapshot::directory(&store, &flags.data, &open::gazetteer().await?).await?;
    let among = |one: &Standing| {
        of.kind.is_none_or(|kind| kind == one.kind)
            && of.municipality.as_ref().is_none_or(|area| directory.lies_in(one.row, area))
    };
    let mut all = directory.count_freshness(freshness_policy(), today());
    all.retain(among);
    Ok((store, directory, all))
}

fn today() -> jiff::civil::Date {
    tz::offset(9).to_datetime(Timestamp::now()).date()
}

impl FreshnessOf {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match &self.action {
            Some(Action::Export(export)) => export.run().await,
            Some(Action::Import(import)) => import.run().await,
            None => self.print().await,
        }
    }

    async fn print(&self) -> anyhow::Result<()> {
        let (store, directory, all) = standing(&self.store, &self.of).await?;
        store.close().await;
        let day = PackedFact::day_number(today());
        let count = |part: Part| {
            Freshness::ALL.map(|state| {
                let stands = |one: &&Standing| freshness_policy().part(part, one.kind, &one.said, day) == Some(state);
                all.iter().filter(stands).count()
            })
        };
        let overdue: Vec<&Standing> = all.iter().filter(|one| one.whole == Freshness::Old).collect();
        let mut out = out::stdout();
        if self.json {
            let counts = |[fresh, old, never]: [usize; 3]| json!({ "fresh": fresh, "old": old, "never": never });
            let parts: serde_json::Map<String, Value> =
                Part::ALL.iter().map(|part| (part.id().to_owned(), counts(count(*part)))).collect();
            let list = overdue.iter().map(|one| {
                let days: serde_json::Map<String, Value> = Part::ALL
                    .iter()
                    .filter_map(|part| Some((part.id().to_owned(), json!(PackedFact::date_of(one.said.day(*part)?).to_string()))))
                    .collect();
                json!({ "id": directory.id(one.row), "name": directory.name(one.row), "kind": one.kind.id(), "said": days })
            });
            let told = json!({ "facilities": all.len(), "parts": parts, "overdue": list.collect::<Vec<_>>() });
            writeln!(out, "{told:#}")?;
            return Ok(());
        }
        let mut table =
            Table::new(["項目 part", "新しい fresh", "古い old", "回答なし never"], [Align::Left, Align::Right]);
        for part in Part::ALL {
            let [fresh, old, never] = count(part).map(|n| n.to_string());
            table.row([part.label(Lang::Ja).to_owned(), fresh, old, never]);
        }
        write!(out, "{table}")?;
        writeln!(out, "\n古いもの (overdue): {} / {}", overdue.len(), all.len())?;
        for one in overdue {
            writeln!(out, "{}\t{}", directory.id(one.row), directory.name(one.row))?;
        }
        Ok(())
    }
}

impl Export {
    async fn run(&self) -> anyhow::Result<()> {
        let (store, directory, mut all) = standing(&self.store, &self.of).await?;
        if self.overdue {
            all.retain(|one| one.whole == Freshness::Old);
        }
        let editing = Editing::new(store.clone(), open::gazetteer().await?);
        let mut facilities: Vec<(Facility, i64)> = Vec::with_capacity(all.len());
        for one in all {
            if let Some(facility) = directory.facility(one.row)? {
                let seen = editing.versions(&facility.id).await?.values().copied().max().unwrap_or_default();
                facilities.push((facility, seen));
            }
        }
        store.close().await;
        let bytes = sheet::write(&facilities, today(), &link_policy().page, |field| field_in_words(field, Lang::Ja))?;
        let file = self.output.display();
        std::fs::write(&self.output, bytes).with_context(|| format!("{file} に書けません (cannot be written)"))?;
        eprintln!("{file}: {} 施設 (facilities)", facilities.len());
        Ok(())
    }
}

/// What a row of the table comes to.
struct Wanted {
    facility: Facility,
    changes: Vec<Change>,
}

impl Import {
    async fn run(&self) -> anyhow::Result<()> {
        let file = self.file.display();
        let bytes = std::fs::read(&self.file).map_err(|error| Usage(format!("{file}: {error}")))?;
        let rows = sheet::read(&bytes).map_err(|error| Usage(format!("{file}: {error}")))?;
        let store = open::store(&self.store).await?;
        let editing = Editing::new(store.clone(), open::gazetteer().await?);
        let mut out = out::stdout();
        let (mut wanted, mut refused) = (Vec::new(), 0usize);
        for row in &rows {
            match self.wanted(row, &editing).await? {
                Ok(one) => wanted.extend((!one.changes.is_empty()).then_some(one)),
                Err(reasons) => {
                    refused += 1;
                    for reason in reasons {
                        writeln!(out, "{}行目 {}: {reason}", row.row, row.facility)?;
                    }
                }
            }
        }
        let mut changes = 0;
        for one in &wanted {
            for change in &one.changes {
                changes += 1;
                let before = sheet::cell(&change.field, &value::shown(&one.facility, &change.field));
                let (name, field) = (&one.facility.name, field_in_words(&change.field, Lang::Ja));
                writeln!(out, "{} {name} {field}: {before:?} → {}", one.facility.id, change.value)?;
            }
            if self.yes {
                let by = By { author: &self.by, source: Source::Facility, now: Timestamp::now(), reason: &self.reason };
                editing.edit(&one.facility.id, &one.changes, by, None).await?;
            }
        }
        store.close().await;
        let done = if self.yes {
            "書きました (written)"
        } else {
            "書くには --yes を付けます (add --yes to write)"
        };
        writeln!(out, "{} 行、変更 {changes}、受け取れない行 {refused}。{done}", rows.len())?;
        if refused > 0 { Err(anyhow::anyhow!("{refused} 行を受け取れません (rows refused)")) } else { Ok(()) }
    }

    /// What a row changes, or why it cannot be taken: a value that is none, or one that somebody changed since the table was made.
    async fn wanted(&self, row: &sheet::SheetRow, editing: &Editing) -> anyhow::Result<Result<Wanted, Vec<String>>> {
        let Some(facility) = editing.facility(&row.facility).await? else {
            return Ok(Err(vec!["施設がありません (no facility has this id)".to_owned()]));
        };
        let found = match sheet::differences(row, &facility) {
            Ok(found) => found,
            Err(faults) => return Ok(Err(faults.iter().map(ToString::to_string).collect())),
        };
        let versions = editing.versions(&facility.id).await?;
        let (mut changes, mut reasons) = (Vec::new(), Vec::new());
        let origin = crate::domain::Origin { source: Source::Facility, as_of: today() };
        for (field, value) in found {
            let version = versions.get(&field).copied().unwrap_or_default();
            if version > row.seen {
                let now = sheet::cell(&field, &value::shown(&facility, &field));
                let name = field_in_words(&field, Lang::Ja);
                reasons.push(format!("{name} は表を作った後に変わっています (changed since): {now:?} / {value}"));
            } else if let Err(fault) = value::read(&field, &value, origin) {
                reasons.push(fault.to_string());
            } else {
                changes.push(Change { field, value, seen: Some(version) });
            }
        }
        Ok(if reasons.is_empty() { Ok(Wanted { facility, changes }) } else { Err(reasons) })
    }
}
