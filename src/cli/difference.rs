//! `zaitaku difference`: what changed between two editions of a published list, without any store.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use jiff::civil::Date;
use serde::Serialize;

use crate::domain::Source;
use crate::domain::municipality::prefecture_name;
use crate::domain::record::SourceRecord;
use crate::import::difference::{Change, Counts, Difference, Entry, difference};
use crate::intake::read_editions;

use super::Usage;
use super::out;
use super::table::{Align, Table};

/// Two editions of one list.
#[derive(Debug, Args)]
pub struct DifferenceOf {
    /// The older edition: a file, a zip or a folder.
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The newer edition.
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Print everything as JSON.
    #[arg(long)]
    json: bool,
    /// Write every change to this CSV file.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// List all changes; twenty of each kind when absent.
    #[arg(long)]
    all: bool,
}

/// Two editions of one source, against each other.
#[derive(Debug, Serialize)]
struct Compared {
    source: Source,
    old_edition: Date,
    new_edition: Date,
    #[serde(flatten)]
    difference: Difference,
}

/// How many of each kind are listed without `--all`.
const SHOWN: usize = 20;

impl DifferenceOf {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let (old, new) = (self.old.clone(), self.new.clone());
        let compared = tokio::task::spawn_blocking(move || compare(&old, &new)).await??;
        if let Some(path) = &self.csv {
            write_csv(path, &compared)?;
        }
        let mut out = out::stdout();
        if self.json {
            serde_json::to_writer_pretty(&mut out, &compared)?;
            writeln!(out)?;
            return Ok(());
        }
        for one in &compared {
            print(&mut out, one, if self.all { usize::MAX } else { SHOWN })?;
        }
        Ok(())
    }
}

type Editions = BTreeMap<Source, (Date, Vec<SourceRecord>)>;

fn compare(old: &Path, new: &Path) -> anyhow::Result<Vec<Compared>> {
    let mut before = editions(old)?;
    let after = editions(new)?;
    let mut compared = Vec::new();
    for (source, (new_edition, new)) in after {
        if let Some((old_edition, old)) = before.remove(&source) {
            compared.push(Compared { source, old_edition, new_edition, difference: difference(&old, &new) });
        }
    }
    if compared.is_empty() {
        let text = "二つのファイルに同じ種類のデータがありません (the two have no dataset in common)";
        return Err(Usage(text.to_owned()).into());
    }
    Ok(compared)
}

fn editions(path: &Path) -> anyhow::Result<Editions> {
    let mut editions = Editions::new();
    for file in read_editions(path)? {
        let (edition, records) = editions.entry(file.dataset.source()).or_insert((file.edition, Vec::new()));
        *edition = file.edition.max(*edition);
        records.extend(file.records);
    }
    Ok(editions)
}

fn print(out: &mut impl Write, one: &Compared, shown: usize) -> std::io::Result<()> {
    let Compared { source, old_edition, new_edition, difference } = one;
    writeln!(out, "{} {old_edition} → {new_edition}", source.label().0)?;
    print_counts(out, &difference.total)?;
    print_prefectures(out, difference)?;
    let listed = |entry: &Entry| format!("{} {} {}", entry.key, entry.name, entry.address);
    let opened: Vec<String> = difference.opened.iter().map(listed).collect();
    let closed: Vec<String> = difference.closed.iter().map(listed).collect();
    let number = |change: &Change| {
        format!("{} → {} {} {}", change.before.key, change.after.key, change.after.name, change.after.address)
    };
    let renumbered: Vec<String> = difference.renumbered.iter().map(number).collect();
    let moved: Vec<String> = difference.moved.iter().map(moved).collect();
    let name = |change: &Change| format!("{} {} → {}", change.after.key, change.before.name, change.after.name);
    let renamed: Vec<String> = difference.renamed.iter().map(name).collect();
    let lists = [
        ("新しく載った opened", opened),
        ("載らなくなった closed", closed),
        ("番号が変わった renumbered", renumbered),
        ("移転した moved", moved),
        ("改称した renamed", renamed),
    ];
    for (title, lines) in lists.iter().filter(|(_, lines)| !lines.is_empty()) {
        writeln!(out, "\n■ {title}: {}", lines.len())?;
        for line in lines.iter().take(shown) {
            writeln!(out, "  {line}")?;
        }
        if lines.len() > shown {
            let more = lines.len() - shown;
            writeln!(out, "  ほか {more} 件。--all ですべて (and {more} more)")?;
        }
    }
    Ok(())
}

fn moved(change: &Change) -> String {
    let far = match change.metres {
        None => String::new(),
        // Nobody moved by less than a doorway; the list printed the old point again.
        Some(metres) if metres < 1.0 => "（座標は同じ same point）".to_owned(),
        Some(metres) if metres < 1_000.0 => format!("（{metres:.0} m）"),
        Some(metres) => format!("（{:.1} km）", metres / 1_000.0),
    };
    format!("{} {} {} → {}{far}", change.after.key, change.after.name, change.before.address, change.after.address)
}

fn print_counts(out: &mut impl Write, total: &Counts) -> std::io::Result<()> {
    let mut table = Table::new(["", "件 count"], [Align::Left, Align::Right]);
    for (name, count) in [
        ("前の版 before", total.before),
        ("新しい版 after", total.after),
        ("新しく載った opened", total.opened),
        ("載らなくなった closed", total.closed),
        ("番号が変わった renumbered", total.renumbered),
        ("移転した moved", total.moved),
        ("改称した renamed", total.renamed),
        ("病床が変わった beds", total.beds),
        ("診療科が変わった specialties", total.specialties),
        ("サービスが変わった services", total.services),
        ("連絡先が変わった contact", total.contact),
        ("時間・休みが変わった hours", total.hours),
        ("届出が変わった filings", total.filings),
        ("変わらない same", total.same),
    ] {
        table.row([name.to_owned(), count.to_string()]);
    }
    write!(out, "{table}")
}

fn print_prefectures(out: &mut impl Write, difference: &Difference) -> std::io::Result<()> {
    let heads = ["都道府県", "前 before", "後 after", "opened", "closed", "renumbered", "moved", "renamed"];
    let mut table = Table::new(heads, [Align::Left, Align::Right]);
    for (prefecture, counts) in &difference.prefectures {
        let changes = [counts.opened, counts.closed, counts.renumbered, counts.moved, counts.renamed];
        if changes.iter().any(|count| *count > 0) {
            let [opened, closed, renumbered, moved, renamed] = changes.map(|count| count.to_string());
            let (before, after) = (counts.before.to_string(), counts.after.to_string());
            table.row([named(*prefecture), before, after, opened, closed, renumbered, moved, renamed]);
        }
    }
    write!(out, "\n{table}")
}

fn named(prefecture: Option<u32>) -> String {
    prefecture.and_then(prefecture_name).unwrap_or("不明 unknown").to_owned()
}

/// One change a row, for spreadsheets: with a byte order mark, because they are opened in Excel.
fn write_csv(path: &Path, compared: &[Compared]) -> anyhow::Result<()> {
    let failed = || format!("{} に書けません (cannot be written)", path.display());
    let mut file = File::create(path).with_context(failed)?;
    file.write_all("\u{feff}".as_bytes()).with_context(failed)?;
    let mut rows = csv::Writer::from_writer(file);
    let heads = [
        "source",
        "change",
        "prefecture",
        "key_before",
        "key",
        "name_before",
        "name",
        "address_before",
        "address",
        "metres",
    ];
    rows.write_record(heads).with_context(failed)?;
    for Compared { source, difference, .. } in compared {
        let none = Entry { key: String::new(), name: String::new(), address: String::new(), prefecture: None };
        let one = |what: &'static str, before: &Entry, after: &Entry, metres: Option<f64>| {
            let prefecture = named(after.prefecture.or(before.prefecture));
            let metres = metres.map(|metres| metres.to_string()).unwrap_or_default();
            let texts = [&before.key, &after.key, &before.name, &after.name, &before.address, &after.address];
            let mut row = vec![source.id().to_owned(), what.to_owned(), prefecture];
            row.extend(texts.map(Clone::clone));
            row.push(metres);
            row
        };
        let mut all: Vec<Vec<String>> = Vec::new();
        all.extend(difference.opened.iter().map(|entry| one("opened", &none, entry, None)));
        all.extend(difference.closed.iter().map(|entry| one("closed", entry, &none, None)));
        for (what, changes) in
            [("renumbered", &difference.renumbered), ("moved", &difference.moved), ("renamed", &difference.renamed)]
        {
            all.extend(changes.iter().map(|change| one(what, &change.before, &change.after, change.metres)));
        }
        for row in all {
            rows.write_record(&row).with_context(failed)?;
        }
    }
    rows.flush().with_context(failed)
}
